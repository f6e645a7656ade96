"""What the calendar refuses."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class CalendarError(DomainError):
    code = "calendars.refused"


class AlreadyTaken(CalendarError):
    code = "calendars.already_taken"
    message = _("%(who)s is already taken from %(from)s to %(to)s: %(reason)s.")


class EndsBeforeItStarts(CalendarError):
    code = "calendars.ends_before_it_starts"
    status = 422
    message = _("The end must come after the beginning.")


class HoldHasLapsed(CalendarError):
    code = "calendars.hold_has_lapsed"
    message = _("%(who)s was only held until %(until)s; book again.")
