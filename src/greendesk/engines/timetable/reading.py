"""Read a timetable problem from JSON or from a published `.dzn` file; see docs/timetable.md for both."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any, TypeVar

from greendesk.engines.timetable.dzn import problem_from_dzn
from greendesk.engines.timetable.shapes import (
    Caps,
    Id,
    Interpreter,
    LunchRule,
    MeetingAsked,
    Problem,
    Slots,
    Standing,
    Venue,
)

Item = TypeVar("Item")
MEETING_KEYS = {"a", "b", "people", "sessions", "fixed", "before", "class", "value", "venue"}
INTERPRETER_KEYS = {"id", "languages", "slots", "longest_run", "per_session"}
KEYS = {
    *(
        "name",
        "n_participants",
        "n_slots",
        "sessions",
        "day_of_session",
        "tables",
        "tables_per_slot",
        "meetings",
    ),
    *("forbidden", "venues", "travel_slots", "languages", "interpreters", "lunch", "caps"),
}


class BadFileError(ValueError):
    """A file that cannot be read as what it should be; the message names file, field and fault."""


def read_problem(path: Path, note: Callable[[str], None]) -> Problem:
    """The problem in a file, by its ending. `note` hears of keys that are not part of the format.

    Raises BadFileError.
    """
    text = _text(path)
    try:
        if path.suffix == ".dzn":
            return problem_from_dzn(text, name=path.stem)
        return _problem(_json(text), lambda key: note(f"{path}: {key} is not part of the format and has no effect"))
    except ValueError as fault:
        raise BadFileError(f"{path}: {fault}") from fault


def read_timetable(path: Path, n_meetings: int) -> tuple[Slots, tuple[Id | None, ...]]:
    """Slots and interpreters from a bare list of slots or from a document with "slots". Raises BadFileError."""
    try:
        document = _json(_text(path))
        if isinstance(document, list):
            document = {"slots": document}
        found = _object(document, "timetable")
        slots = tuple(None if slot is None else _int(slot, "slots") for slot in _list(found, "slots"))
        helpers = tuple(found.get("interpreters") or [None] * len(slots))
        if len(slots) != n_meetings or len(helpers) != n_meetings:
            raise ValueError(f"slots, interpreters: {len(slots)} and {len(helpers)} for {n_meetings} meetings")
        for helper in helpers:
            _ = None if helper is None else _id(helper, "interpreters")
    except ValueError as fault:
        raise BadFileError(f"{path}: {fault}") from fault
    return slots, helpers


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as fault:
        raise BadFileError(f"{path}: cannot be read ({fault.strerror})") from fault
    except UnicodeDecodeError as fault:
        raise BadFileError(f"{path}: is not UTF-8 text") from fault


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as fault:
        raise ValueError(f"is not JSON (line {fault.lineno}: {fault.msg})") from fault


def _problem(document: Any, unknown: Callable[[str], None]) -> Problem:
    found = _object(document, "the file")
    _tell(found, KEYS, "", unknown)
    n_slots = _int(_need(found, "n_slots"), "n_slots")
    meetings = _list(found, "meetings")
    venues = tuple(_venue(item, f"venues[{i}]", unknown) for i, item in enumerate(_list(found, "venues", ())))
    spoken = found.get("languages")
    return Problem(
        name=str(found.get("name", "")),
        n_participants=_int(_need(found, "n_participants"), "n_participants"),
        sessions=tuple(_pair(item, "sessions") for item in _list(found, "sessions")),
        day_of_session=_ints(found.get("day_of_session") or (), "day_of_session"),
        tables_per_slot=_tables(found, n_slots, venues),
        meetings=tuple(_meeting(item, f"meetings[{i}]", unknown) for i, item in enumerate(meetings)),
        forbidden=tuple(frozenset(_ints(item, "forbidden")) for item in found.get("forbidden") or ()),
        venues=venues,
        travel_slots=tuple(_way(item) for item in found.get("travel_slots") or ()),
        languages=None if spoken is None else tuple(_tags(item, "languages") for item in _array(spoken, "languages")),
        interpreters=tuple(
            _interpreter(item, f"interpreters[{i}]", unknown) for i, item in enumerate(found.get("interpreters") or ())
        ),
        lunch=tuple(_lunch(item, f"lunch[{i}]", unknown) for i, item in enumerate(found.get("lunch") or ())),
        caps=_caps(found.get("caps") or {}, unknown),
    )


def _tables(found: dict[str, Any], n_slots: int, venues: Sequence[Venue]) -> tuple[int, ...]:
    """Either key; with neither, the tables of all venues together."""
    if "tables" in found and "tables_per_slot" in found:
        raise ValueError("tables, tables_per_slot: only one of them may be given")
    if "tables_per_slot" in found:
        tables = _ints(found["tables_per_slot"], "tables_per_slot")
        if len(tables) != n_slots:
            raise ValueError(f"tables_per_slot: {len(tables)} numbers for {n_slots} slots")
        return tables
    if "tables" not in found and not venues:
        raise ValueError("tables: is missing, and so is tables_per_slot")
    count = _int(found["tables"], "tables") if "tables" in found else sum(venue.tables for venue in venues)
    return (count,) * n_slots


def _meeting(item: Any, where: str, unknown: Callable[[str], None]) -> MeetingAsked:
    found = _object(item, where)
    _tell(found, MEETING_KEYS, where, unknown)
    if "people" in found and ("a" in found or "b" in found):
        raise ValueError(f"{where}.people: stands instead of a and b, not beside them")
    people = found["people"] if "people" in found else [_need(found, "a", where), _need(found, "b", where)]
    sessions, fixed, venue = found.get("sessions"), found.get("fixed"), found.get("venue")
    return MeetingAsked(
        people=_ints(people, f"{where}.people"),
        sessions=None if sessions is None else frozenset(_ints(sessions, f"{where}.sessions")),
        fixed=None if fixed is None else _int(fixed, f"{where}.fixed"),
        before=_ints(found.get("before") or (), f"{where}.before"),
        standing=_standing(found.get("class", "must"), where),
        value=_int(found.get("value", 1), f"{where}.value"),
        venue=None if venue is None else _id(venue, f"{where}.venue"),
    )


def _standing(value: Any, where: str) -> Standing:
    if value not in list(Standing):
        raise ValueError(f"{where}.class: {value!r} is none of must, wish, reserve")
    return Standing(value)


def _venue(item: Any, where: str, unknown: Callable[[str], None]) -> Venue:
    found = _object(item, where)
    _tell(found, {"id", "tables"}, where, unknown)
    return Venue(_id(_need(found, "id", where), where), _int(_need(found, "tables", where), f"{where}.tables"))


def _way(item: Any) -> tuple[Id, Id, int]:
    if not isinstance(item, list) or len(item) != 3:
        raise ValueError(f"travel_slots: {item!r} is not [from, to, slots]")
    return _id(item[0], "travel_slots"), _id(item[1], "travel_slots"), _int(item[2], "travel_slots")


def _interpreter(item: Any, where: str, unknown: Callable[[str], None]) -> Interpreter:
    found = _object(item, where)
    _tell(found, INTERPRETER_KEYS, where, unknown)
    hours = found.get("slots")
    return Interpreter(
        id=_id(_need(found, "id", where), where),
        languages=_tags(_need(found, "languages", where), f"{where}.languages"),
        slots=None if hours is None else frozenset(_ints(hours, f"{where}.slots")),
        longest_run=_maybe(found, "longest_run", where),
        per_session=_maybe(found, "per_session", where),
    )


def _lunch(item: Any, where: str, unknown: Callable[[str], None]) -> LunchRule:
    found = _object(item, where)
    _tell(found, {"slots", "free"}, where, unknown)
    slots = _ints(_need(found, "slots", where), f"{where}.slots")
    return LunchRule(frozenset(slots), _int(_need(found, "free", where), f"{where}.free"))


def _caps(item: Any, unknown: Callable[[str], None]) -> Caps:
    found = _object(item, "caps")
    _tell(found, {"per_session", "longest_run"}, "caps", unknown)
    return Caps(_maybe(found, "per_session", "caps"), _maybe(found, "longest_run", "caps"))


def _tell(found: dict[str, Any], known: set[str], where: str, unknown: Callable[[str], None]) -> None:
    for key in found.keys() - known:
        unknown(f"{where}.{key}".lstrip("."))


def _need(found: dict[str, Any], key: str, where: str = "") -> Any:
    if key not in found:
        raise ValueError(f"{where}.{key}".lstrip(".") + ": is missing")
    return found[key]


def _maybe(found: dict[str, Any], key: str, where: str) -> int | None:
    return None if found.get(key) is None else _int(found[key], f"{where}.{key}")


def _object(value: Any, where: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise ValueError(f"{where}: is not an object")
    return value


def _array(value: Any, where: str) -> list[Any]:
    if not isinstance(value, list | tuple):
        raise ValueError(f"{where}: is not a list")
    return list(value)


def _list(found: dict[str, Any], key: str, default: Iterable[Any] | None = None) -> list[Any]:
    return _array(_need(found, key) if default is None else found.get(key) or list(default), key)


def _int(value: Any, where: str) -> int:
    if isinstance(value, bool) or not isinstance(value, int):
        raise ValueError(f"{where}: {value!r} is not a whole number")
    return value


def _ints(value: Any, where: str) -> tuple[int, ...]:
    return tuple(_int(item, where) for item in _array(value, where))


def _pair(value: Any, where: str) -> tuple[int, int]:
    pair = _ints(value, where)
    if len(pair) != 2:
        raise ValueError(f"{where}: {value!r} is not [first, last]")
    return pair[0], pair[1]


def _id(value: Any, where: str) -> Id:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError(f"{where}: {value!r} is neither a number nor a text")
    return value


def _tags(value: Any, where: str) -> frozenset[str]:
    tags = _array(value, where)
    if not all(isinstance(tag, str) for tag in tags):
        raise ValueError(f"{where}: a language tag is not a text")
    return frozenset(tags)
