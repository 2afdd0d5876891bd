"""Tables grow, are put in order and are passed by address; none of it may change a life."""

import numpy as np
import pytest

from zorgzaam.agents import columns
from zorgzaam.agents.handles import Handle
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.model.care.ties import FILES_USED, FREE_FILE, FREE_TIE, PROFESSIONALS_USED, TIES_USED
from zorgzaam.model.simulation import advance, start
from zorgzaam.model.tidy import tidy_files, tidy_ties
from zorgzaam.model.timeline import Timeline
from zorgzaam.model.warm_up import compile_week, empty_world

PLACE = "WK032703"
WEEKS = 40


def lived(settled, prepare_world=lambda world: None):
    world = start(settled, WEEKS + 1)
    prepare_world(world)
    for _ in range(WEEKS):
        advance(world, Timeline())
    return world


def give_room(world):
    for name in ("files", "ties", "professionals"):
        table = getattr(world, name)
        world.replace(name, columns.grown(table, 3 * len(table[0]) + 1000))


def take_room(world):
    for name, used in (
        ("files", FILES_USED),
        ("ties", TIES_USED),
        ("professionals", PROFESSIONALS_USED),
    ):
        rows = int(world.slots[used])
        table = getattr(world, name)
        world.replace(name, type(table)._make(array[:rows].copy() for array in table))


@pytest.mark.parametrize("change_room", [give_room, take_room])
def test_how_much_room_the_tables_had_changes_not_one_bit(change_room, settled_place):
    settled = settled_place(PLACE)
    usual, other = lived(settled), lived(settled, change_room)
    assert np.array_equal(usual.observations.weekly, other.observations.weekly)
    for name in ("key", "severity", "hours_given", "strain", "total_weeks_heavy"):
        assert np.array_equal(getattr(usual.people, name), getattr(other.people, name)), name


def test_full_tables_do_grow(settled_place):
    world = start(settled_place(PLACE))
    take_room(world)
    rows = len(world.files.person), len(world.ties.giver)
    for _ in range(WEEKS):
        advance(world, Timeline())
    assert len(world.files.person) > rows[0]
    assert len(world.ties.giver) > rows[1]


def chains(world, heads, after, values) -> dict[int, list]:
    found = {}
    for person in np.flatnonzero(heads >= 0):
        slot, chain = heads[person], []
        while slot >= 0:
            chain.append(tuple(column[slot] for column in values))
            slot = after[slot]
        found[int(person)] = chain
    return found


def arrangements(world):
    ties = world.ties
    values = (ties.giver, ties.recipient, ties.domain, ties.hours, ties.until)
    return (
        chains(world, world.people.first_received, ties.next_of_recipient, values),
        chains(world, world.people.first_given, ties.next_of_giver, values),
    )


def test_tidying_keeps_every_file_every_tie_and_their_order(settled_place, consistent):
    world = lived(settled_place(PLACE))
    before, need = arrangements(world), world.files.need[world.people.care_file]
    in_need = world.people.care_file >= 0
    assert world.slots[FREE_FILE] >= 0 and world.slots[FREE_TIE] >= 0, "there is disorder to tidy"
    tidy_files(world)
    tidy_ties(world)
    assert arrangements(world) == before
    assert np.array_equal(world.files.need[world.people.care_file][in_need], need[in_need])
    assert (np.diff(world.people.care_file[in_need]) == 1).all()
    givers = world.ties.giver[: world.slots[TIES_USED]]
    assert (givers >= 0).all() and (np.diff(givers) >= 0).all()
    consistent(world)
    advance(world, Timeline())
    consistent(world)


def test_a_settled_world_is_tidy(settled_place):
    world = start(settled_place(PLACE))
    care_file = world.people.care_file[world.people.care_file >= 0]
    assert np.array_equal(care_file, np.arange(len(care_file)))
    assert world.slots[FREE_FILE] == world.slots[FREE_TIE] == -1


# handles


@inlined
def _third(numbers):
    return numbers[2]


@kernel
def _read(block, factor):
    block.inner.table[1, 0] += 1.0
    return _third(block.numbers) * block.whole + block.share * factor + block.cube[1, 2, 0]


def _block():
    numbers, table = np.arange(4, dtype=np.int16), np.ones((2, 3))
    cube = np.arange(12.0).reshape(2, 3, 2)
    inner = Handle({"table": table})
    values = {"numbers": numbers, "whole": -3, "share": 0.5, "inner": inner, "cube": cube}
    return Handle(values), table


def test_compiled_code_reads_and_writes_what_a_handle_describes():
    handle, table = _block()
    assert _read(handle, 2.0) == 2 * -3 + 0.5 * 2 + 10.0
    assert table[1, 0] == 2.0
    handle.set_whole("whole", 7)
    assert _read(handle, 0.0) == 2 * 7 + 10.0
    assert (handle.whole, handle.share) == (7, 0.5)
    assert handle.inner.table is table


def test_a_handle_has_no_other_fields():
    handle, _ = _block()
    with pytest.raises(AttributeError, match="hours"):
        _ = handle.hours


def test_a_column_that_does_not_lie_in_one_piece_is_refused():
    with pytest.raises(AssertionError, match="numbers does not lie in one piece"):
        Handle({"numbers": np.arange(10)[::2]})


def test_a_kernel_is_compiled_once_for_all_numbers():
    @kernel
    def of(relation, near, hours):
        return hours if near else relation * hours

    @kernel
    def ask(small, single):
        return of(1, True, single) + of(small[0], False, 2.0) + of(small[0] + 1, small[0] > 1, 3.0)

    assert ask(np.array([2], dtype=np.uint8), np.float32(0.5)) == 0.5 + 4.0 + 3.0
    assert len(of.signatures) == 1


# warming up


def test_a_world_without_anybody_lives_a_week():
    compile_week()
    assert empty_world().handle.week == -1
