"""What a need says beside its topic: that it wants to see a plant, and what it does not want."""

from __future__ import annotations

import re

_VISIT = re.compile(
    r"考察|参观|观摩|走访|实地|访问|学习交流|调研|"
    r"\bvisit|\btour\b|study trip|site trip|delegation|see in operation|show us|studiebesök|besök|studieresa|"
    r"besøg|studietur|befaring|besøke|bezoek|bezichtig|werkbezoek|rondleiding|besuch|besichtig|studienreise|"
    r"vierail|tutustu|opintomatka",
    re.IGNORECASE,
)
_EXCLUDED = re.compile(
    r"(?:不含|不包括|不需要|不要|不接受|不考虑|除外|而非|禁止)[^，。；,;.]{1,40}|"
    r"\b(?:not|no|without|except|excluding|other than|utan|inte|ej|ikke|uden|uten|undtagen|niet|geen|zonder|behalve|"
    r"nicht|kein|keine|ohne|außer|ei|ilman|paitsi)\b[^,.;:!?]{2,60}",
    re.IGNORECASE,
)


def wants_visit(text: str) -> bool:
    """Whether a need asks to see something rather than to buy it."""
    return bool(_VISIT.search(text[:20_000]))


def excluded_clauses(text: str) -> tuple[str, ...]:
    """Clauses that seem to exclude something, at most five, for a person to confirm. They do not change the score:
    cut out, they made needs with a negation worse, for the clause often carries the topic."""
    return tuple(m.group().strip() for m in list(_EXCLUDED.finditer(text[:20_000]))[:5])
