from collections.abc import Callable
from dataclasses import replace

import numpy as np

from zorgzaam.experiments.comparison import Comparison
from zorgzaam.experiments.execution import Pair
from zorgzaam.experiments.report.choose import three_people
from zorgzaam.experiments.report.events import events_of

MakeComparison = Callable[..., Comparison]


def life(weeks: int = 60, **columns: float) -> dict[str, np.ndarray]:
    """The same every week."""
    names = (
        "formal_hours",
        "informal_hours",
        "unmet_hours",
        "hours_given",
        "heavy",
        "helpers",
        "status",
    )
    return {name: np.full(weeks, float(columns.get(name, name == "status"))) for name in names}


def test_the_three_are_those_that_the_rules_name(make_comparison: MakeComparison) -> None:
    pair = make_comparison(seeds=1).pairs[0]
    before, after = pair.baseline.end, pair.scenario.end
    strained, unmet, middle = three_people(pair)
    extra = after.total_weeks_heavy.astype(int) - before.total_weeks_heavy.astype(int)
    adults = after.age_years >= 18
    assert extra[strained.in_scenario] == extra[adults].max() > 0
    lacking = after.unmet_hours - before.unmet_hours
    others = adults & (after.row != strained.row) & (before.unmet_hours > 0)
    assert lacking[unmet.in_scenario] == lacking[others].max() > 0
    left = adults & ~np.isin(after.row, [strained.row, unmet.row])
    carers = left & (after.hours_given > 0) & (before.hours_given > 0)
    assert extra[middle.in_scenario] == np.quantile(extra[carers], 0.5, method="lower")


def test_somebody_who_is_another_person_in_the_other_run_is_never_chosen(
    make_comparison: MakeComparison,
) -> None:
    pair = make_comparison(seeds=1).pairs[0]
    first = three_people(pair)[0]
    key = pair.scenario.end.key.copy()
    key[first.in_scenario] += np.uint64(2**50)
    other = Pair(1, pair.baseline, replace(pair.scenario, end=replace(pair.scenario.end, key=key)))
    assert first.row not in [person.row for person in three_people(other)]


def test_without_any_effect_only_the_carer_in_the_middle_is_left(
    make_comparison: MakeComparison,
) -> None:
    pair = make_comparison(seeds=1, size=0.0).pairs[0]
    assert [person.rule for person in three_people(pair)] == ["in_the_middle"]


def test_a_difference_that_lasts_two_months_is_an_event_and_a_shorter_one_is_not() -> None:
    baseline, scenario = life(formal_hours=3), life(formal_hours=3)
    scenario["formal_hours"][20:27] = 0.0
    assert [event.kind for event in events_of(baseline, scenario, 10)] == ["package"]
    scenario["formal_hours"][30:38] = 1.5
    package, less = events_of(baseline, scenario, 10)
    assert (package.week, package.kind) == (10, "package")
    assert (less.week, less.kind, less.before, less.after) == (30, "less_formal_hours", 3.0, 1.5)


def test_what_differed_before_the_package_is_no_event_of_it() -> None:
    baseline, scenario = life(), life()
    scenario["unmet_hours"][0:10] = 5.0
    assert [event.kind for event in events_of(baseline, scenario, 10)] == ["package"]


def test_strain_stopping_help_and_admission_are_told_in_order_of_time() -> None:
    baseline, scenario = life(hours_given=9), life(hours_given=9)
    scenario["helpers"][15:] = 2
    scenario["heavy"][20:40] = 1
    scenario["hours_given"][30:] = 0
    scenario["status"][45:] = 2
    kinds = [event.kind for event in events_of(baseline, scenario, 10)]
    assert kinds == [
        "package",
        "more_helpers",
        "heavily_strained",
        "less_hours_given",
        "stops_caring",
        "admitted",
    ]


def test_weeks_in_which_somebody_else_held_the_row_are_no_events() -> None:
    baseline, scenario = life(formal_hours=3), life(formal_hours=1)
    for column in scenario.values():
        column[:] = np.nan
    assert [event.kind for event in events_of(baseline, scenario, 10)] == ["package"]


def test_hours_are_not_compared_while_one_of_the_two_is_in_a_nursing_home() -> None:
    baseline, scenario = life(formal_hours=3, informal_hours=2), life(formal_hours=3)
    baseline["status"][10:] = 2
    baseline["formal_hours"][10:] = 0
    scenario["informal_hours"][10:] = 4
    assert [event.kind for event in events_of(baseline, scenario, 10)] == [
        "package",
        "not_admitted",
    ]


def test_somebody_who_lacks_nothing_without_the_package_is_not_the_one_in_need(
    make_comparison: MakeComparison,
) -> None:
    """In a nursing home no need is counted: the other run would look worse than it is."""
    pair = make_comparison(seeds=1).pairs[0]
    unmet = next(person for person in three_people(pair) if person.rule == "most_unmet")
    hours = pair.baseline.end.unmet_hours.copy()
    hours[unmet.in_baseline] = 0
    housed = replace(pair.baseline, end=replace(pair.baseline.end, unmet_hours=hours))
    chosen = three_people(Pair(1, housed, pair.scenario))
    assert unmet.row not in [person.row for person in chosen if person.rule == "most_unmet"]
