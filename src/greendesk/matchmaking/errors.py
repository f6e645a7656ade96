"""What matchmaking refuses."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class MatchmakingError(DomainError):
    code = "matchmaking"


class NeedsText(MatchmakingError):
    code = "matchmaking.needs_text"
    status = 422
    message = _("Please write at least one sentence.")


class EndsInThePast(MatchmakingError):
    code = "matchmaking.ends_in_the_past"
    status = 422
    message = _("The last day must lie ahead: %(day)s is over.")


class NeedsReachableContact(MatchmakingError):
    code = "matchmaking.needs_reachable_contact"
    status = 422
    message = _("Leave a telephone number, a WeChat ID or an e-mail address, so that the desk can answer.")


class NeedsNotice(MatchmakingError):
    code = "matchmaking.needs_notice"
    status = 422
    message = _("Without your consent to these notices we may not keep what you wrote.")


class WrongState(MatchmakingError):
    code = "matchmaking.wrong_state"
    message = _("This need is “%(state)s”; that step is not possible now.")


class CardUnknown(MatchmakingError):
    code = "matchmaking.card_unknown"
    status = 404
    message = _("Number and code do not go together. Look at your card again: there is no letter O and no letter I.")


class CardLocked(MatchmakingError):
    code = "matchmaking.card_locked"
    status = 403
    message = _("The code was wrong too often, so this card is locked. Ask the desk for a new code.")


class NeedsValidity(MatchmakingError):
    code = "matchmaking.needs_validity"
    status = 422
    message = _("Interest holds for 1 to 36 months.")


class WantedAndUnwanted(MatchmakingError):
    code = "matchmaking.wanted_and_unwanted"
    status = 422
    message = _("“%(theme)s” is both wanted and not wanted.")


class NeedsReason(MatchmakingError):
    code = "matchmaking.needs_reason"
    status = 422
    message = _("Say why, so that others can follow it later.")


class SetAside(MatchmakingError):
    code = "matchmaking.set_aside"
    message = _("The desk has set this suggestion aside.")


class NotBothInterested(MatchmakingError):
    code = "matchmaking.not_both_interested"
    message = _("An introduction needs both sides to have said that they are interested.")


class AlreadyIntroduced(MatchmakingError):
    code = "matchmaking.already_introduced"
    message = _("These two have been introduced already.")


class NeedsCompanyToIntroduce(MatchmakingError):
    code = "matchmaking.needs_company_to_introduce"
    message = _("A site alone cannot be introduced: name the company behind it.")


class LearningError(MatchmakingError):
    """Refusals about what was learnt."""

    code = "matchmaking.learning"


class TooFewDecisions(LearningError):
    code = "matchmaking.too_few_decisions"
    message = _(
        "There is too little to learn from: %(decided)d answered suggestions, %(yes)d of them wanted and %(no)d not. "
        "It takes %(least)d, and %(least_each)d of each."
    )


class NotProposed(LearningError):
    code = "matchmaking.not_proposed"
    message = _("This adjustment is “%(state)s”; only a proposed one can be adopted.")


class NotInForce(LearningError):
    code = "matchmaking.not_in_force"
    message = _("This adjustment is “%(state)s”; only the one in force can be taken back.")


class LearntOnOtherModel(LearningError):
    code = "matchmaking.learnt_on_other_model"
    message = _("It was learnt with another model or word list than the one in use now. Look again what can be learnt.")


class GuardDrops(LearningError):
    code = "matchmaking.guard_drops"
    message = _(
        "It would answer the project's own test set worse (%(after)s instead of %(before)s), so it is not used."
    )


class VectorsMissing(MatchmakingError):
    code = "matchmaking.vectors_missing"
    status = 409
    message = _(
        "The matching model was changed and %(missing)d of %(total)d texts have not been read with it yet. "
        "Start “Read all texts again” on the page about matching and come back when it is done."
    )


class NothingAsked(MatchmakingError):
    code = "matchmaking.nothing_asked"
    status = 422
    message = _("Write what is needed: a few words are enough.")
