"""Forms of meeting days and meetings."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from greendesk.agreements.models import Agreement
from greendesk.calendars.models import Resource, ResourceKind
from greendesk.desks.models import Account, Level
from greendesk.directory.models import Organisation
from greendesk.kit.langs import CONTENT_LANGS, OWN_NAMES
from greendesk.kit.texts import TextsFormField
from greendesk.meetings.models import MeetingDay, RequestClass

from ..themes import ThemesField
from ..widgets import DayInput, ZoneField
from .register_forms import PlaceField

DATE = DayInput()
INTEREST = [("", "–"), ("0", _("0 none")), ("1", _("1 polite")), ("2", _("2 real")), ("3", _("3 strong"))]


class MeetingDayForm(forms.Form):
    name = TextsFormField(label=pgettext_lazy("thing", "Name"), widget=forms.TextInput)
    place = PlaceField(label=_("Place"), required=False)
    venue = forms.CharField(label=_("Venue"), max_length=200, required=False)
    starts_on = forms.DateField(label=_("First day"), widget=DATE)
    ends_on = forms.DateField(label=_("Last day"), required=False, widget=DATE)
    time_zone = ZoneField(initial="Asia/Shanghai", help_text=_("All times are shown in it."))
    tables = forms.IntegerField(label=_("Tables"), min_value=1, max_value=300, initial=10)
    slot_min = forms.IntegerField(label=_("Minutes of a meeting"), min_value=5, max_value=240, initial=25)
    pause_min = forms.IntegerField(label=_("Minutes between meetings"), min_value=0, max_value=120, initial=5)
    hold_days = forms.IntegerField(
        label=_("Days until an unanswered request lapses"), min_value=1, max_value=90, initial=5
    )
    is_self_booking = forms.BooleanField(label=_("Parties choose their slots themselves"), required=False)
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


class SessionForm(forms.Form):
    """Typed in the zone of the day."""

    starts_at = forms.DateTimeField(
        label=_("Starts"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    slots = forms.IntegerField(label=_("Slots"), min_value=1, max_value=60, initial=6)

    def __init__(self, *args: Any, day: MeetingDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.zone = ZoneInfo(day.time_zone)
        self.fields["starts_at"].help_text = _("In the zone %(zone)s.") % {"zone": day.time_zone}
        self.fields["starts_at"].initial = datetime.combine(day.starts_on, datetime.min.time()).replace(hour=9)

    def clean_starts_at(self) -> datetime:
        typed: datetime = self.cleaned_data["starts_at"]
        return typed.replace(tzinfo=self.zone)


class AttendanceForm(forms.Form):
    organisation = forms.ModelChoiceField(Organisation.objects.none(), label=_("Organisation"))
    is_host_side = forms.BooleanField(label=_("On the hosts' side"), required=False)
    languages = forms.MultipleChoiceField(
        label=_("Languages"),
        required=False,
        choices=[("zh" if code == "zh-hans" else code, OWN_NAMES.get(code, code)) for code in CONTENT_LANGS],
        widget=forms.CheckboxSelectMultiple,
    )
    goal = TextsFormField(label=_("Goal"), required=False, widget=forms.TextInput)

    def __init__(self, *args: Any, day: MeetingDay, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        there = day.attendances.values("organisation")
        self.fields["organisation"].queryset = Organisation.objects.ours(account).exclude(pk__in=there)  # type: ignore[attr-defined]


class RequestForm(forms.Form):
    guest = forms.ModelChoiceField(None, label=_("Guest"))
    host = forms.ModelChoiceField(None, label=_("Host"))
    klass = forms.ChoiceField(label=_("Weight"), choices=RequestClass.choices, initial=RequestClass.WISH)
    value = forms.IntegerField(label=_("Value, 1–100"), min_value=1, max_value=100, initial=50)
    at_host = forms.BooleanField(label=_("At the host's own place"), required=False)
    note = forms.CharField(label=_("Note"), max_length=300, required=False)

    def __init__(self, *args: Any, day: MeetingDay, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        rows = day.attendances.select_related("organisation").only("day", "organisation__name", "organisation__names")
        self.fields["guest"].queryset = rows.filter(is_host_side=False)  # type: ignore[attr-defined]
        self.fields["host"].queryset = rows  # type: ignore[attr-defined]


class InterpretersForm(forms.Form):
    interpreters = forms.ModelMultipleChoiceField(
        Resource.objects.none(), label=_("Interpreters"), required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, day: MeetingDay, account: Account, **kwargs: Any) -> None:
        super().__init__(*args, initial={"interpreters": day.interpreters.all()}, **kwargs)
        rows = Resource.objects.ours(account).filter(kind=ResourceKind.INTERPRETER)
        self.fields["interpreters"].queryset = rows  # type: ignore[attr-defined]


class RecordForm(forms.Form):
    outcome = forms.ChoiceField(
        label=_("What happened"), required=False, choices=[("held", _("held")), ("no_show", _("somebody did not come"))]
    )
    guest_interest = forms.TypedChoiceField(
        label=_("Interest of the guest"), required=False, coerce=int, empty_value=None, choices=INTEREST
    )
    host_interest = forms.TypedChoiceField(
        label=_("Interest of the host"), required=False, coerce=int, empty_value=None, choices=INTEREST
    )
    note = TextsFormField(label=_("What was said"), required=False)
    next_step = forms.CharField(label=_("Next step"), max_length=300, required=False)
    is_second = forms.BooleanField(label=_("A second meeting came of it"), required=False)

    def __init__(self, *args: Any, sides: frozenset[str] = frozenset({"guest", "host"}), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for side in {"guest", "host"} - sides:
            del self.fields[f"{side}_interest"]
