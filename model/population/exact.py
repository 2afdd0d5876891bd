"""Whole numbers that add up, and choosing exactly so many: how published margins are kept."""

from __future__ import annotations

from typing import Any

import numba as nb
import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.draws import nth, uniform
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import identity

Array = NDArray[Any]


def typed(signature: str) -> Any:
    """A kernel with stated types, compiled once: for small functions that many kernels call.

    Each mix of integer types that they are called with would be one more compilation otherwise.
    """
    return nb.njit(signature, cache=True, nogil=True, error_model="numpy")


# Plain loops: array expressions inside a kernel make it slow to compile.


@kernel
def rounded(amounts: Array, total: int) -> Array:
    """Amounts scaled to the total and rounded by largest remainder; all zero if they sum to 0."""
    n = amounts.size
    whole = np.zeros(n, np.int64)
    amount = 0.0
    for i in range(n):
        amount += amounts[i]
    if amount <= 0.0 or total <= 0:
        return whole
    rest = np.empty(n)
    left = total
    for i in range(n):
        exact = amounts[i] / amount * total
        whole[i] = int(exact + 1e-9)
        rest[i] = exact - whole[i]
        left -= whole[i]
    for _ in range(left):
        best = 0
        for i in range(n):
            if rest[i] > rest[best]:
                best = i
        whole[best] += 1
        rest[best] -= 1.0
    return whole


@kernel
def _whole_row(exact: Array, possible: Array, wanted: int, whole: Array) -> None:
    """Round one row to its total, nowhere below zero, as near to the exact amounts as can be."""
    missing = wanted
    for j in range(exact.size):
        whole[j] = max(0, int(exact[j] + 1e-9)) if possible[j] > 0.0 else 0
        missing -= whole[j]
    while missing != 0:
        step = 1 if missing > 0 else -1
        best = -1
        for j in range(exact.size):
            open_to = possible[j] > 0.0 if step > 0 else whole[j] > 0
            if open_to and (
                best < 0 or step * (exact[j] - whole[j]) > step * (exact[best] - whole[best])
            ):
                best = j
        whole[best] += step
        missing -= step


@kernel
def whole_table(table: Array, row_totals: Array, column_totals: Array) -> Array:
    """A table of fractions as whole numbers with the same row and column totals.

    Rounding errors are carried from row to row, so that each column runs along its exact sum; what
    is left in the end is moved between two columns in a row where both occur.
    """
    rows, columns = table.shape
    whole = np.zeros((rows, columns), np.int64)
    exact = np.zeros(columns)  # carries what rounding left
    excess = np.zeros(columns, np.int64)
    for i in range(rows):
        if row_totals[i] == 0:
            continue
        for j in range(columns):
            exact[j] += table[i, j]
        _whole_row(exact, table[i], row_totals[i], whole[i])
        for j in range(columns):
            exact[j] -= whole[i, j]
            excess[j] += whole[i, j]
    for j in range(columns):
        excess[j] -= column_totals[j]
    for over in range(columns):
        for under in range(columns):
            while excess[over] > 0 and excess[under] < 0:
                best, gain = -1, 0.0
                for i in range(rows):
                    if whole[i, over] > 0 and table[i, under] > 0.0:
                        better = table[i, under] - whole[i, under] + whole[i, over]
                        better -= table[i, over]
                        if best < 0 or better > gain:
                            best, gain = i, better
                if best < 0:
                    break
                whole[best, over] -= 1
                whole[best, under] += 1
                excess[over] -= 1
                excess[under] += 1
    return whole


@kernel
def fitted(prior: Array, row_totals: Array, column_totals: Array) -> Array:
    """A prior table fitted to its margins by iterative proportional fitting (Deming-Stephan)."""
    table = prior.copy()
    rows, columns = table.shape
    for _ in range(200):
        worst = 0.0
        for j in range(columns):
            total = 0.0
            for i in range(rows):
                total += table[i, j]
            if total > 0.0:
                worst = max(worst, abs(total - column_totals[j]))
                for i in range(rows):
                    table[i, j] *= column_totals[j] / total
        for i in range(rows):
            total = 0.0
            for j in range(columns):
                total += table[i, j]
            if total > 0.0:
                for j in range(columns):
                    table[i, j] *= row_totals[i] / total
        if worst < 0.01:
            break
    return table


@kernel
def highest(scores: Array, count: int) -> Array:
    """True for exactly so many of the highest scores; equal scores go to the first."""
    chosen = np.zeros(scores.size, np.bool_)
    if count <= 0:
        return chosen
    low, high = 0.0, 1.0  # in terms of score / (1 + score); fewer than count lie above high
    for _ in range(80):
        middle = 0.5 * (low + high)
        above = 0
        for i in range(scores.size):
            above += scores[i] > middle * (1.0 + scores[i])
        if above > count:
            low = middle
        else:
            high = middle
        if above == count:
            break
    left = count
    for i in range(scores.size):
        if scores[i] > high * (1.0 + scores[i]):
            chosen[i] = True
            left -= 1
    for i in range(scores.size):  # equal scores, or nothing at all to go by
        if left > 0 and not chosen[i] and scores[i] >= low * (1.0 + scores[i]):
            chosen[i] = True
            left -= 1
    return chosen


def ascending(scores: Array) -> Array:
    """Positions from the lowest score to the highest; equal scores keep their order."""
    return np.argsort(scores, kind="stable")


@typed("u8(u8, i8, i8)")
def slot_key(owner_key: int, tag: int, index: int) -> int:
    """A key for the so-manyeth slot of a kind (a couple, a family, a tie) that an owner has."""
    return identity(nth(owner_key, tag), index, 0)


@typed("f8(u8, i8, u8)")
def draw(base: int, purpose: int, key: int) -> float:
    """The uniform number of this key for one purpose of a stream."""
    return uniform(nth(base, purpose), key)


@typed("f8(u8, i8, u8)")
def bell(base: int, purpose: int, key: int) -> float:
    """A bell-shaped number between -1 and 1: the mean of three uniforms (variance 1/9)."""
    stream_key = nth(base, purpose)
    total = uniform(nth(stream_key, 1), key) + uniform(nth(stream_key, 2), key)
    return (total + uniform(nth(stream_key, 3), key)) / 1.5 - 1.0


@typed("f8(f8, f8)")
def odds_score(odds: float, u: float) -> float:
    """A score whose k highest are a draw of k with these odds.

    u < p shifted on the logit scale ranks people in the same order as odds * (1 - u) / u, so no
    logarithm is needed and the order is the same on every machine.
    """
    return odds * (1.0 - u) / (u + 1e-300)
