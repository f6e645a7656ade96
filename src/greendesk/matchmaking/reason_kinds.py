"""Kinds of reasons: what a suggestion rests on, counted over many of them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

KINDS: dict[str, Promise] = {
    "same": _("the same theme on both sides"),
    "close": _("themes that lie close to each other"),
    "figures": _("figures that agree"),
    "wanted": _("the company asks for the theme"),
    "region": _("in a place the company asks for"),
    "against": _("against something the company has said"),
    "differ": _("figures that differ"),
    "sentences": _("closest sentences, and nothing more"),
    "person": _("a person vouched for it"),
}
FOR = {"wanted": "wanted", "region": "region"}


def kinds_of(reasons: Mapping[str, Any], *, is_pinned: bool = False) -> frozenset[str]:
    """Every kind that stands among the reasons; a suggestion may rest on several."""
    concepts = reasons.get("concepts", [])
    said = [FOR.get(code, "against") for code, _what in reasons.get("interest", [])]
    found = {"same" if each["relation"] == "same" or each["id"] == each["other"] else "close" for each in concepts}
    found |= set(said)
    if reasons.get("agree"):
        found.add("figures")
    if not found and reasons.get("sentences"):
        found.add("sentences")
    if reasons.get("disagree"):
        found.add("differ")
    if is_pinned:
        found.add("person")
    return frozenset(found)
