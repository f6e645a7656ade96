"""Concepts as pages show them: the tree, what is found, one concept with its words and whoever uses it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from django.urls import reverse

from greendesk.atlas.models import Theme
from greendesk.catalogue.lexicon import LANGS, SCHEMES, lexicon_of, shipped
from greendesk.catalogue.models import Company, LabelChange, OwnConcept, ReferenceSite, Solution
from greendesk.desks.models import Account, Desk
from greendesk.desks.sharing import Shown, shown
from greendesk.engines.matching.lexicon import Concept, Lexicon
from greendesk.kit.folding import fold, has_han
from greendesk.kit.langs import active_lang, engine_lang
from greendesk.matchmaking.models import Challenge

LANGUAGE_NAMES = {
    "en": "English", "sv": "Svenska", "da": "Dansk", "nl": "Nederlands", "zh": "中文", "de": "Deutsch", "no": "Norsk",
    "fi": "Suomi",
}  # fmt: skip
SCHEME_NAMES = {"gemet": "GEMET", "cpv": "CPV 2008", "y02": "CPC Y02/Y04S", "cepa": "CEPA / CReMA"}
MOST = 60  # found concepts on one page
USERS = 12  # records of one kind on the page of a concept


@dataclass(slots=True)
class Branch:
    key: str
    name: str
    other: str  # the same in English or, for English readers, in Chinese
    below: list[Branch] = field(default_factory=list)

    @property
    def url(self) -> str:
        return _frame().format(self.key)


@cache
def _frame() -> str:
    """The address of a concept with {} where its key stands; the tree asks for hundreds of these."""
    return reverse("web:concept", args=["KEY"]).replace("KEY", "{}")


class ConceptTree:
    def __init__(self, held: Lexicon, lang: str) -> None:
        self._held, self._lang = held, lang
        self._below: dict[str, list[Concept]] = {}
        for concept in held.concepts:
            parent = concept.parent if concept.parent in held.position else ""
            self._below.setdefault(parent, []).append(concept)

    def branches(self, under: str = "") -> list[Branch]:
        rows = sorted(self._below.get(under, []), key=lambda c: fold(c.label(self._lang)) or c.id)
        return [Branch(*said(c, self._lang), self.branches(c.id)) for c in rows]


def said(concept: Concept, lang: str) -> tuple[str, str, str]:
    other = concept.labels.get("zh" if lang == "en" else "en", ("",))[0]
    return concept.id, concept.label(lang), other


@dataclass(frozen=True, slots=True)
class Found:
    key: str
    name: str
    other: str
    word: str  # the label that was found, where it is not the name
    path: str


def found_in(held: Lexicon, text: str, lang: str) -> list[Found]:
    """Concepts whose label or id holds the words: names before other labels, beginnings before middles."""
    wanted = fold(text)
    ranked = []
    for concept in held.concepts:
        hit = _best(concept, wanted, text, lang)
        if hit is not None:
            rank, word = hit
            key, name, other = said(concept, lang)
            ranked.append((rank, fold(name), Found(key, name, other, "" if word == name else word, _path(held, concept, lang))))  # fmt: skip
    return [found for _rank, _name, found in sorted(ranked, key=lambda each: each[:2])[:MOST]]


def _best(concept: Concept, wanted: str, text: str, lang: str) -> tuple[int, str] | None:
    best: tuple[int, str] | None = (2, concept.id) if concept.id == text else None
    for spoken in (lang, *(x for x in LANGS if x != lang)):
        for place, label in enumerate(concept.labels.get(spoken, ())):
            folded = fold(label)
            if not wanted or wanted not in folded:
                continue
            exact = folded == wanted
            start = folded.startswith(wanted) or f" {wanted}" in folded
            rank = 0 if exact and not place else 1 if exact else 3 if start or has_han(text) else 5
            rank += 1 if place and not exact else 0
            if best is None or rank < best[0]:
                best = (rank, label)
    return best


def _path(held: Lexicon, concept: Concept, lang: str) -> str:
    names: list[str] = []
    above = concept.parent
    while above in held.position:
        names.append(held[above].label(lang))
        above = held[above].parent
    return " › ".join(reversed(names))


@dataclass(frozen=True, slots=True)
class Label:
    text: str
    is_own: bool
    change: int = 0  # the row that can be taken back


@dataclass(frozen=True, slots=True)
class Spoken:
    lang: str
    name: str
    labels: list[Label]
    hidden: list[Label]


@dataclass(frozen=True, slots=True)
class ConceptPage:
    key: str
    name: str
    is_own: bool
    above: list[tuple[str, str]]
    below: list[tuple[str, str]]
    beside: list[tuple[str, str]]
    words: list[Spoken]
    codes: list[tuple[str, list[str]]]
    users: list[tuple[str, list[Shown], int]]


def concept_page(key: str, desk: Desk, account: Account) -> ConceptPage | None:
    """None where the desk's lexicon lacks it; other desks' own concepts are lacking too."""
    held = lexicon_of(desk)
    theme = Theme.objects.filter(key=key).first()
    if key not in held.position or theme is None:
        return None
    lang = engine_lang(active_lang())
    concept = held[key]
    tree = sorted(held.concepts, key=lambda c: fold(c.label(lang)) or c.id)
    name = concept.label(lang)
    return ConceptPage(
        key, name, theme.is_own, _above(held, concept, lang),
        [(c.id, c.label(lang)) for c in tree if c.parent == key],
        [(c.id, c.label(lang)) for c in tree if concept.parent and c.parent == concept.parent and c.id != key],
        _words(concept, desk, theme), _codes(concept), users_of(theme, account),
    )  # fmt: skip


def _above(held: Lexicon, concept: Concept, lang: str) -> list[tuple[str, str]]:
    rows: list[tuple[str, str]] = []
    key = concept.parent
    while key in held.position:
        rows.insert(0, (key, held[key].label(lang)))
        key = held[key].parent
    return rows


def _words(concept: Concept, desk: Desk, theme: Theme) -> list[Spoken]:
    changes = list(LabelChange.objects.filter(desk=desk, theme=theme).order_by("pk"))
    base = shipped()[concept.id].labels if concept.id in shipped().position else theme.labels
    rows = []
    for lang in LANGS:
        own = {c.label.casefold(): c.pk for c in changes if c.lang == lang and c.kind != LabelChange.Kind.HIDDEN}
        there = {label.casefold() for label in base.get(lang, ())}
        labels = [
            Label(label, label.casefold() not in there, own.get(label.casefold(), 0))
            for label in concept.labels.get(lang, ())
        ]
        hidden = [Label(c.label, False, c.pk) for c in changes if c.lang == lang and c.kind == LabelChange.Kind.HIDDEN]
        rows.append(Spoken(lang, LANGUAGE_NAMES[lang], labels, hidden))
    return rows


def _codes(concept: Concept) -> list[tuple[str, list[str]]]:
    return [(SCHEME_NAMES[s], concept.codes[s].split("|")) for s in SCHEMES if concept.codes.get(s)]


def users_of(theme: Theme, account: Account) -> list[tuple[str, list[Shown], int]]:
    """Records that carry the concept, as far as the reader may see them: kind, the newest few, how many in all."""
    kinds: Sequence[tuple[Any, tuple[str, ...]]] = (
        (Challenge, ("place", "desk")), (Solution, ("desk",)), (Company, ("organisation", "place", "desk")),
        (ReferenceSite, ("place", "desk")),
    )  # fmt: skip
    found = []
    for model, related in kinds:
        rows = model.objects.visible_to(account).filter(themes=theme)
        count = rows.count()
        if count:
            newest = shown(rows.select_related(*related).order_by("-pk")[:USERS])
            found.append((str(model._meta.verbose_name_plural).capitalize(), newest, count))
    return found


def is_ours(theme: Theme, account: Account) -> bool:
    return not theme.is_own or OwnConcept.objects.filter(theme=theme, desk__in=account.desk_ids).exists()
