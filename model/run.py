"""The result of one run: a value that knows where it came from."""

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from zorgzaam.model.measures import GROUP_MEASURES, INDEX
from zorgzaam.model.places.figures import Place
from zorgzaam.model.timeline import Timeline


@dataclass(frozen=True, slots=True)
class EndState:
    """Who lives in the areas at the end of a run, one entry a person, in row order.

    The same key in two runs is the same person.
    """

    key: NDArray[np.uint64]
    row: NDArray[np.int32]
    area: NDArray[np.int16]
    age_years: NDArray[np.float32]
    sex: NDArray[np.uint8]  # 0 man, 1 woman
    severity: NDArray[np.uint8]
    low_income: NDArray[np.uint8]
    owner_occupied: NDArray[np.uint8]
    hours_given: NDArray[np.float32]  # informal care given in the last week, hours/week
    weeks_caring: NDArray[np.uint16]
    weeks_heavy: NDArray[np.uint16]  # weeks in a row heavily strained at the end
    total_weeks_heavy: NDArray[np.uint16]  # weeks heavily strained since the start
    main_relation: NDArray[
        np.uint8
    ]  # what the carer is to the one cared for most; 0: no care given
    sole_carer: NDArray[np.uint8]  # 1 if the only informal carer of that person
    unmet_hours: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trace:
    """The lives of chosen rows, week by week: arrays of shape (weeks, rows)."""

    rows: tuple[int, ...]
    columns: Mapping[str, NDArray[np.float64]]
    # columns: key_low32, age_years, status, severity, need_hours, ordinary_hours, formal_hours,
    # informal_hours, unmet_hours, hours_given, strain, heavy, helpers


@dataclass(frozen=True, slots=True)
class Run:
    """Outcomes of one run of one scenario with one seed.

    weekly: float64 (weeks, areas, measures), the sums declared in `measures.MEASURES`.
    groups: float32 (quarters, areas, groups, group measures), means over 13 weeks of the sums
        in `measures.GROUP_MEASURES` by `measures.GROUPS`.
    network: float64 (every fourth week, NETWORKS, NETWORK_MEASURES of `network_measures`), the care
        network of all areas beside its two nulls.
    ties: float32 (weeks, relations, 2, 3): carers, heavily strained carers and hours by the main
        relation (`network.RELATION_NAMES`) and by not sole / sole carer, adults in all areas.
    """

    place: Place
    seed: int
    weeks: int
    timeline: Timeline
    values: Mapping[str, float]  # parameters at the start
    weekly: NDArray[np.float64]
    groups: NDArray[np.float32]
    ties: NDArray[np.float32]
    network: NDArray[np.float64]
    end: EndState
    trace: Trace | None = None
    notes: tuple[str, ...] = field(default=())

    def measure(self, name: str) -> NDArray[np.float64]:
        """One measure, shape (weeks, areas)."""
        series: NDArray[np.float64] = self.weekly[:, :, INDEX[name]]
        return series

    def group_measure(self, name: str) -> NDArray[np.float32]:
        """One measure by group, shape (quarters, areas, groups)."""
        return self.groups[:, :, :, GROUP_MEASURES.index(name)]
