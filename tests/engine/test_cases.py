"""One household at a time: given these people and this rule, this happens (see cases/*.yaml)."""

from pathlib import Path

import numpy as np
import pytest
import yaml

from zorgzaam.agents import care_file
from zorgzaam.agents.care_file import DOMAIN_NAMES, DOMAINS, SERVICE_NAMES
from zorgzaam.agents.people import CHILD_ROLE
from zorgzaam.model import areas as area_events
from zorgzaam.model.initiatives import KINDS
from zorgzaam.model.network import FRIEND, ORIGIN_NAMES
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.week import WEEK

CASES = [
    case
    for file in sorted(Path(__file__).parent.joinpath("cases").glob("*.yaml"))
    for case in yaml.safe_load(file.read_text("utf-8"))
]
# What a case does not say is said here, so that fitting the model's assumptions leaves cases alone.
USUAL = {name: 1.0 for name in PARAMETERS if name.startswith("needs_help_")} | {
    "ordinary_household_hours_per_week": 3.0,
    "ordinary_company_hours_per_week": 2.0,
    "smallest_hours_asked": 1.5,
    "people_asked_at_most": 4.0,
    "hours_free_without_work": 45.0,
    "hours_ratio_partner_or_child": 3.0,
    "odds_ratio_full_time_work": 1.0,
    "odds_lost_per_year_over_70": 0.0,
    "need_light_hours_per_week": 3.0,
    "need_family_hours_per_week": 4.0,
    "hours_per_chain_step": 1.5,
    "vacancy_filled_per_week": 1.0,
}
PROCESSES = {process.name: process for process in WEEK}
EVENTS = {"deaths": "DEATHS", "crises": "CRISES", "admissions": "ADMISSIONS",
          "carers_stopped": "STOPPED"}  # fmt: skip
NAMED = {"status": ("empty", "at_home", "nursing_home", "away"),
         "severity": ("none", "light", "moderate", "severe"),
         "state": ("not_applied", "applied", "granted")}  # fmt: skip


def agrees(found, said, column: str) -> bool:
    if isinstance(said, str) and said[0] in "<>":
        return found < float(said[1:]) if said[0] == "<" else found > float(said[1:])
    if isinstance(said, str):
        return NAMED[column][int(found)] == said
    return found == (said if isinstance(said, list) else pytest.approx(said, abs=0.011))


def total_of(name: str) -> int:
    return int(getattr(care_file, "T_" + name.removeprefix("total_").upper()))


def look(world, row_of, name: str, column: str):
    """What is to be seen of somebody, or of the area."""
    people, files, ties = world.people, world.files, world.ties
    names = {row: person for person, row in row_of.items()}
    if name == "area":
        if column in EVENTS:
            return world.areas.events[0, getattr(area_events, EVENTS[column])]
        return getattr(world.areas, column)[0]
    if name in KINDS:
        return getattr(world.initiatives, column)[KINDS.index(name)]
    row = row_of[name]
    mine = ties.giver == row
    if column == "cares_for":
        return sorted({names[int(other)] for other in ties.recipient[mine]})
    if column == "helped_by":
        return sorted({names[int(other)] for other in ties.giver[ties.recipient == row]})
    if column == "origins":
        return sorted({ORIGIN_NAMES[origin] for origin in ties.origin[ties.recipient == row]})
    if column == "friends":
        contacts = world.contacts
        mine = slice(contacts.start[row], contacts.start[row + 1])
        friends = contacts.person[mine][contacts.relation[mine] == FRIEND]
        return sorted(names[int(other)] for other in friends)
    if column == "promised":
        return float(ties.hours[mine].sum())
    if column in people._fields:
        return getattr(people, column)[row]
    file = people.care_file[row]
    assert file >= 0, f"{name} has no care file"
    if column.startswith("total_"):
        return files.totals[file, total_of(column)]
    return getattr(files, column)[file]


def prepared(case, by_hand):
    """The world of a case; totals of a file are said by name."""
    people = {name: dict(said) for name, said in case["people"].items()}
    totals = {}
    for name, said in people.items():
        if "file" in said:
            file = dict(said["file"])
            totals[name] = {key: file.pop(key) for key in list(file) if key.startswith("total_")}
            said["file"] = file
    told = ("ties", "contacts", "parameters", "areas", "professionals", "initiatives")
    given = {key: case[key] for key in told if key in case}
    given["parameters"] = USUAL | given.get("parameters", {})
    world, row_of = by_hand(people, seed=case.get("seed", 1), **given)
    for name, said in totals.items():
        for key, hours in said.items():
            world.files.totals[world.people.care_file[row_of[name]], total_of(key)] = hours
    return world, row_of


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["case"])
def test_case(case, by_hand):
    assert case["source"]
    assert set(case.get("parameters", {})) <= set(PARAMETERS)
    world, row_of = prepared(case, by_hand)
    for _ in range(case.get("weeks", 1)):
        for name in case["run"]:
            PROCESSES[name](world)
        world.week += 1
    for name in case["run"]:  # what was arranged last week is carried out
        if name == "delivery":
            PROCESSES[name](world)
    for name, expected in case["then"].items():
        for column, said in expected.items():
            found = look(world, row_of, name, column)
            if isinstance(said, dict):
                keys = DOMAIN_NAMES if len(found) == DOMAINS else SERVICE_NAMES
                for key, number in said.items():
                    at = found[keys.index(key)]
                    assert agrees(at, number, column), f"{name}: {column} of {key} is {at}"
            else:
                assert agrees(found, said, column), f"{name}: {column} is {found}"


def test_there_is_a_case_for_every_process_that_decides_about_people():
    run = {name for case in CASES for name in case["run"]}
    assert run == set(PROCESSES) - {"observe"}
    assert len({case["case"] for case in CASES}) == len(CASES) >= 12


def test_a_case_that_is_wrong_fails(by_hand):
    case = dict(CASES[0])
    world, row_of = prepared(case, by_hand)
    assert world.people.role[row_of[next(iter(row_of))]] != CHILD_ROLE
    found = look(world, row_of, next(iter(case["people"])), "hours_given")
    assert not agrees(found, 5, "hours_given")
    assert np.isfinite(found)
