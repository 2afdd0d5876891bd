"""What is shifted rather than saved: prices of the burdens that a cut moves to somebody else.

Reference prices are those of the Dutch costing manual (Hakkaart-van Roijen et al. 2015,
*Kostenhandleiding*, Zorginstituut Nederland), in euros of 2014, which fits the tariffs of 2015 that
the services are paid by.
"""

from collections.abc import Mapping
from typing import Final, NamedTuple

from zorgzaam.agents.parameters import collect, defaults, parameter, rule_of

_MANUAL: Final = "Hakkaart-van Roijen et al. 2015, Kostenhandleiding, Zorginstituut Nederland"


class CostRule(NamedTuple):
    """Prices in euros of 2014; they value what happened and never change it."""

    # fmt: off
    nursing_home_eur_per_week: float = parameter(
        1176.0, "a week in a nursing home: 168 euros a day", "EUR/week", 900.0, 2200.0,
        f"{_MANUAL} (recalled, medium confidence); the upper end is a present-day day price", "M")
    crisis_eur: float = parameter(
        4100.0,
        "a crisis: an ambulance, a visit to the emergency department and 7 days in hospital", "EUR",
        1500.0, 10000.0,
        f"unit prices about 515, 259 and 476 euros, {_MANUAL} (recalled); the number of days is an assumption",
        "A")
    informal_care_eur_per_hour: float = parameter(
        14.0, "an hour of an informal carer's time, at the price of household help", "EUR/hour",
        8.0, 22.0, f"{_MANUAL} (recalled, medium confidence)", "M")
    lost_work_hours_per_week: float = parameter(
        1.0,
        "paid work lost by a heavily strained carer, averaged over those with and without a job",
        "hours/week", 0.0, 4.0, "no Dutch figure found: an assumption", "A")
    lost_work_eur_per_hour: float = parameter(
        34.75, "an hour of paid work lost, by the friction cost method", "EUR/hour", 25.0, 45.0,
        f"{_MANUAL} (recalled, medium confidence)", "M")
    # fmt: on


COST_PARAMETERS: Final = collect((CostRule,))


def costs_of(values: Mapping[str, float]) -> CostRule:
    """The prices, those in `values` in place of the defaults; other names are left alone."""
    return rule_of(CostRule, {**defaults(COST_PARAMETERS), **values})
