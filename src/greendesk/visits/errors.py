"""What this room refuses, and why."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class VisitRefusal(DomainError):
    code = "visits.refused"


class WrongDays(VisitRefusal):
    code = "visits.wrong_days"
    status = 422
    message = _("The last day (%(last)s) cannot be before the first (%(first)s).")


class StayTooLong(VisitRefusal):
    code = "visits.stay_too_long"
    status = 422
    message = _("A programme is planned for at most %(most)d days, and this one has %(days)d. Shorten the stay.")


class NoGuests(VisitRefusal):
    code = "visits.no_guests"
    status = 422
    message = _("A delegation has at least one guest.")


class NoWayToAnswer(VisitRefusal):
    code = "visits.no_way_to_answer"
    status = 422
    message = _("Leave a telephone number, a WeChat name or an e-mail address, so that we can answer.")


class AlreadyDecided(VisitRefusal):
    code = "visits.already_decided"
    message = _("This request has already been %(state)s.")


class CriteriaMissing(VisitRefusal):
    code = "visits.criteria_missing"
    status = 422
    message = _("Judge every written criterion before you decide; still open: %(open)s.")


class CardUnknown(VisitRefusal):
    code = "visits.card_unknown"
    status = 404
    message = _("Card number and code do not go together. Look at the page you got after sending your request.")


class CardLocked(VisitRefusal):
    code = "visits.card_locked"
    status = 429
    message = _("This card has been tried too often with a wrong code. Please ask the desk by telephone.")


class MembersUnreadable(VisitRefusal):
    code = "visits.members_unreadable"
    status = 422
    message = _("Line %(line)d of the list of members cannot be read: %(why)s")


class TooManyMembers(VisitRefusal):
    code = "visits.too_many_members"
    status = 422
    message = _("The list has %(count)d lines; at most %(most)d guests can be taken in at once.")


class NoDays(VisitRefusal):
    code = "visits.no_days"
    message = _("Enter the first and the last day of the visit before you plan it.")


class NoHotel(VisitRefusal):
    code = "visits.no_hotel"
    message = _("Enter where the guests sleep, with its position, so that ways can be measured.")


class NoSites(VisitRefusal):
    code = "visits.no_sites"
    message = _("Your desk has no reference site with a position yet. Enter one first; the programme is made of them.")


class NoProgramme(VisitRefusal):
    code = "visits.no_programme"
    message = _("There is no programme yet. Make a draft first.")


class NotTheLatest(VisitRefusal):
    code = "visits.not_the_latest"
    message = _("This is version %(number)d; version %(latest)d is newer. Change that one.")


class DelegationCancelled(VisitRefusal):
    code = "visits.delegation_cancelled"
    message = _("This visit has been cancelled.")


class RulesBroken(VisitRefusal):
    """The change would break hard rules of the programme; each is named."""

    code = "visits.rules_broken"
    status = 422
    message = _("That does not work: %(why)s")


class StopTaken(VisitRefusal):
    code = "visits.stop_taken"
    message = _("Another stop begins at that very minute.")


class SiteUnknown(VisitRefusal):
    code = "visits.site_unknown"
    status = 422
    message = _("This site cannot be planned: %(why)s")


class MustIsNever(VisitRefusal):
    code = "visits.must_is_never"
    message = _(
        "You said that %(site)s must not be shown to these guests. Choose “neither” for it first if that has changed."
    )


class NeverIsMust(VisitRefusal):
    code = "visits.never_is_must"
    message = _("You said that %(site)s must be seen. Choose “neither” for it first if that has changed.")


class DraftGone(VisitRefusal):
    code = "visits.draft_gone"
    message = _("This draft no longer holds: %(why)s Draft the programme again to see new ones.")


class NothingToUndo(VisitRefusal):
    code = "visits.nothing_to_undo"
    message = _("There is nothing to undo in this version.")


class NoHost(VisitRefusal):
    code = "visits.no_host"
    message = _("Nobody receives at this stop. Enter a host first.")


class StopGone(VisitRefusal):
    code = "visits.stop_gone"
    status = 410
    message = _(
        "This visit is no longer part of the programme. Nothing is expected of you; thank you for your readiness."
    )


class TimeChanged(VisitRefusal):
    code = "visits.time_changed"
    message = _("The time has changed since we asked: it is now %(when)s. Please answer for the new time.")


class AnswerUnclear(VisitRefusal):
    code = "visits.answer_unclear"
    status = 422
    message = _("Say yes, no, or which other time would suit you.")


class RepairGone(VisitRefusal):
    code = "visits.repair_gone"
    message = _("The programme has changed since these answers were worked out. Ask for them again.")


class GiftTooDear(VisitRefusal):
    code = "visits.gift_too_dear"
    status = 422
    message = _("A gift of %(value)s euro is above the limit of %(limit)s euro of your desk.")


class ReportTooEarly(VisitRefusal):
    code = "visits.report_too_early"
    message = _("The visit has not begun yet; report on it afterwards.")


class AlreadyReported(VisitRefusal):
    code = "visits.already_reported"
    message = _("This visit has been reported already; change that report.")


class NoReport(VisitRefusal):
    code = "visits.no_report"
    message = _("The visit report has not been written yet. Write the ten lines first.")
