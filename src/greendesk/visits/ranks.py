"""Who stands above whom: a title as written, found on the ladder of its country."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from greendesk.atlas.models import RankLadder
from greendesk.kit.folding import fold, has_han
from greendesk.kit.texts import Texts


@dataclass(frozen=True, slots=True)
class Rung:
    """One wording of one step; `is_own` tells a country's own ladder from the one that holds anywhere."""

    rank: int
    name: str  # folded
    title: Texts
    is_own: bool


def rungs_of(country_code: str) -> list[Rung]:
    """The rungs of a country and those that hold anywhere, one per language version of each title."""
    rows = RankLadder.objects.filter(country_code__in=[country_code, "*"])
    return [
        Rung(row.rank, fold(name), row.title, row.country_code != "*")
        for row in rows
        for name in row.title.all_texts()
        if fold(name)
    ]


def rung_in(title: str, rungs: Sequence[Rung]) -> Rung | None:
    """The highest rung whose title is written in `title`; a longer title hides one inside it.

    市委常委、副市长 is a standing committee member (not the mayor inside 副市长); "Deputy mayor" is no mayor. The ladder
    of the country decides where it knows the title, the general one otherwise.
    """
    folded = fold(title)
    found = (
        [(start, start + len(rung.name), rung) for rung in rungs for start in _starts(folded, rung.name)]
        if folded
        else []
    )
    outer = [
        rung
        for start, end, rung in found
        if not any(s <= start and end <= e and e - s > end - start for s, e, _rung in found)
    ]
    own = [rung for rung in outer if rung.is_own]
    return min(own or outer, key=lambda rung: rung.rank, default=None)


def rank_in(title: str, rungs: Sequence[Rung]) -> int | None:
    rung = rung_in(title, rungs)
    return rung.rank if rung else None


def _starts(text: str, name: str) -> list[int]:
    whole_words = not has_han(name)
    starts, at = [], text.find(name)
    while at >= 0:
        end = at + len(name)
        edges = (at == 0 or not text[at - 1].isalnum()) and (end == len(text) or not text[end].isalnum())
        if edges or not whole_words:
            starts.append(at)
        at = text.find(name, at + 1)
    return starts


def alternate(ordered: Sequence[int]) -> list[int]:
    """Places of a row of people by rank: the first in the middle, then right, left, right, left.

    Returns for each place from left to right the index into `ordered`.
    """
    left = [i for i in ordered[2::2]][::-1]
    right = list(ordered[1::2])
    return [*left, *ordered[:1], *right]
