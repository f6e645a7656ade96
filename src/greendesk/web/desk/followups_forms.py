"""Forms of Follow-up."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Level
from greendesk.directory.models import Organisation
from greendesk.followups.models import Barrier, ExchangeKind, Lead, Stage
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.texts import TextsFormField

from ..widgets import DayInput
from .register_forms import PlaceField

DATE = DayInput()
RUNNING = [(code, label) for code, label in Stage.choices if code != Stage.LOST]


class AgreementsField(forms.ModelMultipleChoiceField):
    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            Agreement.objects.none(), label=_("Agreements it belongs to"), required=False,
            widget=forms.CheckboxSelectMultiple, **kwargs,
        )  # fmt: skip

    @staticmethod
    def of(account: Account) -> Any:
        return Agreement.objects.ours(account).select_related("place").order_by("pk")


class LeadForm(forms.Form):
    """A new lead, or what may be changed of an old one."""

    title = TextsFormField(label=_("What it is about"), widget=forms.TextInput)
    owner = forms.ModelChoiceField(Company.objects.none(), label=_("Company that owns it"))
    origin_note = forms.CharField(
        label=_("Where it began"), max_length=300, required=False,
        help_text=_("By telephone, through the embassy, at a fair. Begin it from a meeting or a visit where it began there."),
    )  # fmt: skip
    counterpart = forms.ModelChoiceField(Organisation.objects.none(), label=_("Counterpart"), required=False)
    place = PlaceField(label=_("Place"), required=False)
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DATE)
    agreements = AgreementsField()
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(
        self, *args: Any, account: Account, lead: Lead | None = None, has_origin: bool = False, **kwargs: Any
    ) -> None:
        if lead is not None:
            kwargs["initial"] = {
                "title": lead.title, "counterpart": lead.counterpart_id, "place": lead.place, "next_step": lead.next_step,
                "due_on": lead.due_on, "agreements": [a.pk for a in lead.agreements.all()], "revision": lead.revision,
            }  # fmt: skip
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = Company.objects.ours(account).select_related("organisation")
        fields["counterpart"].queryset = Organisation.objects.ours(account)
        fields["agreements"].queryset = AgreementsField.of(account)
        if lead is not None:
            del fields["owner"], fields["origin_note"]
            fields["title"].initial = lead.title
        else:
            del fields["revision"]
            if has_origin:
                del fields["origin_note"]


class StepForm(forms.Form):
    stage = forms.ChoiceField(label=_("Where the buyer stands now"), choices=RUNNING, widget=forms.RadioSelect)
    note = forms.CharField(label=_("What happened"), max_length=300, required=False)
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    due_on = forms.DateField(label=_("Due"), required=False, widget=DATE)
    on = forms.DateField(label=_("Date of this step"), widget=DATE)

    def __init__(self, *args: Any, lead: Lead, **kwargs: Any) -> None:
        kwargs["initial"] = {
            "stage": lead.stage, "next_step": lead.next_step, "due_on": lead.due_on, "on": timezone.localdate(),
        }  # fmt: skip
        super().__init__(*args, **kwargs)


class LoseForm(forms.Form):
    barrier = forms.ChoiceField(label=_("What stood in the way"), choices=Barrier.choices)
    note = forms.CharField(label=_("In your own words"), max_length=300, required=False)


class PulseForm(forms.Form):
    """How does it stand? The same questions by link and by telephone."""

    stage = forms.ChoiceField(label=_("Where does it stand?"), choices=Stage.choices, widget=forms.RadioSelect)
    barrier = forms.ChoiceField(
        label=_("If it is lost: what stood in the way?"), choices=[("", "—"), *Barrier.choices], required=False
    )
    note = forms.CharField(
        label=_("Anything you want to add"), required=False, max_length=5_000, widget=forms.Textarea(attrs={"rows": 3})
    )
    visibility = forms.ChoiceField(
        label=_("Who may see this answer"), initial="desk", widget=forms.RadioSelect,
        choices=[("desk", _("the desk")), ("funder", _("the desk and its funder")), ("public", _("everybody"))],
    )  # fmt: skip


class ExchangeForm(forms.Form):
    title = TextsFormField(label=_("What"), widget=forms.TextInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=ExchangeKind.choices)
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("By whom"), required=False)
    place = PlaceField(label=_("Where"), required=False)
    when = PartialDateFormField(label=_("When"), required=False)
    agreements = AgreementsField()
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    sharing = forms.TypedChoiceField(
        label=_("Other desks see"), coerce=int, choices=Level.choices, initial=Level.SUMMARY
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["organisation"].queryset = Organisation.objects.ours(account)
        fields["agreements"].queryset = AgreementsField.of(account)
