"""What can go wrong with a project, told to a person."""

from django.utils.translation import gettext_lazy as _

from greendesk.kit.errors import DomainError


class NeedsName(DomainError):
    code = "projects.needs_name"
    status = 422
    message = _("A project needs a name.")


class AlreadyClosed(DomainError):
    code = "projects.already_closed"
    message = _("“%(name)s” was closed on %(on)s.")


class NotClosed(DomainError):
    code = "projects.not_closed"
    message = _("“%(name)s” is not closed.")


class WouldCircle(DomainError):
    code = "projects.would_circle"
    status = 422
    message = _("“%(name)s” cannot be its own successor, not even by way of others.")


class NeedsDoor(DomainError):
    code = "projects.needs_door"
    status = 422
    message = _("Say to whom or what it leads.")


class NeedsOpener(DomainError):
    code = "projects.needs_opener"
    status = 422
    message = _("Say which agreement, project or network opens this door.")


class NeedsSource(DomainError):
    code = "projects.needs_source"
    status = 422
    message = _("Say who told it, or where it is written.")


class NeedsGain(DomainError):
    code = "projects.needs_gain"
    status = 422
    message = _("Say what was gained.")


class NeedsGoal(DomainError):
    code = "projects.needs_goal"
    status = 422
    message = _("Say what is to be reached.")


class NeedsLesson(DomainError):
    code = "projects.needs_lesson"
    status = 422
    message = _("Write down what was learnt.")
