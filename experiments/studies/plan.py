"""A study ready to run: places found, scenarios read, dates turned into weeks, every point listed."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Final

from zorgzaam.agents import draws
from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.comparison import WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.costs import COST_PARAMETERS
from zorgzaam.experiments.outcomes import AGAINST_BASELINE
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.scenario import Moment as ScenarioMoment
from zorgzaam.experiments.scenario import Scenario, load_scenario, scenario_names, start_date
from zorgzaam.experiments.studies.designs import Row, rows_of
from zorgzaam.experiments.studies.file import StudyFile
from zorgzaam.experiments.studies.point import Point
from zorgzaam.model.places import read_own_files, resolve
from zorgzaam.model.places.figures import Place
from zorgzaam.model.timeline import Change, Timeline

MOST_RUNS: Final = 1_000_000
BETWEEN_REPEATS: Final = 100_000  # seeds between two repeats of a design that has a seed a block
NO_ROW: Final = -1  # of a run that an analysis asked for


@dataclass(frozen=True, slots=True)
class Planned:
    """A point of the study itself, and the row and block of the design that it belongs to."""

    point: Point
    design_row: int = NO_ROW
    block: int = NO_ROW


@dataclass(frozen=True, eq=False)
class Study:
    """A study file with what it names."""

    file: StudyFile
    places: Mapping[str, Place]  # by code, in the order of the file
    scenarios: Mapping[str, Scenario]  # by name as in the file, with what is compared with
    _timelines: dict[object, Timeline] = field(default_factory=dict, repr=False)

    @property
    def weeks(self) -> int:
        """Length of every run."""
        return round(self.file.years * WEEKS_PER_RUN_YEAR)

    @cached_property
    def from_week(self) -> int:
        """The week from which outcomes are counted: where the first thing changes in any run."""
        if self.file.from_week is not None:
            return self.file.from_week
        firsts = [
            self._base(scenario, code).first_week
            for scenario in self.scenarios
            for code in self.places
        ]
        weeks = [*self.lever_weeks.values(), *(week for week in firsts if week is not None)]
        return min(weeks, default=0)

    @cached_property
    def lever_weeks(self) -> Mapping[str, int]:
        """The week in which each lever of the study is set."""
        weeks = {
            factor.parameter: self._week(factor.parameter, factor.week, factor.since)
            for factor in self.file.factors
            if factor.is_lever
        }
        if (tipping := self.file.tipping) is not None:
            week = self._week(tipping.lever, tipping.week or 0, tipping.at)
            weeks[tipping.lever] = week
            if tipping.second is not None:
                weeks[tipping.second.lever] = week
        return weeks

    @property
    def own_places(self) -> tuple[Place, ...]:
        """The places as files of the user's own have them, which no other machine can look up."""
        return tuple(self.places.values()) if self.file.figures else ()

    @cached_property
    def columns(self) -> tuple[str, ...]:
        """Parameters that have a column in the tables: factors, then levers that are moved."""
        names = [factor.parameter for factor in self.file.factors]
        return tuple(dict.fromkeys([*names, *self.lever_weeks]))

    @cached_property
    def rows(self) -> tuple[Row, ...]:
        """The rows of its design."""
        return rows_of(self.file.design, self.file.factors)

    def seeds(self, block: int = 0, count: int | None = None) -> range:
        """The seeds of a block of the design; the same for all where blocks have none of their own."""
        first, count = self.file.seeds.first, count or self.file.seeds.at_first
        if self.file.design is None or not self.file.design.in_blocks:
            return range(first, first + count)
        start = first + block
        return range(start, start + count * BETWEEN_REPEATS, BETWEEN_REPEATS)

    def planned(self, seeds: int | None = None) -> Iterator[Planned]:
        """Every run of the study, in the order of its tables; `seeds` where not as in the file."""
        for code in self.places:
            for scenario in self.file.scenarios:
                for row in self.rows:
                    values, levers = self.split(row.values)
                    for seed in self.seeds(row.block, seeds):
                        point = Point(code, scenario, seed, values, levers)
                        yield Planned(point, row.number, row.block)

    def size(self, seeds: int | None = None) -> int:
        """How many runs it has."""
        count = seeds or self.file.seeds.at_first
        return len(self.places) * len(self.file.scenarios) * len(self.rows) * count

    def split(self, values: Sequence[float]) -> tuple[dict[str, float], dict[str, float]]:
        """Values of the factors: those from the settling period on, and those of levers."""
        start: dict[str, float] = {}
        levers: dict[str, float] = {}
        for factor, value in zip(self.file.factors, values, strict=True):
            (levers if factor.is_lever else start)[factor.parameter] = value
        return start, levers

    def check(self, point: Point) -> None:
        """InputError for a point that this study cannot run."""
        if point.place not in self.places:
            raise InputError(f"{point.place} is not among the places of the study")
        if point.scenario not in self.scenarios:
            raise InputError(f"{point.scenario} is not among the scenarios of the study")
        for name in (*point.values, *point.levers):
            if name not in ALL_PARAMETERS or (name in point.levers and name in COST_PARAMETERS):
                raise InputError(f"{name} is not a parameter that a run can have")

    def timeline(self, point: Point) -> Timeline:
        """What changes when in this run: the scenario, and the levers from their weeks on."""
        base = self._base(point.scenario, point.place)
        if not point.levers:
            return base
        key = (point.place, point.scenario, tuple(sorted(point.levers.items())))
        if key not in self._timelines:
            weeks = {name: self.lever_weeks.get(name, self.from_week) for name in point.levers}
            kept = [
                change
                for change in base.changes
                if change.name not in weeks or change.week < weeks[change.name]
            ]
            own = [Change(weeks[name], name, value) for name, value in point.levers.items()]
            self._timelines[key] = Timeline(tuple(sorted([*kept, *own])))
        return self._timelines[key]

    def reference(self, place: str) -> Timeline | None:
        """What changes when in the run that money is compared with; None where nobody asks for it."""
        if not set(AGAINST_BASELINE) & {*self.file.outcomes, *self.file.series}:
            return None
        return self._base(self.file.reference, place)

    def _base(self, scenario: str, code: str) -> Timeline:
        key = (code, scenario)
        if key not in self._timelines:
            place = self.places[code]
            codes = [area.code for area in place.areas]
            self._timelines[key] = self.scenarios[scenario].timeline(
                start_date(place), self.weeks, codes
            )
        return self._timelines[key]

    def _week(self, name: str, week: int | None, at: object) -> int:
        """The week of a moment of the file; a date counts from the start, the same everywhere."""
        when = None if week is not None else at
        moment = ScenarioMoment(when, week, name, 0.0, "the study")  # type: ignore[arg-type]
        scenario = Scenario("", "", "", "", "", "", (moment,))
        starts = {start_date(place) for place in self.places.values()}
        weeks = {scenario.timeline(start, self.weeks).changes[0].week for start in starts}
        if len(weeks) > 1:
            raise InputError(f"{name}: the places start in different years; give a week instead")
        return weeks.pop()


def plan_study(file: StudyFile, folder: Path = Path()) -> Study:
    """A study from its file; InputError for whatever cannot be run.

    `folder` is where the file stands: scenarios and figures of one's own are looked for beside it.
    """
    own = read_own_files(folder / name for name in file.figures) if file.figures else None
    places: dict[str, Place] = {}
    for query in file.places:
        place = resolve(query, own)
        if place.code in places:
            raise InputError(f"places: '{query}' is {place.code}, which is there already")
        places[place.code] = place
    names = dict.fromkeys([*file.scenarios, *sorted(file.names)])
    study = Study(file, places, {name: _scenario(name, folder) for name in names})
    check_study(study)
    return study


def check_study(study: Study) -> None:
    """InputError for a study that cannot run, before any time is spent on it."""
    if study.from_week >= study.weeks:
        raise InputError(
            f"from_week = {study.from_week} is after the end of the run ({study.weeks} weeks)"
        )
    if (size := study.size()) > MOST_RUNS:
        raise InputError(
            f"the study has {size:,} runs; {MOST_RUNS:,} is the most. Take a smaller design or fewer seeds"
        )
    first, count = study.file.seeds.first, study.file.seeds.at_first
    repeats = study.file.design is not None and study.file.design.in_blocks
    last = first + len(study.rows) + count * (BETWEEN_REPEATS if repeats else 1)
    if last > draws.MAX_SEED:
        raise InputError(f"seeds: the last would be {last}, above {draws.MAX_SEED}; begin lower")
    for code in study.places:
        for scenario in study.scenarios:
            study.timeline(Point(code, scenario, first))


def _scenario(name: str, folder: Path) -> Scenario:
    if name in scenario_names() or (folder / name).is_absolute():
        return load_scenario(name)
    return load_scenario(folder / name if (folder / name).is_file() else name)
