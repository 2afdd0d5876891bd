"""Regret of ways whose means are known."""

import pandas as pd
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.regret import regret

WAYS = ("baseline", "buurtzorg", "cuts-2015")
PLACES = ("WK034403", "WK027300")
# mean by place and row of the design
LEVEL = {
    "baseline": {("WK034403", 0): 10.0, ("WK034403", 1): 12.0, ("WK027300", 0): 8.0, ("WK027300", 1): 9.0},
    "buurtzorg": {("WK034403", 0): 11.0, ("WK034403", 1): 10.0, ("WK027300", 0): 8.5, ("WK027300", 1): 9.5},
    "cuts-2015": {("WK034403", 0): 15.0, ("WK034403", 1): 16.0, ("WK027300", 0): 7.0, ("WK027300", 1): 12.0},
}  # fmt: skip


@pytest.fixture
def make(made):
    def table(spread=0.0, own=0.0, seeds=range(1, 13)):
        return pd.DataFrame(
            [
                made.row(
                    level + spread * made.luck(seed) + own * made.luck(seed, WAYS.index(way), row),
                    seed, row, scenario=way, place=place,
                )
                for way, levels in LEVEL.items()
                for (place, row), level in levels.items()
                for seed in seeds
            ]
        )  # fmt: skip

    return table


def test_regret_is_how_much_worse_than_the_best_there(made, make):
    found = regret(make(), made.outcome, PLACES, WAYS)
    rows = found.table.set_index("way")
    assert rows["most"].to_dict() == pytest.approx(
        {"baseline": 2.0, "buurtzorg": 1.5, "cuts-2015": 6.0}
    )
    assert rows["mean"].to_dict() == pytest.approx(
        {"baseline": 0.75, "buurtzorg": (1 + 0 + 1.5 + 0.5) / 4, "cuts-2015": (5 + 6 + 0 + 3) / 4}
    )
    assert found.table["way"].tolist() == ["buurtzorg", "baseline", "cuts-2015"]
    assert (rows.loc["buurtzorg", "worst_place"], rows.loc["buurtzorg", "worst_row"]) == (
        "WK027300",
        0,
    )
    assert rows["best_in"].to_dict() == {"baseline": 2, "buurtzorg": 1, "cuts-2015": 1}


def test_chance_that_all_ways_share_makes_no_regret_uncertain(made, make):
    found = regret(make(spread=50.0), made.outcome, PLACES, WAYS).table
    assert (found["most_high"] - found["most_low"]).max() < 1e-9
    assert found["least_bad_most"].tolist() == [1.0, 0.0, 0.0]


def test_chance_of_their_own_makes_intervals_around_the_truth(made, make):
    found = regret(make(own=2.0), made.outcome, PLACES, WAYS).table.set_index("way")
    for way, most in (("baseline", 2.0), ("buurtzorg", 1.5), ("cuts-2015", 6.0)):
        assert found.loc[way, "most_low"] < found.loc[way, "most_high"]
        assert found.loc[way, "most_low"] - 0.5 < most < found.loc[way, "most_high"] + 0.5
    assert 0.0 < found.loc["buurtzorg", "least_bad_most"] < 1.0
    assert found["least_bad_most"].sum() == pytest.approx(1.0)


def test_where_more_is_better_the_highest_is_the_best(made, make):
    found = regret(make(), made.outcome, PLACES, WAYS, better="high").table
    assert found["way"].iloc[0] == "cuts-2015"


def test_only_seeds_that_all_ways_have_count(made, make):
    table = make(own=2.0)
    lacking = table[(table["scenario"] != "buurtzorg") | (table["seed"] > 2)]
    found = regret(lacking, made.outcome, PLACES, WAYS)
    assert set(found.cells["seeds"]) == {10}
    whole = regret(make(own=2.0, seeds=range(3, 13)), made.outcome, PLACES, WAYS)
    pd.testing.assert_frame_equal(found.table, whole.table)


def test_one_way_or_one_seed_is_not_enough(made, make):
    with pytest.raises(InputError, match="at least two scenarios"):
        regret(make(), made.outcome, PLACES, WAYS[:1])
    with pytest.raises(InputError, match="1 seeds of all ways"):
        regret(make(seeds=[1]), made.outcome, PLACES, WAYS)
