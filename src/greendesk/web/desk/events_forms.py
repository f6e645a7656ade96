"""Forms of events and panels."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company, Experience
from greendesk.desks.models import Account, Level
from greendesk.directory.models import Person
from greendesk.events.models import Event, Panel, PanelSlot, Verdict
from greendesk.kit.facts import PartialDateFormField
from greendesk.kit.texts import TextsFormField
from greendesk.projects.models import Project

from ..themes import ThemesField
from ..widgets import DayInput, ZoneField
from .register_forms import PlaceField

DATE = DayInput()
MOMENT = forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
COMPANY = ("company__organisation__name", "company__organisation__names")  # what a company is called
MARKS = [("", "–"), *((str(n), str(n)) for n in range(6))]


class EventForm(forms.Form):
    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    text = TextsFormField(label=_("What it is about"), required=False)
    place = PlaceField(label=_("Place"), required=False)
    when = PartialDateFormField(label=_("When, as the source says"), required=False)
    starts_on = forms.DateField(label=_("Day, once it is planned"), required=False, widget=DATE)
    time_zone = ZoneField(initial="Europe/Brussels")
    seats = forms.IntegerField(label=_("Seats"), required=False, min_value=1, max_value=30000)
    agreements = forms.ModelMultipleChoiceField(
        Agreement.objects.none(), label=_("Agreements"), required=False, widget=forms.CheckboxSelectMultiple
    )
    project = forms.ModelChoiceField(Project.objects.none(), label=_("Project"), required=False)
    themes = ThemesField()
    sharing = forms.TypedChoiceField(
        label=_("Other desks see"), coerce=int, choices=Level.choices, initial=Level.EXISTENCE
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreements"].queryset = Agreement.objects.ours(account).select_related("place")  # type: ignore[attr-defined]
        self.fields["project"].queryset = Project.objects.ours(account)  # type: ignore[attr-defined]


class SessionForm(forms.Form):
    """Typed in the zone of the event."""

    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    starts_at = forms.DateTimeField(label=_("Starts"), required=False, widget=MOMENT)
    ends_at = forms.DateTimeField(label=_("Ends"), required=False, widget=MOMENT)
    experience = forms.ModelChoiceField(Experience.objects.none(), label=_("Experience shared"), required=False)

    def __init__(self, *args: Any, event: Event, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(event.time_zone)
        rows = Experience.objects.ours(account).select_related("company__organisation").only("text", *COMPANY)
        self.fields["experience"].queryset = rows  # type: ignore[attr-defined]

    def _in_zone(self, name: str) -> datetime | None:
        typed: datetime | None = self.cleaned_data[name]
        return typed.replace(tzinfo=self.zone) if typed else None

    def clean_starts_at(self) -> datetime | None:
        return self._in_zone("starts_at")

    def clean_ends_at(self) -> datetime | None:
        return self._in_zone("ends_at")


class RegistrationForm(forms.Form):
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"))
    interest = forms.TypedChoiceField(
        label=_("Interest"),
        coerce=int,
        initial=1,
        choices=[(0, _("0 none")), (1, _("1 curious")), (2, _("2 real")), (3, _("3 strong"))],
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = companies_of(account)  # type: ignore[attr-defined]


def companies_of(account: Account) -> Any:
    return Company.objects.visible_to(account, Level.FULL).select_related("organisation")


class PanelForm(forms.Form):
    name = TextsFormField(label=_("Name of the panel"), widget=forms.TextInput)
    slots = forms.IntegerField(label=_("Slots"), min_value=1, max_value=40, initial=6)
    slot_min = forms.IntegerField(label=_("Minutes of a talk"), min_value=5, max_value=120, initial=20)
    panelists = forms.ModelMultipleChoiceField(
        Person.objects.none(), label=_("Who sits on it"), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panelists"].queryset = Person.objects.ours(account)  # type: ignore[attr-defined]


class ConflictForm(forms.Form):
    panelist = forms.ModelChoiceField(None, label=_("Panelist"))
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Cannot judge"))

    def __init__(self, *args: Any, panel: Panel, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["panelist"].queryset = panel.panelists.select_related("person")  # type: ignore[attr-defined]
        self.fields["company"].queryset = companies_of(account)  # type: ignore[attr-defined]


class BookingForm(forms.Form):
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"))
    question = TextsFormField(label=_("Question to the panel"), required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["company"].queryset = companies_of(account)  # type: ignore[attr-defined]


class OwnBookingForm(forms.Form):
    """A company chooses a free slot for itself; it sees times, not who else sits there."""

    slot = forms.ModelChoiceField(PanelSlot.objects.none(), label=_("Slot"))
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"))
    question = TextsFormField(label=_("Question to the panel"), required=False)

    def __init__(self, *args: Any, panel: Panel, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        free = panel.slots.filter(state=PanelSlot.State.FREE).select_related("panel")
        self.fields["slot"].queryset = free  # type: ignore[attr-defined]
        mine = Company.objects.filter(
            registrations__event=panel.event_id, organisation__representations__account=account
        )
        self.fields["company"].queryset = mine.select_related("organisation").distinct()  # type: ignore[attr-defined]


class VerdictForm(forms.Form):
    """Five criteria 0–5, then advice and a next step."""

    advice = TextsFormField(label=_("Advice"))
    next_step = forms.CharField(label=_("Next step"), max_length=300)
    barriers = forms.MultipleChoiceField(
        label=_("Barriers"), required=False, widget=forms.CheckboxSelectMultiple,
        choices=[
            ("unknown_market", _("the market is unknown and hard to enter")), ("no_partner", _("no local partner")),
            ("price", _("price")), ("certificate", _("certificate or standard")), ("ip", _("protection of knowledge")),
            ("finance", _("financing")), ("trust", _("trust and culture")), ("language", _("language")),
            ("capacity", _("own capacity")), ("politics", _("politics")), ("other", _("other")),
        ],
    )  # fmt: skip

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        marks = {}
        for name in Verdict.CRITERIA:
            label = Verdict._meta.get_field(name).verbose_name
            marks[name] = forms.TypedChoiceField(label=label, choices=MARKS, coerce=int)
        self.fields = {**marks, **self.fields}

    def said(self) -> dict[str, Any]:
        data = dict(self.cleaned_data)
        return {"scores": {name: data.pop(name) for name in Verdict.CRITERIA}, **data}
