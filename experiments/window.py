"""The stretch of a run that outcomes are taken over, and the few ways in which they are made."""

import math
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.people import WEEKS_PER_YEAR
from zorgzaam.experiments.costs import CostRule
from zorgzaam.model.measures import INDEX, SPENT_EUR, WEEKS_PER_GROUP_PERIOD
from zorgzaam.model.network_measures import NETWORK_MEASURES, NETWORKS, WEEKS_BETWEEN_NETWORKS
from zorgzaam.model.run import Run


def ratio(numerator: float, denominator: float) -> float:
    """Their quotient; NaN where there is nothing to divide by (a wijk without carers)."""
    return numerator / denominator if denominator else math.nan


def until(run: Run, last: int) -> Run:
    """The run as it was up to and not including week `last`."""
    return replace(
        run,
        weekly=run.weekly[:last],
        ties=run.ties[:last],
        groups=run.groups[: last // WEEKS_PER_GROUP_PERIOD],
        network=run.network[: -(-last // WEEKS_BETWEEN_NETWORKS)],
    )


@dataclass(frozen=True)
class Window:
    """A run from `first_week` to its end, all areas together, beside the baseline of its seed."""

    run: Run
    baseline: Run
    first_week: int
    costs: CostRule

    @cached_property
    def _means(self) -> NDArray[np.float64]:
        means: NDArray[np.float64] = self.run.weekly[self.first_week :].sum(axis=1).mean(axis=0)
        return means

    @cached_property
    def other(self) -> "Window":
        """The baseline over the same weeks."""
        return Window(self.baseline, self.baseline, self.first_week, self.costs)

    def mean(self, *measures: str) -> float:
        """Mean a week of the sum of these measures."""
        return float(sum(self._means[INDEX[name]] for name in measures))

    def per_1000(self, measure: str, people: str = "residents") -> float:
        """Mean a week, per 1,000 of these people."""
        return 1000.0 * ratio(self.mean(measure), self.mean(people))

    def per_1000_a_year(self, measure: str) -> float:
        """Sum over a year, per 1,000 residents."""
        return WEEKS_PER_YEAR * self.per_1000(measure)

    def percent(self, part: str, whole: str) -> float:
        """The part as a percentage of the whole."""
        return 100.0 * ratio(self.mean(part), self.mean(whole))

    def per_inhabitant_a_year(self, eur_per_week: float) -> float:
        """Euros a week of the whole place as euros a year per inhabitant."""
        return WEEKS_PER_YEAR * ratio(eur_per_week, self.mean("residents"))

    def network(self, measure: str, which: str = "observed") -> float:
        """Mean over the window of a measure of the care network or of one of its nulls."""
        first = -(-self.first_week // WEEKS_BETWEEN_NETWORKS)
        series = self.run.network[first:, NETWORKS.index(which), NETWORK_MEASURES.index(measure)]
        known = series[np.isfinite(series)]
        return float(known.mean()) if len(known) else math.nan

    def half_life_weeks(self, origin: str) -> float:
        """Half-life of the care ties of an origin, at the rate at which they ended."""
        ended, standing = self.mean(f"ended_ties_{origin}"), self.mean(f"ties_{origin}")
        return math.log(2.0) * ratio(standing, ended)

    def spending(self) -> float:
        """What municipality and insurer spend, EUR a year per inhabitant."""
        return self.per_inhabitant_a_year(self.mean(*SPENT_EUR))

    def burden(self) -> float:
        """What others bear, EUR a year per inhabitant: nursing homes, crises, carers' time and work.

        Informal hours are those that people here receive, wherever the carer lives.
        """
        lost_work = self.costs.lost_work_hours_per_week * self.costs.lost_work_eur_per_hour
        return self.per_inhabitant_a_year(
            self.costs.nursing_home_eur_per_week * self.mean("nursing_home_residents")
            + self.costs.crisis_eur * self.mean("crises")
            + self.costs.informal_care_eur_per_hour * self.mean("informal_hours")
            + lost_work * self.mean("heavily_strained")
        )
