"""What was claimed, never added across grades or currencies."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

ORDER = ("registry", "documented", "announced", "withdrawn")


@dataclass(frozen=True, slots=True)
class GradeSum:
    """Claims of one grade: how many, how many without an amount, and the amounts by currency ("" is unknown)."""

    grade: str
    count: int
    without_amount: int
    amounts: dict[str, Decimal]


def sums_by_grade(claims: Iterable[Any]) -> list[GradeSum]:
    """One row per grade that occurs, the strongest evidence first."""
    by_grade: dict[str, list[Any]] = {}
    for claim in claims:
        by_grade.setdefault(claim.grade, []).append(claim)
    found = []
    for grade in ORDER:
        rows = by_grade.get(grade, [])
        amounts: dict[str, Decimal] = {}
        for row in rows:
            if row.amount is not None:
                amounts[row.currency] = amounts.get(row.currency, Decimal(0)) + row.amount
        if rows:
            found.append(GradeSum(grade, len(rows), sum(r.amount is None for r in rows), dict(sorted(amounts.items()))))
    return found
