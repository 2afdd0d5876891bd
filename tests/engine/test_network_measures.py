"""The measures of care networks against networkx and obvious Python, on a world of nine people."""

import itertools

import networkx as nx
import numpy as np
import pytest

from zorgzaam.model.network import RELATION_NAMES
from zorgzaam.model.network_measures import NETWORK_MEASURES, NETWORKS, deal, measure_networks

# (carer, recipient, domain, hours that are delivered, origin)
TIES = (
    ("carla", "anna", "household", 2.0, 0),
    ("carla", "anna", "company", 3.0, 1),  # a second task is the same pair
    ("dora", "anna", "household", 1.0, 1),
    ("eva", "anna", "company", 4.0, 0),
    ("dora", "bert", "household", 6.0, 0),
    ("anna", "dora", "company", 1.0, 0),  # care both ways
    ("fred", "gina", "household", 2.5, 1),  # apart from the others
    ("eva", "gina", "company", 0.0, 0),  # agreed, but not needed this week
)
VISITS = (("vera", "bert", "company", 2.0),)  # by a volunteer, who is no carer
PEOPLE = ("anna", "bert", "dora", "gina", "carla", "eva", "fred", "vera", "hans")
FRIENDS = (("carla", "dora"), ("eva", "hans"))


@pytest.fixture(scope="module")
def world_and_rows(by_hand):
    people = {name: {"age": 60, "home": at} for at, name in enumerate(PEOPLE)}
    people["eva"]["home"] = people["carla"]["home"]  # two who live together know each other
    for name in {recipient for _, recipient, *_ in (*TIES, *VISITS)}:
        people[name] |= {"severity": "moderate", "file": {"need": {"household": 20}}}
    ties = [
        {"giver": giver, "recipient": recipient, "domain": domain, "relation": "friend",
         "hours": 8, "delivered": hours, "origin": origin}
        for giver, recipient, domain, hours, origin in TIES
    ]  # fmt: skip
    ties += [
        {"giver": giver, "recipient": recipient, "domain": domain, "relation": "volunteer",
         "hours": 8, "delivered": hours, "origin": 3}
        for giver, recipient, domain, hours in VISITS
    ]  # fmt: skip
    contacts = [
        {"person": one, "contact": other, "relation": "friend"}
        for pair in FRIENDS
        for one, other in (pair, pair[::-1])
    ]
    return by_hand(people, ties, contacts)


def expected(only_old: bool) -> dict[str, float]:
    hours: dict[tuple[str, str], float] = {}
    for giver, recipient, _, delivered, origin in TIES:
        if delivered > 0 and (origin == 0 or not only_old):
            hours[giver, recipient] = hours.get((giver, recipient), 0.0) + delivered
    network = nx.DiGraph(list(hours))
    recipients = [person for person in network if network.in_degree(person) > 0]
    helpers = [network.in_degree(person) for person in recipients]
    acquainted = {frozenset(pair) for pair in FRIENDS} | {frozenset(("carla", "eva"))}
    together = [
        frozenset(pair)
        for person in recipients
        for pair in itertools.combinations(network.predecessors(person), 2)
    ]
    given: dict[str, float] = {}
    for (giver, _), delivered in hours.items():
        given[giver] = given.get(giver, 0.0) + delivered
    values = np.array(list(given.values()))
    parts = nx.connected_components(network.to_undirected())
    return {
        "pairs": len(hours),
        "helpers_per_recipient": np.mean(helpers),
        "sole_carer_share": np.mean([count == 1 for count in helpers]),
        "clustering": np.mean([pair in acquainted for pair in together]),
        "reciprocity": nx.reciprocity(network),
        "largest_component_share": max(map(len, parts)) / len(network),
        # mean difference between any two, over twice the mean
        "gini_of_hours": abs(values[:, None] - values).mean() / (2 * values.mean()),
    }


@pytest.fixture(scope="module")
def measured(world_and_rows) -> dict[str, dict[str, float]]:
    world, _ = world_and_rows
    out = np.zeros((len(NETWORKS), len(NETWORK_MEASURES)))
    measure_networks(world.handle, out)
    return {
        network: dict(zip(NETWORK_MEASURES, values, strict=True))
        for network, values in zip(NETWORKS, out.tolist(), strict=True)
    }


@pytest.mark.parametrize("measure", NETWORK_MEASURES)
def test_the_network_of_the_week_has_the_measures_of_networkx(measure, measured):
    assert measured["observed"][measure] == pytest.approx(expected(only_old=False)[measure])


@pytest.mark.parametrize("measure", NETWORK_MEASURES)
def test_the_null_of_old_pairs_leaves_out_what_began_in_the_run(measure, measured):
    assert measured["old_only"][measure] == pytest.approx(
        expected(only_old=True)[measure], nan_ok=True
    )
    assert measured["old_only"]["pairs"] < measured["observed"]["pairs"]


def test_the_rewired_null_keeps_what_everybody_gives_and_gets(measured):
    observed, rewired = measured["observed"], measured["rewired"]
    for measure in ("pairs", "helpers_per_recipient", "sole_carer_share"):
        assert rewired[measure] == observed[measure]


def test_dealing_keeps_the_carers_and_is_even():
    carers = np.arange(4, dtype=np.int32)
    places = np.zeros((4, 4))
    for week in range(4000):
        dealt = deal(carers, 1, week)
        assert sorted(dealt) == [0, 1, 2, 3]
        places[carers, dealt] += 1
    # a thousand in each place, give or take five standard deviations
    assert abs(places - 1000).max() < 5 * np.sqrt(4000 * 0.25 * 0.75)


def test_a_world_without_care_has_no_measures(by_hand):
    world, _ = by_hand({"anna": {"age": 60}})
    out = np.zeros((len(NETWORKS), len(NETWORK_MEASURES)))
    measure_networks(world.handle, out)
    assert (out[:, 0] == 0).all()
    assert np.isnan(out[:, 1:]).all()


def test_the_names_used_here_are_those_of_the_model():
    assert {"friend", "volunteer"} <= set(RELATION_NAMES)
