"""What can be wrong with an agreement, told to a person."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class WouldCircle(DomainError):
    code = "agreements.would_circle"
    status = 422
    message = _("“%(title)s” already lies below this agreement; it cannot also stand above it.")


class NotInForce(DomainError):
    code = "agreements.not_in_force"
    message = _("“%(title)s” is not in force on that day, so it cannot be %(verb)s.")


class EndsWithoutReason(DomainError):
    code = "agreements.ends_without_reason"
    status = 422
    message = _("Say why the agreement ends.")


class NoSource(DomainError):
    code = "agreements.no_source"
    status = 422
    message = _("Say where the date comes from: who said so, or which paper.")
