"""What can go wrong with figures and claims, told to a person."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class NeedsName(DomainError):
    code = "effects.needs_name"
    status = 422
    message = _("Give it a name.")


class NeedsDefinition(DomainError):
    code = "effects.needs_definition"
    status = 422
    message = _("Say what is counted; a figure without a definition cannot be compared with anything.")


class NeedsSource(DomainError):
    code = "effects.needs_source"
    status = 422
    message = _("Name the source.")


class ValueOrStatement(DomainError):
    code = "effects.value_or_statement"
    status = 422
    message = _("Enter either a value, or a statement whose scope is unclear; one of the two, not both.")


class NeedsEvidence(DomainError):
    code = "effects.needs_evidence"
    status = 422
    message = _("Name the evidence, or leave the effect as announced.")


class OneActivityOnly(DomainError):
    code = "effects.one_activity_only"
    status = 422
    message = _("Effort belongs to one activity: a mission, a delegation or an event.")


class NothingSpent(DomainError):
    code = "effects.nothing_spent"
    status = 422
    message = _("Enter minutes, money or both.")


class PeriodBackwards(DomainError):
    code = "effects.period_backwards"
    status = 422
    message = _("The period ends before it begins.")
