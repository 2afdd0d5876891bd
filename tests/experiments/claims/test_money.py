"""Equal money: found by the study itself, from seeds on which no verdict rests."""

from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.claims.claim import common, load_claim
from zorgzaam.experiments.claims.money import TOLERANCE_PERCENT, Found, find, search, with_levers
from zorgzaam.experiments.claims.plan import plan
from zorgzaam.experiments.claims.store import money_rows, record
from zorgzaam.experiments.claims.work import carry_out

SMALL = "BU07961302"


@pytest.mark.parametrize(
    "spent",
    [
        lambda value: 130.0 * value,
        lambda value: 60.0 + 30.0 * value,  # what is given is spent in part
        lambda value: 140.0 * value**3,
        lambda value: 100.0 if value < 1 else 120.0,
    ],
)
def test_a_lever_is_found_at_which_as_much_is_spent(spent) -> None:  # type: ignore[no-untyped-def]
    found = search(lambda value: spent(value) - 100.0, usual=1.0, low=0.2, high=3.0)
    assert abs(found.percent) <= TOLERANCE_PERCENT
    assert found.percent == pytest.approx(spent(found.value) - 100.0)


def test_a_lever_that_is_right_already_stays_as_it_is() -> None:
    assert search(lambda value: 0.4, usual=1.0, low=0.0, high=2.0) == Found(1.0, 0.4)


def test_where_no_value_will_do_the_nearest_is_taken_and_what_is_left_is_told() -> None:
    assert search(lambda value: 20.0 * value, usual=1.0, low=0.5, high=2.0) == Found(0.5, 10.0)


@pytest.fixture
def balanced(tmp_path: Path, asking: Path) -> str:
    """A claim in which those who ask often are to cost as much as those who do not ask."""
    path = tmp_path / "mine.toml"
    text = asking.read_text(encoding="utf-8").replace(
        'extends = "all_ask"',
        'extends = "all_ask"\n'
        'same_money = {as_arm = "nobody_asks", lever = "budget_room_share", week = 26}',
    )
    path.write_text(text, encoding="utf-8")
    return str(path)


def test_money_is_found_by_place_from_its_own_seeds_and_stands_in_the_record(balanced: str) -> None:
    study = plan([balanced], places=[SMALL], seeds=2, varied_seeds=0)
    [*_] = carry_out(study)
    [row] = money_rows(study)
    assert (row["arm"], row["as_arm"], row["place"]) == ("all_ask_often", "nobody_asks", SMALL)
    assert record(study)["equal_money"] == [row]
    assert record(study)["identity"]["money_seeds"] == list(common().money_seeds)
    [again] = find(study.jobs[0].question(study.claims[0])).values()
    assert again == Found(row["value"], row["then_percent_more"])


def test_an_arm_has_the_lever_of_the_arm_that_it_extends() -> None:
    claim = load_claim("H4")
    for arm in ("lump_sum", "lump_sum_shock", "stricter"):
        timeline = plan(["H4"], places=[SMALL], seeds=2, varied_seeds=0).jobs[0].claims["H4"][arm]
        given = with_levers(claim, arm, timeline[0], {"lump_sum": Found(0.9, 0.0)})
        assert {c.value for c in given.changes if c.name == "lump_sum_level_share"} == {0.9}
    assert claim.balance("product_shock") is None


@pytest.mark.parametrize("lever", ["payment", "principals", "no_such_thing"])
def test_a_lever_that_cannot_be_moved_bit_by_bit_is_refused(balanced: str, lever: str) -> None:
    path = Path(balanced)
    text = path.read_text(encoding="utf-8").replace("budget_room_share", lever)
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="no parameter that can be moved bit by bit"):
        plan([balanced], places=[SMALL], seeds=2, varied_seeds=0)
