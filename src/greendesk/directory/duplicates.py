"""Entries of one desk that may be the same body or person, and why."""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass
from itertools import combinations
from typing import NamedTuple, TypeVar
from urllib.parse import urlsplit

import numpy as np
from django.utils.translation import gettext as _
from pypinyin import lazy_pinyin
from rapidfuzz import fuzz, process

from greendesk.atlas.models import Place
from greendesk.atlas.queries import CALLED_BY
from greendesk.desks.models import Desk, Trash
from greendesk.kit.folding import bare_name, fold, has_han
from greendesk.kit.texts import Texts

from .models import Organisation, Person, RegistryNumber

FREE_MAIL = frozenset(
    {"gmail.com", "qq.com", "163.com", "126.com", "outlook.com", "hotmail.com", "yahoo.com", "icloud.com"}
)
ALIKE, LIKELY = 88, 93  # of 100; below LIKELY a second sign is asked for
LONGEST_LIST = 6_000
A_BLOCK = 256
ORGANISATION = ("pk", "name", "names", "aliases", "website", "email", "place")


class Entry(NamedTuple):
    """What is compared of an organisation; a desk has thousands, and few of them are shown."""

    pk: int
    name: str
    names: Texts
    aliases: list[str]
    website: str
    email: str
    place: Place | None


Row = TypeVar("Row", Entry, Person)


@dataclass(frozen=True, slots=True)
class Pair:
    """Primary keys of two entries and what speaks for their being one."""

    keep: int
    gone: int
    score: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Two entries and what speaks for their being one; `score` 0–100, `keep` is the one known longer."""

    keep: Organisation | Person
    gone: Organisation | Person
    score: int
    reasons: tuple[str, ...]


@dataclass(slots=True)
class _Found:
    score: int
    reasons: list[str]


def find_duplicates(desk: Desk, *, kind: str = "organisation") -> list[Duplicate]:
    return loaded(likely_pairs(desk, kind=kind), kind=kind)


def likely_pairs(desk: Desk, *, kind: str = "organisation", limit: int = 200) -> list[Pair]:
    """Pairs of one desk's organisations (or people), the surest first. Pairs whose merge was undone do not come back."""
    pairs = _organisations(desk) if kind == "organisation" else _people(desk)
    undone = {
        frozenset((payload.get("kept"), payload.get("gone")))
        for payload in Trash.objects.filter(desk=desk, undone_at__isnull=False).values_list("payload", flat=True)
        if payload.get("model") == f"directory.{kind}"
    }
    kept = [pair for pair in pairs if frozenset((pair.keep, pair.gone)) not in undone]
    return sorted(kept, key=lambda pair: (-pair.score, pair.keep, pair.gone))[:limit]


def loaded(pairs: Sequence[Pair], *, kind: str) -> list[Duplicate]:
    model = Organisation if kind == "organisation" else Person
    rows = model.objects.in_bulk([pk for pair in pairs for pk in (pair.keep, pair.gone)])
    return [Duplicate(rows[pair.keep], rows[pair.gone], pair.score, pair.reasons) for pair in pairs]


# -- organisations -----------------------------------------------------------------------------------


def _organisations(desk: Desk) -> list[Pair]:
    entries = list(Organisation.objects.filter(desk=desk).order_by("pk").values_list(*ORGANISATION))
    named = Place.objects.only(*CALLED_BY, "lineage")
    places: dict[int | None, Place] = {**named.in_bulk({place for *_most, place in entries if place})}
    rows = [Entry(*most, places.get(place)) for *most, place in entries]
    numbers: dict[int, set[tuple[str, str]]] = defaultdict(set)
    for pk, register, number in RegistryNumber.objects.filter(organisation__desk=desk).values_list(
        "organisation", "kind", "number"
    ):
        numbers[pk].add((register, number))
    names = {row.pk: _bare_names(row) for row in rows}
    found: dict[tuple[int, int], _Found] = {}
    _same(
        rows,
        lambda row: numbers[row.pk],
        100,
        lambda key: _("same registry number %(number)s") % {"number": key[1]},
        found,
    )
    _same(rows, _host_of, 60, lambda key: _("same website %(address)s") % {"address": key}, found)
    _same(rows, lambda row: {fold(row.email)} if row.email else set(), 60, lambda key: _("same e-mail"), found)
    _same(
        rows,
        lambda row: {name for name in names[row.pk] if has_han(name) and len(name) > 2},
        95,
        lambda key: _("same Chinese name %(name)s") % {"name": key},
        found,
    )
    _alike(rows, lambda row: names[row.pk], found, _organisation_evidence)
    by_pk = {row.pk: row for row in rows}
    return _weighed(found, by_pk, lambda one, two: _contradict(numbers[one.pk], numbers[two.pk]))


def _contradict(one: set[tuple[str, str]], two: set[tuple[str, str]]) -> bool:
    """Different numbers in the same register: two bodies, however alike their names."""
    mine, theirs = dict(one), dict(two)
    return any(kind in theirs and theirs[kind] != number for kind, number in mine.items() if kind != "other")


def _bare_names(row: Entry) -> list[str]:
    names = [row.name, *row.names.plain().values(), *(str(alias) for alias in row.aliases)]
    return list(dict.fromkeys(bare for name in names if (bare := bare_name(name))))


def _host_of(row: Entry) -> set[str]:
    host = urlsplit(row.website).hostname or ""
    mail = row.email.rpartition("@")[2].casefold()
    return {name for name in (host.removeprefix("www."), mail) if name and name not in FREE_MAIL}


def _organisation_evidence(one: Entry, two: Entry) -> tuple[int, list[str]]:
    if one.place and one.place is two.place:
        return 4, [_("same place %(place)s") % {"place": one.place}]
    apart = one.place and two.place and not _nested(one.place.lineage, two.place.lineage)
    return (-8, []) if apart else (0, [])


def _nested(one: str, two: str) -> bool:
    return one.startswith(two) or two.startswith(one)


# -- people ------------------------------------------------------------------------------------------


def _people(desk: Desk) -> list[Pair]:
    rows = list(Person.objects.filter(desk=desk, erased_at=None).select_related("organisation").order_by("pk"))
    found: dict[tuple[int, int], _Found] = {}
    _same(rows, lambda row: {fold(row.email)} if row.email else set(), 70, lambda key: _("same e-mail"), found)
    _same(
        rows,
        lambda row: {_digits(row.phone)} if len(_digits(row.phone)) > 6 else set(),
        60,
        lambda key: _("same telephone"),
        found,
    )
    _same(rows, lambda row: {fold(row.wechat)} if row.wechat else set(), 80, lambda key: _("same WeChat"), found)
    _alike(rows, _person_names, found, _person_evidence)
    return _weighed(
        found, {row.pk: row for row in rows}, lambda one, two: bool(one.han and two.han and one.han != two.han)
    )


def _digits(phone: str) -> str:
    return "".join(c for c in phone if c.isdigit()).lstrip("0")


def _person_names(row: Person) -> list[str]:
    """The name in Latin letters, words in alphabetical order so that both orders agree; pinyin for characters."""
    latin = " ".join(sorted(fold(f"{row.given} {row.family}").split()))
    run = ["".join(fold(f"{one}{two}").split()) for one, two in ((row.family, row.given), (row.given, row.family))]
    return list(dict.fromkeys(form for form in (latin, *run, "".join(lazy_pinyin(row.han))) if form))


def _person_evidence(one: Person, two: Person) -> tuple[int, list[str]]:
    if one.han and one.han == two.han:
        extra = 6 if one.organisation_id and one.organisation_id == two.organisation_id else 2
        return extra, [_("same characters %(name)s") % {"name": one.han}]
    if one.organisation_id and one.organisation_id == two.organisation_id:
        return 6, [_("same organisation %(name)s") % {"name": one.organisation}]
    if one.organisation_id and two.organisation_id:
        return -10, []
    return 0, []


# -- shared ------------------------------------------------------------------------------------------


def _same(
    rows: Iterable[Row], keys: Callable[[Row], Iterable[Hashable]], score: int, why: Callable[[object], str],
    found: dict[tuple[int, int], _Found],
) -> None:  # fmt: skip
    groups: dict[Hashable, list[int]] = {}
    for row in rows:
        for key in keys(row):
            groups.setdefault(key, []).append(row.pk)
    for key, group in groups.items():
        for pair in combinations(sorted(set(group))[:20], 2) if len(group) > 1 else ():
            _note(found, pair, score, [why(key)])


def _note(found: dict[tuple[int, int], _Found], pair: tuple[int, int], score: int, reasons: list[str]) -> None:
    known = found.setdefault(pair, _Found(0, []))
    known.score = min(100, max(known.score, score) + (10 if known.reasons else 0))
    known.reasons += [reason for reason in reasons if reason not in known.reasons]


def _alike(
    rows: list[Row], names: Callable[[Row], list[str]], found: dict[tuple[int, int], _Found],
    evidence: Callable[[Row, Row], tuple[int, list[str]]],
) -> None:  # fmt: skip
    """Names that are nearly the same."""
    listed = [(row, name) for row in rows[:LONGEST_LIST] for name in names(row) if len(name) > 1]
    for i, j, alike in _near([name for _row, name in listed]):
        (one, first), (two, second) = listed[i], listed[j]
        if one.pk == two.pk or (min(len(first), len(second)) < 5 and first != second):
            continue
        extra, reasons = evidence(one, two)
        score = alike + extra
        if score >= LIKELY or (one.pk, two.pk) in found:
            same = _("same name") if first == second else _("names nearly the same")
            _note(found, (one.pk, two.pk), min(score, 99), [same, *reasons])


def _near(texts: list[str]) -> list[tuple[int, int, int]]:
    """Which texts are alike and how much, in order: block by block so that memory stays small, the shortest first since
    texts of very different length cannot be alike."""
    order = sorted(range(len(texts)), key=lambda i: len(texts[i]))
    sizes = [len(texts[i]) for i in order]
    found = []
    for start in range(0, len(order), A_BLOCK):
        end = min(start + A_BLOCK, len(order))
        until = bisect_right(sizes, sizes[end - 1] * (200 / ALIKE - 1) + 1)
        block, others = ([texts[i] for i in order[start:stop]] for stop in (end, until))
        scores = process.cdist(block, others, scorer=fuzz.ratio, score_cutoff=ALIKE, dtype=np.uint8)
        for at in np.flatnonzero(scores >= ALIKE).tolist():
            a, b = divmod(at, len(others))
            if a < b:
                i, j = sorted((order[start + a], order[start + b]))
                found.append((i, j, int(scores[a, b])))
    return sorted(found)


def _weighed(
    found: dict[tuple[int, int], _Found], rows: dict[int, Row], contradict: Callable[[Row, Row], bool]
) -> list[Pair]:
    """Pairs sure enough to be shown; a single weak sign is not, and a contradiction ends it."""
    pairs = []
    for (one, two), signs in found.items():
        if signs.score < 70 or contradict(rows[one], rows[two]):
            continue
        pairs.append(Pair(one, two, signs.score, tuple(signs.reasons)))
    return pairs
