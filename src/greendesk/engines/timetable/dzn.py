"""The MiniZinc data files of the published meeting scheduling instances; everything in them counts from 1."""

from __future__ import annotations

import re

from greendesk.engines.timetable.shapes import MeetingAsked, Problem

KNOWN = {
    *("nBusiness", "nMeetings", "nTables", "nTotalSlots", "nMorningSlots", "requested"),
    *("forbidden", "fixed", "precedences", "meetingsxBusiness", "nMeetingsBusiness"),
}
MORNING, AFTERNOON, ANY = 1, 2, 3


def problem_from_dzn(text: str, *, name: str) -> Problem:
    """The morning is session 0, the afternoon session 1. Raises ValueError naming the field."""
    found = dict(re.findall(r"(\w+)\s*=\s*([^;]*);", re.sub(r"%.*", "", text)))
    if unknown := found.keys() - KNOWN:
        raise ValueError(f"{min(unknown)}: is not a field of the published instances")
    people, count, slots = (_number(found, key) for key in ("nBusiness", "nMeetings", "nTotalSlots"))
    morning = _number(found, "nMorningSlots") if "nMorningSlots" in found else slots
    sessions = ((0, morning - 1), (morning, slots - 1)) if 0 < morning < slots else ((0, slots - 1),)
    rows = [[int(cell) for cell in row.split(",") if cell.strip()] for row in _rows(found)]
    earlier = _sets(found, "precedences", count)
    fixed = [int(number) for number in re.findall(r"-?\d+", found.get("fixed", ""))] or [0] * count
    _agree(found, rows, fixed, people, count)
    return Problem(
        name=name,
        n_participants=people,
        sessions=sessions,
        tables_per_slot=(_number(found, "nTables"),) * slots,
        meetings=tuple(
            MeetingAsked(
                people=(a - 1, b - 1),
                sessions=_session(session, morning, slots),
                fixed=pin - 1 if pin else None,
                before=tuple(sorted(m - 1 for m in before)),
            )
            for (a, b, session), pin, before in zip(rows, fixed, earlier, strict=True)
        ),
        forbidden=tuple(frozenset(slot - 1 for slot in closed) for closed in _sets(found, "forbidden", people)),
    )


def _session(code: int, morning: int, slots: int) -> frozenset[int] | None:
    if code == ANY:
        return None
    if code not in {MORNING, AFTERNOON}:
        raise ValueError(f"requested: session {code} is none of 1, 2, 3")
    if 0 < morning < slots:
        return frozenset({code - 1})
    only_session = MORNING if morning else AFTERNOON
    return frozenset({0}) if code == only_session else frozenset()


def _number(found: dict[str, str], key: str) -> int:
    if not re.fullmatch(r"\d+", found.get(key, "").strip()):
        raise ValueError(f"{key}: is missing or not a number")
    return int(found[key])


def _rows(found: dict[str, str]) -> list[str]:
    table = re.search(r"\[\|(.*)\|\]", found.get("requested", ""), re.DOTALL)
    if not table:
        raise ValueError("requested: is missing or not a table")
    return [row for row in table.group(1).split("|") if row.strip()]


def _sets(found: dict[str, str], key: str, count: int) -> list[set[int]]:
    """A list of sets such as {1,4..6}; 0 in a set means nothing. A missing field is all empty."""
    if key not in found:
        return [set()] * count
    sets: list[set[int]] = []
    pieces = re.findall(r"\{([^}]*)\}|(\d+)\s*\.\.\s*(\d+)", found[key])
    for inside, low, high in pieces:
        ranges = [(low, high)] if low else [_ends(part) for part in inside.split(",") if part.strip()]
        sets.append({n for first, last in ranges for n in range(int(first), int(last) + 1)} - {0})
    if len(sets) != count:
        raise ValueError(f"{key}: {len(sets)} sets, {count} expected")
    return sets


def _ends(part: str) -> tuple[str, str]:
    first, _, last = part.partition("..")
    return first, last or first


def _agree(found: dict[str, str], rows: list[list[int]], fixed: list[int], people: int, count: int) -> None:
    if len(rows) != count or any(len(row) != 3 for row in rows):
        raise ValueError(f"requested: {len(rows)} rows, {count} rows of three numbers expected")
    if len(fixed) != count:
        raise ValueError(f"fixed: {len(fixed)} numbers, {count} expected")
    # meetingsxBusiness repeats `requested`, shifted by one in the published files; the counts beside it are right.
    told = [int(number) for number in re.findall(r"\d+", found.get("nMeetingsBusiness", ""))]
    for person, number in enumerate(told, start=1):
        if number != sum(person in row[:2] for row in rows):
            raise ValueError(f"nMeetingsBusiness: {number} for participant {person} does not agree with requested")
