"""The report on real runs: what it tells of a life must be what the run had."""

import numpy as np
import pytest

from zorgzaam.experiments.comparison import Comparison, compare
from zorgzaam.experiments.report import report_html
from zorgzaam.experiments.report.choose import three_people
from zorgzaam.experiments.report.over_time import GIVERS
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.model.measures import INDEX
from zorgzaam.model.places.catalogue import resolve
from zorgzaam.model.processes.strain import WEEKS_BETWEEN_LOOKS

pytestmark = pytest.mark.slow  # compiles the engine


@pytest.fixture(scope="module")
def achterveld() -> Comparison:
    place = resolve("WK032703")
    *_, comparison = compare(
        place, load_scenario("cuts-2015"), load_scenario("baseline"), seeds=(1, 2), years=3
    )
    return comparison


def test_a_seed_run_again_for_its_lives_is_the_same_run(achterveld: Comparison) -> None:
    pair = achterveld.pairs[0]
    people = three_people(pair)
    assert people
    again = achterveld.traced(pair.seed, [person.row for person in people])
    assert np.array_equal(again.scenario.weekly, pair.scenario.weekly)
    assert np.array_equal(again.baseline.weekly, pair.baseline.weekly)
    trace = again.scenario.trace
    assert trace is not None
    for at, person in enumerate(people):
        weeks = int(pair.scenario.end.total_weeks_heavy[person.in_scenario])
        same = trace.columns["key_low32"][:, at] == trace.columns["key_low32"][-1, at]
        told = int((trace.columns["heavy"][same, at] > 0).sum())
        assert abs(told - weeks) <= 2 * WEEKS_BETWEEN_LOOKS  # both ends of the run


def test_all_who_give_help_and_what_nobody_gives_are_the_need_also_with_a_walk_in() -> None:
    *_, comparison = compare(
        resolve("WK079613"), load_scenario("open-walk-ins"), load_scenario("baseline"),
        seeds=(2,), years=2,
    )  # fmt: skip
    weekly = comparison.pairs[0].scenario.weekly
    parts = weekly[:, :, [INDEX[f"{part}_hours"] for part in GIVERS]].sum(axis=2)
    assert np.allclose(parts, weekly[:, :, INDEX["need_hours"]], rtol=1e-3)
    assert weekly[:, :, INDEX["collective_hours"]].sum() > 0  # residents of this seed want one
    assert "open inloop" in report_html(comparison, "nl")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_a_real_comparison_becomes_a_report_without_a_gap(
    achterveld: Comparison, language: str
) -> None:
    html = report_html(achterveld, language)
    assert html.count('<article class="life"') == len(three_people(achterveld.pairs[0]))
    assert ">nan" not in html.lower()
    assert "None" not in html
