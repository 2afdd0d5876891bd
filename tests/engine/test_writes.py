"""Each process writes only what it says it writes, and columns say the same of their writers."""

import numpy as np
import pytest

from zorgzaam.agents.care_file import CareFiles
from zorgzaam.agents.columns import columns_of
from zorgzaam.agents.people import People
from zorgzaam.agents.professional import Professionals
from zorgzaam.model.areas import Areas
from zorgzaam.model.households import Households
from zorgzaam.model.initiatives import Initiatives
from zorgzaam.model.network import CareTies, Contacts
from zorgzaam.model.simulation import new_world, start
from zorgzaam.model.timeline import Change
from zorgzaam.model.week import SETTLING_WEEK, WEEK

TABLES = {
    "people": People,
    "households": Households,
    "contacts": Contacts,
    "files": CareFiles,
    "ties": CareTies,
    "professionals": Professionals,
    "areas": Areas,
    "initiatives": Initiatives,
}
COLUMNS = {
    f"{table}.{column}": declared
    for table, rows in TABLES.items()
    for column, declared in columns_of(rows).items()
}
# Declarations that are not yet right; whoever puts one right takes it out here.
UNDECLARED: dict[str, set[str]] = {}
UNNAMED: dict[str, set[str]] = {}
SILENT: dict[str, set[str]] = {}
LEVERS = {
    "budget_cut_household_help_share": 0.32,
    "open_walk_in_share": 0.6,
    "collective_first_share": 1.0,
    "tie_building_share": 0.2,
    "carer_support_share": 1.0,
    "respite_share": 1.0,
    "self_reliance_training_share": 1.0,
    "founding_tries_per_1000_per_year": 50.0,
    "reorganisation_interval_weeks": 13.0,
    "retender_interval_weeks": 26.0,
    "rules_fitted_share": 1.0,
}
PROCESSES = {process.name: process for process in (*WEEK, *SETTLING_WEEK)}


def declared_writes(process) -> set[str]:
    """The columns that a process may write, tables written out."""
    return {
        name for name in COLUMNS
        for said in process.writes if said in (name, name.partition(".")[0])
    }  # fmt: skip


def changes(before: dict[str, np.ndarray], after: dict[str, np.ndarray]) -> set[str]:
    """Columns that differ; a table that grew differs only in the rows that it had before."""
    return {
        name for name, old in before.items()
        if name in COLUMNS and not np.array_equal(old, after[name][: len(old)], equal_nan=True)
    }  # fmt: skip


def is_filled(old: np.ndarray, new: np.ndarray, fill: float) -> bool:
    """Whether anything changed to another value than that of a new row."""
    new = new[: len(old)]
    return bool(((new != old) & (new != np.asarray(fill).astype(new.dtype))).any())


@pytest.fixture(scope="module")
def written(seen_writes) -> dict[str, set[str]]:
    """Process -> columns that it was seen to change, in a year of settling and one of running."""
    return {name: columns for (name, kind), columns in seen_writes.items() if kind == "any"}


@pytest.fixture(scope="module")
def filled(seen_writes) -> dict[str, set[str]]:
    """The same, of values other than the one that a new row has."""
    return {name: columns for (name, kind), columns in seen_writes.items() if kind == "filled"}


@pytest.fixture(scope="module")
def seen_writes(settled_place, snapshot) -> dict[tuple[str, str], set[str]]:
    kinds = ("any", "filled")
    seen: dict[tuple[str, str], set[str]] = {(n, kind): set() for n in PROCESSES for kind in kinds}
    settled = settled_place()
    young = new_world(settled.place, 1, dict(settled.values))
    young.upward_rates = settled.world.upward_rates
    young.week = -52
    for world, processes in ((young, SETTLING_WEEK), (start(settled, 80), WEEK)):
        for week in range(52):
            if week == 20:
                world.change([Change(week, name, value) for name, value in LEVERS.items()])
            before = snapshot(world)
            for process in processes:
                process(world)
                after = snapshot(world)
                seen[process.name, "any"] |= changes(before, after)
                seen[process.name, "filled"] |= {
                    column
                    for column in changes(before, after)
                    if is_filled(before[column], after[column], COLUMNS[column].fill)
                }
                before = after
            world.week += 1
    return seen


@pytest.mark.parametrize("name", PROCESSES)
def test_a_process_writes_only_what_it_declares(name, written):
    beyond = written[name] - declared_writes(PROCESSES[name])
    beyond -= UNDECLARED.get(name, set())
    assert not beyond, f"{name} writes {sorted(beyond)} without saying so"


@pytest.mark.parametrize("name", PROCESSES)
def test_a_column_names_the_processes_that_fill_it(name, filled):
    """Renewal stands in for life before the start. Putting a row back to its fill is no filling."""
    known = {"renewal", "life"} if name == "renewal" else {name}
    unnamed = {column for column in filled[name] if not known & set(COLUMNS[column].by)}
    unnamed -= UNNAMED.get(name, set())
    assert not unnamed, f"{name} fills {sorted(unnamed)}, whose `by` does not name it"


def test_what_has_been_put_right_is_taken_off_the_lists():
    for name, columns in UNDECLARED.items():
        assert not columns & declared_writes(PROCESSES[name])
    for name, columns in UNNAMED.items():
        known = {"renewal", "life"} if name == "renewal" else {name}
        assert not [column for column in columns if known & set(COLUMNS[column].by)]


@pytest.mark.parametrize("column", COLUMNS)
def test_who_a_column_names_declares_to_write_it(column):
    silent = {name for name in COLUMNS[column].by if column not in declared_writes(PROCESSES[name])}
    assert silent == SILENT.get(column, set()), f"named by {column}, which they do not declare"


@pytest.mark.parametrize("name", PROCESSES)
def test_what_a_process_declares_exists(name):
    known = set(COLUMNS) | set(TABLES)
    assert set(PROCESSES[name].writes) <= known
    assert set(PROCESSES[name].reads) <= known


def test_every_process_but_the_last_was_seen_to_write(written):
    assert all(written.values()), {name for name, columns in written.items() if not columns}
