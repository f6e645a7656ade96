"""A text held against the register: who could answer it, as far as the reader may see. Nothing is kept of the text."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from greendesk.catalogue.lexicon import words_of
from greendesk.catalogue.models import Company, ReferenceSite, Solution
from greendesk.desks.models import Account, Level
from greendesk.engines.matching import Match, Need
from greendesk.kit.langs import engine_lang

from . import errors
from .plans import SHOWN_FROM, Offering, make_board, offerings, reasons_of

LONGEST = 20_000  # characters; the engine reads some 9,600 of them
MODELS: dict[str, Any] = {"company": Company, "solution": Solution, "site": ReferenceSite}


@dataclass(frozen=True, slots=True)
class Answer:
    """An offer that may answer the text. `kind` and `record` say which; `reasons` are as suggestions keep them."""

    kind: str
    record: int
    score: float
    band: str
    reasons: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Answers:
    """`lang` is the language in which the text was read; `notes` say where reading it was uncertain."""

    lang: str
    notes: tuple[str, ...]
    version: str
    found: tuple[Answer, ...]


def answers_to(
    text: str, *, lang: str, reader: Account, on: date, top: int = 10, kinds: Sequence[str] = tuple(MODELS)
) -> Answers:
    """Best first, from what the reader sees at summary level, with the words of the reader's desk.

    Raises NothingAsked for a text without words.
    """
    if not any(character.isalnum() for character in text):
        raise errors.NothingAsked(field="text")
    listed = _seen(reader, kinds)
    board = make_board(on, words=words_of(reader.desk), listed=listed)
    need = Need("asked", engine_lang(lang), text[:LONGEST])
    asked = board.used.represent_need(need)
    found = board.used.match(need, board.catalogue, top=top, asked=asked)
    made = [answer for match in found if (answer := _answer(match))]
    return Answers(asked.lang, asked.notes, board.used.version, tuple(made))


def _seen(reader: Account, kinds: Sequence[str]) -> list[Offering]:
    """Each offer once, of the kinds asked for, that the reader may read in summary."""
    ids = {kind: set(MODELS[kind].objects.visible_to(reader, Level.SUMMARY).values_list("pk", flat=True)) for kind in kinds}  # fmt: skip
    once = {each.offer.id: each for each in offerings() if _pair(each)[1] in ids.get(_pair(each)[0], ())}
    return list(once.values())


def _pair(each: Offering) -> tuple[str, int]:
    kind, _colon, key = each.offer.id.partition(":")
    return kind, int(key)


def _answer(match: Match) -> Answer | None:
    reasons = reasons_of(match)
    if match.probability < SHOWN_FROM or not (reasons.get("concepts") or reasons.get("sentences")):
        return None
    kind, _colon, key = match.offer.partition(":")
    return Answer(kind, int(key), round(match.probability, 4), match.band, reasons)
