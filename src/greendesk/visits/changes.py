"""What was changed in a programme, kept as a code with the stop's name, told in the reader's language when it is shown."""

from __future__ import annotations

from django.utils.translation import gettext_lazy as _

WORDS = {
    "by-hand": _("added by hand"),
    "moved": _("moved: %(stop)s"),
    "taken-out": _("taken out: %(stop)s"),
    "locked": _("locked: %(stop)s"),
    "unlocked": _("unlocked: %(stop)s"),
    "drafted-again": _("Drafted again"),
    "another-draft": _("Another draft"),
}


def kept(code: str, stop: object = "") -> str:
    """For the record. Raises KeyError for a change that has no words."""
    WORDS[code]
    return f"{code}|{stop}"[:200] if stop else code


def told(text: str) -> str:
    """For the page; what is no code (an older row, the reason of a repair) is told as it stands."""
    code, _bar, stop = text.partition("|")
    return str(WORDS[code]) % {"stop": stop} if code in WORDS else text
