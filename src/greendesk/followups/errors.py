"""What can go wrong on the way from interest to contract, told to a person."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class LeadClosed(DomainError):
    code = "followups.lead_closed"
    message = _("“%(title)s” is closed (%(stage)s). Open it again before taking a step.")


class NotClosed(DomainError):
    code = "followups.not_closed"
    message = _("“%(title)s” is still running; there is nothing to open again.")


class NeedsOrigin(DomainError):
    code = "followups.needs_origin"
    status = 422
    message = _("Say where it began: choose a record or write a note.")


class OneOriginOnly(DomainError):
    code = "followups.one_origin_only"
    status = 422
    message = _("A lead begins in one place only: a record, or a note where it began outside.")


class NotAnOrigin(DomainError):
    code = "followups.not_an_origin"
    status = 422
    message = _("A lead cannot begin with a %(kind)s.")


class NeedsTitle(DomainError):
    code = "followups.needs_title"
    status = 422
    message = _("Say in a few words what it is about.")


class NeedsBarrier(DomainError):
    code = "followups.needs_barrier"
    status = 422
    message = _("Name the barrier when a lead is lost; the next company learns from it.")


class PulseAnswered(DomainError):
    code = "followups.pulse_answered"
    message = _("The company has already answered this; ask again at the next date.")


class PulseElsewhere(DomainError):
    code = "followups.pulse_elsewhere"
    status = 403
    message = _("This link does not belong to the question.")
