import math
from collections.abc import Callable
from typing import Any

import pytest

from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim, Variation
from zorgzaam.experiments.claims.figures import Values, parts
from zorgzaam.experiments.claims.verdicts import best_arm, judge, judge_places
from zorgzaam.experiments.claims.wording import Spoken
from zorgzaam.experiments.words import Words

MakeClaim = Callable[..., Claim]
MakeSeeds = Callable[..., dict[int, Values]]
Test = Callable[..., dict[str, Any]]
RISES = {"supported": {"above": 5}, "not_supported": {"below": 5}}
LOW = Variation("#18", "low", (("heavy_carer_stops_per_year", 0.15),))


@pytest.mark.parametrize(
    ("rise", "verdict"),
    [(20.0, "supported"), (-20.0, "not_supported"), (1.0, "not_supported"), (5.0, "undecided")],
)
def test_the_interval_must_lie_on_one_side_of_the_bound_whole(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test, rise: float, verdict: str
) -> None:
    claim = make_claim(difference(**RISES))
    assert judge_places(claim, {"WK": make_seeds(claim, other=rise)}, "WK").verdict == verdict


def test_what_is_undecided_says_how_many_seeds_would_settle_it(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES))
    few = judge_places(claim, {"WK": make_seeds(claim, spread=3, seeds=7, other=7.0)}, "WK")
    assert few.verdict == "undecided"
    needed = few.tests["test_0"].seeds_needed
    assert needed is not None and 7 < needed < 200
    result = judge(claim, {(AS_DECLARED, "WK"): make_seeds(claim, spread=3, seeds=7, other=7.0)})
    said = Spoken(Words("en")).sentences(result, {})[0]
    assert f"undecided (about {needed} seeds would settle it)" in said
    more = make_seeds(claim, spread=3, seeds=7 * (-(-needed // 7) + 1), other=7.0)
    assert judge_places(claim, {"WK": more}, "WK").verdict == "supported"


def test_a_relative_difference_is_in_per_cent_of_the_other_arm(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(relative=True, **RISES))
    seeds = make_seeds(claim, first=100.0, other=110.0)  # some 200 and 210
    found = judge_places(claim, {"WK": seeds}, "WK").tests["test_0"].found
    assert found.value == pytest.approx(5.0, abs=0.1)


def test_an_effect_that_is_surely_there_but_surely_too_small_is_against_the_claim(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(supported={"above": 2}, not_supported={"below": 2}))

    def verdict(effect: float) -> str:
        return judge_places(claim, {"WK": make_seeds(claim, other=effect)}, "WK").verdict

    assert verdict(20.0) == "supported"
    assert verdict(1.0) == "not_supported"  # surely more than 0, and surely less than 2
    assert verdict(0.0) == "not_supported"
    assert verdict(-1.0) == "not_supported"


def test_no_number_of_seeds_is_enough_to_support_what_more_of_them_speak_against(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(supported={"above": 2}, not_supported={"below": 2}))
    for seeds in (2, 3, 7, 14, 28, 140):
        made = make_seeds(claim, spread=1, seeds=seeds, other=1.0)
        assert judge_places(claim, {"WK": made}, "WK").verdict != "supported"


def test_an_interval_that_includes_zero_and_still_allows_much_decides_nothing(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(supported={"above": 2}, not_supported={"below": 2}))
    seeds = make_seeds(claim, spread=5, seeds=7)
    assert judge_places(claim, {"WK": seeds}, "WK").verdict == "undecided"


def test_an_interaction_is_a_difference_of_differences(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(
        difference(kind="interaction", minus_arm="third", minus_against="first", **RISES)
    )
    seeds = make_seeds(claim, first=1.0, other=12.0, third=3.0)
    found = judge_places(claim, {"WK": seeds}, "WK").tests["test_0"].found
    assert found.value == pytest.approx((12 - 1) - (3 - 1), abs=0.1)


def test_a_ratio_divides_two_differences_and_may_turn_its_sign(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(
        difference(
            kind="ratio", per_arm="third", times=-1, unit="hours/hour",
            supported={"below": 1}, not_supported={"above": 1},
        )
    )  # fmt: skip
    seeds = make_seeds(claim, other=6.0, third=-10.0)
    result = judge_places(claim, {"WK": seeds}, "WK").tests["test_0"]
    assert result.found.value == pytest.approx(0.6, abs=0.02)
    assert result.state == "supports"


def test_a_test_without_sides_is_there_to_be_read_only(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES), difference())
    result = judge_places(claim, {"WK": make_seeds(claim, other=20.0)}, "WK")
    assert result.tests["test_1"].state == "shown"
    assert result.verdict == "supported"


def test_a_level_is_one_arm_alone(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    level = difference(kind="level", arm="third")
    del level["against"]
    claim = make_claim(difference(**RISES), level)
    values = make_seeds(claim, seeds=1, third=7.0)[1]
    assert parts(claim.tests["test_1"], values) == (109.0, 1.0)  # 100 + 7, and 2 by chance


@pytest.mark.parametrize(
    ("when", "effects", "verdict"),
    [
        ("any", (20.0, 20.0), "supported"),
        ("any", (20.0, -20.0), "not_supported"),
        ("any", (20.0, 5.0), "undecided"),
        ("all", (20.0, 20.0), "supported"),
        ("all", (20.0, -20.0), "partly"),
        ("all", (-20.0, -20.0), "not_supported"),
        ("all", (-20.0, 5.0), "undecided"),
        (["test_0"], (20.0, 20.0), "supported"),
        (["test_0"], (-20.0, 20.0), "not_supported"),
        (["test_0"], (-20.0, 5.0), "not_supported"),
        (["test_0"], (20.0, -20.0), "partly"),
        (["test_0"], (20.0, 5.0), "undecided"),
    ],
)
def test_tests_make_a_verdict_as_the_file_says(
    make_claim: MakeClaim,
    make_seeds: MakeSeeds,
    difference: Test,
    when: str | list[str],
    effects: tuple[float, float],
    verdict: str,
) -> None:
    swapped = difference(arm="first", against="third", **RISES)
    claim = make_claim(difference(**RISES), swapped, not_supported_when=when)
    seeds = make_seeds(claim, other=effects[0], third=-effects[1])
    jittered = {
        seed: {
            f: v + (0.3 * ((seed % 5) - 2) if f.arm == "third" else 0) for f, v in values.items()
        }
        for seed, values in seeds.items()
    }
    assert judge_places(claim, {"WK": jittered}, "WK").verdict == verdict


RANK = {"kind": "rank", "arms": ["first", "other", "third"], "best": "low", "margin_percent": 1}


def ranking(claim: Claim, make_seeds: MakeSeeds, **places: dict[str, float]) -> str:
    seeds = {place: make_seeds(claim, **arms) for place, arms in places.items()}
    return judge_places(claim, seeds, "").verdict


def rank_claim(make_claim: MakeClaim, difference: Test) -> Claim:
    test = difference(**RANK)
    del test["arm"], test["against"]
    return make_claim(test)


def test_arms_that_are_each_much_worse_somewhere_are_for_a_claim_of_no_arm_for_everywhere(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = rank_claim(make_claim, difference)
    assert ranking(claim, make_seeds, A={"other": -5}, B={"third": -5}) == "supported"


def test_an_arm_that_is_nowhere_much_worse_is_against_it_even_where_another_is_surely_better(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = rank_claim(make_claim, difference)
    seeds = {
        "A": make_seeds(claim, other=-5),
        "B": make_seeds(claim, other=-5, third=-5.5),
    }
    assert best_arm(claim.tests["test_0"], list(seeds["B"].values())) == "third"  # type: ignore[arg-type]
    result = judge_places(claim, seeds, "")
    assert result.verdict == "not_supported"
    assert result.tests["test_0"].best == "other"


def test_arms_that_are_surely_alike_everywhere_are_against_it_too(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = rank_claim(make_claim, difference)
    assert ranking(claim, make_seeds, A={}, B={}) == "not_supported"


def test_a_ranking_from_too_few_seeds_is_undecided_and_says_how_many_would_do(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = rank_claim(make_claim, difference)
    places = {p: make_seeds(claim, spread=4, seeds=7, first=3.0, third=3.0) for p in "AB"}
    result = judge_places(claim, places, "")
    assert result.verdict == "undecided"
    assert result.tests["test_0"].seeds_needed is not None


def test_the_highest_is_best_where_the_rule_says_so(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    test = difference(**RANK) | {"best": "high"}
    del test["arm"], test["against"]
    claim = make_claim(test)
    result = judge_places(claim, {"A": make_seeds(claim, third=5)}, "A")
    assert result.tests["test_0"].best == "third"


def test_places_that_agree_make_one_verdict(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES))
    result = judge(claim, {(AS_DECLARED, p): make_seeds(claim, other=20.0) for p in "AB"})
    assert (result.overall, result.other_places) == ("supported", ())


def test_a_place_that_is_decided_otherwise_makes_it_depend_on_that_place(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES))
    rises = {(AS_DECLARED, p): make_seeds(claim, other=20.0) for p in "AB"}
    result = judge(claim, rises | {(AS_DECLARED, "C"): make_seeds(claim, other=1.0)})
    assert (result.overall, result.other_places) == ("depends_on", ("C",))


def test_an_undecided_place_does_not_turn_a_verdict_that_the_others_make(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES))
    rises = {(AS_DECLARED, p): make_seeds(claim, other=20.0) for p in "AB"}
    result = judge(claim, rises | {(AS_DECLARED, "C"): make_seeds(claim, other=5.0)})
    assert result.overall == "supported"
    assert result.places[2].verdict == "undecided"


def test_an_assumption_that_turns_the_verdict_is_named(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES))
    figures = {(AS_DECLARED, p): make_seeds(claim, other=20.0) for p in "AB"}
    figures |= {(LOW, p): make_seeds(claim, seeds=6, other=1.0) for p in "AB"}
    result = judge(claim, figures)
    assert (result.overall, result.turned_by) == ("depends_on", (LOW,))


def test_an_assumption_that_only_makes_it_unsure_is_named_apart(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES))
    figures = {(AS_DECLARED, p): make_seeds(claim, other=20.0) for p in "AB"}
    figures |= {(LOW, p): make_seeds(claim, seeds=6, other=5.0) for p in "AB"}
    result = judge(claim, figures)
    assert (result.overall, result.turned_by, result.loosened_by) == ("supported", (), (LOW,))


def test_fewer_seeds_than_the_rule_asks_for_are_said_with_the_verdict_itself(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES), difference(outcome="unmet_spread_between_areas"))
    spoken = Spoken(Words("en"))
    for count, said in ((29, "supported (provisional)"), (30, "supported")):
        seeds = make_seeds(claim, seeds=count, other=20.0)
        for values in seeds.values():  # what does not decide may be unknown
            for figure in values:
                if figure.outcome == "unmet_spread_between_areas":
                    values[figure] = math.nan  # type: ignore[index]
        assert spoken.overall(judge(claim, {(AS_DECLARED, "A"): seeds})) == said


def test_no_verdict_stands_where_money_that_should_be_equal_was_not(
    make_claim: MakeClaim, make_seeds: MakeSeeds, difference: Test
) -> None:
    claim = make_claim(difference(**RISES), same_money=["first", "other"])
    result = judge(claim, {(AS_DECLARED, "A"): make_seeds(claim, other=20.0)})
    assert result.together.tests["test_0"].state == "supports"
    assert result.overall == "undecided"
    assert "there is no verdict" in " ".join(Spoken(Words("en")).sentences(result, {}))


@pytest.mark.parametrize(
    ("extra", "spread", "said"),
    [
        (20.0, 0.1, "Money was not equal: other +19.9%"),
        (1.0, 0.1, "spend the same did"),
        (3.0, 9.0, "Whether money was equal is not sure: other +"),
    ],
)
def test_money_is_said_to_be_equal_unequal_or_unsure(
    make_claim: MakeClaim,
    make_seeds: MakeSeeds,
    difference: Test,
    extra: float,
    spread: float,
    said: str,
) -> None:
    claim = make_claim(difference(**RISES), same_money=["first", "other"])
    seeds = make_seeds(claim, spread=spread, seeds=14, other=extra)
    result = judge(claim, {(AS_DECLARED, "A"): seeds})
    assert said in " ".join(Spoken(Words("en")).sentences(result, {}))
