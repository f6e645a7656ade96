"""The inner loop of ruin and recreate, compiled when numba is there and plain Python when it is not.

After Christiaens & Vanden Berghe (2020), "Slack induction by string removals": take strings of neighbouring stops out
of neighbouring days, put whatever fits back in its cheapest place, accept by simulated annealing. Everything here works
on two bundles of arrays: `Data`, which never changes, and `State`, which is one programme.

For every stop the state keeps the earliest start (leaving at once), the latest start (back at closing time) and the
actual start, so that most insertions are refused in constant time. Days with a binding `maxday` are then timed exactly.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

I64 = NDArray[np.int64]
F64 = NDArray[np.float64]
NEVER = 1 << 40


WHO, DAY, OPENS, CLOSES, MAXDAY, WALKMAX, LEAVES, RETURNS, LUNCH, DATE = range(10)  # columns of Data.route
WALK, COMPANY, REST, MOST = range(4)  # columns of Data.node
SEQ, START, EARLY, LATE = range(4)  # layers of State.stop
COUNT, WALKED = range(2)  # columns of State.size


class Data(NamedTuple):
    """R routes, N nodes, n sites, K delegations, C companies, P locations. Few arrays, because each costs compile time."""

    travel: I64  # (P, P)
    dur: I64  # (R, N)
    ptr: I64  # (R * N + 1) into span
    span: I64  # (S, 2) first and last possible start
    closing: I64  # (R, N) last possible start, -1 when there is none
    route: I64  # (R, 10)
    node: I64  # (N, 4)
    value: I64  # (R, n)
    must: I64  # (K, n)
    matched: I64  # (K, C)
    exposure: I64  # (C)
    share: I64  # (n, n)
    uses_share: I64  # (K, K)
    near: I64  # (n, n) sites by distance
    wanted: I64  # (M, 2) delegation and site of every visit worth having
    sizes: I64  # sites, lunches, several delegations (0 or 1)


class State(NamedTuple):
    stop: I64  # (4, R, W)
    size: I64  # (R, 2)
    where: I64  # (K, n) route or -1
    seen: I64  # (K, C)


def _compile(function: Callable[..., Any], inner: bool = True) -> Any:
    """njit with a cache on disk; without one where no directory is writable; the plain function without numba.

    inner: called by compiled code alone; leaving out its entrances from Python saves time to compile.
    """
    try:
        import numba  # an accelerator, not a need
    except ImportError:
        return function
    options: dict[str, Any] = {"no_cpython_wrapper": inner, "no_cfunc_wrapper": True}
    try:
        return numba.njit(cache=True, **options)(function)
    except RuntimeError:
        return numba.njit(**options)(function)


def _draw(rng: Any) -> float:
    """xorshift64*: a number in [0, 1). The state is one uint64, so runs repeat on every machine."""
    x = rng[0]
    x ^= x >> np.uint64(12)
    x ^= x << np.uint64(25)
    x ^= x >> np.uint64(27)
    rng[0] = x
    return float((x * np.uint64(2685821657736338717)) >> np.uint64(11)) * (1.0 / 9007199254740992.0)


draw = _compile(_draw)


def _clash(d: Data, s: State, r: int, v: int, a: int, forward: bool) -> int:
    """Start that evades a visit of another delegation overlapping [a, a + dur), or -1 when there is none."""
    me, ends = d.route[r, WHO], a + d.dur[r, v]
    for q in range(d.route.shape[0]):
        other = d.route[q, WHO]
        if other == me or d.route[q, DAY] != d.route[r, DAY]:
            continue
        for i in range(s.size[q, COUNT]):
            w = s.stop[SEQ, q, i]
            if w >= d.sizes[0]:
                continue
            if d.share[v, w] == 0 and d.uses_share[me, other] == 0:
                continue
            b = s.stop[START, q, i]
            if b < ends and a < b + d.dur[q, w]:
                return b + d.dur[q, w] if forward else b - d.dur[r, v]
    return -NEVER


clash = _compile(_clash)


def _first_start(d: Data, s: State, r: int, v: int, t: int) -> int:
    key = r * d.dur.shape[1] + v
    for p in range(d.ptr[key], d.ptr[key + 1]):
        if t > d.span[p, 1]:
            continue
        a = max(t, d.span[p, 0])
        if d.sizes[2] and v < d.sizes[0]:
            while a <= d.span[p, 1]:
                b = clash(d, s, r, v, a, True)
                if b == -NEVER:
                    break
                a = b
        if a <= d.span[p, 1]:
            return a
    return NEVER


first_start = _compile(_first_start)


def _last_start(d: Data, s: State, r: int, v: int, t: int) -> int:
    key = r * d.dur.shape[1] + v
    for p in range(d.ptr[key + 1] - 1, d.ptr[key] - 1, -1):
        if t < d.span[p, 0]:
            continue
        a = min(t, d.span[p, 1])
        if d.sizes[2] and v < d.sizes[0]:
            while a >= d.span[p, 0]:
                b = clash(d, s, r, v, a, False)
                if b == -NEVER:
                    break
                a = b
        if a >= d.span[p, 0]:
            return a
    return -NEVER


last_start = _compile(_last_start)


def _returns_after(d: Data, s: State, r: int, pos: int, v: int, leaves: int) -> int:
    """When route r is back if it leaves then, with node v put in at pos (pos < 0: as it is). NEVER if impossible."""
    here, now, total = d.route[r, LEAVES], leaves, s.size[r, COUNT] + (1 if pos >= 0 else 0)
    for i in range(total):
        if pos < 0 or i < pos:
            node = s.stop[SEQ, r, i]
        elif i == pos:
            node = v
        else:
            node = s.stop[SEQ, r, i - 1]
        a = first_start(d, s, r, node, now + d.travel[here, node])
        if a == NEVER:
            return NEVER
        now = a + d.dur[r, node]
        here = node
    now += d.travel[here, d.route[r, RETURNS]]
    return now if now <= d.route[r, CLOSES] else NEVER


returns_after = _compile(_returns_after)


def _departure(d: Data, s: State, r: int, pos: int, v: int) -> int:
    """The first departure with which the day keeps its length, or NEVER. See timing.schedule for the proof."""
    leaves = d.route[r, OPENS]
    while True:
        back = returns_after(d, s, r, pos, v, leaves)
        if back == NEVER:
            return NEVER
        if back - leaves <= d.route[r, MAXDAY]:
            return leaves
        leaves = back - d.route[r, MAXDAY]


departure = _compile(_departure)


def _retime(d: Data, s: State, r: int) -> bool:
    """Compute early, start and late of route r; False when the order is impossible."""
    count = s.size[r, COUNT]
    if count == 0:
        return True
    leaves = departure(d, s, r, -1, 0)
    if leaves == NEVER:
        return False
    for actual in range(2):
        here, now = d.route[r, LEAVES], leaves if actual else d.route[r, OPENS]
        for i in range(count):
            node = s.stop[SEQ, r, i]
            a = first_start(d, s, r, node, now + d.travel[here, node])
            if actual:
                s.stop[START, r, i] = a
            else:
                s.stop[EARLY, r, i] = a
            now = a + d.dur[r, node]
            here = node
    there, bound = d.route[r, RETURNS], d.route[r, CLOSES]
    for i in range(count - 1, -1, -1):
        node = s.stop[SEQ, r, i]
        bound = last_start(d, s, r, node, bound - d.travel[node, there] - d.dur[r, node])
        s.stop[LATE, r, i] = bound
        there = node
    return True


retime = _compile(_retime, inner=False)


def _fits(d: Data, s: State, r: int, pos: int, v: int, timed: int) -> bool:
    """Whether v fits in at pos; `timed` is v's earliest end there."""
    if pos < s.size[r, COUNT]:
        after = s.stop[SEQ, r, pos]
        a = first_start(d, s, r, after, timed + d.travel[v, after])
        if a > s.stop[LATE, r, pos]:
            return False
    elif timed + d.travel[v, d.route[r, RETURNS]] > d.route[r, CLOSES]:
        return False
    if d.route[r, MAXDAY] >= d.route[r, CLOSES] - d.route[r, OPENS]:
        return True
    return bool(departure(d, s, r, pos, v) != NEVER)


fits = _compile(_fits)


def _rests(d: Data, s: State, r: int, v: int) -> bool:
    """Whether other delegations leave site v no visit on the day of route r. The rule is timing.resting."""
    if d.node[v, REST] == 0 and d.node[v, MOST] >= s.where.shape[0]:
        return False
    others = 0
    for k in range(s.where.shape[0]):
        q = s.where[k, v]
        if q < 0 or k == d.route[r, WHO]:
            continue
        others += 1
        apart = abs(d.route[q, DATE] - d.route[r, DATE])
        if 0 < apart <= d.node[v, REST]:
            return True
    return bool(others >= d.node[v, MOST])


rests = _compile(_rests)


def _cheapest(d: Data, s: State, r: int, v: int, blink: float, rng: Any) -> tuple[int, int]:
    """(detour, position) of the cheapest place for v on route r, or (NEVER, -1)."""
    best, best_pos = NEVER, -1
    if d.closing[r, v] < 0 or s.size[r, WALKED] + d.node[v, WALK] > d.route[r, WALKMAX]:
        return best, best_pos
    if v < d.sizes[0] and d.sizes[2] and rests(d, s, r, v):
        return best, best_pos
    count, last = s.size[r, COUNT], d.closing[r, v]
    for pos in range(count + 1):
        if pos:
            before = s.stop[SEQ, r, pos - 1]
            now = s.stop[EARLY, r, pos - 1] + d.dur[r, before]
        else:
            before, now = d.route[r, LEAVES], d.route[r, OPENS]
        if now > last:
            break
        after = s.stop[SEQ, r, pos] if pos < count else d.route[r, RETURNS]
        detour = d.travel[before, v] + d.travel[v, after] - (d.travel[before, after] if count else 0)
        if detour >= best or now + d.travel[before, v] > last:
            continue
        if pos < count and now + d.travel[before, v] + d.dur[r, v] + d.travel[v, after] > s.stop[LATE, r, pos]:
            continue
        if blink > 0.0 and draw(rng) < blink:
            continue
        a = first_start(d, s, r, v, now + d.travel[before, v])
        if a == NEVER or not fits(d, s, r, pos, v, a + d.dur[r, v]):
            continue
        best, best_pos = detour, pos
    return best, best_pos


cheapest = _compile(_cheapest)


def _insert(d: Data, s: State, r: int, pos: int, v: int) -> bool:
    for i in range(s.size[r, COUNT], pos, -1):
        s.stop[SEQ, r, i] = s.stop[SEQ, r, i - 1]
    s.stop[SEQ, r, pos] = v
    s.size[r, COUNT] += 1
    s.size[r, WALKED] += d.node[v, WALK]
    if v < d.sizes[0]:
        k = d.route[r, WHO]
        s.where[k, v] = r
        if d.node[v, COMPANY] >= 0:
            s.seen[k, d.node[v, COMPANY]] += 1
    return bool(retime(d, s, r))


insert = _compile(_insert)


def _remove(d: Data, s: State, r: int, pos: int) -> None:
    """Take a node out. The route must be timed again afterwards."""
    v = s.stop[SEQ, r, pos]
    for i in range(pos, s.size[r, COUNT] - 1):
        s.stop[SEQ, r, i] = s.stop[SEQ, r, i + 1]
    s.size[r, COUNT] -= 1
    s.size[r, WALKED] -= d.node[v, WALK]
    if v < d.sizes[0]:
        k = d.route[r, WHO]
        s.where[k, v] = -1
        if d.node[v, COMPANY] >= 0:
            s.seen[k, d.node[v, COMPANY]] -= 1


remove = _compile(_remove)


def _ruin(d: Data, s: State, rng: Any, amount: float, longest: float, touched: I64) -> bool:
    """Take strings of stops out of days that pass near one random site. False if a shortened day does not hold."""
    n, lunches = d.sizes[0], d.sizes[1]
    used = visits = 0
    for r in range(d.route.shape[0]):
        touched[r] = 0
        if s.size[r, COUNT]:
            used += 1
            visits += s.size[r, COUNT]
    if used == 0:
        return True
    limit = min(longest, visits / used)
    strings = int(1 + draw(rng) * max(0.0, 4.0 * amount / (1.0 + limit) - 1.0))
    seed = int(draw(rng) * n)
    for j in range(n):
        if strings <= 0:
            break
        c = d.near[seed, j]
        for k in range(s.where.shape[0]):
            r = s.where[k, c]
            if r < 0 or touched[r] or strings <= 0:
                continue
            strings -= 1
            touched[r] = 1
            length = int(1 + draw(rng) * min(limit, s.size[r, COUNT]))
            at = 0
            while s.stop[SEQ, r, at] != c:
                at += 1
            first = max(0, at - int(draw(rng) * length))
            first = min(first, max(0, s.size[r, COUNT] - length))
            hole = int(draw(rng) * length) if draw(rng) < 0.3 else -1
            for i in range(min(s.size[r, COUNT], first + length) - 1, first - 1, -1):
                v = s.stop[SEQ, r, i]
                if v >= n + lunches or i - first == hole or (v >= n and draw(rng) < 0.5):
                    continue
                remove(d, s, r, i)
    for r in range(d.route.shape[0]):  # noqa: SIM110  numba knows no generators
        if touched[r] and not retime(d, s, r):
            return False
    return True


ruin = _compile(_ruin)


def _relunch(d: Data, s: State, rng: Any) -> bool:
    """Give every day that lost its lunch another one. False if that fails."""
    n, lunches = d.sizes[0], d.sizes[1]
    for r in range(d.route.shape[0]):
        if d.route[r, LUNCH] == 0:
            continue
        has = False
        for i in range(s.size[r, COUNT]):
            if n <= s.stop[SEQ, r, i] < n + lunches:
                has = True
        if has:
            continue
        best, best_pos, best_v = NEVER, -1, -1
        for v in range(n, n + lunches):
            detour, pos = cheapest(d, s, r, v, 0.2, rng)
            if detour < best:
                best, best_pos, best_v = detour, pos, v
        if best_pos < 0 or not insert(d, s, r, best_pos, best_v):
            return False
    return True


relunch = _compile(_relunch)


def _recreate(d: Data, s: State, rng: Any, blink: float, keys: F64, touched: I64) -> bool:
    """Offer every missing visit its cheapest place, in one of four random orders. False if a day breaks.

    Days that were not ruined had no room before either, so nine times in ten they are not asked.
    """
    if not relunch(d, s, rng):
        return False
    total, kind = len(d.wanted), draw(rng)
    for m in range(total):
        k, v = d.wanted[m, 0], d.wanted[m, 1]
        u = draw(rng)
        if s.where[k, v] >= 0:
            keys[m] = 1e18
            continue
        worth, length, wide = 0.0, 1.0, 0.0
        for r in range(d.route.shape[0]):
            if d.route[r, WHO] == k and d.closing[r, v] >= 0:
                worth = max(worth, float(d.value[r, v]))
                length = float(d.dur[r, v])
                wide = max(wide, float(d.closing[r, v] - d.span[d.ptr[r * d.dur.shape[1] + v], 0]))
        c = d.node[v, COMPANY]
        if c >= 0 and d.matched[k, c] and s.seen[k, c] == 0:
            worth *= 3.0
        if d.must[k, v]:
            worth = 1e9
        if kind < 0.25:
            keys[m] = -u if worth < 1e9 else -1e9
        elif kind < 0.55:
            keys[m] = -worth * (0.5 + u)
        elif kind < 0.8:
            keys[m] = -worth / (length + 20.0) * (0.5 + u)
        else:
            keys[m] = wide * (0.5 + u) - (1e12 if worth >= 1e9 else 0.0)
    everywhere = draw(rng) < 0.1
    order = np.argsort(keys)
    for m in order:
        if keys[m] >= 1e18:
            break
        k, v = d.wanted[m, 0], d.wanted[m, 1]
        best, best_pos, best_r = NEVER, -1, -1
        for r in range(d.route.shape[0]):
            if d.route[r, WHO] != k or not (everywhere or touched[r]):
                continue
            detour, pos = cheapest(d, s, r, v, blink, rng)
            if detour < best:
                best, best_pos, best_r = detour, pos, r
        if best_pos >= 0 and not insert(d, s, best_r, best_pos, v):
            return False
    return True


recreate = _compile(_recreate)


def _score(d: Data, s: State, out: I64) -> None:
    """out: musts met, companies seen, their past exposure, interest (with rewards), travel."""
    out[:] = 0
    for r in range(d.route.shape[0]):
        here, k = d.route[r, LEAVES], d.route[r, WHO]
        for i in range(s.size[r, COUNT]):
            v = s.stop[SEQ, r, i]
            out[4] += d.travel[here, v]
            here = v
            if v < d.sizes[0]:
                out[3] += d.value[r, v]
                out[0] += d.must[k, v]
        if s.size[r, COUNT]:
            out[4] += d.travel[here, d.route[r, RETURNS]]
    for k in range(d.matched.shape[0]):
        for c in range(d.matched.shape[1]):
            if d.matched[k, c] and s.seen[k, c]:
                out[1] += 1
                out[2] += d.exposure[c]


score = _compile(_score, inner=False)


def _lexicographic(out: I64) -> int:
    """One whole number that orders programmes by musts, companies, exposure, interest, travel, in this order."""
    first = out[0] * 100_000 + out[1] * 1000 - out[2]
    return (first * 100_000 + out[3]) * 1_000_000 - out[4]


lexicographic = _compile(_lexicographic, inner=False)


def _copy(a: State, b: State) -> None:
    for r in range(a.size.shape[0]):
        c = a.size[r, COUNT]
        b.size[r, COUNT] = c
        b.size[r, WALKED] = a.size[r, WALKED]
        b.stop[SEQ, r, :c] = a.stop[SEQ, r, :c]
        b.stop[START, r, :c] = a.stop[START, r, :c]
        b.stop[EARLY, r, :c] = a.stop[EARLY, r, :c]
        b.stop[LATE, r, :c] = a.stop[LATE, r, :c]
    b.where[:] = a.where
    b.seen[:] = a.seen


copy = _compile(_copy)


def _anneal(
    d: Data, cur: State, new: State, best: State, rng: Any, moves: int, heat: float, knobs: F64, tally: I64
) -> None:
    """`moves` rounds at temperature `heat`. knobs: amount, longest string, blink, must, company and travel weight.

    tally: lexicographic score of cur (unused), of best; both states are changed in place.
    """
    out, touched, keys = np.zeros(5, np.int64), np.zeros(d.route.shape[0], np.int64), np.zeros(len(d.wanted))
    score(d, cur, out)
    now = knobs[3] * out[0] + knobs[4] * out[1] - 0.01 * out[2] + out[3] - knobs[5] * out[4]
    for _ in range(moves):
        copy(cur, new)
        if not ruin(d, new, rng, knobs[0], knobs[1], touched) or not recreate(d, new, rng, knobs[2], keys, touched):
            continue
        score(d, new, out)
        trial = knobs[3] * out[0] + knobs[4] * out[1] - 0.01 * out[2] + out[3] - knobs[5] * out[4]
        rank = lexicographic(out)
        if rank > tally[1]:
            tally[1] = rank
            copy(new, best)
        if trial > now + heat * math.log(draw(rng) + 1e-300):
            now = trial
            copy(new, cur)


anneal = _compile(_anneal, inner=False)
