"""Measures of the care network as a network, each beside two nulls.

A carer and a recipient form one pair, whatever the number of tasks. The nulls are the pairs that were
already there at the start of the run (`OLD_ONLY`), and the same pairs with the carers dealt out anew
(`REWIRED`), so that everybody keeps the number of people cared for and the number of carers.

They are taken every `WEEKS_BETWEEN_NETWORKS` weeks (in a very large place every quarter), over all
areas of the run together, without sampling; rewiring is one deal of the cards each time.
"""

from functools import partial
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.people import AT_HOME
from zorgzaam.model.care.ties import IN_NEED
from zorgzaam.model.friendships import entry_of
from zorgzaam.model.network import ALREADY_THERE, VOLUNTEER
from zorgzaam.model.parts import side_by_side
from zorgzaam.model.world import World

WEEKS_BETWEEN_NETWORKS: Final = 4
NETWORKS: Final = ("observed", "old_only", "rewired")
NETWORK_MEASURES: Final = (
    "pairs",  # of a carer and a recipient, volunteers left out
    "helpers_per_recipient",  # persons
    "sole_carer_share",  # of the recipients, those with one carer
    "clustering",  # of two carers of one recipient, how often they know each other
    "reciprocity",  # of the pairs, those in which care goes both ways
    "largest_component_share",  # of all in the network, those in its largest connected part
    "gini_of_hours",  # inequality of the hours that carers give
)
_OLD_ONLY: Final = NETWORKS.index("old_only")
_REWIRED: Final = NETWORKS.index("rewired")
_N: Final = len(NETWORK_MEASURES)


def no_networks(weeks: int) -> NDArray[np.float64]:
    """Room for the measures of a run of so many weeks: (networks in time, NETWORKS, measures)."""
    return np.zeros((-(-weeks // WEEKS_BETWEEN_NETWORKS), len(NETWORKS), _N))


@kernel
def list_pairs(world, only_old):
    """(carer, recipient, hours) of the pairs with care this week, grouped by recipient."""
    people, ties = world.people, world.ties
    most = 0
    for at in range(world.slots[IN_NEED]):
        slot = people.first_received[world.in_need[at]]
        while slot >= 0:
            most += 1
            slot = ties.next_of_recipient[slot]
    carer = np.empty(most, dtype=np.int32)
    recipient = np.empty(most, dtype=np.int32)
    hours = np.empty(most)
    count = 0
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        if people.area[person] >= world.n_areas or people.status[person] != AT_HOME:
            continue
        first, slot = count, people.first_received[person]
        while slot >= 0:
            counts = ties.delivered[slot] > 0.0 and ties.relation[slot] != VOLUNTEER
            if counts and (not only_old or ties.origin[slot] == ALREADY_THERE):
                same = first
                while same < count and carer[same] != ties.giver[slot]:
                    same += 1
                if same == count:
                    carer[count], recipient[count], hours[count] = ties.giver[slot], person, 0.0
                    count += 1
                hours[same] += ties.delivered[slot]
            slot = ties.next_of_recipient[slot]
    return carer[:count], recipient[:count], hours[:count]


@kernel
def deal(carer, seed, week):
    """The same carers in another order (Fisher and Yates)."""
    dealt = carer.copy()
    stream = draws.stream(seed, draws.NETWORK_NULL, week)
    for last in range(dealt.size - 1, 0, -1):
        at = int(draws.uniform(stream, draws.key_of(last)) * (last + 1))
        dealt[last], dealt[at] = dealt[at], dealt[last]
    return dealt


@kernel
def _knows(world, person, other):
    people = world.people
    return people.household[person] == people.household[other] or (
        entry_of(world.contacts, person, other) >= 0
    )


@kernel
def _groups(world, carer, recipient, out):
    """Helpers, sole carers and clustering, recipient by recipient."""
    recipients, sole, together, acquainted = 0, 0, 0, 0
    first = 0
    while first < carer.size:
        last = first
        while last < carer.size and recipient[last] == recipient[first]:
            last += 1
        recipients += 1
        sole += 1 if last == first + 1 else 0
        for one in range(first, last):
            for two in range(one + 1, last):
                together += 1
                acquainted += 1 if _knows(world, carer[one], carer[two]) else 0
        first = last
    if recipients > 0:
        out[1] = carer.size / recipients
        out[2] = sole / recipients
    out[3] = acquainted / together if together > 0 else np.nan


@kernel
def _root(parent, node):
    while parent[node] != node:
        parent[node] = parent[parent[node]]
        node = parent[node]
    return node


@kernel
def _connected(world, carer, recipient, out):
    """Reciprocity and the largest component; `place` numbers those in the network."""
    place = np.full(world.people.key.size, -1, dtype=np.int32)
    nodes = 0
    for pair in range(carer.size):
        for person in (carer[pair], recipient[pair]):
            if place[person] < 0:
                place[person] = nodes
                nodes += 1
    parent = np.arange(nodes)
    first = np.full(nodes + 1, -1, dtype=np.int64)  # first pair of each carer, then the next one
    after = np.full(carer.size, -1, dtype=np.int64)
    for pair in range(carer.size):
        one, two = _root(parent, place[carer[pair]]), _root(parent, place[recipient[pair]])
        parent[max(one, two)] = min(one, two)
        after[pair] = first[place[carer[pair]]]
        first[place[carer[pair]]] = pair
    back = 0
    for pair in range(carer.size):
        other = first[place[recipient[pair]]]
        while other >= 0 and recipient[other] != carer[pair]:
            other = after[other]
        back += 1 if other >= 0 else 0
    size = np.zeros(nodes + 1, dtype=np.int64)
    for node in range(nodes):
        size[_root(parent, node)] += 1
    out[4] = back / carer.size
    out[5] = size.max() / nodes


@kernel
def _gini(world, carer, hours):
    """Inequality of the hours given: 0 all the same, towards 1 all by one."""
    of_each = np.zeros(world.people.key.size)
    for pair in range(carer.size):
        of_each[carer[pair]] += hours[pair]
    given = np.empty(carer.size)
    count = 0
    for pair in range(carer.size):
        if of_each[carer[pair]] > 0.0:
            given[count] = of_each[carer[pair]]
            of_each[carer[pair]] = 0.0  # counted
            count += 1
    given = np.sort(given[:count])
    weighted = 0.0
    for nth in range(count):
        weighted += (nth + 1.0) * given[nth]
    return 2.0 * weighted / (count * given.sum()) - (count + 1.0) / count


@kernel
def measure(world, carer, recipient, hours):
    """The measures of these pairs, in the order of `NETWORK_MEASURES`; NaN where not defined."""
    out = np.full(_N, np.nan)
    out[0] = carer.size
    if carer.size > 0:
        _groups(world, carer, recipient, out)
        _connected(world, carer, recipient, out)
        out[6] = _gini(world, carer, hours)
    return out


@kernel
def measure_networks(world, out):
    """The measures of this week into `out` (networks, measures)."""
    carer, recipient, hours = list_pairs(world, False)
    out[0] = measure(world, carer, recipient, hours)
    out[2] = measure(world, deal(carer, world.seed, world.week), recipient, hours)
    carer, recipient, hours = list_pairs(world, True)
    out[1] = measure(world, carer, recipient, hours)


@kernel
def _measure_network(world, which, out):
    """The measures of one of the `NETWORKS`."""
    carer, recipient, hours = list_pairs(world, which == _OLD_ONLY)
    if which == _REWIRED:
        carer = deal(carer, world.seed, world.week)
    out[:] = measure(world, carer, recipient, hours)


def measure_each_network(world: World, out: NDArray[np.float64]) -> None:
    """The same as `measure_networks`, of a world and not its handle, each network beside the others."""
    handle = world.handle
    side_by_side(
        [partial(_measure_network, handle, which, out[which]) for which in range(len(NETWORKS))]
    )


__all__ = [
    "NETWORKS",
    "NETWORK_MEASURES",
    "WEEKS_BETWEEN_NETWORKS",
    "measure_each_network",
    "measure_networks",
    "no_networks",
]
