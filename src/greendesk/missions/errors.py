"""What the missions room refuses."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class MissionsError(DomainError):
    code = "missions.refused"


class CallNotOpen(MissionsError):
    code = "missions.call_not_open"
    message = _("The call of %(mission)s is not open on %(on)s.")


class CallEndsBeforeItOpens(MissionsError):
    code = "missions.call_ends_before_it_opens"
    status = 422
    message = _("The call cannot close before it opens.")


class AlreadyApplied(MissionsError):
    code = "missions.already_applied"
    message = _("%(company)s has already applied.")


class CohortIsFixed(MissionsError):
    code = "missions.cohort_is_fixed"
    message = _("The cohort of %(mission)s is fixed; nothing in the selection can change any more.")


class UnknownCriterion(MissionsError):
    code = "missions.unknown_criterion"
    status = 422
    message = _("“%(criterion)s” is not a criterion of this mission.")


class ScoreFromZeroToFive(MissionsError):
    code = "missions.score_from_zero_to_five"
    status = 422
    message = _("“%(criterion)s” is scored from 0 to 5.")


class CohortNeedsCompanies(MissionsError):
    code = "missions.cohort_needs_companies"
    message = _("Choose at least one company that has applied.")


class NotAnApplicant(MissionsError):
    code = "missions.not_an_applicant"
    status = 422
    message = _("%(company)s has not applied to this mission.")


class StateAidCeiling(MissionsError):
    code = "missions.state_aid_ceiling"
    message = _("%(company)s has stated %(amount)s euro of state aid in three years, above the ceiling of %(ceiling)s.")


class QuoteNeedsConsent(MissionsError):
    code = "missions.quote_needs_consent"
    message = _("%(person)s has not agreed to be quoted.")


class NotSlides(MissionsError):
    code = "missions.not_slides"
    status = 422
    message = _("These are no slides that we can keep. Save them as PDF, PPTX or ODP, without macros.")


class SlidesTooLarge(MissionsError):
    code = "missions.slides_too_large"
    status = 422
    message = _("The slides are larger than %(mb)s MB.")


class TaskNeedsOneOwner(MissionsError):
    code = "missions.task_needs_one_owner"
    status = 422
    message = _("Say who sees to it: somebody at the desk, or one other person.")


class NotAtTheDesk(MissionsError):
    code = "missions.not_at_the_desk"
    status = 422
    message = _("%(name)s does not work at the desk of this mission and is not among the people it knows.")


class NeedsWhy(MissionsError):
    code = "missions.needs_why"
    status = 422
    message = _("Say in a sentence why they fit.")


class NotOfThisMission(MissionsError):
    code = "missions.not_of_this_mission"
    status = 422
    message = _("%(what)s does not belong to this mission.")


class AlreadyProposed(MissionsError):
    code = "missions.already_proposed"
    message = _("%(company)s is proposed for this need already; the desk has not answered yet.")


class AlreadyAnswered(MissionsError):
    code = "missions.already_answered"
    message = _("This proposal has been answered.")


class CannotBeMatched(MissionsError):
    code = "missions.cannot_be_matched"
    message = _("%(company)s or the need is kept from the other side, so they cannot be brought together. Share more.")
