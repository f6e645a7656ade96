"""`greendesk match`: needs and solutions from files, a ranked run and its reasons to files."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, TextIO

from greendesk.engines.matching import KINDS, Catalogue, FactLine, Match, Matcher, Need, Offer

from .embedders import BackendUnavailable, open_matcher


class InputError(ValueError):
    """Bad input in one sentence: file, line, field and what is wrong."""


def main(argv: Sequence[str]) -> int:
    """0 answered, 1 bad input with one sentence on stderr, 2 wrong usage."""
    given = _parser().parse_args(argv)
    try:
        needs = [_need(row, where) for row, where in _lines(given.needs)]
        offers = [_offer(row, where) for row, where in _lines(given.solutions)]
        _distinct([n.id for n in needs], given.needs)
        _distinct([o.id for o in offers], given.solutions)
        if given.top < 1:
            raise InputError("--top must be at least 1")
        matcher = open_matcher(given.backend)
        catalogue = matcher.represent_offers(offers, _progress)
        _answer(matcher, needs, catalogue, given)
    except (InputError, BackendUnavailable) as error:
        sys.stderr.write(f"{error}\n")
        return 1
    except OSError as error:
        sys.stderr.write(f"{error.filename or 'a file'}: {error.strerror or error}\n")
        return 1
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="greendesk match", description="Match needs with solutions across languages.")
    parser.add_argument("--needs", type=Path, required=True, help='JSON lines {"id", "lang", "text"}')
    parser.add_argument(
        "--solutions", type=Path, required=True, help='JSON lines {"id", "kind", "lang", "title", "text"}'
    )
    parser.add_argument("--run", type=Path, required=True, help="to be written: need_id solution_id score, best first")
    parser.add_argument("--top", type=int, default=50, help="answers for each need (50)")
    parser.add_argument("--backend", choices=("e5", "lexicon"), default="e5")
    parser.add_argument("--explain", type=Path, help="to be written: the reasons, as JSON lines")
    return parser


def _answer(matcher: Matcher, needs: Sequence[Need], catalogue: Catalogue, given: argparse.Namespace) -> None:
    explained: TextIO | None = given.explain.open("w", encoding="utf-8") if given.explain else None
    try:
        with given.run.open("w", encoding="utf-8") as run:
            for need in needs:
                for match in matcher.match(need, catalogue, top=given.top, explain=explained is not None):
                    run.write(f"{match.need} {match.offer} {match.probability:.9f}\n")
                    if explained:
                        explained.write(json.dumps(as_line(match), ensure_ascii=False) + "\n")
    finally:
        if explained:
            explained.close()


def as_line(match: Match) -> dict[str, Any]:
    """One line of EXPLAIN; `concepts` and the rest are empty when the match was made without reasons."""
    line: dict[str, Any] = {
        "need": match.need,
        "solution": match.offer,
        "score": match.score,
        "band": match.band,
        "concepts": [],
        "sentences": [],
        "facts": {"agree": [], "disagree": [], "missing": []},
    }
    if (why := match.explanation) is not None:
        line["concepts"] = [
            {
                "id": c.concept,
                "relation": c.relation,
                "solution_id": c.other,
                "need_words": list(c.need_words),
                "solution_words": list(c.offer_words),
            }
            for c in why.concepts
        ]
        line["sentences"] = list(why.sentences or ())
        line["facts"] = {
            "agree": [_fact(f) for f in why.facts.agree],
            "disagree": [_fact(f) for f in why.facts.disagree],
            "missing": [_fact(f) for f in why.facts.missing],
        }
        line["would_change"] = [list(c) for c in why.would_change]
        line["excludes"] = list(why.excluded)
        line["notes"] = list(why.notes)
    return line


def _fact(fact: FactLine) -> dict[str, str]:
    return {"measure": fact.measure, "need_words": fact.need_words, "solution_words": fact.offer_words}


def _lines(path: Path) -> Iterator[tuple[Mapping[str, Any], str]]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError as error:
        raise InputError(f"{path}: not UTF-8 text ({error.reason} at byte {error.start})") from error
    for number, line in enumerate(text.split("\n"), start=1):
        if not line.strip():
            continue
        where = f"{path} line {number}"
        try:
            row = json.loads(line)
        except (ValueError, RecursionError) as error:
            raise InputError(f"{where}: not JSON ({error})") from error
        if not isinstance(row, dict):
            raise InputError(f"{where}: not a JSON object")
        yield row, where


def _field(row: Mapping[str, Any], name: str, where: str, *, default: str | None = None) -> str:
    value = row.get(name, default)
    if value is None:
        if default is not None:
            return default
        raise InputError(f"{where}: the field {name!r} is missing")
    if not isinstance(value, str | int) or isinstance(value, bool):
        raise InputError(f"{where}: the field {name!r} is not text")
    return str(value)


def _id(row: Mapping[str, Any], where: str) -> str:
    found = _field(row, "id", where)
    if not found or any(c.isspace() or "\ud800" <= c <= "\udfff" for c in found):
        raise InputError(f"{where}: the field 'id' is empty, or holds a space or half a character: {found!r}")
    return found


def _need(row: Mapping[str, Any], where: str) -> Need:
    return Need(_id(row, where), _field(row, "lang", where, default=""), _field(row, "text", where))


def _offer(row: Mapping[str, Any], where: str) -> Offer:
    kind = _field(row, "kind", where)
    if kind not in KINDS:
        raise InputError(f"{where}: the field 'kind' is {kind!r}, not one of {', '.join(KINDS)}")
    lang, title = _field(row, "lang", where, default=""), _field(row, "title", where, default="")
    return Offer(_id(row, where), kind, lang, title, _field(row, "text", where))


def _distinct(ids: Sequence[str], path: Path) -> None:
    seen: set[str] = set()
    for each in ids:
        if each in seen:
            raise InputError(f"{path}: the id {each!r} is given twice")
        seen.add(each)


def _progress(done: int, total: int) -> None:
    if total >= 200 and (done % 100 == 0 or done == total):
        sys.stderr.write(f"\r{done}/{total} solutions read" + ("\n" if done == total else ""))
