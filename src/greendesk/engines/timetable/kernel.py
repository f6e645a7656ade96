"""The compiled heart: place, remove, chain swap, insert with ejection, interpreter swap, and the annealing loop.

Two slots span a graph of meetings that share a row; exchanging one connected part between the slots keeps everybody
free of clashes (a Kempe chain). Import this only when it is needed: importing compiles or loads the kernel.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any, TypeVar, cast

import numba
import numpy as np

from greendesk.engines.timetable.board import (
    AFTER_AT,
    BEFORE_AT,
    BEST,
    BEST_SEATS,
    CAP_RUN,
    CAP_SESSION,
    CHAIN,
    CHANGED,
    COVER_AT,
    DAY,
    FAIR_WITHIN,
    LEAST,
    MARK,
    N_PEOPLE,
    NEEDS,
    NOW,
    OLD,
    PEOPLE_AT,
    PER_BREAK,
    PER_IDLE,
    PER_PERSON,
    POOL,
    POOL_AT,
    PRICE,
    PROPOSED,
    ROW_MARK,
    SCORED,
    SEGMENT,
    SESSION,
    SLOT,
    STAMP,
    TABLES,
    TOUCHED,
    UNPLACED,
    USED,
    VENUE,
    WAS_HELP,
    WAS_SLOT,
    WEIGHT,
    Board,
)

Function = TypeVar("Function", bound=Callable[..., Any])
LONGEST_CHAIN = 120
DEEPEST_PUSH = 4
NEVER = -1.0


def inner(function: Function) -> Function:
    """Compiled for other compiled functions only."""
    return cast(Function, numba.njit(function))


def outer(function: Function) -> Function:
    """Compiled to be called from Python, and kept on disk."""
    return cast(Function, numba.njit(cache=True)(function))


@inner
def row_price(b: Board, row: int) -> float:
    """Breaks and idle slots of one row in money, or NEVER when a limit, lunch or a way between venues fails."""
    session, run, count = -1, 0, 0
    last, breaks, idle = -1, 0, 0
    last_housed = -1
    for slot in range(b.at.shape[1]):
        if b.of_slot[SESSION, slot] != session:
            session, run, count = b.of_slot[SESSION, slot], 0, 0
        m = b.at[row, slot]
        if m < 0:
            run = 0
            continue
        run += 1
        count += 1
        if run > b.of_row[CAP_RUN, row] or count > b.of_row[CAP_SESSION, row]:
            return NEVER
        if last >= 0 and b.of_slot[SEGMENT, last] == b.of_slot[SEGMENT, slot] and slot - last > 1:
            breaks += 1
            idle += slot - last - 1
        last = slot
        if b.of_meeting[VENUE, m] >= 0:
            if (
                last_housed >= 0
                and b.of_slot[DAY, last_housed] == b.of_slot[DAY, slot]
                and (
                    slot - last_housed <= b.travel[b.of_meeting[VENUE, b.at[row, last_housed]], b.of_meeting[VENUE, m]]
                )
            ):
                return NEVER
            last_housed = slot
    if b.of_row[SCORED, row] == 0:
        return 0.01 * idle
    for k in range(b.lunch.shape[0]):
        busy = 0
        for slot in range(b.at.shape[1]):
            if b.lunch[k, slot] and b.at[row, slot] >= 0:
                busy += 1
        if busy > b.lunch[k, b.at.shape[1]]:
            return NEVER
    price = b.cost[PER_BREAK] * breaks + b.cost[PER_IDLE] * idle
    if b.counts[FAIR_WITHIN] >= 0 and breaks > b.counts[FAIR_WITHIN]:
        price += 40.0 * (breaks - b.counts[FAIR_WITHIN])
    return float(price)


@inner
def take_off(b: Board, m: int) -> None:
    """Remove a placed meeting; its interpreter stays named until `put_on` names another."""
    slot = b.of_meeting[SLOT, m]
    for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
        if b.at[b.seats[NOW, i], slot] == m:
            b.at[b.seats[NOW, i], slot] = -1
    b.of_slot[USED, slot] -= 1
    if b.of_meeting[VENUE, m] >= 0:
        b.at_venue[b.of_meeting[VENUE, m], slot] -= 1
    b.of_meeting[SLOT, m] = -1
    b.of_meeting[POOL_AT, m] = b.counts[UNPLACED]
    b.of_meeting[POOL, b.counts[UNPLACED]] = m
    b.counts[UNPLACED] += 1


@inner
def put_on(b: Board, m: int, slot: int) -> None:
    """Place an unplaced meeting; every row must be free and the interpreter named."""
    for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
        b.at[b.seats[NOW, i], slot] = m
    b.of_slot[USED, slot] += 1
    if b.of_meeting[VENUE, m] >= 0:
        b.at_venue[b.of_meeting[VENUE, m], slot] += 1
    b.of_meeting[SLOT, m] = slot
    hole = b.of_meeting[POOL_AT, m]
    b.counts[UNPLACED] -= 1
    other = b.of_meeting[POOL, b.counts[UNPLACED]]
    b.of_meeting[POOL, hole] = other
    b.of_meeting[POOL_AT, other] = hole
    b.of_meeting[POOL_AT, m] = -1


@inner
def name_helper(b: Board, m: int, row: int) -> None:
    b.seats[NOW, b.of_meeting[PEOPLE_AT, m + 1] - 1] = row


@inner
def helper_of(b: Board, m: int) -> int:
    return b.seats[NOW, b.of_meeting[PEOPLE_AT, m + 1] - 1] if b.of_meeting[NEEDS, m] else -1


@inner
def meeting_price(b: Board, m: int, slot: int) -> float:
    if slot < 0:
        return float(b.money[WEIGHT, m])
    is_moved = b.of_meeting[OLD, m] >= 0 and b.of_meeting[OLD, m] != slot
    return float(b.money[PRICE, m]) if is_moved else 0.0


@inner
def is_change(b: Board, m: int, slot: int) -> int:
    return 1 if b.of_meeting[OLD, m] != -2 and b.of_meeting[OLD, m] != slot else 0


@inner
def in_order(b: Board, m: int) -> bool:
    slot = b.of_meeting[SLOT, m]
    if slot < 0:
        return True
    for i in range(b.of_meeting[BEFORE_AT, m], b.of_meeting[BEFORE_AT, m + 1]):
        if b.of_meeting[SLOT, b.links[i]] >= slot:
            return False
    for i in range(b.of_meeting[AFTER_AT, m], b.of_meeting[AFTER_AT, m + 1]):
        other = b.of_meeting[SLOT, b.links[i]]
        if 0 <= other <= slot:
            return False
    return True


@inner
def note_rows(b: Board, m: int, n_rows: int) -> int:
    """Add the rows of a meeting to the list of touched rows; returns the new length."""
    for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
        row = b.seats[NOW, i]
        if row >= 0 and b.of_row[ROW_MARK, row] != b.counts[STAMP]:
            b.of_row[ROW_MARK, row] = b.counts[STAMP]
            b.of_row[TOUCHED, n_rows] = row
            n_rows += 1
    return n_rows


@inner
def note_ends(b: Board, m: int, one: int, two: int, n_rows: int) -> int:
    """As `note_rows`, without rows that sit in both exchanged slots: only a way between venues could change them."""
    for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
        row = b.seats[NOW, i]
        if b.at[row, one] >= 0 and b.at[row, two] >= 0 and b.travel.shape[0] == 1:
            continue
        if b.of_row[ROW_MARK, row] != b.counts[STAMP]:
            b.of_row[ROW_MARK, row] = b.counts[STAMP]
            b.of_row[TOUCHED, n_rows] = row
            n_rows += 1
    return n_rows


@inner
def shift_told(b: Board, n_chain: int, sign: int) -> int:
    """Count the chain's changes per person (or, with -1, uncount them); by how many do the told people grow?"""
    told = 0
    for c in range(n_chain):
        m = b.of_meeting[CHAIN, c]
        step = sign * (is_change(b, m, b.of_meeting[SLOT, m]) - is_change(b, m, b.of_meeting[WAS_SLOT, c]))
        if step == 0:
            continue
        for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
            row = b.seats[NOW, i]
            if 0 <= row < b.counts[N_PEOPLE]:
                before = b.of_row[CHANGED, row]
                b.of_row[CHANGED, row] = before + step
                told += (1 if before + step > 0 else 0) - (1 if before > 0 else 0)
    return told


@inner
def price_of_change(b: Board, n_chain: int, n_rows: int) -> tuple[bool, float]:
    """After a change: is all still allowed, and what did it cost? Touches no row price; counts who is told."""
    delta = 0.0
    for c in range(n_chain):
        m = b.of_meeting[CHAIN, c]
        slot = b.of_meeting[SLOT, m]
        if slot >= 0:
            if b.of_slot[USED, slot] > b.of_slot[TABLES, slot] or not in_order(b, m):
                return False, 0.0
            if (
                b.of_meeting[VENUE, m] >= 0
                and b.at_venue[b.of_meeting[VENUE, m], slot] > b.at_venue[b.of_meeting[VENUE, m], b.at.shape[1]]
            ):
                return False, 0.0
        delta += meeting_price(b, m, slot) - meeting_price(b, m, b.of_meeting[WAS_SLOT, c])
    for r in range(n_rows):
        row = b.of_row[TOUCHED, r]
        price = row_price(b, row)
        if price < 0:
            return False, 0.0
        b.row_money[PROPOSED, row] = price
        delta += price - b.row_money[NOW, row]
    if b.cost[PER_PERSON] > 0:
        delta += b.cost[PER_PERSON] * shift_told(b, n_chain, 1)
    return True, delta


@inner
def undo(b: Board, n_chain: int) -> None:
    """Put every meeting of the chain back where it was."""
    for c in range(n_chain):
        if b.of_meeting[SLOT, b.of_meeting[CHAIN, c]] >= 0:
            take_off(b, b.of_meeting[CHAIN, c])
    for c in range(n_chain):
        m = b.of_meeting[CHAIN, c]
        if b.of_meeting[NEEDS, m]:
            name_helper(b, m, b.of_meeting[WAS_HELP, c])
        if b.of_meeting[WAS_SLOT, c] >= 0:
            put_on(b, m, b.of_meeting[WAS_SLOT, c])


@inner
def settle(b: Board, n_chain: int, n_rows: int, heat: float) -> bool:
    """Keep the change or take it back, by the rule of annealing; heat 0 keeps only what is no worse."""
    allowed, delta = price_of_change(b, n_chain, n_rows)
    if allowed and (delta <= 0 or (heat > 0 and np.random.random() < math.exp(-delta / heat))):
        for r in range(n_rows):
            b.row_money[NOW, b.of_row[TOUCHED, r]] = b.row_money[PROPOSED, b.of_row[TOUCHED, r]]
        b.cost[NOW] += delta
        if b.cost[NOW] < b.cost[LEAST] - 1e-6:
            b.cost[LEAST] = b.cost[NOW]
            b.of_meeting[BEST, :] = b.of_meeting[SLOT, :]
            b.seats[BEST_SEATS, :] = b.seats[NOW, :]
        return True
    if allowed and b.cost[PER_PERSON] > 0:
        shift_told(b, n_chain, -1)
    undo(b, n_chain)
    return False


@outer
def recount(b: Board) -> None:
    """Price everything anew from the slots on the board, and make them the best so far."""
    total = 0.0
    for m in range(b.allowed.shape[0]):
        total += meeting_price(b, m, b.of_meeting[SLOT, m])
    for row in range(b.at.shape[0]):
        b.row_money[NOW, row] = row_price(b, row)
        total += b.row_money[NOW, row]
    b.of_row[CHANGED, :] = 0
    for m in range(b.allowed.shape[0]):
        if is_change(b, m, b.of_meeting[SLOT, m]):
            for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
                if 0 <= b.seats[NOW, i] < b.counts[N_PEOPLE]:
                    b.of_row[CHANGED, b.seats[NOW, i]] += 1
    total += b.cost[PER_PERSON] * np.sum(b.of_row[CHANGED, : b.counts[N_PEOPLE]] > 0)
    b.cost[NOW] = total
    b.cost[LEAST] = total
    b.of_meeting[BEST, :] = b.of_meeting[SLOT, :]
    b.seats[BEST_SEATS, :] = b.seats[NOW, :]


@inner
def push(b: Board, n_chain: int, m: int) -> int:
    """Add a meeting to the chain, remembering where it was; returns the new length."""
    b.of_meeting[MARK, m] = b.counts[STAMP]
    b.of_meeting[CHAIN, n_chain] = m
    b.of_meeting[WAS_SLOT, n_chain] = b.of_meeting[SLOT, m]
    b.of_meeting[WAS_HELP, n_chain] = helper_of(b, m)
    return n_chain + 1


@inner
def grow_chain(b: Board, n_chain: int, m: int, one: int, two: int) -> int:
    """The connected part of meetings of two slots that holds m; -1 when it is too long or may not be exchanged."""
    head = n_chain
    n_chain = push(b, n_chain, m)
    while head < n_chain:
        x = b.of_meeting[CHAIN, head]
        head += 1
        target = one + two - b.of_meeting[SLOT, x]
        if not b.allowed[x, target] or n_chain > LONGEST_CHAIN:
            return -1
        for i in range(b.of_meeting[PEOPLE_AT, x], b.of_meeting[PEOPLE_AT, x + 1]):
            if not b.row_open[b.seats[NOW, i], target]:
                return -1
            y = b.at[b.seats[NOW, i], target]
            if y >= 0 and b.of_meeting[MARK, y] != b.counts[STAMP]:
                n_chain = push(b, n_chain, y)
    return n_chain


@inner
def someone_in(b: Board, slot: int, venue: int) -> int:
    """A random meeting of the slot that is not in the chain (in that venue, if one is named); -1 if there is none."""
    n_rows = b.at.shape[0]
    start = np.random.randint(n_rows)
    for step in range(n_rows):
        m = b.at[(start + step) % n_rows, slot]
        if m >= 0 and b.of_meeting[MARK, m] != b.counts[STAMP] and (venue < 0 or b.of_meeting[VENUE, m] == venue):
            return int(m)
    return -1


@inner
def net_gain(b: Board, n_chain: int, slot: int) -> int:
    """How many meetings more the slot holds once the chain is exchanged."""
    gain = 0
    for c in range(n_chain):
        gain += -1 if b.of_meeting[WAS_SLOT, c] == slot else 1
    return gain


@inner
def swap_chain(b: Board, m: int, two: int, heat: float) -> bool:
    """Exchange m's part between its slot and another, with a second part when the tables ask for it."""
    one = b.of_meeting[SLOT, m]
    b.counts[STAMP] += 1
    n_chain = grow_chain(b, 0, m, one, two)
    if n_chain < 0:
        return False
    gain = net_gain(b, n_chain, two)
    full = two if gain > 0 else one
    if b.of_slot[USED, full] + abs(gain) > b.of_slot[TABLES, full]:
        other = someone_in(b, full, -1)
        if other < 0:
            return False
        n_chain = grow_chain(b, n_chain, other, one, two)
        if n_chain < 0:
            return False
    for c in range(n_chain):
        take_off(b, b.of_meeting[CHAIN, c])
    n_rows = 0
    for c in range(n_chain):
        put_on(b, b.of_meeting[CHAIN, c], one + two - b.of_meeting[WAS_SLOT, c])
    for c in range(n_chain):
        n_rows = note_ends(b, b.of_meeting[CHAIN, c], one, two, n_rows)
    return settle(b, n_chain, n_rows, heat)


@inner
def choose_helper(b: Board, m: int, slot: int, only_free: bool) -> int:
    """A covering interpreter open in the slot: a free one if there is one, else any; -1 if there is none."""
    n_cover = b.of_meeting[COVER_AT, m + 1] - b.of_meeting[COVER_AT, m]
    if n_cover == 0:
        return -1
    start = np.random.randint(n_cover)
    chosen = -1
    for step in range(n_cover):
        row = b.links[b.of_meeting[COVER_AT, m] + (start + step) % n_cover]
        if b.row_open[row, slot]:
            if b.at[row, slot] < 0:
                return int(row)
            if not only_free:
                chosen = row
    return chosen


@inner
def make_room(b: Board, m: int, slot: int, n_chain: int) -> int:
    """Add one more meeting to eject when the venue, and then when the slot, would be too full."""
    venue = b.of_meeting[VENUE, m]
    if venue >= 0:
        there = 0
        for c in range(1, n_chain):
            if b.of_meeting[VENUE, b.of_meeting[CHAIN, c]] == venue:
                there += 1
        if b.at_venue[venue, slot] - there >= b.at_venue[venue, b.at.shape[1]]:
            other = someone_in(b, slot, venue)
            if other >= 0:
                n_chain = push(b, n_chain, other)
    if b.of_slot[USED, slot] - (n_chain - 1) >= b.of_slot[TABLES, slot]:
        other = someone_in(b, slot, -1)
        if other >= 0:
            n_chain = push(b, n_chain, other)
    return n_chain


@inner
def insert(b: Board, m: int, slot: int, heat: float) -> bool:
    """Place m in the slot and eject whatever stands in its way."""
    if not b.allowed[m, slot]:
        return False
    b.counts[STAMP] += 1
    n_chain = push(b, 0, m)
    helper = -1
    if b.of_meeting[NEEDS, m]:
        helper = choose_helper(b, m, slot, False)
        if helper < 0:
            return False
        name_helper(b, m, helper)
    for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
        y = b.at[b.seats[NOW, i], slot]
        if y >= 0 and b.of_meeting[MARK, y] != b.counts[STAMP]:
            n_chain = push(b, n_chain, y)
    n_chain = make_room(b, m, slot, n_chain)
    for c in range(1, n_chain):
        take_off(b, b.of_meeting[CHAIN, c])
    if b.of_meeting[SLOT, m] >= 0:
        take_off(b, m)
    put_on(b, m, slot)
    n_rows = 0
    for c in range(n_chain):
        n_rows = note_rows(b, b.of_meeting[CHAIN, c], n_rows)
    return settle(b, n_chain, n_rows, heat)


@inner
def is_barred(b: Board, x: int, slot: int) -> bool:
    """Does a meeting that this change has already placed stand in x's way there?"""
    for i in range(b.of_meeting[PEOPLE_AT, x], b.of_meeting[PEOPLE_AT, x + 1]):
        y = b.at[b.seats[NOW, i], slot]
        if y >= 0 and b.of_meeting[MARK, y] == b.counts[STAMP]:
            return True
    for i in range(b.of_meeting[BEFORE_AT, x], b.of_meeting[BEFORE_AT, x + 1]):
        y = b.links[i]
        if b.of_meeting[SLOT, y] >= slot and b.of_meeting[MARK, y] == b.counts[STAMP]:
            return True
    for i in range(b.of_meeting[AFTER_AT, x], b.of_meeting[AFTER_AT, x + 1]):
        y = b.links[i]
        if 0 <= b.of_meeting[SLOT, y] <= slot and b.of_meeting[MARK, y] == b.counts[STAMP]:
            return True
    return False


@inner
def clear_one(b: Board, slot: int, venue: int, n_chain: int) -> int:
    """Take off a random meeting of the slot (in that venue, if one is named) that is not in the chain."""
    other = someone_in(b, slot, venue)
    if other < 0:
        return n_chain
    n_chain = push(b, n_chain, other)
    take_off(b, other)
    return n_chain


@inner
def clear_way(b: Board, x: int, slot: int, n_chain: int) -> int:
    """Take off all that keeps x from the slot: its people's meetings, wrong order, one more for a full slot."""
    first = n_chain
    for i in range(b.of_meeting[PEOPLE_AT, x], b.of_meeting[PEOPLE_AT, x + 1]):
        y = b.at[b.seats[NOW, i], slot]
        if y >= 0 and b.of_meeting[MARK, y] != b.counts[STAMP]:
            n_chain = push(b, n_chain, y)
    for i in range(b.of_meeting[BEFORE_AT, x], b.of_meeting[BEFORE_AT, x + 1]):
        y = b.links[i]
        if b.of_meeting[SLOT, y] >= slot and b.of_meeting[MARK, y] != b.counts[STAMP]:
            n_chain = push(b, n_chain, y)
    for i in range(b.of_meeting[AFTER_AT, x], b.of_meeting[AFTER_AT, x + 1]):
        y = b.links[i]
        if 0 <= b.of_meeting[SLOT, y] <= slot and b.of_meeting[MARK, y] != b.counts[STAMP]:
            n_chain = push(b, n_chain, y)
    for c in range(first, n_chain):
        take_off(b, b.of_meeting[CHAIN, c])
    venue = b.of_meeting[VENUE, x]
    if venue >= 0 and b.at_venue[venue, slot] >= b.at_venue[venue, b.at.shape[1]]:
        n_chain = clear_one(b, slot, venue, n_chain)
    if b.of_slot[USED, slot] >= b.of_slot[TABLES, slot]:
        n_chain = clear_one(b, slot, -1, n_chain)
    return n_chain


@inner
def push_through(b: Board, m: int, slot: int, heat: float) -> bool:
    """Place an unplaced m; what stood in its way tries another slot in turn (an ejection chain, Glover 1996)."""
    n_slots = b.at.shape[1]
    b.counts[STAMP] += 1
    n_chain, n_rows, head = push(b, 0, m), 0, 0
    while head < n_chain and head < DEEPEST_PUSH:
        x = b.of_meeting[CHAIN, head]
        target = slot if head == 0 else np.random.randint(n_slots)
        head += 1
        if not b.allowed[x, target]:
            continue
        if b.of_meeting[NEEDS, x]:
            helper = choose_helper(b, x, target, False)
            if helper < 0:
                continue
            name_helper(b, x, helper)
        if is_barred(b, x, target):
            continue
        known = n_chain
        n_chain = clear_way(b, x, target, n_chain)
        for c in range(known, n_chain):
            n_rows = note_rows(b, b.of_meeting[CHAIN, c], n_rows)
        put_on(b, x, target)
        n_rows = note_rows(b, x, n_rows)
    return settle(b, n_chain, n_rows, heat)


@inner
def swap_helper(b: Board, m: int, heat: float) -> bool:
    """Give m another interpreter, who hands over the meeting of that slot in return."""
    slot = b.of_meeting[SLOT, m]
    row = b.links[
        b.of_meeting[COVER_AT, m] + np.random.randint(b.of_meeting[COVER_AT, m + 1] - b.of_meeting[COVER_AT, m])
    ]
    mine = helper_of(b, m)
    if row == mine or not b.row_open[row, slot]:
        return False
    b.counts[STAMP] += 1
    n_chain = push(b, 0, m)
    y = b.at[row, slot]
    if y >= 0:
        covers = False
        for i in range(b.of_meeting[COVER_AT, y], b.of_meeting[COVER_AT, y + 1]):
            covers = covers or b.links[i] == mine
        if not covers:
            return False
        n_chain = push(b, n_chain, y)
    n_rows = 0
    for c in range(n_chain):
        n_rows = note_rows(b, b.of_meeting[CHAIN, c], n_rows)
        take_off(b, b.of_meeting[CHAIN, c])
    name_helper(b, m, row)
    if y >= 0:
        name_helper(b, y, mine)
    for c in range(n_chain):
        n_rows = note_rows(b, b.of_meeting[CHAIN, c], n_rows)
        put_on(b, b.of_meeting[CHAIN, c], slot)
    return settle(b, n_chain, n_rows, heat)


@inner
def seat(b: Board, m: int, slot: int, helper: int) -> bool:
    """Place an unplaced meeting where `price_at` said it may go."""
    if helper >= 0:
        name_helper(b, m, helper)
    b.counts[STAMP] += 1
    push(b, 0, m)
    put_on(b, m, slot)
    return settle(b, 1, note_rows(b, m, 0), 1e12)


@inner
def price_at(b: Board, m: int, slot: int, helper: int) -> tuple[bool, float]:
    """What placing m there would cost, the board left as it was; m must be unplaced."""
    if helper >= 0:
        if not b.row_open[helper, slot]:
            return False, 0.0
        name_helper(b, m, helper)
    for i in range(b.of_meeting[PEOPLE_AT, m], b.of_meeting[PEOPLE_AT, m + 1]):
        if b.at[b.seats[NOW, i], slot] >= 0:
            return False, 0.0
    b.counts[STAMP] += 1
    push(b, 0, m)
    put_on(b, m, slot)
    allowed, delta = price_of_change(b, 1, note_rows(b, m, 0))
    if allowed and b.cost[PER_PERSON] > 0:
        shift_told(b, 1, -1)
    take_off(b, m)
    return allowed, delta


@outer
def keep(b: Board, m: int, slot: int, known: int) -> bool:
    """Place m in this slot if the rules allow it, with the interpreter it had, else with any."""
    if not b.of_meeting[NEEDS, m]:
        return price_at(b, m, slot, -1)[0] and seat(b, m, slot, -1)
    for attempt in range(2):
        for i in range(b.of_meeting[COVER_AT, m], b.of_meeting[COVER_AT, m + 1]):
            row = b.links[i]
            if (row == known) == (attempt == 0) and price_at(b, m, slot, row)[0]:
                return seat(b, m, slot, row)
    return False


@inner
def place_cheaply(b: Board, m: int) -> bool:
    """Try every slot (and interpreter), keep the cheapest, ties to the less used slot."""
    best_slot, best_helper, best_price = -1, -1, 0.0
    n_tries = max(1, b.of_meeting[COVER_AT, m + 1] - b.of_meeting[COVER_AT, m]) if b.of_meeting[NEEDS, m] else 1
    if b.of_meeting[NEEDS, m] and b.of_meeting[COVER_AT, m + 1] == b.of_meeting[COVER_AT, m]:
        return False
    for slot in range(b.at.shape[1]):
        if not b.allowed[m, slot] or b.of_slot[USED, slot] >= b.of_slot[TABLES, slot]:
            continue
        for k in range(n_tries):
            helper = b.links[b.of_meeting[COVER_AT, m] + k] if b.of_meeting[NEEDS, m] else -1
            allowed, price = price_at(b, m, slot, helper)
            price += 0.5 * b.of_slot[USED, slot] / b.of_slot[TABLES, slot]
            if allowed and (best_slot < 0 or price < best_price):
                best_slot, best_helper, best_price = slot, helper, price
    if best_slot < 0:
        return False
    return seat(b, m, best_slot, best_helper)


@outer
def fill(b: Board, order: np.ndarray) -> int:
    """Place unplaced meetings in this order, each in its cheapest slot, ejecting nothing; returns how many."""
    placed = 0
    for m in order:
        if b.of_meeting[SLOT, m] < 0 and place_cheaply(b, m):
            placed += 1
    return placed


@outer
def seed_dice(seed: int) -> None:
    np.random.seed(seed)


@inner
def someone_costly(b: Board) -> int:
    """A random meeting of a random person who pays for breaks; -1 if a few tries find none."""
    n_slots = b.at.shape[1]
    for _ in range(8):
        row = np.random.randint(b.at.shape[0])
        if b.row_money[NOW, row] > 0:
            start = np.random.randint(n_slots)
            for step in range(n_slots):
                m = b.at[row, (start + step) % n_slots]
                if m >= 0:
                    return int(m)
    return -1


@outer
def anneal(b: Board, moves: int, hot: float, cold: float) -> None:
    """So many moves while the heat falls from hot to cold; the best board found is kept in best_slot."""
    n_meetings, n_slots = b.allowed.shape
    heat = hot
    cooling = (cold / hot) ** (1.0 / max(1, moves))
    for _ in range(moves):
        heat *= cooling
        if b.counts[UNPLACED] > 0 and np.random.random() < 0.15:
            waiting = b.of_meeting[POOL, np.random.randint(b.counts[UNPLACED])]
            slot = np.random.randint(n_slots)
            if np.random.random() < 0.5:
                insert(b, waiting, slot, heat)
            else:
                push_through(b, waiting, slot, heat)
            continue
        m = someone_costly(b) if np.random.random() < 0.5 else np.random.randint(n_meetings)
        if m < 0 or b.of_meeting[SLOT, m] < 0:
            continue
        if b.of_meeting[NEEDS, m] and np.random.random() < 0.3:
            swap_helper(b, m, heat)
            continue
        two = np.random.randint(n_slots)
        if two != b.of_meeting[SLOT, m] and b.allowed[m, two]:
            swap_chain(b, m, two, heat)


@outer
def return_to_best(b: Board) -> None:
    """Put the best board found back on the table."""
    for m in range(b.allowed.shape[0]):
        if b.of_meeting[SLOT, m] >= 0:
            take_off(b, m)
    b.seats[NOW, :] = b.seats[BEST_SEATS, :]
    for m in range(b.allowed.shape[0]):
        if b.of_meeting[BEST, m] >= 0:
            put_on(b, m, b.of_meeting[BEST, m])
    recount(b)
