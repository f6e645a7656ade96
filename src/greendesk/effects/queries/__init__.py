"""Words for claims and effort, and what is read from many of them: sums by grade, series, the ledger."""

from .ledger import Ledger, Outcome, Price, Side, ledger_of
from .series import Run, Series, Value, series_of
from .sums import GradeSum, sums_by_grade
from .words import ClaimQuerySet, EffortQuerySet

__all__ = [
    "ClaimQuerySet",
    "EffortQuerySet",
    "GradeSum",
    "Ledger",
    "Outcome",
    "Price",
    "Run",
    "Series",
    "Side",
    "Value",
    "ledger_of",
    "series_of",
    "sums_by_grade",
]
