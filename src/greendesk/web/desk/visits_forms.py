"""Forms of the visits pages."""

from __future__ import annotations

from datetime import datetime, time
from typing import Any
from zoneinfo import ZoneInfo

from babel.dates import format_date
from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from greendesk.atlas.models import Place, Theme
from greendesk.calendars.models import Resource
from greendesk.catalogue.models import Company, ReferenceSite
from greendesk.desks.models import LANGUAGE_CHOICES, Account
from greendesk.directory.models import Person
from greendesk.kit.facts import babel_locale
from greendesk.kit.langs import OWN_NAMES
from greendesk.kit.texts import TextsFormField
from greendesk.visits.criteria import JUDGEMENTS, Criterion
from greendesk.visits.models import Delegation, Direction, Stop, StopKind, VisitReport
from greendesk.visits.sites import days_of, sites_open_to

from ..widgets import DayInput, UploadField

DATE = DayInput()
CLOCK = forms.TimeInput(attrs={"type": "time"})


class TriageForm(forms.Form):
    """A judgement and a note for every written criterion, then what is answered."""

    revision = forms.IntegerField(widget=forms.HiddenInput)
    note = forms.CharField(
        label=_("Reason for the letter, if you decline"), required=False, widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("It goes into a polite letter in the guests' language; write it in that language."),
    )  # fmt: skip
    question = forms.CharField(
        label=_("Question, if you ask back"), required=False, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: Any, criteria: list[Criterion], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.criteria = criteria
        for one in criteria:
            self.fields[f"{one.key}_judgement"] = forms.ChoiceField(
                label=one.label,
                choices=JUDGEMENTS,
                widget=forms.RadioSelect,
                required=False,
                initial=one.judgement or one.suggests,
            )
            self.fields[f"{one.key}_note"] = forms.CharField(
                label=_("Note"), required=False, initial=one.note, max_length=300
            )

    def judged(self) -> dict[str, dict[str, str]]:
        data = self.cleaned_data
        return {
            one.key: {"judgement": data[f"{one.key}_judgement"], "note": data[f"{one.key}_note"]}
            for one in self.criteria
        }

    @property
    def rows(self) -> list[tuple[Criterion, forms.BoundField, forms.BoundField]]:
        return [(one, self[f"{one.key}_judgement"], self[f"{one.key}_note"]) for one in self.criteria]


class PlaceCodeField(forms.CharField):
    """A place by its code or its name in either script; a name that several places bear is refused with their codes."""

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        if not text:
            return None
        found = list(Place.objects.filter(code=text.split(" ")[0])[:2]) or list(Place.objects.named(text)[:6])
        exact = [place for place in found if text.casefold() in {name.casefold() for name in place.all_names}]
        if len(exact) == 1 or len(found) == 1:
            return (exact or found)[0]
        if not found:
            raise forms.ValidationError(_("No place of this name or code is known."))
        several = ", ".join(f"{place.both} {place.code}" for place in found)
        raise forms.ValidationError(_("Several places are called so; write the code: %(places)s") % {"places": several})

    def prepare_value(self, value: Any) -> Any:
        if isinstance(value, int):
            value = Place.objects.filter(pk=value).first()
        return f"{value.code} {value.both}" if isinstance(value, Place) else value


def theme_field() -> forms.ModelMultipleChoiceField:
    return forms.ModelMultipleChoiceField(
        Theme.objects.listed(), label=_("What interests them"), required=False, widget=forms.CheckboxSelectMultiple
    )


class DelegationForm(forms.ModelForm):
    """What a delegation is: who, when, from where, where they sleep, what they want to see."""

    place = PlaceCodeField(
        label=_("Comes from"), required=False, help_text=_("Name in either script, or the code: 130600.")
    )
    themes = theme_field()
    revision = forms.IntegerField(widget=forms.HiddenInput, required=False)

    class Meta:
        model = Delegation
        fields = [
            "name", "direction", "organisation", "place", "size", "starts_on", "ends_on", "period", "language", "time_zone", "hotel",
            "hotel_lat", "hotel_lon", "day_from", "day_until", "first_from", "last_until", "walk_max_min", "helpers",
            "greeter", "home_side", "agreements", "project",
        ]  # fmt: skip
        widgets = {
            "starts_on": DATE,
            "ends_on": DATE,
            "day_from": CLOCK,
            "day_until": CLOCK,
            "first_from": CLOCK,
            "last_until": CLOCK,
        }

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["name"].widget = forms.TextInput()
        self.fields["language"].choices = [(code, OWN_NAMES[code]) for code, _code in LANGUAGE_CHOICES]  # type: ignore[attr-defined]
        for name in ("organisation", "agreements", "project"):
            rows = self.fields[name].queryset.model.objects  # type: ignore[attr-defined]
            self.fields[name].queryset = rows.ours(account)  # type: ignore[attr-defined]
        for name in ("greeter", "home_side"):
            self.fields[name].queryset = Person.objects.ours(account).filter(erased_at=None)  # type: ignore[attr-defined]
        along = Resource.objects.ours(account).filter(kind__in=["interpreter", "guide", "bus"])
        self.fields["helpers"].queryset = along  # type: ignore[attr-defined]
        for name in ("home_side", "agreements", "direction"):
            self.fields[name].required = False
        if self.instance.pk:
            self.fields["themes"].initial = [row.theme_id for row in self.instance.interests.all()]

    def facts(self) -> dict[str, Any]:
        kept = {key: value for key, value in self.cleaned_data.items() if key != "revision"}
        kept["direction"] = kept.get("direction") or self.instance.direction or Direction.INBOUND
        return kept


MEMBERS_BYTES = 500_000


class MembersForm(forms.Form):
    pasted = forms.CharField(
        label=_("Paste the list"), required=False, widget=forms.Textarea(attrs={"rows": 6}),
        help_text=_("Straight from a spreadsheet or a message: tabs, semicolons or commas, with or without a heading."),
    )  # fmt: skip
    upload = UploadField(
        most_bytes=MEMBERS_BYTES,
        label=_("Or a file"),
        required=False,
        help_text=_("Excel (.xlsx), CSV or text; UTF-8, UTF-16 or GB18030."),
    )


class ClockForm(forms.Form):
    """A day and a time of the delegation's stay."""

    day = forms.TypedChoiceField(label=_("Day"), coerce=lambda text: datetime.fromisoformat(text).date())
    at = forms.TimeField(label=_("Time"), widget=CLOCK)
    anyway = forms.BooleanField(label=_("Even if a rule is broken"), required=False)

    def __init__(self, *args: Any, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.delegation = delegation
        self.fields["day"].choices = [
            (day.isoformat(), format_date(day, "EEE d MMM", babel_locale())) for day in days_of(delegation)
        ]  # type: ignore[attr-defined]

    @property
    def moment(self) -> datetime:
        at: time = self.cleaned_data["at"]
        return datetime.combine(self.cleaned_data["day"], at, ZoneInfo(self.delegation.time_zone))


class StopForm(ClockForm):
    """A stop put in by hand."""

    kind = forms.ChoiceField(label=_("Kind"), choices=StopKind.choices)
    site = forms.ModelChoiceField(ReferenceSite.objects.none(), label=_("Site"), required=False)
    title = TextsFormField(label=pgettext_lazy("thing", "Title"), required=False, widget=forms.TextInput)
    minutes = forms.IntegerField(label=_("Minutes"), min_value=5, max_value=600, initial=60)
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    lat = forms.FloatField(label=_("Latitude"), required=False, min_value=-90, max_value=90)
    lon = forms.FloatField(label=_("Longitude"), required=False, min_value=-180, max_value=180)
    host = forms.ModelChoiceField(Person.objects.none(), label=_("Who receives"), required=False)
    field_order = ["kind", "site", "title", "day", "at", "minutes", "address", "lat", "lon", "host", "anyway"]

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["site"].queryset = sites_open_to(self.delegation)  # type: ignore[attr-defined]
        self.fields["host"].queryset = Person.objects.ours(account).filter(erased_at=None)  # type: ignore[attr-defined]

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        own = {name: data[name] for name in ("kind", "site", "minutes")}
        if data["kind"] != StopKind.SITE:
            own["site"] = None
            own |= {name: data[name] for name in ("title", "address", "lat", "lon", "host")}
        return own


class StopPeopleForm(forms.ModelForm):
    """Who receives, interprets and guides at a stop, and what it is called."""

    class Meta:
        model = Stop
        fields = ["title", "host", "interpreter", "guide", "address"]

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["title"].widget = forms.TextInput()
        self.fields["host"].queryset = Person.objects.ours(account).filter(erased_at=None)  # type: ignore[attr-defined]
        for kind in ("interpreter", "guide"):
            self.fields[kind].queryset = Resource.objects.ours(account).filter(kind=kind)  # type: ignore[attr-defined]


class AnswerForm(ClockForm):
    """What a host said, by link or on the telephone."""

    answer = forms.ChoiceField(
        label=_("Answer"),
        choices=[("yes", _("Yes")), ("other_time", _("Another time")), ("no", _("No"))],
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("Note"), required=False, max_length=300)
    seen = forms.CharField(required=False, widget=forms.HiddenInput)
    field_order = ["answer", "day", "at", "note"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        del self.fields["anyway"]
        self.fields["day"].required = self.fields["at"].required = False
        self.fields["day"].label = _("If another time: day")

    def facts(self) -> dict[str, Any]:
        data = self.cleaned_data
        other = data["answer"] == "other_time" and data["day"] and data["at"]
        return {"answer": data["answer"], "note": data["note"], "proposed_at": self.moment if other else None}


class RepairForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            ("late", _("the guests are late")), ("host_cancels", _("a host cannot receive")), ("site_closed", _("a site is closed")),
            ("resized", _("more or fewer guests")), ("new_must", _("they want to see a site")),
        ],
    )  # fmt: skip
    stop = forms.ModelChoiceField(Stop.objects.none(), label=_("Which stop"), required=False)
    site = forms.ModelChoiceField(ReferenceSite.objects.none(), label=_("Which site"), required=False)
    minutes = forms.IntegerField(label=_("Minutes late"), required=False, min_value=1, max_value=600)
    size = forms.IntegerField(label=_("Guests now"), required=False, min_value=1, max_value=500)

    def __init__(self, *args: Any, stops: Any, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["stop"].queryset = stops  # type: ignore[attr-defined]
        self.fields["site"].queryset = sites_open_to(delegation)  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data: dict[str, Any] = super().clean() or {}
        needed = {
            "late": "minutes",
            "host_cancels": "stop",
            "site_closed": "stop",
            "resized": "size",
            "new_must": "site",
        }
        name = needed.get(data.get("kind", ""), "")
        if name and not data.get(name) and name not in self.errors:
            self.add_error(name, _("This is needed for what happened."))
        return data | {"minutes": data.get("minutes") or 0, "size": data.get("size") or 0}


class GiftForm(forms.Form):
    what = forms.CharField(label=_("What"), max_length=160)
    value_eur = forms.DecimalField(
        label=_("Value in euro"), required=False, min_value=0, max_digits=8, decimal_places=2
    )
    is_received = forms.BooleanField(label=_("We received it"), required=False)
    person = forms.ModelChoiceField(Person.objects.none(), label=_("To or from"), required=False)

    def __init__(self, *args: Any, delegation: Delegation, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        members = delegation.members.values("person")
        self.fields["person"].queryset = Person.objects.filter(pk__in=members)  # type: ignore[attr-defined]


class ReportForm(forms.ModelForm):
    """Ten lines: what they wanted, what was promised, who goes on."""

    class Meta:
        model = VisitReport
        fields = ["interest", "promises", "potential", "next_owner", "next_step"]

    def __init__(self, *args: Any, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["next_owner"].queryset = Company.objects.ours(account).select_related("organisation")  # type: ignore[attr-defined]
        for name in ("interest", "promises", "potential"):
            self.fields[name].widget.attrs["rows"] = 3
