"""Households of an area: couples paired by age, children matched to parents, in address order.

Everything here happens inside one area and is keyed to that area's own code, so that a wijk has
the same people whichever larger place it is run in.
"""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import CHILD_ROLE, HEAD, MAN, PARTNER_ROLE, WOMAN
from zorgzaam.model.households import (
    COUPLE,
    COUPLE_WITH_CHILDREN,
    INSTITUTION,
    LONE_PARENT,
    SINGLE,
)
from zorgzaam.model.population.composition import (
    ALONE,
    CHILD_AT_HOME,
    COUPLE_PARENT,
    IN_COUPLE,
    LONE_PARENT_ROLE,
    OTHER_INSTITUTION,
)
from zorgzaam.model.population.exact import ascending, bell, draw, highest, odds_score, slot_key

Array = NDArray[Any]

# what a row is at the start
AT_ADDRESS = 0
IN_NURSING_HOME = 1
SPARE = 2  # an empty place for a child not yet born

PARENT_GAP_YEARS = 16  # no parent is fewer years older than a child
MOTHER_GAP_YEARS = 46  # no mother is more years older, where other children fit


class HomesRule(NamedTuple):
    """Who forms a couple, and who is whose child."""

    # fmt: off
    couple_age_spread_years: float = parameter(
        10.5, "half the width of the noise by which partners' ages differ when couples are paired",
        "year", 0.0, 20.0,
        "set so that the man is 2-3 years older on average, as CBS reports of married couples", "M")
    man_older_share: float = parameter(
        0.80, "share of couples of a man and a woman in which the man is the elder", "share", 0.5,
        1.0, "CBS: in about three of four couples; same-age couples fall to either", "M")
    same_sex_share: float = parameter(
        0.014, "share of couples of two men or two women", "share", 0.0, 0.05,
        "CBS, about 60,000 of 4.3 million couples who live together", "M")
    sibling_spread_years: float = parameter(
        9.0, "half the width of the noise by which children of one household differ in age", "year",
        1.0, 15.0, "set so that brothers and sisters are two to three years apart", "A")
    mother_spread_years: float = parameter(
        9.0, "half the width of the noise on the mother's age when children are matched to it",
        "year", 0.0, 15.0,
        "set so that mothers' ages at birth deviate by four to five years, as CBS reports", "M")
    last_birth_age_years: float = parameter(
        43.0, "age of the woman up to which a couple's household keeps places for unborn children",
        "year", 35.0, 50.0,
        "fewer than 1 % of births in the Netherlands are to women of 44 or over (CBS)", "H",
        whole=True)
    children_places: float = parameter(
        3.0, "children that a couple's household can come to have: own ones and places kept free",
        "persons", 0.0, 6.0, "assumption: larger families do not grow further", "A", whole=True)
    # fmt: on


class Homes(NamedTuple):
    """Rows of one area, by household in address order; household h has rows first[h]:first[h+1]."""

    age: Array
    sex: Array
    role: Array
    home: Array  # index of the household inside the area
    what: Array  # AT_ADDRESS, IN_NURSING_HOME or SPARE
    first: Array
    kind: Array


# kinds of draw inside POPULATION (never renumber)
_PAIRING = 1
_SEXES = 2
_SAME_SEX = 3
_SIBLINGS = 4
_FAMILY_SIZE = 5
_ADDRESS = 6
_OTHER_SEX = 7
_PARENT_ORDER = 8


@kernel
def _blurred(ages: Array, width: float, base: int, purpose: int, area_key: int, tag: int) -> Array:
    """Ages with bell-shaped noise of this half width: sorting by them mixes near ages."""
    score = np.empty(ages.size)
    for i in range(ages.size):
        score[i] = ages[i] + width * bell(base, purpose, slot_key(area_key, tag, i))
    return score


def _list(counts: Array) -> Array:
    """Ages one by one, ascending, from the number of people of each age."""
    return np.repeat(np.arange(counts.size), counts)


@kernel
def _set(couples: Array, c: int, age: int, sex: int, other_age: int, other_sex: int) -> None:
    couples[c, 0], couples[c, 1] = age, sex
    couples[c, 2], couples[c, 3] = other_age, other_sex


@kernel
def _paired(
    ages: Array, base: int, area_key: int, tag: int, man_older_share: float, same_sex_share: float
) -> Array:
    """Neighbours in the list as couples: [couple, (age, sex, age, sex)], the woman second."""
    couples = np.empty((ages.size // 2, 4), np.int64)
    for c in range(couples.shape[0]):
        young, old = min(ages[2 * c], ages[2 * c + 1]), max(ages[2 * c], ages[2 * c + 1])
        key = slot_key(area_key, tag, c)
        u = draw(base, _SAME_SEX, key)
        if u < same_sex_share:
            sex = MAN if u < 0.5 * same_sex_share else WOMAN
            _set(couples, c, old, sex, young, sex)
        elif draw(base, _SEXES, key) < man_older_share:
            _set(couples, c, old, MAN, young, WOMAN)
        else:
            _set(couples, c, young, MAN, old, WOMAN)
    return couples


def _couples(counts: Array, base: int, area_key: int, tag: int, rule: HomesRule) -> Array:
    ages = _list(counts)
    blurred = _blurred(ages, rule.couple_age_spread_years, base, _PAIRING, area_key, tag)
    mixed = ages[ascending(blurred)]
    return _paired(mixed, base, area_key, tag, rule.man_older_share, rule.same_sex_share)


@kernel
def _family_latent(mother_age: Array, base: int, area_key: int) -> Array:
    """How readily each family has many children at home: mothers of 33 to 47 the most."""
    latent = np.empty(mother_age.size)
    for f in range(mother_age.size):
        age = mother_age[f]
        weight = 1.0 - 0.06 * max(0.0, 33.0 - age) - 0.04 * max(0.0, age - 47.0)
        latent[f] = draw(base, _FAMILY_SIZE, slot_key(area_key, 4, f)) * max(0.1, weight)
    return latent


@kernel
def _family_sizes(rank: Array, children: int) -> Array:
    """Children of each family: at least one each, and all of them together.

    `rank` lists the families from the smallest to the largest. The share that goes on to a third
    and later child is a fixed part of the share that goes on to a second.
    """
    families = rank.size
    sizes = np.ones(families, np.int64)
    if families == 0:
        return sizes
    low, high = 0.0, 4.0
    extra = children - families
    for _ in range(40):
        middle = 0.5 * (low + high)
        share, total = 1.0, 0.0
        for order in range(12):
            share *= min(0.97, middle if order == 0 else 0.42 * middle)
            total += share
        if total * families < extra:
            low = middle
        else:
            high = middle
    share, left = 1.0, extra
    for order in range(12):
        share *= min(0.97, high if order == 0 else 0.42 * high)
        n = min(families, left, int(share * families + 0.5))
        for i in range(n):
            sizes[rank[families - 1 - i]] += 1
        left -= n
    i = 0
    while left > 0:
        sizes[rank[families - 1 - i % families]] += 1
        left -= 1
        i += 1
    return sizes


@kernel
def _group(age: int) -> int:
    """Index of the published age group."""
    return 0 if age < 15 else 1 if age < 25 else 2 if age < 45 else 3 if age < 65 else 4


@kernel
def _older(age: int, need: int) -> int:
    """The age raised to what is needed, as far as the published age group goes."""
    return max(age, min(need, (14, 24, 44, 64, 100)[_group(age)]))


@kernel
def _fits(child: int, mother: int, youngest: int) -> bool:
    return youngest - child >= PARENT_GAP_YEARS and mother - child <= MOTHER_GAP_YEARS


@kernel
def _matched(child_age: Array, family_of: Array, parents: Array) -> Array:
    """Exchange children between families until ages fit; then bend ages inside their age group.

    Returns which children have found a parent who can be theirs.
    """
    n = child_age.size
    mother, youngest = np.empty(len(parents), np.int64), np.empty(len(parents), np.int64)
    for f in range(len(parents)):
        youngest[f] = min(parents[f, 0], parents[f, 2])
        mother[f] = parents[f, 2] if parents[f, 3] != parents[f, 1] else youngest[f]
    for i in range(n):
        f = family_of[i]
        step, found = 1, _fits(child_age[i], mother[f], youngest[f])
        while step < n and not found:
            for j in (i - step, i + step):
                if 0 <= j < n and not found:
                    g = family_of[j]
                    found = (
                        child_age[i] != child_age[j]
                        and _fits(child_age[j], mother[f], youngest[f])
                        and _fits(child_age[i], mother[g], youngest[g])
                    )
                    if found:
                        child_age[i], child_age[j] = child_age[j], child_age[i]
            step += 1
    kept = np.ones(n, np.bool_)
    for i in range(n):
        f = family_of[i]
        if youngest[f] - child_age[i] < PARENT_GAP_YEARS:
            lowest = (0, 15, 25, 45, 65)[_group(child_age[i])]
            child_age[i] = max(lowest, min(child_age[i], youngest[f] - PARENT_GAP_YEARS))
            need = child_age[i] + PARENT_GAP_YEARS
            parents[f, 0] = _older(parents[f, 0], need)
            parents[f, 2] = _older(parents[f, 2], need)
            youngest[f] = min(parents[f, 0], parents[f, 2])
            kept[i] = youngest[f] >= need
    return kept


@kernel
def _woman_odds(age: int, what: int) -> float:
    """Odds that somebody without a partner is a woman (shape of CBS StatLine 71488ned, 2019)."""
    if what == LONE_PARENT_ROLE:
        return 4.6
    if what == CHILD_AT_HOME:
        return 0.955 if age < 18 else 0.85 if age < 25 else 0.55
    if what == OTHER_INSTITUTION:
        return 0.7
    if age < 55:
        return 1.05 if age < 27 else 0.70
    if age < 65:
        return 1.0
    return 1.6 if age < 75 else 2.6 if age < 85 else 3.6


@kernel
def _women(ages: Array, what: Array, count: int, base: int, area_key: int) -> Array:
    """Who of the people without a partner is a woman: exactly so many of them."""
    score = np.empty(ages.size)
    for i in range(ages.size):
        u = draw(base, _OTHER_SEX, slot_key(area_key, 6, i))
        score[i] = odds_score(_woman_odds(ages[i], what[i]), u)
    return highest(score, count)


@kernel
def _lots(count: int, base: int, area_key: int) -> Array:
    lots = np.empty(count)
    for h in range(count):
        lots[h] = draw(base, _ADDRESS, slot_key(area_key, 7, h))
    return lots


@kernel
def _rows(
    address: Array, adults: Array, kinds: Array, first_child: Array, child_age: Array,
    child_sex: Array, last_birth_age: int, places: int,
) -> tuple[Array, Array, Array, Array, Array, Array, Array]:  # fmt: skip
    """Households in the order of their addresses: adults, children, places for the unborn.

    `adults` is [household, (age, sex, age, sex)], an age of -1 being nobody; the children of
    household h are first_child[h]:first_child[h + 1].
    """
    households = address.size
    most = 4 * households + child_age.size
    age, sex = np.zeros(most, np.uint8), np.zeros(most, np.uint8)
    role, what = np.zeros(most, np.uint8), np.zeros(most, np.uint8)
    home, first = np.empty(most, np.int32), np.empty(households + 1, np.int32)
    kind = np.empty(households, np.uint8)
    n = 0
    for h in range(households):
        of = address[h]
        first[h], kind[h] = n, kinds[of]
        age[n], sex[n], role[n] = adults[of, 0], adults[of, 1], HEAD
        n += 1
        if adults[of, 2] >= 0:
            age[n], sex[n], role[n] = adults[of, 2], adults[of, 3], PARTNER_ROLE
            n += 1
        at_home = first_child[of + 1] - first_child[of]
        for i in range(first_child[of], first_child[of + 1]):
            age[n], sex[n], role[n] = child_age[i], child_sex[i], CHILD_ROLE
            n += 1
        if at_home == 0 and (kind[h] == COUPLE_WITH_CHILDREN or kind[h] == LONE_PARENT):
            kind[h] = COUPLE if kind[h] == COUPLE_WITH_CHILDREN else SINGLE
        fertile = adults[of, 2] if adults[of, 2] >= 0 and adults[of, 3] == WOMAN else -1
        if 18 <= fertile < last_birth_age:
            late = fertile >= last_birth_age - 5
            for _ in range(min(1 if late else 2, places - at_home)):
                role[n], what[n] = CHILD_ROLE, SPARE
                n += 1
        for i in range(first[h], n):
            home[i] = h
    first[households] = n
    return age[:n], sex[:n], role[:n], home[:n], what[:n], first, kind


def homes(
    roles: Array, nursing: Array, women: int, area_key: Any, base: Any, rule: HomesRule
) -> Homes:
    """The rows and households of one area.

    `roles` is [age, role], `nursing` people in nursing homes by age, `women` how many women.
    """
    alone, placed, nursed = (
        _list(roles[:, ALONE]),
        _list(roles[:, OTHER_INSTITUTION]),
        _list(nursing),
    )
    lone = _list(roles[:, LONE_PARENT_ROLE])
    couples = _couples(roles[:, IN_COUPLE], base, area_key, 1, rule)
    parents = _couples(roles[:, COUPLE_PARENT], base, area_key, 2, rule)
    lone_parents = np.repeat(lone, 4).reshape(-1, 4)  # both 'sides' are the one parent
    lone_parents[:, [1, 3]] = (MAN, WOMAN)
    parents = np.concatenate([parents, lone_parents])

    # children by their own age, blurred, go to families in the order of the mother's age
    children = _list(roles[:, CHILD_AT_HOME])
    rank = ascending(_family_latent(parents[:, 2], base, area_key))
    sizes = _family_sizes(rank, max(len(parents), children.size))
    order = ascending(
        _blurred(parents[:, 2], rule.mother_spread_years, base, _PARENT_ORDER, area_key, 3)
    )
    family_of = np.repeat(order, sizes[order])[: children.size]
    child_age = children[
        ascending(_blurred(children, rule.sibling_spread_years, base, _SIBLINGS, area_key, 5))
    ]
    kept = _matched(child_age, family_of, parents)
    placed = np.concatenate([placed, child_age[~kept]])
    child_age, family_of = child_age[kept], family_of[kept]
    child_age = child_age[ascending(family_of)]
    lone = parents[len(parents) - lone.size :, 0]
    families = parents[: len(parents) - lone.size]

    # sexes of everybody without a partner, so that the number of women is the published one
    ages = np.concatenate([alone, lone, child_age, placed, nursed])
    sizes_of = (alone.size, lone.size, child_age.size, placed.size, nursed.size)
    what = np.repeat([ALONE, LONE_PARENT_ROLE, CHILD_AT_HOME, OTHER_INSTITUTION, ALONE], sizes_of)
    paired_women = int(couples[:, [1, 3]].sum() + families[:, [1, 3]].sum())
    sex = np.split(
        _women(ages, what, women - paired_women, base, area_key).astype(np.int64),
        np.cumsum(sizes_of)[:-1],
    )

    # addresses: private households in random order, then institutions
    def one(age: Array, its_sex: Array) -> Array:
        nobody = np.full(age.size, -1)
        return np.stack([age, its_sex, nobody, nobody], axis=1)

    adults = np.concatenate(
        [
            one(alone, sex[0]),
            couples,
            families,
            one(lone, sex[1]),
            one(placed, sex[3]),
            one(nursed, sex[4]),
        ]
    )
    kinds = np.repeat(
        [SINGLE, COUPLE, COUPLE_WITH_CHILDREN, LONE_PARENT, INSTITUTION],
        [alone.size, len(couples), len(families), lone.size, placed.size + nursed.size],
    )
    private = alone.size + len(couples) + len(parents)
    address = np.arange(len(adults))
    address[:private] = ascending(_lots(private, base, area_key))
    of_family = np.bincount(family_of, minlength=len(parents))
    first_child = np.zeros(len(adults) + 1, np.int64)
    first_child[alone.size + len(couples) + 1 : private + 1] = np.cumsum(of_family)
    first_child[private + 1 :] = child_age.size
    rows = Homes(
        *_rows(address, adults, kinds, first_child, child_age, sex[2],
               int(rule.last_birth_age_years), int(rule.children_places))
    )  # fmt: skip
    if nursed.size:
        rows.what[len(rows.what) - nursed.size :] = IN_NURSING_HOME
    return rows
