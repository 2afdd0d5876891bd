import pytest

from zorgzaam.experiments.report.money import SAVED_ON, shifted_per_saved
from zorgzaam.model.measures import SPENT_EUR


def test_the_ratio_is_that_of_the_means_and_its_interval_holds_it() -> None:
    ratio = shifted_per_saved([10.0, 12.0, 14.0], [5.0, 6.5, 6.5])
    assert ratio is not None
    assert ratio.value == pytest.approx(18 / 36)
    assert ratio.low is not None
    assert ratio.high is not None
    assert ratio.low < ratio.value < ratio.high


def test_a_fixed_share_of_whatever_is_saved_is_known_exactly() -> None:
    ratio = shifted_per_saved([10.0, 12.0, 17.0], [5.0, 6.0, 8.5])
    assert ratio is not None
    assert ratio.low == pytest.approx(0.5)
    assert ratio.high == pytest.approx(0.5)


@pytest.mark.parametrize("saved", [[0.0, 0.0], [-3.0, -2.0], [1.0, -1.0], [0.0], [-1.0]])
def test_where_nothing_is_clearly_saved_there_is_no_ratio(saved: list[float]) -> None:
    assert shifted_per_saved(saved, [1.0] * len(saved)) is None


def test_one_seed_gives_a_ratio_without_an_interval() -> None:
    ratio = shifted_per_saved([10.0], [4.0])
    assert ratio is not None
    assert (ratio.value, ratio.low, ratio.high) == (0.4, None, None)


def test_the_bars_of_what_is_saved_are_all_that_is_spent_each_once() -> None:
    drawn = [measure for measures in SAVED_ON.values() for measure in measures]
    assert sorted(drawn) == sorted(SPENT_EUR)
