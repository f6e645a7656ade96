"""Forms of missions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from greendesk.agreements.models import Agreement
from greendesk.catalogue.models import Company
from greendesk.desks.models import Account, Level
from greendesk.directory.models import Organisation, Person
from greendesk.kit.facts import PartialDateFormField, QuantityFormField
from greendesk.kit.texts import TextsFormField
from greendesk.missions.models import Mission

from ..themes import ThemesField
from ..widgets import DayInput
from .register_forms import PlaceField

DATE = DayInput()


class MissionForm(forms.Form):
    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    aim = TextsFormField(label=_("Aim"), required=False)
    place = PlaceField(label=_("Destination"), required=False)
    period = PartialDateFormField(label=_("When, as the source says"), required=False)
    starts_on = forms.DateField(label=_("First day, once it is planned"), required=False, widget=DATE)
    ends_on = forms.DateField(label=_("Last day, once it is planned"), required=False, widget=DATE)
    cohort_size = QuantityFormField(label=_("Companies"), required=False, help_text=_("15, or ~15 for about fifteen."))
    criteria = forms.CharField(
        label=_("Criteria"),
        required=False,
        help_text=_("What applications are scored on, 0–5 each; separate with commas."),
    )
    agreements = forms.ModelMultipleChoiceField(
        Agreement.objects.none(), label=_("Agreements"), required=False, widget=forms.CheckboxSelectMultiple
    )
    themes = ThemesField()
    sharing = forms.TypedChoiceField(
        label=_("Other desks see"), coerce=int, choices=Level.choices, initial=Level.EXISTENCE
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["agreements"].queryset = Agreement.objects.ours(account).select_related("place")  # type: ignore[attr-defined]

    def clean_criteria(self) -> list[str]:
        typed: str = self.cleaned_data["criteria"]
        return [part.strip() for part in typed.replace("，", ",").split(",") if part.strip()]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The last day cannot be before the first."))
        return data


class CallForm(forms.Form):
    opens_on = forms.DateField(label=_("Call opens"), widget=DATE)
    closes_on = forms.DateField(label=_("Call closes"), widget=DATE)


class ApplicationForm(forms.Form):
    company = forms.ModelChoiceField(Company.objects.none(), label=_("Company"))
    goal = TextsFormField(label=_("Goal"), help_text=_("What the result is compared with later."))
    pitch = TextsFormField(label=_("Pitch"), required=False)
    readiness = TextsFormField(label=_("How well prepared"), required=False)
    state_aid_eur = forms.DecimalField(
        label=_("State aid in three years, in euro"), required=False, min_value=0, max_digits=10, decimal_places=2
    )
    traveller = forms.ModelChoiceField(Person.objects.none(), label=_("Who travels"), required=False)

    def __init__(self, *args: Any, mission: Mission, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        applied = mission.applications.values("company")
        companies = (
            Company.objects.visible_to(account, Level.FULL).exclude(pk__in=applied).select_related("organisation")
        )
        self.fields["company"].queryset = companies  # type: ignore[attr-defined]
        self.fields["traveller"].queryset = Person.objects.ours(account)  # type: ignore[attr-defined]


class VettingForm(forms.Form):
    visitor = forms.ModelChoiceField(Organisation.objects.none(), label=_("Who came"), required=False)
    on = PartialDateFormField(label=_("Date"), required=False)
    note = forms.CharField(label=_("What was seen"), widget=forms.Textarea, help_text=_("Only your officers read it."))

    def __init__(self, *args: Any, mission: Mission, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["visitor"].queryset = mission.partners.all()  # type: ignore[attr-defined]


class DayForm(forms.Form):
    name = TextsFormField(label=_("Name of the meeting day"), widget=forms.TextInput)
    starts_on = forms.DateField(label=_("Day"), widget=DATE)
    venue = forms.CharField(label=_("Venue"), max_length=200, required=False)
    tables = forms.IntegerField(label=_("Tables"), min_value=1, max_value=300, initial=10)


class StoryForm(forms.Form):
    story = TextsFormField(label=_("Public story"))
    quoted = forms.ModelChoiceField(
        Person.objects.none(), label=_("Who is quoted"), required=False, help_text=_("Only with their consent.")
    )

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["quoted"].queryset = Person.objects.ours(account)  # type: ignore[attr-defined]
