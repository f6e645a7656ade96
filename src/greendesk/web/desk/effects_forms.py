"""Forms of Effects."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Level
from greendesk.effects.models import ClaimKind, EffectClaim, Effort, Grade, Indicator
from greendesk.events.models import Event
from greendesk.kit.facts import CURRENCIES, PartialDateFormField, QuantityFormField
from greendesk.kit.texts import TextsFormField
from greendesk.missions.models import Mission
from greendesk.visits.models import Delegation

from ..themes import ThemesField
from ..widgets import UploadField
from .followups_forms import DATE, AgreementsField
from .register_forms import PlaceField

SHARING = {"label": _("Other desks see"), "coerce": int, "choices": Level.choices, "initial": Level.SUMMARY}


class IndicatorForm(forms.Form):
    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    definition = TextsFormField(
        label=_("What is counted"), help_text=_("Who or what, where, over which time, by whose rules.")
    )
    unit = forms.CharField(label=_("Unit"), max_length=40)
    is_own_effect = forms.BooleanField(label=_("It measures our own effect"), required=False)
    target = QuantityFormField(label=_("Target"), required=False)
    themes = ThemesField()
    source = forms.CharField(label=_("Source of the definition"), max_length=300, required=False)
    sharing = forms.TypedChoiceField(**SHARING)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, indicator: Indicator | None = None, **kwargs: Any) -> None:
        if indicator is not None:
            names = ("name", "definition", "unit", "is_own_effect", "target", "source", "sharing", "revision")
            kwargs["initial"] = {name: getattr(indicator, name) for name in names}
            kwargs["initial"]["themes"] = list(indicator.themes.all())
        super().__init__(*args, **kwargs)
        if indicator is None:
            del self.fields["revision"]
        else:
            for name in ("name", "definition"):
                self.fields[name].initial = getattr(indicator, name)


class ObservationForm(forms.Form):
    period = PartialDateFormField(label=_("Period"), required=False)
    place = PlaceField(label=_("Place"), required=False)
    value = QuantityFormField(label=_("Value"), required=False)
    statement = TextsFormField(
        label=_("Or a statement whose scope is unclear"), required=False, widget=forms.TextInput,
        help_text=_("It is kept as a sentence; nothing is computed from it."),
    )  # fmt: skip
    vintage = forms.CharField(label=_("Definition used"), max_length=160, required=False)
    is_break = forms.BooleanField(label=_("The scope changed here"), required=False)
    trap = TextsFormField(label=_("What a reader should mind"), required=False, widget=forms.TextInput)
    source = forms.CharField(label=_("Source"), max_length=300)
    source_url = forms.URLField(label=_("Address of the source"), required=False, assume_scheme="https")


class ClaimForm(forms.Form):
    title = TextsFormField(label=_("What came of it"), widget=forms.TextInput)
    kind = forms.ChoiceField(label=_("Kind"), choices=ClaimKind.choices)
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"), required=False)
    place = PlaceField(label=_("Place"), required=False)
    amount = forms.DecimalField(label=_("Amount"), required=False, min_value=0, max_digits=16, decimal_places=2)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, required=False)
    when = PartialDateFormField(label=_("When"), required=False)
    check_on = forms.DateField(label=_("See what became of it on"), required=False, widget=DATE)
    agreements = AgreementsField()
    source = forms.CharField(label=_("Who said so, and where"), max_length=300)
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *args: Any, account: Account, claim: EffectClaim | None = None, **kwargs: Any) -> None:
        if claim is not None:
            names = ("title", "kind", "place", "amount", "currency", "when", "check_on", "source", "revision")
            kwargs["initial"] = {name: getattr(claim, name) for name in names}
            kwargs["initial"] |= {"company": claim.company_id, "agreements": [a.pk for a in claim.agreements.all()]}
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["company"].queryset = Company.objects.ours(account).select_related("organisation")
        fields["agreements"].queryset = AgreementsField.of(account)
        if claim is None:
            del fields["revision"]
        else:
            fields["title"].initial = claim.title


class GradeForm(forms.Form):
    grade = forms.ChoiceField(label=_("How well is it shown?"), choices=Grade.choices, widget=forms.RadioSelect)
    evidence_name = forms.CharField(
        label=_("Evidence"), max_length=200, required=False,
        help_text=_("Contract, press release, annual report, entry in a register: what it is and where it lies."),
    )  # fmt: skip
    file = UploadField(label=_("File"), required=False)
    check_on = forms.DateField(label=_("If it stays announced: look again on"), required=False, widget=DATE)


class EffortForm(forms.Form):
    activity = forms.ChoiceField(label=_("Kind of activity"), choices=Effort.Activity.choices)
    delegation = forms.ModelChoiceField(Delegation.objects.none(), label=_("Delegation"), required=False)
    mission = forms.ModelChoiceField(Mission.objects.none(), label=_("Mission"), required=False)
    event = forms.ModelChoiceField(Event.objects.none(), label=pgettext_lazy("of the sector", "Event"), required=False)
    role = forms.CharField(label=_("Whose time"), max_length=120)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=0, max_value=10_000_000, required=False)
    cost = forms.DecimalField(label=_("Cost"), min_value=0, max_digits=12, decimal_places=2, required=False)
    currency = forms.ChoiceField(label=_("Currency"), choices=CURRENCIES, required=False, initial="EUR")
    travel_kg = forms.IntegerField(
        label=_("Travel emissions, kg CO2e"), min_value=0, max_value=10_000_000, required=False
    )
    on = forms.DateField(label=_("Date"), required=False, widget=DATE)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        for name, model in (("delegation", Delegation), ("mission", Mission), ("event", Event)):
            fields[name].queryset = model.objects.ours(account).only("name")

    def clean_minutes(self) -> int:
        return self.cleaned_data["minutes"] or 0

    def clean_cost(self) -> Any:
        return self.cleaned_data["cost"] or 0


class ReportForm(forms.Form):
    name = forms.CharField(label=_("Name of the report"), max_length=160)
    first = forms.DateField(label=pgettext_lazy("first day", "From"), required=False, widget=DATE)
    last = forms.DateField(label=_("Until"), required=False, widget=DATE)
