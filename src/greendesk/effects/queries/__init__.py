"""Words for claims and effort, and what is read from many of them: sums by grade, series, the ledger."""

from .ledger import Ledger, Outcome, Price, Side, ledger_of
from .objectives import Reached, reached_by
from .series import Run, Series, Value, series_of
from .sums import GradeSum, sums_by_grade
from .words import ClaimQuerySet, EffortQuerySet, MeasureQuerySet

__all__ = [
    "ClaimQuerySet",
    "EffortQuerySet",
    "GradeSum",
    "Ledger",
    "MeasureQuerySet",
    "Outcome",
    "Price",
    "Reached",
    "Run",
    "Series",
    "Side",
    "Value",
    "ledger_of",
    "reached_by",
    "series_of",
    "sums_by_grade",
]
