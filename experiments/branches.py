"""Arms that are alike up to a week are lived together up to that week.

A run depends on nothing but the state it starts from and what changes, week by week; so a copy of the
world, taken where two arms part, goes on exactly as a run of its own would.
"""

from collections.abc import Iterable, Iterator

from zorgzaam.experiments.execution import Cancelled
from zorgzaam.model.measures import WEEKS_PER_GROUP_PERIOD
from zorgzaam.model.network_measures import WEEKS_BETWEEN_NETWORKS
from zorgzaam.model.processes.observe import Observations
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import Cancelled as Stopped
from zorgzaam.model.simulation import Settled, advance, end_state, start
from zorgzaam.model.timeline import Change, Timeline
from zorgzaam.model.world import World

Branch = tuple[Timeline, int]  # what changes, and for how many weeks it is run


def simulate_all(
    settled: Settled, branches: Iterable[Branch], cancelled: Cancelled | None = None
) -> dict[Branch, Run]:
    """Every run from the settled state, as `simulate` gives it.

    But for a last quarter that is not whole: its means by group are there only for the longest.
    """
    asked = sorted(set(branches), key=lambda branch: branch[1])
    world = start(settled, asked[-1][1])
    return dict(_live(settled, world, asked, cancelled))


def weeks_lived(branches: Iterable[Branch]) -> int:
    """Weeks that these runs take when they are lived together for as long as they are alike."""
    lived = set()
    for timeline, weeks in branches:
        so_far: tuple[Change, ...] = ()
        for week in range(weeks):
            so_far += timeline.at(week)
            lived.add((week, so_far))
    return len(lived)


def _live(
    settled: Settled, world: World, branches: list[Branch], cancelled: Cancelled | None
) -> Iterator[tuple[Branch, Run]]:
    """Live on with what these branches have in common; where they part, with a copy for each."""
    while branches:
        for branch in branches:
            if branch[1] == world.week:
                yield branch, _run(settled, world, branch)
        parts: dict[tuple[Change, ...], list[Branch]] = {}
        for branch in branches:
            if branch[1] > world.week:
                parts.setdefault(branch[0].at(world.week), []).append(branch)
        branches, *others = parts.values() if parts else ([],)
        for part in others:
            copied = _copy(world)
            _week(copied, part[0][0], cancelled)
            yield from _live(settled, copied, part, cancelled)
        if branches:
            _week(world, branches[0][0], cancelled)


def _week(world: World, timeline: Timeline, cancelled: Cancelled | None) -> None:
    if cancelled is not None and cancelled():
        raise Stopped
    advance(world, timeline)


def _copy(world: World) -> World:
    """A world of its own, with what was written down so far."""
    seen = world.observations
    assert seen is not None
    copied = world.copy()
    copied.observations = Observations(
        *(getattr(seen, name).copy() for name in Observations.__dataclass_fields__)
    )
    return copied


def _run(settled: Settled, world: World, branch: Branch) -> Run:
    timeline, weeks = branch
    seen = world.observations
    assert seen is not None
    return Run(
        place=settled.place,
        seed=settled.seed,
        weeks=weeks,
        timeline=timeline,
        values=settled.values,
        weekly=seen.weekly[:weeks].copy(),
        groups=seen.groups[: -(-weeks // WEEKS_PER_GROUP_PERIOD)].copy(),
        ties=seen.ties[:weeks].copy(),
        network=seen.network[: -(-weeks // WEEKS_BETWEEN_NETWORKS)].copy(),
        end=end_state(world),
    )
