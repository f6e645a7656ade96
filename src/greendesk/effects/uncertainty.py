"""How sure small counts are: plain rules that fit on a page, without a database.

* A *count* of events (meetings, leads, deals) is taken as Poisson: the exact (Garwood) 95 % interval of its mean.
  With nothing seen the upper end is 3.7 (one-sided it would be 3.0, the "rule of three").
* A *cost per event* is the cost divided by the count; its interval is the cost divided by the ends of the count's
  interval. The cost itself is taken as known. With no event there is no price, only "at least cost / 3.7".
* A *share* (answered of asked) has Wilson's 95 % interval.
* Below `FEW` events a price is printed as "too few to compare"; the interval is shown all the same.
* Two prices differ only where their intervals do not overlap. That is stricter than a test at 5 %, on purpose.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

FEW = 5
Z = 1.959964


@dataclass(frozen=True, slots=True)
class Interval:
    """95 % interval; `high` is None where there is no upper end."""

    low: float
    high: float | None

    def overlaps(self, other: Interval) -> bool:
        return self.low <= _end(other) and other.low <= _end(self)


def _end(interval: Interval) -> float:
    return math.inf if interval.high is None else interval.high


def _at_most(count: int, mean: float) -> float:
    """P(X <= count) of a Poisson variable; summed in logarithms so that large means do not underflow."""
    if mean <= 0:
        return 1.0
    return min(1.0, math.fsum(math.exp(k * math.log(mean) - mean - math.lgamma(k + 1)) for k in range(count + 1)))


def _root(target: float, count: int, low: float, high: float) -> float:
    """The mean at which P(X <= count) falls to `target`, by bisection."""
    for _turn in range(80):
        middle = (low + high) / 2
        if _at_most(count, middle) > target:
            low = middle
        else:
            high = middle
    return (low + high) / 2


@lru_cache(maxsize=4_096)  # the page of effects asks for the same counts at every look
def count_interval(count: int) -> Interval:
    """Exact 95 % interval of a Poisson mean after seeing `count` events. Raises ValueError below 0."""
    if count < 0:
        raise ValueError("a count is not negative")
    top = count + 10 * math.sqrt(count + 1) + 10
    high = _root(0.025, count, 0.0, top)
    low = 0.0 if count == 0 else _root(0.975, count - 1, 0.0, top)
    return Interval(low, high)


def price_interval(cost: float, count: int) -> Interval:
    """95 % interval of the cost of one event, the cost taken as known."""
    mean = count_interval(count)
    assert mean.high is not None
    return Interval(cost / mean.high, cost / mean.low if mean.low > 0 else None)


def share_interval(part: int, whole: int) -> Interval | None:
    """Wilson's 95 % interval of a share; None where the whole is empty."""
    if whole <= 0:
        return None
    share = part / whole
    spread = 1 + Z * Z / whole
    centre = (share + Z * Z / (2 * whole)) / spread
    half = Z / spread * math.sqrt(share * (1 - share) / whole + Z * Z / (4 * whole * whole))
    return Interval(max(0.0, centre - half), min(1.0, centre + half))
