"""The lexicon as one desk has it: the shipped concepts, without what the desk hides, with what it adds.

The shipped files are never touched. A desk's words are rows of its own; laid over the files they give an engine's
`Lexicon`, which the matcher, the concept pages and the glossary all read.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.db.models import Q

from greendesk.atlas.models import Theme
from greendesk.atlas.queries import ThemeQuerySet
from greendesk.desks.models import Account, Desk
from greendesk.desks.sharing import Reader, desk_ids
from greendesk.engines.matching.lexicon import Concept, Lexicon, read_lexicon
from greendesk.kit.folding import fold

from .models import LABEL_LANGS, LabelChange, OwnConcept

LANGS: tuple[str, ...] = tuple(lang for lang, _name in LABEL_LANGS)
SCHEMES: tuple[str, ...] = ("gemet", "cpv", "y02", "cepa")

Kind = LabelChange.Kind
Labels = tuple[tuple[str, tuple[str, ...]], ...]
Added = tuple[str, str, Labels]  # key, parent, labels
Changed = tuple[str, str, str, str]  # key, language, label, kind of change


@dataclass(frozen=True, slots=True)
class Words:
    """What a desk has of its own, in a form that can be compared: the same words give the same lexicon."""

    added: tuple[Added, ...] = ()
    changed: tuple[Changed, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.added or self.changed)


@lru_cache(maxsize=1)
def shipped() -> Lexicon:
    return read_lexicon()


def words_of(desk: Desk | int | None) -> Words:
    """Two short queries."""
    if desk is None:
        return Words()
    key = desk if isinstance(desk, int) else desk.pk
    own = OwnConcept.objects.filter(desk=key, is_withdrawn=False).select_related("theme__parent").order_by("theme__key")
    added = tuple((c.theme.key, c.theme.parent.key if c.theme.parent else "", _frozen(c.theme.labels)) for c in own)
    changes = LabelChange.objects.filter(desk=key).order_by("theme__key", "lang", "pk")
    return Words(added, tuple(changes.values_list("theme__key", "lang", "label", "kind")))


def lexicon_of(desk: Desk | int | None) -> Lexicon:
    """The shipped lexicon itself where the desk has changed nothing."""
    return laid_over(words_of(desk))


@lru_cache(maxsize=8)
def laid_over(words: Words) -> Lexicon:
    """The shipped lexicon with a desk's words. A concept whose parent was withdrawn stands without one."""
    if not words:
        return shipped()
    concepts = {concept.id: concept for concept in shipped().concepts}
    for key, parent, labels in words.added:
        concepts.setdefault(key, Concept(key, parent, dict(labels)))
    by_key: dict[str, list[Changed]] = {}
    for change in words.changed:
        by_key.setdefault(change[0], []).append(change)
    for key, changes in by_key.items():
        if key in concepts:
            known = concepts[key]
            concepts[key] = Concept(known.id, known.parent, relabelled(known.labels, changes), known.codes)
    return Lexicon(concepts.values())


def relabelled(labels: Mapping[str, Sequence[str]], changes: Iterable[Changed]) -> dict[str, tuple[str, ...]]:
    """Labels by language after a desk's changes; a language that lost its last label is gone."""
    made = {lang: list(labels.get(lang, ())) for lang in LANGS}
    for _key, lang, label, kind in changes:
        others = [each for each in made[lang] if each.casefold() != label.casefold()]
        if kind == Kind.HIDDEN:
            made[lang] = others
        elif kind == Kind.FIRST:
            made[lang] = [label, *others]
        elif len(others) == len(made[lang]):
            made[lang].append(label)
    return {lang: tuple(listed) for lang, listed in made.items() if listed}


def changes_for(account: Account) -> dict[str, list[Changed]]:
    """By concept, what the desk where the account works has changed. One query where it has changed nothing."""
    rows = LabelChange.objects.filter(desk__in=account.desk_ids).order_by("theme__key", "lang", "pk")
    found = list(rows.values_list("desk", "theme__key", "lang", "label", "kind"))
    here = account.desk.pk if found and account.desk else None
    changes: dict[str, list[Changed]] = {}
    for desk, *change in found:
        if desk == here:
            changes.setdefault(change[0], []).append((*change,))
    return changes


def name_of(theme: Theme, changes: Mapping[str, Sequence[Changed]]) -> str:
    """What a desk with these changes calls a theme, in the reader's language."""
    own = changes.get(theme.key)
    return Theme(key=theme.key, labels=relabelled(theme.labels, own)).label() if own else theme.label()


def _frozen(labels: Mapping[str, Sequence[str]]) -> Labels:
    return tuple((lang, tuple(labels[lang])) for lang in LANGS if labels.get(lang))


def themes_at(desks: Iterable[int]) -> ThemeQuerySet:
    """Every theme that may be chosen at these desks: the shipped ones and their own."""
    own = OwnConcept.objects.filter(desk__in=desks, is_withdrawn=False)
    return Theme.objects.filter(Q(is_own=False) | Q(pk__in=own.values("theme")))


def themes_for(reader: Reader) -> ThemeQuerySet:
    """Those that a reader may choose."""
    return themes_at(desk_ids(reader))


def theme_called(text: str, desks: Iterable[int]) -> list[Theme]:
    """Themes that have this very label in any language, or this id, with the words of these desks; names win."""
    wanted = fold(text)
    if not wanted:
        return []
    desks = list(desks)
    rows = {theme.key: theme for theme in themes_at(desks)}
    own = LabelChange.objects.filter(desk__in=desks).exclude(kind=Kind.HIDDEN).values_list("theme__key", "label")
    found = [rows[key] for key, label in own if key in rows and fold(label) == wanted]
    first, others = list[Theme](), list[Theme]()
    for theme in rows.values():
        names = [fold(labels[0]) for labels in theme.labels.values() if labels]
        if theme.key == text.strip() or wanted in names:
            first.append(theme)
        elif any(wanted == fold(label) for labels in theme.labels.values() for label in labels):
            others.append(theme)
    return list(dict.fromkeys([*found, *(first or others)]))


def desk_lexicon(account: Account) -> Lexicon:
    """That of the desk where the account works."""
    return lexicon_of(account.desk)
