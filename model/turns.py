"""Turns: in most weeks nothing happens to most people, so each is looked at every fourth week.

What may happen then has the probability of four weeks. Waits, rates and half-lives are months and
years, so nothing is lost, and a week costs a quarter. Rows that have their turn together lie
together, 64 at a time, because memory is read fastest in one go.
"""

from typing import Final

from zorgzaam.agents.kernel import inlined

WEEKS_BETWEEN_LOOKS: Final = 4
ROWS_TOGETHER: Final = 64
ROWS_A_ROUND: Final = WEEKS_BETWEEN_LOOKS * ROWS_TOGETHER


@inlined
def first_in_turn(week):
    """The first row of the first block that has its turn; the next is ROWS_A_ROUND further."""
    return (week % WEEKS_BETWEEN_LOOKS) * ROWS_TOGETHER


@inlined
def has_turn(row, week):
    """Whether this row has its turn this week."""
    return (row // ROWS_TOGETHER) % WEEKS_BETWEEN_LOOKS == week % WEEKS_BETWEEN_LOOKS
