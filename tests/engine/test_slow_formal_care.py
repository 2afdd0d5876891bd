"""Budgets and trimming of formal care against a slow and obvious version of the same rule.

Day activity is left out: its budget also opens walk-ins (`test_levers`, `test_conservation`).
"""

from collections import defaultdict

import numpy as np
import pytest

from zorgzaam.agents.care_file import (
    DISTRICT_NURSING,
    FAMILY_SUPPORT,
    GRANTED,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
)
from zorgzaam.model.care.organisation import OrganisationRule
from zorgzaam.model.care.services import FormalCareRule
from zorgzaam.model.simulation import advance, start
from zorgzaam.model.timeline import Change, Timeline
from zorgzaam.model.week import WEEK

SERVICES_HERE = (HOUSEHOLD_HELP, GUIDANCE_SERVICE, DISTRICT_NURSING, FAMILY_SUPPORT)
CUT = {
    HOUSEHOLD_HELP: "budget_cut_household_help_share",
    GUIDANCE_SERVICE: "budget_cut_guidance_share",
    DISTRICT_NURSING: "budget_cut_district_nursing_share",
    FAMILY_SUPPORT: "budget_cut_family_support_share",
}
TARIFF = {
    HOUSEHOLD_HELP: "tariff_household_help_eur_per_hour",
    GUIDANCE_SERVICE: "tariff_guidance_eur_per_hour",
    DISTRICT_NURSING: "tariff_district_nursing_eur_per_hour",
    FAMILY_SUPPORT: "tariff_family_support_eur_per_hour",
}


def clients_of(world, area: int) -> list[int]:
    rows = world.people_in_need
    files = world.people.care_file[rows[world.people.area[rows] == area]]
    return [int(file) for file in files if (world.files.state[file] == GRANTED).any()]


def talks_slowly(world, rule) -> dict[int, float]:
    """Hours a week that each worker of a client, household helps apart, talks with the others."""
    workers: dict[int, int] = defaultdict(int)
    people, files = world.people, world.files
    for person in world.people_in_need:
        granted = files.state[people.care_file[person]] == GRANTED
        workers[int(people.household[person])] += int(granted[HOUSEHOLD_HELP + 1 :].sum())
    return {
        int(file): rule.consultation_hours_per_worker
        * max(0, workers[int(people.household[files.person[file]])] - 1)
        for file in people.care_file[world.people_in_need]
    }


def shares_slowly(world) -> dict[tuple[int, int], tuple[float, float]]:
    """(area, service) -> budget, and the part of each indication that the hours it buys can serve."""
    formal, organisation = world.rule(FormalCareRule), world.rule(OrganisationRule)
    talks, found = talks_slowly(world, organisation), {}
    for area in range(world.n_areas):
        clients = clients_of(world, area)
        for service in SERVICES_HERE:
            budget = world.areas.reference_eur[area, service] * (1 + formal.budget_room_share)
            budget *= 1 - world.value_of(CUT[service], area)
            mine = [file for file in clients if world.files.state[file, service] == GRANTED]
            asked = sum(float(world.files.granted[file, service]) for file in mine)
            besides = 0.0 if service == HOUSEHOLD_HELP else sum(talks[file] for file in mine)
            if service == GUIDANCE_SERVICE:
                besides += world.areas.chain_hours[area]
            admin = formal.administration_share
            if service == HOUSEHOLD_HELP:
                admin *= formal.administration_ratio_household_help
            hours = budget * (1 - formal.coordination_share) / getattr(formal, TARIFF[service])
            with_clients = max(0.0, hours * (1 - admin) - besides)
            found[area, service] = (budget, min(1.0, with_clients / asked) if asked else 1.0)
    return found


@pytest.mark.parametrize(("cut", "room"), [(0.5, 0.05), (0.0, 0.05)])
def test_budgets_and_trimming_are_those_of_the_slow_version(cut, room, settled_place):
    world = start(settled_place(), 60)
    changes = (
        Change(0, "budget_room_share", room),
        *(Change(0, name, cut) for name in CUT.values()),
    )
    for _ in range(20):
        advance(world, Timeline(changes))
    at = [process.name for process in WEEK].index("formal_care")
    for process in WEEK[:at]:
        process(world)
    expected = shares_slowly(world)
    WEEK[at](world)
    files, staff, trimmed, compared = world.files, world.professionals, 0, 0
    for (area, service), (budget, share) in expected.items():
        assert world.areas.budget_eur[area, service] == pytest.approx(budget)
        trimmed += share < 0.999
        for file in clients_of(world, area):
            by = files.professional[file, service]
            if files.state[file, service] != GRANTED or by < 0:
                continue
            # booked in full; whoever is overbooked gives all clients a little less
            due = float(files.granted[file, service]) * share
            assert files.formal[file, service] <= due + 1 / 60
            fits = staff.spare_hours[by] > 0
            if fits:
                compared += 1
                assert files.formal[file, service] == pytest.approx(due, abs=1 / 60 + 1e-4)
    assert compared > 10
    assert trimmed > 0 or cut == 0.0, "the cut must bite"
    assert np.isfinite(files.formal).all()
