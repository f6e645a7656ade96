"""What the meetings room refuses."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class MeetingsError(DomainError):
    code = "meetings.refused"


class UnknownZone(MeetingsError):
    code = "meetings.unknown_zone"
    status = 422
    message = _("“%(zone)s” is not a time zone. Write it like Asia/Shanghai.")


class SessionOutsideDay(MeetingsError):
    code = "meetings.session_outside_day"
    status = 422
    message = _("A session on %(on)s does not belong to a meeting day from %(first)s to %(last)s.")


class SessionsOverlap(MeetingsError):
    code = "meetings.sessions_overlap"
    status = 422
    message = _("The session at %(later)s begins before the one at %(earlier)s has ended.")


class SlotsAreInUse(MeetingsError):
    code = "meetings.slots_are_in_use"
    message = _("The timetable is already published; its sessions can no longer change.")


class NobodyMeetsThemselves(MeetingsError):
    code = "meetings.nobody_meets_themselves"
    status = 422
    message = _("%(who)s cannot meet itself.")


class AlreadyAsked(MeetingsError):
    code = "meetings.already_asked"
    message = _("%(guest)s and %(host)s are already on the list of this day.")


class NotOnThisDay(MeetingsError):
    code = "meetings.not_on_this_day"
    status = 422
    message = _("%(who)s does not take part in this meeting day.")


class AlreadyAnswered(MeetingsError):
    code = "meetings.already_answered"
    message = _("%(request)s has already been answered: %(state)s.")


class RequestHasLapsed(MeetingsError):
    code = "meetings.request_has_lapsed"
    message = _("The answer to %(request)s was wanted until %(until)s. Ask again if it is still wished for.")


class NothingToPlan(MeetingsError):
    code = "meetings.nothing_to_plan"
    message = _("There is nothing to plan yet: a meeting day needs sessions and requests.")


class StillBeingPlanned(MeetingsError):
    code = "meetings.still_being_planned"
    message = _("Draft %(number)s is still being worked on.")


class DraftIsOld(MeetingsError):
    code = "meetings.draft_is_old"
    message = _("Draft %(number)s seats meetings that are no longer wished for: %(who)s. Plan again.")


class AlreadyPublished(MeetingsError):
    code = "meetings.already_published"
    message = _("Version %(number)s is already published.")


class NothingPublished(MeetingsError):
    code = "meetings.nothing_published"
    message = _("Nothing is published yet, so there is nothing to re-plan. Plan the day first.")


class BreaksARule(MeetingsError):
    code = "meetings.breaks_a_rule"
    message = _("That does not fit: %(why)s")


class NoSuchSlot(MeetingsError):
    code = "meetings.no_such_slot"
    status = 422
    message = _("There is no slot %(slot)s on this day.")


class NoSuchTable(MeetingsError):
    code = "meetings.no_such_table"
    status = 422
    message = _("There is no table %(table)s; the venue has %(tables)s.")


class MeetingIsOver(MeetingsError):
    code = "meetings.meeting_is_over"
    message = _("%(meeting)s is already recorded as: %(state)s.")


class NotAtTheTable(MeetingsError):
    code = "meetings.not_at_the_table"
    status = 403
    message = _("Only those who sit at the table, or the desk, can say what came of a meeting.")


class InterestFromZeroToThree(MeetingsError):
    code = "meetings.interest_from_zero_to_three"
    status = 422
    message = _("Interest is a number from 0 to 3.")


class ChoosesNoSlots(MeetingsError):
    code = "meetings.chooses_no_slots"
    message = _("On this day the desk makes the timetable; parties do not choose slots.")


class TableIsTaken(MeetingsError):
    code = "meetings.table_is_taken"
    message = _("Table %(table)s is already taken in that slot.")


class NoTableFree(MeetingsError):
    code = "meetings.no_table_free"
    message = _("All tables are taken in that slot.")
