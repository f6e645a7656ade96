"""Why a pair was suggested, in a reader's words. Everything quoted stands in one of the two records."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as _l
from django.utils.translation import override

from greendesk.atlas.models import Theme

PUSHED = {
    "alike": _l("Listed a little lower, so that one firm or country does not fill the list"),
    "seen": _l("Listed a little lower: it was shown often lately, and others are worth about the same"),
}


@dataclass(frozen=True, slots=True)
class Line:
    """One reason. `tone` is good, amber or muted; `need` and `offer` are the words quoted from each side."""

    text: str
    tone: str = "good"
    need: str = ""
    offer: str = ""


def concept_ids(reasons: Iterable[Mapping[str, Any]]) -> set[str]:
    ids: set[str] = set()
    for each in reasons:
        for concept in each.get("concepts", []):
            ids |= {concept["id"], concept["other"]}
        ids |= {what for code, what in each.get("interest", []) if code in {"wanted", "unwanted", "declined_before"}}
        ids |= {what for code, what in each.get("would_change", []) if code == "concept_absent"}
    return ids


def labels_for(reasons: Iterable[Mapping[str, Any]]) -> dict[str, Theme]:
    """The themes that these reasons speak of, in one query."""
    return {theme.key: theme for theme in Theme.objects.filter(key__in=concept_ids(reasons))}


def lines(reasons: Mapping[str, Any], themes: Mapping[str, Theme]) -> list[Line]:
    """What speaks for it, best first."""
    said = [_concept(each, themes) for each in reasons.get("concepts", [])]
    said += [Line(_("Figures agree"), "good", need, offer) for _measure, need, offer in reasons.get("agree", [])]
    said += [_interest(code, what, themes) for code, what in reasons.get("interest", [])]
    if not said and reasons.get("sentences"):
        need, offer = reasons["sentences"]
        said.append(Line(_("Closest sentences"), "muted", need, offer))
    return said


def missing(reasons: Mapping[str, Any], themes: Mapping[str, Theme]) -> list[Line]:
    """What is missing, what disagrees, what would change the result."""
    said = [Line(_("Figures differ"), "amber", need, offer) for _measure, need, offer in reasons.get("disagree", [])]
    for code, what in reasons.get("would_change", []):
        if code == "concept_absent":
            said.append(Line(_("The offer does not mention: %(theme)s") % {"theme": _label(what, themes)}, "muted"))
        elif code == "fact_missing":
            said.append(Line(_("The offer gives no figure for: %(words)s") % {"words": what}, "muted"))
        elif code == "not_a_site":
            said.append(Line(_("A visit is asked for, and this is not a site"), "muted"))
    if reasons.get("pushed") in PUSHED:
        said.append(Line(str(PUSHED[reasons["pushed"]]), "muted"))
    if reasons.get("low") == "interest":
        said.insert(0, Line(_("The company has said little interest in this"), "amber"))
    said += [
        Line(_("The need leaves out: %(words)s. Please check.") % {"words": words}, "amber")
        for words in reasons.get("excluded", [])
    ]
    return said


def _concept(each: Mapping[str, Any], themes: Mapping[str, Theme]) -> Line:
    need, offer = (
        "、".join(each["need"]) if _is_han(each["need"]) else ", ".join(each["need"]),
        ", ".join(each["offer"]),
    )
    theme, other = _label(each["id"], themes), _label(each["other"], themes)
    if each["relation"] == "same" or theme == other:
        return Line(theme, "good", need, offer)
    return Line(_("%(theme)s, close to %(other)s") % {"theme": theme, "other": other}, "good", need, offer)


def _is_han(words: list[str]) -> bool:
    return any("㐀" <= letter <= "鿿" for word in words for letter in word)


def _label(key: str, themes: Mapping[str, Theme]) -> str:
    return themes[key].label() if key in themes else key.replace("-", " ")


def _interest(code: str, what: str, themes: Mapping[str, Theme]) -> Line:
    theme = _label(what, themes)
    return {
        "wanted": Line(_("The company asks for %(theme)s") % {"theme": theme}),
        "not_wanted_named": Line(_("Not among the themes the company asks for"), "amber"),
        "unwanted": Line(_("The company does not want %(theme)s") % {"theme": theme}, "amber"),
        "region": Line(_("In a place the company asks for")),
        "other_region": Line(_("Outside the places the company asks for"), "amber"),
        "too_small": Line(_("Smaller than the company wants"), "amber"),
        "declined_before": Line(_("Declined before: %(theme)s") % {"theme": theme}, "amber"),
    }[code]


def one_line(reasons: Mapping[str, Any], lang: str) -> str:
    """The reasons in one line, for letters and cards."""
    with override(lang):
        said = lines(reasons, labels_for([reasons]))
        return "; ".join(_short(line) for line in said[:3] if line.tone != "amber")


def _short(line: Line) -> str:
    if line.need and line.offer and line.need != line.offer:
        return f"{line.text} ({line.need} – {line.offer})"
    return line.text
