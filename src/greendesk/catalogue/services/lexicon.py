"""A desk's own words: labels added and hidden, concepts of its own, a whole lexicon brought in from a file."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils.translation import gettext as _

from greendesk.atlas.models import Theme
from greendesk.desks import logbook
from greendesk.desks.models import Account, Desk, Level
from greendesk.engines.matching.lexicon import Concept, Lexicon
from greendesk.kit.folding import slug

from .. import errors
from ..editing import must_edit_at
from ..lexicon import LANGS, lexicon_of
from ..models import LabelChange, OwnConcept

LONGEST = 120
Kind = LabelChange.Kind
KEY_LENGTH = 60


@transaction.atomic
def add_label(concept: str, *, desk: Desk, lang: str, label: str, by: Account | None, is_first: bool = False) -> None:
    """A word of the desk's own for a concept; a label that it had hidden comes back. The first one names the concept.

    Raises UnknownConcept, BadLabel, LabelThere.
    """
    must_edit_at(desk, by)
    theme = _held(desk, concept)
    lexicon = lexicon_of(desk)
    label = clean_label(label)
    if lang not in LANGS:
        raise errors.BadLabel(field="lang")
    _must_be_free(lexicon, lang, label, but=concept if is_first else "")
    _put(desk, theme, lang, label, kind=Kind.FIRST if is_first else Kind.ADDED)
    logbook.record("lexicon.label_added", by=by, on=theme, desk=desk, lang=lang)


@transaction.atomic
def hide_label(concept: str, *, desk: Desk, lang: str, label: str, by: Account | None) -> None:
    """Take a label out of the desk's lexicon. Raises UnknownConcept, LabelMissing, LastLabel."""
    must_edit_at(desk, by)
    theme = _held(desk, concept)
    held = lexicon_of(desk)[concept]
    there = {each.casefold(): each for each in held.labels.get(lang, ())}
    if label.casefold() not in there:
        raise errors.LabelMissing(concept=held.label("en"), label=label)
    if sum(len(labels) for labels in held.labels.values()) == 1:
        raise errors.LastLabel(concept=held.label("en"))
    _put(desk, theme, lang, there[label.casefold()], kind=Kind.HIDDEN)
    logbook.record("lexicon.label_hidden", by=by, on=theme, desk=desk, lang=lang)


@transaction.atomic
def take_back(change: LabelChange, *, by: Account | None) -> None:
    """Undo one addition or one hiding. Raises LabelThere when another concept has taken the word meanwhile."""
    must_edit_at(change.desk, by)
    change = LabelChange.objects.select_for_update(of=("self",)).select_related("theme", "desk").get(pk=change.pk)
    if change.kind == Kind.HIDDEN:
        _must_be_free(lexicon_of(change.desk), change.lang, change.label)
    change.delete()
    if not lexicon_of(change.desk)[change.theme.key].labels:
        raise errors.LastLabel(concept=change.theme.key)
    logbook.record("lexicon.change_undone", by=by, on=change.theme, desk=change.desk, lang=change.lang)


@transaction.atomic
def add_concept(
    *, desk: Desk, parent: str, labels: Mapping[str, Sequence[str]], by: Account | None, key: str = ""
) -> Theme:
    """A concept of the desk's own under another. Its id begins with the desk's short name, so that ids never clash.

    Raises UnknownConcept for the parent, BadLabel, LabelThere, ConceptThere.
    """
    must_edit_at(desk, by)
    above = _held(desk, parent)
    lexicon = lexicon_of(desk)
    cleaned = {lang: tuple(clean_label(each) for each in labels[lang]) for lang in LANGS if labels.get(lang)}
    if not cleaned:
        raise errors.BadLabel(field="label")
    for lang, listed in cleaned.items():
        for label in listed:
            _must_be_free(lexicon, lang, label)
    first = next(iter(cleaned.get("en") or next(iter(cleaned.values()))))
    theme = _new_theme(desk, key or own_key(desk, first), above, cleaned)
    logbook.record("lexicon.concept_added", by=by, on=theme, desk=desk, parent=parent)
    return theme


def own_key(desk: Desk, label: str) -> str:
    """sonderborg-district-cooling-box; a word without Latin letters is numbered."""
    ascii_part = "".join(c if c.isascii() else "-" for c in slug(label)).strip("-")
    stem = f"{desk.key}-{ascii_part or 'concept'}"[: KEY_LENGTH - 4].strip("-")
    if ascii_part:
        return stem
    taken = set(Theme.objects.filter(key__startswith=stem).values_list("key", flat=True))
    return next(key for n in range(1, 10_000) if (key := f"{stem}-{n}") not in taken)


def _new_theme(desk: Desk, key: str, above: Theme | None, labels: Mapping[str, Sequence[str]]) -> Theme:
    theme = Theme.objects.filter(key=key).first()
    if theme is None:
        plain = {lang: list(listed) for lang, listed in labels.items()}
        order = (above.order if above else 0) + 1
        theme = Theme.objects.create(key=key, parent=above, labels=plain, is_own=True, order=order)
    elif not theme.is_own or OwnConcept.objects.filter(desk=desk, theme=theme, is_withdrawn=False).exists():
        raise errors.ConceptThere(key=key)
    OwnConcept.objects.update_or_create(
        desk=desk, theme=theme, defaults={"is_withdrawn": False, "sharing": Level.PRIVATE, "source": desk.name}
    )
    return theme


@transaction.atomic
def withdraw_concept(concept: str, *, desk: Desk, by: Account | None) -> None:
    """No longer offered and no longer matched; records that carry it keep it. `restore_concept` brings it back."""
    must_edit_at(desk, by)
    row = _own(desk, concept, is_withdrawn=False)
    below = OwnConcept.objects.filter(desk=desk, theme__parent=row.theme, is_withdrawn=False)
    if below.exists():
        raise errors.ConceptInUse(concept=row.theme.label())
    OwnConcept.objects.filter(pk=row.pk).update(is_withdrawn=True)
    logbook.record("lexicon.concept_withdrawn", by=by, on=row.theme, desk=desk)


@transaction.atomic
def restore_concept(concept: str, *, desk: Desk, by: Account | None) -> None:
    """Raises LabelThere when one of its words belongs to another concept by now."""
    must_edit_at(desk, by)
    row = _own(desk, concept, is_withdrawn=True)
    lexicon = lexicon_of(desk)
    for lang, labels in row.theme.labels.items():
        for label in labels:
            _must_be_free(lexicon, lang, label)
    OwnConcept.objects.filter(pk=row.pk).update(is_withdrawn=False)
    logbook.record("lexicon.concept_restored", by=by, on=row.theme, desk=desk)


# -- a whole file ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Brought:
    """What a file changed, or would change."""

    concepts: int
    added: int
    hidden: int

    @property
    def anything(self) -> bool:
        return bool(self.concepts or self.added or self.hidden)


@transaction.atomic
def bring_lexicon(concepts: Iterable[Concept], *, desk: Desk, by: Account | None, dry_run: bool = False) -> Brought:
    """Make the desk's lexicon say what the file says, all of it or nothing.

    Concepts that the file lacks stay as they are; so do languages that occur nowhere in it. Codes of shipped concepts
    are the project's and are not changed. Raises BadLexicon naming the concept and the field.
    """
    must_edit_at(desk, by)
    given = {concept.id: concept for concept in concepts}
    spoken = {lang for concept in given.values() for lang in concept.labels}
    before = lexicon_of(desk)
    made = _bring_concepts(desk, given, before)
    added, hidden = _bring_labels(desk, given, spoken)
    _must_hold(lexicon_of(desk), given)
    brought = Brought(made, added, hidden)
    if dry_run:
        transaction.set_rollback(True)
    elif brought.anything:
        logbook.record("lexicon.imported", by=by, desk=desk, concepts=made, added=added, hidden=hidden)
    return brought


def _bring_concepts(desk: Desk, given: Mapping[str, Concept], before: Lexicon) -> int:
    """The new ones, parents first; the tree of what is there must be the file's."""
    fresh = {key: concept for key, concept in given.items() if key not in before.position}
    for key, concept in given.items():
        if key in before.position and before[key].parent != concept.parent:
            raise errors.BadLexicon(
                where=key,
                what=_("the broader concept is “%(file)s” in the file and “%(here)s” here.")
                % {"file": concept.parent, "here": before[key].parent},
                field="parent",
            )
    made = 0
    while fresh:
        ready = [c for c in fresh.values() if c.parent not in fresh]
        if not ready:
            raise errors.BadLexicon(
                where=next(iter(fresh)), what=_("the broader concepts run in a circle."), field="parent"
            )
        for concept in sorted(ready, key=lambda c: c.id):
            made += _bring_one(desk, concept, before)
            del fresh[concept.id]
    return made


def _bring_one(desk: Desk, concept: Concept, before: Lexicon) -> int:
    above = Theme.objects.filter(key=concept.parent).first() if concept.parent else None
    if concept.parent and (above is None or not _may_use(desk, above)):
        raise errors.BadLexicon(
            where=concept.id,
            what=_("the broader concept “%(parent)s” is not known.") % {"parent": concept.parent},
            field="parent",
        )
    if len(concept.id) > KEY_LENGTH:
        raise errors.BadLexicon(
            where=concept.id, what=_("the id is longer than %(most)s characters.") % {"most": KEY_LENGTH}, field="id"
        )
    if not concept.labels:
        raise errors.BadLexicon(where=concept.id, what=_("there is no label."), field="labels")
    theme = Theme.objects.filter(key=concept.id).first()
    if theme is not None and not theme.is_own:
        raise errors.BadLexicon(
            where=concept.id, what=_("the id belongs to a concept that is no longer shipped."), field="id"
        )
    _new_theme(desk, concept.id, above, concept.labels)
    return 1


def _bring_labels(desk: Desk, given: Mapping[str, Concept], spoken: set[str]) -> tuple[int, int]:
    there = lexicon_of(desk)
    themes = {theme.key: theme for theme in Theme.objects.filter(key__in=given)}
    added = hidden = 0
    for key, concept in sorted(given.items()):
        known = there[key]
        for lang in (x for x in LANGS if x in spoken):
            has, wants = known.labels.get(lang, ()), concept.labels.get(lang, ())
            if has == wants:
                continue
            lows, wanted = {x.casefold() for x in has}, {x.casefold() for x in wants}
            for label in (x for x in has if x.casefold() not in wanted):
                _put(desk, themes[key], lang, label, kind=Kind.HIDDEN)
                hidden += 1
            for label in (x for x in wants if x.casefold() not in lows):
                _put(desk, themes[key], lang, label, kind=Kind.ADDED)
                added += 1
            if wants and has[:1] != wants[:1]:
                _put(desk, themes[key], lang, wants[0], kind=Kind.FIRST)
    return added, hidden


def _must_hold(lexicon: Lexicon, given: Mapping[str, Concept]) -> None:
    """What verbs refuse one by one is refused for a file as well."""
    bearer: dict[tuple[str, str], str] = {}
    for concept in lexicon.concepts:
        if concept.id in given and not concept.labels:
            raise errors.BadLexicon(where=concept.id, what=_("there is no label."), field="labels")
        for lang, labels in concept.labels.items():
            for label in labels:
                first = bearer.setdefault((lang, label.casefold()), concept.id)
                if first != concept.id and {first, concept.id} & given.keys():
                    raise errors.BadLexicon(
                        where=concept.id,
                        what=_("“%(label)s” (%(lang)s) is already a label of %(concept)s.")
                        % {"label": label, "lang": lang, "concept": first},
                        field=lang,
                    )


# -- small parts -----------------------------------------------------------------------------------------


def clean_label(label: str) -> str:
    plain = label.strip()
    if not 2 <= len(plain) <= LONGEST or "|" in plain or not plain.isprintable():
        raise errors.BadLabel(field="label")
    return plain


def _must_be_free(lexicon: Lexicon, lang: str, label: str, *, but: str = "") -> None:
    low = label.casefold()
    for concept in lexicon.concepts:
        if concept.id != but and low in (each.casefold() for each in concept.labels.get(lang, ())):
            raise errors.LabelThere(label=label, concept=concept.label("en"), field="label")


def _put(desk: Desk, theme: Theme, lang: str, label: str, *, kind: str) -> None:
    """The row that says so; what the desk said of this label before goes, and where that is enough, nothing is added."""
    rows = LabelChange.objects.filter(desk=desk, theme=theme, lang=lang)
    earlier = [row.pk for row in rows if row.label.casefold() == label.casefold()]
    LabelChange.objects.filter(pk__in=earlier).delete()
    there = [x.casefold() for x in lexicon_of(desk)[theme.key].labels.get(lang, ())] if earlier else None
    if there is None or not _holds(there, label.casefold(), kind):
        LabelChange.objects.create(
            desk=desk, theme=theme, lang=lang, label=label, kind=kind, sharing=Level.PRIVATE, source=desk.name
        )


def _holds(labels: Sequence[str], label: str, kind: str) -> bool:
    if kind == Kind.HIDDEN:
        return label not in labels
    return labels[:1] == [label] if kind == Kind.FIRST else label in labels


def _may_use(desk: Desk, theme: Theme) -> bool:
    return not theme.is_own or OwnConcept.objects.filter(desk=desk, theme=theme, is_withdrawn=False).exists()


def _held(desk: Desk, concept: str) -> Theme:
    """The theme of a concept in the desk's lexicon, locked. Raises UnknownConcept."""
    theme = Theme.objects.select_for_update(of=("self",)).filter(key=concept).first()
    if theme is None or not _may_use(desk, theme) or concept not in lexicon_of(desk).position:
        raise errors.UnknownConcept(concept=concept)
    return theme


def _own(desk: Desk, concept: str, *, is_withdrawn: bool) -> OwnConcept:
    rows = OwnConcept.objects.select_for_update(of=("self",)).select_related("theme")
    row = rows.filter(desk=desk, theme__key=concept, is_withdrawn=is_withdrawn).first()
    if row is None:
        raise errors.UnknownConcept(concept=concept)
    return row
