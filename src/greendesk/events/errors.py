"""What the events room refuses."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class EventsError(DomainError):
    code = "events.refused"


class EventIsFull(EventsError):
    code = "events.event_is_full"
    message = _("All %(seats)s seats of %(event)s are taken.")


class SlotIsTaken(EventsError):
    code = "events.slot_is_taken"
    message = _("Slot %(slot)s is already taken. Choose another one.")


class SitsAlready(EventsError):
    code = "events.sits_already"
    message = _("%(company)s already has a slot before this panel.")


class ConflictOfInterest(EventsError):
    code = "events.conflict_of_interest"
    message = _(
        "%(who)s cannot judge %(company)s: a conflict of interest is on record. Replace them or choose another panel."
    )


class NoPanelist(EventsError):
    code = "events.no_panelist"
    message = _("Nobody sits on this panel yet.")


class NothingToJudge(EventsError):
    code = "events.nothing_to_judge"
    message = _("Nobody has sat in this slot, so there is nothing to judge.")


class AlreadyJudged(EventsError):
    code = "events.already_judged"
    message = _("A verdict has already been given on %(given_on)s.")


class CriterionFromZeroToFive(EventsError):
    code = "events.criterion_from_zero_to_five"
    status = 422
    message = _("Each criterion is judged from 0 to 5.")


class SessionEndsBeforeItStarts(EventsError):
    code = "events.session_ends_before_it_starts"
    status = 422
    message = _("The session must end after it starts.")


class UnknownZone(EventsError):
    code = "events.unknown_zone"
    status = 422
    message = _("“%(zone)s” is not a time zone. Write it like Europe/Brussels.")
