"""The one family of refusals: a broken rule of the trade, never a programming mistake."""

from typing import Any, ClassVar

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class DomainError(Exception):
    """A rule of the trade said no.

    `code` is for machines and never changes; `message` is for people and takes its facts by name;
    `field` names the form field that is to blame, where there is one; `status` is the HTTP answer.
    """

    code: ClassVar[str] = "refused"
    status: ClassVar[int] = 409
    message: ClassVar[str | Promise] = _("That is not possible.")

    def __init__(self, *, field: str = "", **facts: Any) -> None:
        self.facts = facts
        self.field = field
        super().__init__(self.code)

    def __str__(self) -> str:
        return str(self.message) % self.facts


class NotYours(DomainError):
    code = "not_yours"
    status = 403
    message = _("This belongs to another desk; only they can change it.")


class ChangedMeanwhile(DomainError):
    code = "changed_meanwhile"
    message = _("%(who)s changed this while you were writing. Your text is kept below; compare and save again.")


class BadFact(DomainError):
    """A value that cannot be read as the fact it should be."""

    code = "bad_fact"
    status = 422
    message = _("“%(text)s” cannot be read as %(kind)s.")
