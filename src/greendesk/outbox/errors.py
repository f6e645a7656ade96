"""What can go wrong with a message, told to a person."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class NoAddress(DomainError):
    code = "outbox.no_address"
    status = 422
    message = _("%(name)s has no e-mail address here. Print the message, or copy it into a messenger.")


class NotPreviewed(DomainError):
    code = "outbox.not_previewed"
    message = _("Look at the message before it leaves.")


class AlreadyGone(DomainError):
    code = "outbox.already_gone"
    message = _("This message has already left; write a new one instead of changing it.")


class MailFailed(DomainError):
    code = "outbox.mail_failed"
    status = 502
    message = _("The mail server did not take the message. Nothing was sent; print it, copy it, or try again later.")


class UnknownField(DomainError):
    code = "outbox.unknown_field"
    status = 422
    message = _("The text asks for {%(name)s}, which this letter does not know. It knows: %(known)s.")
