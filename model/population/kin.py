"""Kin: parents, children, brothers and sisters, inside the place where they can be, else elsewhere.

A *family* is a pair of parents with their children: every household of residents is one, and so is
every group of brothers and sisters whose parents live elsewhere or have died. A person belongs to
at most one family as a child, so that nobody has two pairs of parents, and brothers and sisters
share theirs. Who has no match among the residents becomes a row 'elsewhere'.

In the whole country only who lives abroad is elsewhere. A relative whom nobody in the area can be is
looked for in the areas around it, and is not there if nobody is found: the residents are all there are.
"""

from __future__ import annotations

import math
from typing import Any, Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import CHILD_ROLE, MAN, WOMAN
from zorgzaam.model.population.exact import bell, draw, slot_key, typed
from zorgzaam.model.population.homes import MOTHER_GAP_YEARS, PARENT_GAP_YEARS, SPARE
from zorgzaam.model.population.reach import Reach
from zorgzaam.model.population.search import (
    AREAS_TRIED,
    SCOPE,
    free_of_age,
    search_area,
    take_around,
)

Array = NDArray[Any]


def _share(value: float, meaning: str, low: float, high: float, source: str, sure: Any) -> Any:
    return parameter(value, meaning, "share", low, high, source, sure)


_SIBLINGS = "assumption: brothers and sisters who belong to the personal network, 1-2 (LASA, NKPS)"
_CHILDREN = "CBS, women born 1945-1975: 18 % childless, 1.7 to 1.9 children; rounded"


class KinRule(NamedTuple):
    """How many kin people have, how old, and who of them is alive."""

    # fmt: off
    mother_gap_years: float = parameter(
        29.0, "age of the mother at a child's birth", "year", 25.0, 33.0,
        "CBS: 27 to 31 over the births of 1935-2000, all birth orders", "H")
    mother_gap_spread_years: float = parameter(
        12.0, "half the width of that age (bell-shaped, deviation a third of it)", "year", 6.0,
        15.0, "CBS: nine in ten births to mothers of 21 to 38", "M")
    father_older_years: float = parameter(
        2.5, "how much older the father is", "year", 0.0, 5.0, "CBS: 2 to 3 years", "H")
    hazard_at_80_women_per_year: float = parameter(
        0.044, "death rate of mothers and sisters at 80 (Gompertz)", "1/year", 0.02, 0.08,
        "CBS StatLine 37360ned: 0.036 in 2019, higher when earlier cohorts lived", "M")
    hazard_at_80_men_per_year: float = parameter(
        0.066, "death rate of fathers and brothers at 80 (Gompertz)", "1/year", 0.03, 0.12,
        "CBS StatLine 37360ned: 0.051 in 2019, higher before", "M")
    hazard_growth_per_year: float = parameter(
        0.105, "rise of the death rate with age (Gompertz)", "1/year", 0.08, 0.13,
        "fit to Dutch life tables, ages 50-95", "H")
    childless_share: float = _share(
        0.15, "couples and older singles without children", 0.05, 0.4, _CHILDREN, "M")
    childless_single_share: float = _share(
        0.40, "people alone and under 65 without children", 0.1, 0.8,
        "assumption: most childless people of that age live alone", "A")
    one_child_share: float = _share(0.20, "of parents, one child", 0.05, 0.5, _CHILDREN, "M")
    two_children_share: float = _share(0.49, "of parents, two children", 0.1, 0.7, _CHILDREN, "M")
    more_children_75_plus_share: float = _share(
        0.35, "of parents of 75 or over, one child more than that", 0.0, 1.0,
        "CBS: 2.5 children of women born about 1935", "M")
    kin_abroad_share: float = _share(
        0.55, "people with a migration background whose parents, brothers and sisters live abroad",
        0.3, 0.7, "CBS: 55 % of them were born abroad themselves", "M")
    siblings_none_share: float = _share(0.31, "no brother or sister", 0.1, 0.6, _SIBLINGS, "A")
    siblings_one_share: float = _share(0.37, "one", 0.1, 0.6, _SIBLINGS, "A")
    siblings_two_share: float = _share(0.20, "two; the rest three", 0.0, 0.5, _SIBLINGS, "A")
    # fmt: on


# a record of somebody elsewhere: owner's row, slot, age, sex, family, what
OWNER, SLOT, AGE, SEX, FAMILY, WHAT = range(6)
SINGLE_KIN: Final = 0  # a brother, sister or child: a household of one
FIRST_OF_COUPLE: Final = 1
SECOND_OF_COUPLE: Final = 2
WIDOWED: Final = 3

# kinds of draw inside KIN (never renumber)
_CHILDREN_EVER = 1
_ONE_MORE = 2
_GAP = 3
_MOTHER_GAP = 6
_MOTHER_LIVES = 7
_FATHER_LIVES = 8
_SIBLING_COUNT = 9
_SIBLING_AGE = 10
_SIBLING_LIVES = 11
_SEX = 12
_ABROAD = 14
# 4, 5 and 15: where and when kin are looked for (`search`)


@typed("f8(f8, f8, f8, f8)")
def survival(from_age: float, to_age: float, hazard_80: float, growth: float) -> float:
    """Probability to live from one age to another with a Gompertz death rate."""
    rise = math.exp(growth * (to_age - 80.0)) - math.exp(growth * (from_age - 80.0))
    return math.exp(-hazard_80 / growth * rise)


@kernel
def mother_gap(base: int, key: int, rule: KinRule) -> int:
    """Years between a mother and her child."""
    years = rule.mother_gap_years + rule.mother_gap_spread_years * bell(base, _MOTHER_GAP, key)
    return min(max(int(years + 0.5), PARENT_GAP_YEARS), MOTHER_GAP_YEARS - 1)


@kernel
def _parents_living(age: int, base: int, key: int, rule: KinRule) -> int:
    """Bit 1: the mother is alive; bit 2: the father."""
    gap = mother_gap(base, key, rule)
    growth, living = rule.hazard_growth_per_year, 0
    if gap + age <= 100 and draw(base, _MOTHER_LIVES, key) < survival(
        gap, gap + age, rule.hazard_at_80_women_per_year, growth
    ):
        living = 1
    gap += int(rule.father_older_years + 0.5)
    if gap + age <= 100 and draw(base, _FATHER_LIVES, key) < survival(
        gap, gap + age, rule.hazard_at_80_men_per_year, growth
    ):
        living += 2
    return living


@kernel
def kin_abroad(first: Array, area: Array, keys: Array, share: Array, base: int) -> Array:
    """1 for the people of households whose kin live abroad; `share` of households by area."""
    abroad = np.zeros(area.size, np.uint8)
    for h in range(first.size - 1):
        out = draw(base, _ABROAD, keys[first[h]]) < share[area[first[h]]]
        for row in range(first[h], first[h + 1]):
            abroad[row] = 1 if out else 0
    return abroad


@kernel
def candidates(
    age: Array, area: Array, role: Array, what: Array, origin: Array, keys: Array, abroad: Array,
    living_parents: bool, base: int, rule: KinRule,
) -> Array:  # fmt: skip
    """Group of area and age for everybody who may still become a child in a family, else -1."""
    group = np.full(age.size, -1, np.int32)
    for row in range(age.size):
        if role[row] == CHILD_ROLE or what[row] == SPARE or origin[row] >= 0 or abroad[row]:
            continue
        if living_parents and _parents_living(age[row], base, keys[row], rule) == 0:
            continue
        group[row] = area[row] * 101 + age[row]
    return group


@typed("i4[:, ::1](i4[:, ::1], i8, i8, i8, i8, i8, i8, i8)")
def _note(
    made: Array, n: int, owner: int, slot: int, age: int, sex: int, family: int, what: int
) -> Array:
    """Write a record of somebody elsewhere, in a longer table where this one is full."""
    if n == len(made):
        longer = np.empty((2 * n, 6), np.int32)
        for i in range(n):
            for j in range(6):
                longer[i, j] = made[i, j]
        made = longer
    made[n, OWNER], made[n, SLOT], made[n, AGE] = owner, slot, age
    made[n, SEX], made[n, FAMILY], made[n, WHAT] = sex, family, what
    return made


@kernel
def _children_ever(
    mother: int, single: bool, at_home: int, base: int, key: int, rule: KinRule
) -> int:
    u = draw(base, _CHILDREN_EVER, key)
    childless = rule.childless_single_share if single and mother < 65 else rule.childless_share
    if at_home == 0:
        if u < childless:
            return 0
        u = (u - childless) / (1.0 - childless)
    u -= rule.one_child_share
    children = 1
    if u >= 0.0:
        children = (
            2 if u < rule.two_children_share else 3 if u < 0.8 * (1 - rule.one_child_share) else 4
        )
    if mother >= 75 and draw(base, _ONE_MORE, key) < rule.more_children_75_plus_share:
        children += 1
    return children


@kernel
def grown_children(
    first: Array, age: Array, sex: Array, role: Array, what: Array, area: Array, partner: Array,
    keys: Array, origin: Array, start: Array, rows: Array, order: Array, reach: Reach, base: int,
    rule: KinRule,
) -> Array:  # fmt: skip
    """Children who left the households of residents: adult residents of fitting age, or elsewhere.

    Households look in this order. Writes `origin` (a household is the family of its adults' children); returns records.
    """
    made, n = np.empty((1024, 6), np.int32), 0
    whole = len(reach.nearest) > 0
    end, free = start[1:].copy(), free_of_age(start)
    for h in order:
        head = first[h]
        youngest = mother = int(age[head])
        single = partner[head] < 0
        if not single:
            other = int(age[partner[head]])
            youngest = min(youngest, other)
            mother = other if sex[partner[head]] == WOMAN else mother
        elif sex[head] == MAN:
            mother -= int(rule.father_older_years)
        at_home = 0
        for row in range(head, first[h + 1]):
            if role[row] == CHILD_ROLE and what[row] != SPARE:
                origin[row] = h
                at_home += 1
            elif role[row] == CHILD_ROLE:
                origin[row] = h
        if mother < 36:
            continue
        ever = _children_ever(mother, single, at_home, base, keys[head], rule)
        for slot in range(ever - at_home):
            key = slot_key(keys[head], 1, slot)
            child = mother - mother_gap(base, key, rule)
            highest = youngest - PARENT_GAP_YEARS
            lowest = max(18, mother - MOTHER_GAP_YEARS)
            child = min(child, highest)
            if child < lowest:
                continue  # would still live at home
            where = search_area(area[head], base, key, reach)
            found = -1
            if where >= 0:
                found = take_around(
                    where, child, lowest, highest, h, start, end, rows, origin, partner, free, reach
                )
            if found >= 0:
                origin[found] = h
                free[age[found]] -= 1
            elif where < 0 or not whole:
                its_sex = WOMAN if draw(base, _SEX, key) < 0.5 else MAN
                hazard = rule.hazard_at_80_women_per_year
                if draw(base, _SIBLING_LIVES, key) < survival(
                    20, max(child, 20), hazard, rule.hazard_growth_per_year
                ):
                    made = _note(made, n, head, slot, child, its_sex, h, SINGLE_KIN)
                    n += 1
    return made[:n].copy()


@kernel
def _mothers_age(head: int, age: Array, sex: Array, partner: Array, rule: KinRule) -> int:
    """The age of the mother figure of a household: for a man alone, his own less the usual years."""
    if sex[head] == WOMAN:
        return int(age[head])
    if partner[head] >= 0:
        return int(age[partner[head]])
    return int(age[head]) - int(rule.father_older_years)


@kernel
def families(
    first: Array, age: Array, sex: Array, area: Array, partner: Array, origin: Array,
    rule: KinRule,
) -> Array:  # fmt: skip
    """Group of area and mother's age for the households that have children, else -1."""
    group = np.full(first.size - 1, -1, np.int32)
    for row in range(origin.size):
        if origin[row] >= 0:
            head = first[origin[row]]
            mother = min(max(_mothers_age(head, age, sex, partner, rule), 0), 100)
            group[origin[row]] = area[head] * 101 + mother
    return group


@kernel
def found_parents(
    first: Array, age: Array, partner: Array, area: Array, keys: Array, origin: Array,
    start: Array, homes: Array, order: Array, reach: Reach, base: int, rule: KinRule,
) -> None:  # fmt: skip
    """In the whole country: families for those with a living parent whom no household has claimed.

    They become one more child of a household with children, of parents of fitting age (`families`
    by area and mother's age: start, homes), in turn. Writes `origin`.
    """
    turn = start[:-1].copy()
    for row in order:
        own, key = int(age[row]), keys[row]
        if origin[row] >= 0 or _parents_living(own, base, key, rule) == 0:
            continue
        where = search_area(area[row], base, key, reach)
        rank = 0 if where >= 0 else len(reach.nearest)  # abroad
        while origin[row] < 0 and rank < min(AREAS_TRIED, len(reach.nearest)):
            nearby = reach.nearest[where, rank]
            rank += 1
            for step in range(9):
                gap = mother_gap(base, key, rule) + (step + 1) // 2 * (1 if step % 2 else -1)
                group = nearby * 101 + own + gap
                if gap >= MOTHER_GAP_YEARS or own + gap > 100 or start[group + 1] == start[group]:
                    continue
                if turn[group] == start[group + 1]:
                    turn[group] = start[group]
                h = homes[turn[group]]
                turn[group] += 1
                head = first[h]
                youngest = int(age[head])
                if partner[head] >= 0:
                    youngest = min(youngest, int(age[partner[head]]))
                of_partner = partner[row] >= 0 and origin[partner[row]] == h
                of_own = row == head or row == partner[head]
                if youngest - own >= PARENT_GAP_YEARS and not of_partner and not of_own:
                    origin[row] = h
                    break


@kernel
def sibling_groups(
    age: Array, role: Array, what: Array, area: Array, partner: Array, keys: Array, origin: Array,
    start: Array, rows: Array, order: Array, reach: Reach, abroad: Array, first_family: int,
    base: int, rule: KinRule,
) -> tuple[Array, int]:  # fmt: skip
    """Families of everybody else: brothers and sisters here or elsewhere, parents elsewhere.

    `abroad` is 1 for those whose parents, brothers and sisters are out of reach. Rows look in this
    order. Writes `origin`; returns records and the number of families made.
    """
    made, n = np.empty((1024, 6), np.int32), 0
    end, free = start[1:].copy(), free_of_age(start)
    family = first_family
    growth, whole = rule.hazard_growth_per_year, len(reach.nearest) > 0
    none, one, two = rule.siblings_none_share, rule.siblings_one_share, rule.siblings_two_share
    if whole:  # all of a family are residents, and only one of them begins it
        families = none + one / 2 + two / 3 + (1.0 - none - one - two) / 4
        none, one, two = none / families, one / 2 / families, two / 3 / families
    for row in order:
        if role[row] == CHILD_ROLE or what[row] == SPARE or origin[row] >= 0 or abroad[row]:
            continue
        own, key = int(age[row]), keys[row]
        u = draw(base, _SIBLING_COUNT, key)
        siblings = 0
        if u >= none:
            u -= none + one
            siblings = 1 if u < 0.0 else 2 if u < two else 3
        living = _parents_living(own, base, key, rule)
        if whole and draw(base, SCOPE, key) < reach.place:
            living = 0  # nobody of that age in the country can be a parent: they have died
        if siblings == 0 and living == 0:
            continue
        origin[row] = family
        free[own] -= 1
        mother = own + mother_gap(base, key, rule)
        for slot in range(siblings):
            its_key = slot_key(key, 2, slot)
            years = 1 + int(7.5 * abs(bell(base, _SIBLING_AGE, its_key)))
            its_age = own + years if draw(base, _SEX + 1, its_key) < 0.5 else own - years
            highest, lowest = mother - PARENT_GAP_YEARS, mother - MOTHER_GAP_YEARS
            its_age = min(max(its_age, lowest), highest)
            woman = draw(base, _SEX, its_key) < 0.5
            hazard = rule.hazard_at_80_women_per_year if woman else rule.hazard_at_80_men_per_year
            if its_age > 100 or draw(base, _SIBLING_LIVES, its_key) > survival(
                20, max(its_age, 20), hazard, growth
            ):
                continue
            where, found = search_area(area[row], base, its_key, reach), -1
            if where >= 0:
                found = take_around(
                    where, its_age, lowest, highest, family, start, end, rows, origin, partner,
                    free, reach,
                )  # fmt: skip
            if found >= 0:
                origin[found] = family
                free[age[found]] -= 1
            elif highest >= 18 and (where < 0 or not whole):
                made = _note(
                    made,
                    n,
                    row,
                    slot,
                    max(its_age, 18),
                    WOMAN if woman else MAN,
                    family,
                    SINGLE_KIN,
                )
                n += 1
        father = mother + int(rule.father_older_years + 0.5)
        if living & 1:
            both = living & 2
            made = _note(
                made, n, row, 8, mother, WOMAN, family, FIRST_OF_COUPLE if both else WIDOWED
            )
            n += 1
        if living & 2:
            both = living & 1
            made = _note(
                made, n, row, 9, father, MAN, family, SECOND_OF_COUPLE if both else WIDOWED
            )
            n += 1
        family += 1
    return made[:n].copy(), family - first_family
