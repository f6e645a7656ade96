"""Forms about companies, what they offer, where it runs, and what they want."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from greendesk.atlas.models import Place, Theme
from greendesk.catalogue.models import Company, Solution
from greendesk.desks.models import Account, Level
from greendesk.directory.models import Organisation
from greendesk.kit.facts import PartialDateFormField, QuantityFormField
from greendesk.kit.langs import OWN_NAMES
from greendesk.kit.texts import TextsFormField
from greendesk.matchmaking.models import InterestAnswer
from greendesk.matchmaking.readiness import QUESTIONS, VERSION, Say

from ..themes import ThemesField, offer_themes
from .register_forms import PlaceField

SIZES = [("", "—"), *Company._meta.get_field("size_class").choices]
WEEKDAYS = [_("Monday"), _("Tuesday"), _("Wednesday"), _("Thursday"), _("Friday"), _("Saturday"), _("Sunday")]
MONTHS = 12


class CompaniesFilter(forms.Form):
    q = forms.CharField(
        label=_("Words"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    theme = forms.ModelChoiceField(
        Theme.objects.none(), label=_("Theme"), required=False, to_field_name="key", empty_label=_("all")
    )
    place = PlaceField(label=_("Place"), required=False, help_text="")
    interest = forms.ChoiceField(
        label=_("Interest"), required=False,
        choices=[("", _("any")), *InterestAnswer.choices, ("stale", _("to be asked again")), ("unknown", _("not asked yet"))],
    )  # fmt: skip
    size = forms.ChoiceField(label=_("Size"), required=False, choices=[("", _("any")), *SIZES[1:]])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.listed()  # type: ignore[attr-defined]


def begin_with(form: forms.Form, row: Any, **also: Any) -> None:
    """Fill a form from a record; texts keep their other languages."""
    for name, field in form.fields.items():
        value = also[name] if name in also else getattr(row, name, None)
        if hasattr(value, "all"):
            value = list(value.all())
        form.initial.setdefault(name, value)
        if isinstance(field, TextsFormField):
            field.initial = value


class OwnProfileForm(forms.Form):
    """What a company says of itself."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    profile = TextsFormField(label=_("Who you are, in three lines"), required=False)
    themes = ThemesField()
    founded = PartialDateFormField(label=_("Founded"), required=False)
    employees = QuantityFormField(label=_("Employees"), required=False, help_text=_("15, or ~15 for about 15."))
    size_class = forms.ChoiceField(label=_("Size"), required=False, choices=SIZES)
    export_experience = TextsFormField(label=_("Experience abroad"), required=False)
    website = forms.URLField(label=_("Website"), required=False, assume_scheme="https")
    email = forms.EmailField(label=_("E-mail"), required=False)
    phone = forms.CharField(label=_("Telephone"), max_length=40, required=False)

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account is not None:
            offer_themes(self, account)


class CompanyForm(OwnProfileForm):
    name = forms.CharField(label=pgettext_lazy("thing", "Name"), max_length=200)
    place = PlaceField(label=_("Place"), required=False)
    is_public = forms.BooleanField(label=_("in the public catalogue"), required=False)
    sharing = forms.TypedChoiceField(
        label=_("Other desks see"), choices=Level.choices, coerce=int, initial=Level.SUMMARY
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    field_order = ["revision", "name", "place", "profile", "themes"]


class SolutionForm(forms.Form):
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    text = TextsFormField(label=_("What it does"), required=False)
    companies = forms.ModelMultipleChoiceField(Company.objects.none(), label=_("Companies"))
    themes = ThemesField()
    hs_code = forms.CharField(label=_("HS code"), max_length=12, required=False)
    cpv_code = forms.CharField(label=_("CPV code"), max_length=12, required=False)
    is_public = forms.BooleanField(label=_("in the public catalogue"), required=False)
    sharing = forms.TypedChoiceField(
        label=_("Other desks see"), choices=Level.choices, coerce=int, initial=Level.SUMMARY
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["companies"].queryset = Company.objects.editable_by(account).select_related("organisation")  # type: ignore[attr-defined]
        offer_themes(self, account)


class SiteRulesForm(forms.Form):
    """What a host decides: when, how many, under which rules. Hours per weekday as 09:00-12:00, 13:00-16:00."""

    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)
    text = TextsFormField(label=_("What is to be seen"), required=False)
    visit_min = forms.IntegerField(label=_("Minutes of a visit"), min_value=5, max_value=600, initial=60)
    max_group = forms.IntegerField(label=_("Largest group"), min_value=1, max_value=500, initial=20)
    walk_min = forms.IntegerField(label=_("Minutes on foot"), min_value=0, max_value=300, initial=10)
    notice_days = forms.IntegerField(label=_("Days of notice"), min_value=0, max_value=90, initial=3)
    rest_days = forms.IntegerField(label=_("Days of rest between visits"), min_value=0, max_value=90, initial=0)
    visits_a_month = forms.IntegerField(
        label=_("Delegations a month, at most"), min_value=1, max_value=200, required=False
    )
    closed_on = forms.CharField(
        label=_("Closed on"), required=False, help_text=_("Days as 2026-12-24, with blanks or commas between.")
    )
    safety = TextsFormField(label=_("Safety rules"), required=False)
    photo_rules = TextsFormField(label=_("Photo rules"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages of the host"),
        required=False,
        choices=list(OWN_NAMES.items()),
        widget=forms.CheckboxSelectMultiple,
    )
    step_free = forms.BooleanField(label=_("step-free access"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, day in enumerate(WEEKDAYS):
            self.fields[f"open_{number}"] = forms.CharField(label=day, required=False, max_length=60)
        self.fields["open_0"].help_text = _("Hours as 09:00-12:00, 13:00-16:00; empty means closed.")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        hours = {str(number): data.pop(f"open_{number}", "") for number in range(7)}
        data["opening"] = {day: text for day, text in hours.items() if text}
        data["closed_on"] = data.get("closed_on", "").replace(",", " ").split()
        return data


def hours_of(opening: dict[str, Any]) -> dict[str, str]:
    """Opening hours as the form shows them."""

    def clock(minutes: int) -> str:
        return f"{minutes // 60:02d}:{minutes % 60:02d}"

    return {f"open_{day}": ", ".join(f"{clock(a)}-{clock(b)}" for a, b in spans) for day, spans in opening.items()}


class SiteForm(SiteRulesForm):
    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    operator = forms.ModelChoiceField(Organisation.objects.none(), label=_("Operator"), required=False)
    suppliers = forms.ModelMultipleChoiceField(Company.objects.none(), label=_("Companies behind it"), required=False)
    solutions = forms.ModelMultipleChoiceField(Solution.objects.none(), label=_("Solutions to be seen"), required=False)
    themes = ThemesField()
    place = PlaceField(label=_("Place"), required=False)
    address = forms.CharField(label=_("Address"), max_length=200, required=False)
    lat = forms.FloatField(label=_("Latitude (WGS 84)"), required=False)
    lon = forms.FloatField(label=_("Longitude (WGS 84)"), required=False)
    scale = QuantityFormField(
        label=_("Scale"), required=False, help_text=_("How large it is, to compare with the guest's own.")
    )
    scale_unit = forms.CharField(label=_("Unit of the scale"), max_length=40, required=False)
    conditions = TextsFormField(label=_("Conditions"), required=False)
    is_abroad = forms.BooleanField(label=_("it stands abroad"), required=False)
    is_public = forms.BooleanField(label=_("in the public catalogue"), required=False)
    sharing = forms.TypedChoiceField(
        label=_("Other desks see"), choices=Level.choices, coerce=int, initial=Level.SUMMARY
    )
    source = forms.CharField(label=_("Source"), max_length=300, required=False)
    field_order = ["revision", "name", "text", "operator", "place", "address", "lat", "lon", "themes", "suppliers", "solutions", "scale", "scale_unit", "conditions"]  # fmt: skip

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["operator"].queryset = Organisation.objects.editable_by(account)  # type: ignore[attr-defined]
        self.fields["suppliers"].queryset = Company.objects.editable_by(account).select_related("organisation")  # type: ignore[attr-defined]
        self.fields["solutions"].queryset = Solution.objects.editable_by(account)  # type: ignore[attr-defined]
        offer_themes(self, account)


class PlacesField(forms.CharField):
    """Several places, one per line or with commas between."""

    widget = forms.Textarea

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(f"{place.both} {place.code}" for place in value) if isinstance(value, list) else value

    def clean(self, value: Any) -> list[Place]:
        text = super().clean(value) or ""
        one = PlaceField(required=False)
        parts = [
            part.strip() for line in text.splitlines() for part in line.replace("，", ",").replace("、", ",").split(",")
        ]
        return [place for part in parts if part and (place := one.clean(part))]


class InterestForm(forms.Form):
    """The interest card: what is wanted, what is not, where, and for how long that holds."""

    answer = forms.ChoiceField(
        label=_("Are you interested in new business abroad?"), choices=InterestAnswer.choices, widget=forms.RadioSelect
    )
    themes = ThemesField(label=_("Themes wanted"))
    unwanted_themes = ThemesField(label=_("Themes not wanted"))
    wanted_places = PlacesField(
        label=_("Places wanted"), required=False, help_text=_("Provinces or cities, one per line, in either script."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )  # fmt: skip
    partner_type = forms.CharField(label=_("Kind of partner"), max_length=120, required=False)
    no_go = forms.CharField(label=_("Partners not wanted"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    note = TextsFormField(label=_("In your own words"), required=False)
    valid_months = forms.IntegerField(label=_("Holds for … months"), min_value=1, max_value=36, initial=MONTHS)

    def __init__(self, *args: Any, account: Account | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if account is not None:
            offer_themes(self, account)


class FitForm(forms.Form):
    theme = forms.ModelChoiceField(Theme.objects.none(), label=_("Theme"), to_field_name="key")
    score = forms.TypedChoiceField(
        label=_("Fit"), coerce=int,
        choices=[(0, _("not relevant")), (1, _("somewhat relevant")), (2, _("relevant")), (3, _("very relevant"))],
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=300, required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["theme"].queryset = Theme.objects.listed()  # type: ignore[attr-defined]


class ClientForm(forms.Form):
    client = forms.ModelChoiceField(Organisation.objects.none(), label=_("Client"))
    note = TextsFormField(label=_("Note"), required=False, widget=forms.TextInput)
    source = forms.CharField(label=_("Source"), max_length=300, required=False)

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["client"].queryset = Organisation.objects.ours(account).order_by("name")  # type: ignore[attr-defined]


class ReadinessForm(forms.Form):
    """The questions of the newest version; one that is left open is kept as not answered."""

    goal = TextsFormField(label=_("What the company wants to reach"), required=False, widget=forms.TextInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for question in QUESTIONS[VERSION]:
            self.fields[question.name] = forms.ChoiceField(
                label=question.text, choices=Say.choices, required=False, widget=forms.RadioSelect
            )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        answers = {q.name: data.get(q.name, "") for q in QUESTIONS[VERSION]}
        if not self.errors and not any(answers.values()):
            self.add_error(None, _("Answer at least one of the questions."))
        return {
            "goal": data.get("goal"),
            "answers": {name: say for name, say in answers.items() if say},
            "version": VERSION,
        }


class ExperienceForm(forms.Form):
    text = TextsFormField(label=_("What was learnt"))
    place = PlaceField(label=_("Where"), required=False)
    period = PartialDateFormField(label=_("When"), required=False)
    is_mentor = forms.BooleanField(label=_("may be asked by others"), required=False)
    sharing = forms.TypedChoiceField(label=_("Other desks see"), choices=Level.choices, coerce=int)
    consented = forms.BooleanField(label=_("The company agrees that other desks read this"), required=False)
