"""The model as Mesa users know it: a `mesa.Model` in front of the columns."""

from __future__ import annotations

import inspect
from dataclasses import replace
from functools import partial
from typing import Any, Final

import mesa
import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents import draws
from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import checked, nearest
from zorgzaam.model.measures import INDEX, MEASURE_NAMES
from zorgzaam.model.mesa_face.view_set import ViewSet
from zorgzaam.model.mesa_face.views import ROLES, View
from zorgzaam.model.parameters import PARAMETERS, default_values
from zorgzaam.model.places import Place, resolve
from zorgzaam.model.processes.observe import OBSERVE, Observations
from zorgzaam.model.simulation import advance, prepare, start
from zorgzaam.model.timeline import Change, Timeline
from zorgzaam.model.world import World

WEEKS_PER_RUN_YEAR: Final = 52
MOST_YEARS: Final = 30

# The week's value of those outcomes that are a ratio of two measures; name and unit are theirs.
RATIOS: Final[dict[str, dict[str, Any]]] = {
    "need_hours_per_1000": {"part": "need_hours", "whole": "residents", "times": 1000.0},
    "formal_hours_per_1000": {"part": "formal_hours", "whole": "residents", "times": 1000.0},
    "informal_hours_per_1000": {"part": "informal_hours", "whole": "residents", "times": 1000.0},
    "unmet_hours_per_1000": {"part": "unmet_hours", "whole": "residents", "times": 1000.0},
    "carers_narrow_share_18plus": {"part": "carers_18_plus", "whole": "adults_18_plus"},
    "carers_narrow_share_65plus": {"part": "carers_65_plus", "whole": "adults_65_plus"},
    "heavily_strained_share_of_carers": {"part": "heavily_strained", "whole": "carers_18_plus"},
    "heavily_strained_per_1000_adults": {
        "part": "heavily_strained",
        "whole": "adults_18_plus",
        "times": 1000.0,
    },
}
_BY_ORIGIN = [
    INDEX[name]
    for name in (
        "already_there_hours",
        "own_initiative_hours",
        "brokered_hours",
        "initiative_hours",
    )
]


def week_sum(model: ParticipationModel, measure: str) -> float:
    """One of `measures.MEASURES` in the latest week, all areas together."""
    return float(model.latest[:, INDEX[measure]].sum())


def ratio(model: ParticipationModel, part: str, whole: str, times: float = 100.0) -> float:
    """One weekly sum as a percentage of another (or per so many); NaN where the whole is nobody."""
    total = week_sum(model, whole)
    return times * week_sum(model, part) / total if total else float("nan")


def seed(model: ParticipationModel) -> int:
    """The seed, so that every row of `batch_run` can be run again."""
    return model.seed


def reporters() -> dict[str, Any]:
    """Name -> function of the model: what the data collector keeps every week."""
    return {
        "seed": seed,
        **{name: partial(week_sum, measure=name) for name in MEASURE_NAMES},
        **{name: partial(ratio, **of_what) for name, of_what in RATIOS.items()},
    }


class ParticipationModel(mesa.Model):
    """Who needs care in a neighbourhood, who gives it, and what a change of policy does to both.

    One step is one week. `agents` and `agents_by_type` give lazy views on the columns of
    `world`; `datacollector` holds the declared weekly measures, from the settled start (row 0) on.
    """

    def __init__(
        self,
        place: str | Place = "WK027300",
        years: float | str = 5,
        timeline: Timeline | None = None,
        seed: Any = None,
        rng: Any = None,
        **values: Any,
    ) -> None:
        """Make the population and let its care arrangements settle.

        place: code, exact name or a Place. years: length of the run, after which `running` is
        False. timeline: dated changes of parameters. rng (or seed): whole number or generator;
        None draws a fresh one, recorded in `model.seed`. values: any parameter of the model by
        name. Levers (those with a label) take their value in the first week, from the same settled
        start as without them; other parameters hold in the settling period too.

        Raises InputError that says what would be right.
        """
        if seed is not None and rng is not None:
            raise InputError("give either rng or seed, not both")
        chosen = draws.seed_of(rng) if seed is None else draws.seed_of(seed, "seed")
        numbers = {name: _checked(name, value) for name, value in values.items()}
        super().__init__(rng=chosen)
        self.seed: int = chosen
        self.place: Place = place if isinstance(place, Place) else resolve(str(place))
        self.weeks: int = _weeks(years)
        levers = [Change(0, n, v) for n, v in numbers.items() if PARAMETERS[n].is_lever]
        self.timeline = Timeline((*levers, *_dated(timeline)))
        throughout = {n: v for n, v in numbers.items() if not PARAMETERS[n].is_lever}
        settled = prepare(self.place, self.seed, default_values() | throughout)
        self.world: World = start(settled, 1)
        OBSERVE(self.world)
        self._at_start = self._observed.weekly[0]
        # the last week of settling told its ties apart by origin; at the start all are old ones
        old = self._at_start[:, _BY_ORIGIN].sum(axis=1)
        self._at_start[:, _BY_ORIGIN] = 0.0
        self._at_start[:, _BY_ORIGIN[0]] = old
        self.world.observations = Observations.of(self.weeks, self.world)
        self._shuffles = 0
        self.datacollector = mesa.DataCollector(model_reporters=reporters())
        self.datacollector.collect(self)

    def step(self) -> None:
        """Live one week."""
        if self.world.week >= self.weeks:
            raise InputError(
                f"the run of {self.weeks} weeks is over (model.running is False): "
                f"make the model with more years"
            )
        advance(self.world, self.timeline)
        self.running = self.world.week < self.weeks
        self.datacollector.collect(self)

    @property
    def _observed(self) -> Observations:
        assert self.world.observations is not None
        return self.world.observations

    @property
    def latest(self) -> NDArray[np.float64]:
        """The sums of the latest week, shape (areas, measures), in the order of `MEASURES`."""
        week = self.world.week
        latest: NDArray[np.float64] = self._observed.weekly[week - 1] if week else self._at_start
        return latest

    @property
    def agents(self) -> ViewSet:
        """Residents, informal carers who live elsewhere, and professionals, each once."""
        return ViewSet.of(self, View.ids(self.world).tolist())

    @property
    def agents_by_type(self) -> dict[type[View], ViewSet]:
        """Agents by role; somebody with several roles is in several sets."""
        return {role: ViewSet.of(self, role.ids(self.world).tolist(), role) for role in ROLES}

    @property
    def agent_types(self) -> list[type[View]]:
        """The roles."""
        return list(ROLES)

    def shuffled(self, ids: NDArray[np.int64]) -> NDArray[np.int64]:
        """These ids in random order, another one at every call (what `AgentSet.shuffle` uses)."""
        self._shuffles += 1
        return draws.shuffled(ids, self.seed, self.world.week, self._shuffles)

    def register_agent(self, agent: Any) -> None:
        """Refused: nobody lives here outside the columns."""
        raise NotImplementedError(
            f"{type(agent).__name__} cannot join: the agents of this model are rows of its tables"
        )


def _checked(name: str, value: Any) -> float:
    if name == "scenario":
        raise InputError(
            "scenario: give its dated changes as timeline=... (Mesa keeps the word 'scenario' for "
            "its own, and its dashboard would put an empty one in its place)"
        )
    if name not in PARAMETERS:
        known = [*PARAMETERS, "place", "years", "timeline", "seed", "rng"]
        raise InputError(f"unknown parameter '{name}'{nearest(name, known)}")
    number = value.item() if isinstance(value, np.generic) else value
    return checked(PARAMETERS, name, number)


def _weeks(years: Any) -> int:
    try:
        weeks = round(float(years) * WEEKS_PER_RUN_YEAR)
    except (TypeError, ValueError, OverflowError):
        weeks = 0
    if isinstance(years, bool) or not 1 <= weeks <= MOST_YEARS * WEEKS_PER_RUN_YEAR:
        raise InputError(f"years = {years!r} must be a number from 0.02 to {MOST_YEARS}")
    return weeks


def _dated(timeline: Any) -> tuple[Change, ...]:
    if timeline is None:
        return ()
    if not isinstance(timeline, Timeline):
        raise InputError(
            f"timeline = {timeline!r} must be a zorgzaam.model.timeline.Timeline; that of a named "
            f"scenario: zorgzaam.experiments.scenario.load_scenario(name).timeline(...)"
        )
    return tuple(replace(c, value=_checked(c.name, c.value)) for c in timeline.changes)


def _signature() -> inspect.Signature:
    """With every parameter by name: for `help()`, and because Mesa's dashboard looks for them."""
    own = list(inspect.signature(ParticipationModel.__init__).parameters.values())
    by_name = [
        inspect.Parameter(row.name, inspect.Parameter.KEYWORD_ONLY, default=row.value)
        for row in PARAMETERS.values()
    ]
    # keyword-only from the first parameter on, so that `rng=None` can stand last
    last = [
        p.replace(kind=inspect.Parameter.KEYWORD_ONLY) for p in own if p.name in ("seed", "rng")
    ]
    first = [p for p in own if p.name in ("self", "place", "years", "timeline")]
    return inspect.Signature([*first, *by_name, *last])


ParticipationModel.__init__.__signature__ = _signature()  # type: ignore[attr-defined]
