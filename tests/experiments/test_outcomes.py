import math
from collections.abc import Callable

import pytest

from zorgzaam.agents.people import WEEKS_PER_YEAR
from zorgzaam.experiments.costs import COST_PARAMETERS, costs_of
from zorgzaam.experiments.outcomes import OUTCOME, OUTCOMES, outcome_values
from zorgzaam.model.run import Run
from zorgzaam.model.timeline import Change, Timeline

MakeRun = Callable[..., Run]
PEOPLE = {"residents": 2000.0, "adults_18_plus": 1600.0, "adults_65_plus": 400.0}
PROMISED = {
    "formal_hours_per_1000",
    "informal_hours_per_1000",
    "unmet_hours_per_1000",
    "carers_narrow_share_18plus",
    "carers_narrow_share_65plus",
    "heavily_strained_share_of_carers",
    "heavily_strained_per_1000_adults",
    "spontaneous_share",
    "saved_eur_per_inhabitant",
    "shifted_eur_per_inhabitant",
}


def test_every_promised_outcome_is_declared_once_with_words_in_both_languages() -> None:
    assert set(OUTCOME) >= PROMISED
    assert len(OUTCOME) == len(OUTCOMES)
    for outcome in OUTCOMES:
        assert outcome.label("nl") and outcome.label("en") and outcome.meaning("nl")
        assert outcome.meaning("nl") != outcome.meaning("en")


def test_hours_are_a_week_per_1000_residents_and_shares_are_per_cent(make_run: MakeRun) -> None:
    run = make_run(
        PEOPLE
        | {
            "formal_hours": 130.0,
            "carers_18_plus": 208.0,
            "carers_65_plus": 60.0,
            "heavily_strained": 52.0,
            "care_hours_given": 2496.0,
            "helpers": 30.0,
            "recipients": 20.0,
        }
    )
    values = outcome_values(run, run)
    assert values["formal_hours_per_1000"] == pytest.approx(65.0)
    assert values["carers_narrow_share_18plus"] == pytest.approx(13.0)
    assert values["carers_narrow_share_65plus"] == pytest.approx(15.0)
    assert values["heavily_strained_share_of_carers"] == pytest.approx(25.0)
    assert values["heavily_strained_per_1000_adults"] == pytest.approx(32.5)
    assert values["hours_per_carer"] == pytest.approx(12.0)
    assert values["helpers_per_recipient"] == pytest.approx(1.5)


def test_a_yearly_rate_adds_up_the_weeks_of_a_year(make_run: MakeRun) -> None:
    run = make_run(PEOPLE | {"admissions": 0.5})
    expected = 0.5 * WEEKS_PER_YEAR / 2.0
    assert outcome_values(run, run)["admissions_per_1000_a_year"] == pytest.approx(expected)


def test_only_weeks_from_the_first_change_on_count(make_run: MakeRun) -> None:
    cut = Timeline((Change(52, "budget", 0.3), Change(80, "budget", 0.4)))
    before_and_after = PEOPLE | {"formal_hours": 200.0}
    run = make_run(before_and_after, later={"formal_hours": 100.0}, timeline=cut)
    assert outcome_values(run, run)["formal_hours_per_1000"] == pytest.approx(50.0)
    assert outcome_values(run, run, first_week=0)["formal_hours_per_1000"] == pytest.approx(75.0)


def test_where_there_is_nothing_to_divide_by_an_outcome_is_not_a_number(make_run: MakeRun) -> None:
    values = outcome_values(make_run(PEOPLE), make_run(PEOPLE))
    for name in ("heavily_strained_share_of_carers", "spontaneous_share", "hours_per_carer"):
        assert math.isnan(values[name])
    assert values["unmet_hours_per_1000"] == 0.0


def test_spontaneous_share_is_of_hours_by_ties_formed_during_the_run(make_run: MakeRun) -> None:
    run = make_run(
        PEOPLE
        | {
            "already_there_hours": 900.0,
            "own_initiative_hours": 60.0,
            "brokered_hours": 30.0,
            "initiative_hours": 10.0,
        }
    )
    assert outcome_values(run, run)["spontaneous_share"] == pytest.approx(60.0)


def test_money_saved_is_spending_less_than_in_the_baseline_and_shifted_is_priced(
    make_run: MakeRun,
) -> None:
    baseline = make_run(
        PEOPLE
        | {
            "household_help_spent_eur": 3000.0,
            "guidance_spent_eur": 2000.0,
            "district_nursing_spent_eur": 1000.0,
            "informal_hours": 100.0,
        }
    )
    scenario = make_run(
        PEOPLE
        | {
            "household_help_spent_eur": 2000.0,
            "guidance_spent_eur": 2000.0,
            "district_nursing_spent_eur": 1100.0,
            "informal_hours": 110.0,
            "nursing_home_residents": 1.0,
            "crises": 0.1,
            "heavily_strained": 4.0,
        }
    )
    prices = costs_of(
        {
            "nursing_home_eur_per_week": 1000.0,
            "crisis_eur": 2000.0,
            "informal_care_eur_per_hour": 10.0,
            "lost_work_hours_per_week": 0.5,
            "lost_work_eur_per_hour": 20.0,
        }
    )
    values = outcome_values(scenario, baseline, costs=prices)
    a_year_each = WEEKS_PER_YEAR / 2000.0
    assert values["spending_eur_per_inhabitant"] == pytest.approx(5100.0 * a_year_each)
    assert values["saved_eur_per_inhabitant"] == pytest.approx(900.0 * a_year_each)
    shifted = 1000.0 + 0.1 * 2000.0 + 10.0 * 10.0 + 4.0 * 0.5 * 20.0
    assert values["shifted_eur_per_inhabitant"] == pytest.approx(shifted * a_year_each)
    own = outcome_values(baseline, baseline, costs=prices)
    assert own["saved_eur_per_inhabitant"] == own["shifted_eur_per_inhabitant"] == 0.0


def test_every_price_has_a_source_and_a_range_around_its_value() -> None:
    for row in COST_PARAMETERS.values():
        assert row.source
        assert row.low < float(row.value) < row.high
