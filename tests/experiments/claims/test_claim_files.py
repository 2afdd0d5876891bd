import re
from collections.abc import Callable
from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.claims.claim import Claim, claim_names, common, load_claim
from zorgzaam.experiments.claims.file import Rank, Ratio
from zorgzaam.experiments.claims.outcomes import CLAIM_OUTCOME, outcome_named
from zorgzaam.experiments.claims.plan import plan
from zorgzaam.experiments.claims.wording import Spoken, unit_of
from zorgzaam.experiments.words import Words, texts

MakeClaim = Callable[..., Claim]
ALL = ("H1", "H2a", "H2b", "H3", "H4", "H5", "H6", "H7", "H8")
SHIPPED = pytest.mark.parametrize("name", ALL)


def test_the_nine_claims_are_there() -> None:
    assert claim_names() == ALL


@SHIPPED
def test_a_claim_is_found_in_capitals_or_not(name: str) -> None:
    assert load_claim(name.lower()) == load_claim(name)


@SHIPPED
def test_a_claim_has_a_rule_that_can_go_both_ways(name: str) -> None:
    tests = load_claim(name).tests.values()
    assert any(isinstance(test, Rank) or test.supported for test in tests)
    assert any(isinstance(test, Rank) or test.not_supported for test in tests)


@SHIPPED
@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_rule_in_words_names_every_number_of_the_rule(name: str, language: str) -> None:
    claim = load_claim(name)
    said = claim.said("rule", language)
    for key, test in claim.tests.items():
        for bound in (test.supported, test.not_supported):
            if bound is not None:
                number = f"{abs(bound.value):g}".replace(".", "," if language == "nl" else ".")
                assert re.search(rf"(?<![\d.,]){re.escape(number)}(?![\d]|[.,]\d)", said), key


@SHIPPED
def test_every_outcome_that_a_claim_names_exists(name: str) -> None:
    claim = load_claim(name)
    for test in claim.tests.values():
        outcome_named(test.outcome, name)
    assert outcome_named(claim.file.chart, name).weekly


@SHIPPED
def test_every_test_can_be_said_in_both_languages(name: str) -> None:
    claim = load_claim(name)
    for language in ("nl", "en"):
        spoken = Spoken(Words(language))
        for key, test in claim.tests.items():
            assert spoken.unit(test), key
            assert not test.decides or spoken.rule(test), key
        assert all(spoken.arm_changes(claim, arm) for arm in claim.file.arms)


@SHIPPED
def test_every_shipped_claim_can_be_planned(name: str) -> None:
    study = plan([name], seeds=2, varied_seeds=2)
    assert len(study.jobs) == 5 * (2 + 2 * len(load_claim(name).variations))


def test_the_places_are_five_or_more_and_the_rows_of_the_evidence_are_varied_for_all() -> None:
    assert len(common().places) >= 5
    assert {a.row for a in common().assumptions} == {"#18", "#22", "#43", "#49", "#50", "#52"}


@SHIPPED
def test_every_assumption_has_a_range(name: str) -> None:
    variations = load_claim(name).variations
    for low, high in zip(variations[::2], variations[1::2], strict=True):
        assert [name for name, _ in low.values] == [name for name, _ in high.values]
        assert all(a < b for (_, a), (_, b) in zip(low.values, high.values, strict=True))


@SHIPPED
def test_a_size_of_the_rule_has_a_reason_in_words_that_names_it(name: str) -> None:
    claim = load_claim(name)
    for language in ("nl", "en"):
        said = claim.said("margin_reason", language)
        for key, test in claim.tests.items():
            sizes = [b.value for b in (test.supported, test.not_supported) if b is not None]
            for size in sizes:
                as_share = isinstance(test, Ratio) and test.unit == "%" and abs(size) == 80
                number = f"{abs(size) / (100 if as_share else 1):g}"
                number = number.replace(".", "," if language == "nl" else ".")
                assert number in said, key


def test_a_claim_may_vary_further_assumptions_and_some_of_its_own(
    asking: Path, tmp_path: Path
) -> None:
    own = tmp_path / "mine.toml"
    text = asking.read_text(encoding="utf-8").replace("years = 2", 'years = 2\nvary = ["#42"]')
    own.write_text(
        text
        + """
[[assumptions]]
row = "reach"
title_nl = "bereik"
title_en = "reach"
parameters = ["introduction_reach_households"]
""",
        encoding="utf-8",
    )
    rows = [each.row for each in load_claim(str(own)).assumptions]
    assert rows == [*(each.row for each in common().assumptions), "#42", "reach"]


def test_an_assumption_about_arms_changes_what_they_set_and_nothing_else() -> None:
    claim = load_claim("H8")
    [high] = [v for v in claim.variations if (v.row, v.end) == ("time-for-contacts", "high")]
    assert high.start() == {}
    for arm in claim.file.arms:
        usual, varied = claim.arm(arm).changes, claim.arm(arm, high).changes
        for before, after in zip(usual, varied, strict=True):
            is_it = before.name == "tie_building_share"
            assert after.value == (0.4 if is_it else before.value)
    assert any(m.name == "tie_building_share" for m in claim.arm("initiatives").changes)


def test_where_an_assumption_is_varied_only_the_arms_of_the_verdict_are_run() -> None:
    study = plan(["H8"], places=["WK079613"], seeds=2, varied_seeds=2)
    for job in study.jobs:
        expected = {"frozen", "own", "initiatives"} | (
            set() if job.variation.row else {"brokered", "volunteers"}
        )
        assert set(job.claims["H8"]) == expected


def test_every_outcome_that_a_claim_names_has_its_words_and_a_unit_that_is_said() -> None:
    claims = [load_claim(name) for name in ALL]
    names = {test.outcome for claim in claims for test in claim.tests.values()}
    for name in names | {claim.file.chart for claim in claims}:
        outcome = CLAIM_OUTCOME[name]
        assert outcome.label("nl") and outcome.label("en")
        assert outcome.meaning("nl") and outcome.meaning("en")
        assert f"units.{outcome.unit}" in texts("nl"), name


def test_a_difference_of_percentages_is_in_percentage_points(make_claim: MakeClaim) -> None:
    claim = load_claim("H2a")
    assert unit_of(claim.tests["overload"]) == "percentage points"
    assert unit_of(claim.tests["unmet"]) == "%"


# Mistakes ---------------------------------------------------------------------------------------


@pytest.fixture
def written(tmp_path: Path, asking: Path) -> Callable[[str, str], str]:
    """The path of a claim file in which one thing stands in another's place."""

    def write(old: str, new: str) -> str:
        text = asking.read_text(encoding="utf-8")
        assert old in text
        path = tmp_path / "mine.toml"
        path.write_text(text.replace(old, new), encoding="utf-8")
        return str(path)

    return write


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ('kind = "difference"', 'kind = "diff"', "tests.ties: unknown kind 'diff'; kinds are level"),
        ('kind = "difference"', "", "'kind' is missing"),
        ("relative = true", "relatve = true", "unknown key 'relatve': did you mean relative"),
        ('against = "nobody_asks"\nweeks', 'against = "nobody"\nweeks', "there is no arm 'nobody'"),
        ("weeks = [52, 104]\nrelative", "weeks = [52, 105]\nrelative", "not a stretch of the 104"),
        ("not_supported = {below = 5}", "", "no test can speak against the claim"),
        ("\nsupported = {above = 5}", "", "no test can support the claim"),
        ("{below = 5}", "{above = 5}", "look to the same side"),
        ("{below = 5}", "{below = 6}", "overlap: few seeds could then support"),
        ("years = 2", 'years = 2\nnot_supported_when = ["often"]', "no test that has a side"),
        (
            'extends = "all_ask"',
            'same_money = {as_arm = "all_ask_often", lever = "x", week = 0}',
            "put 'all_ask_often', which it is to spend as much as, before it",
        ),
        ("years = 2", 'years = 2\nvary = ["a row"]', "String should match pattern"),
        ("{below = 5}", "{}", "either `above` or `below`"),
        ("years = 2", "years = 2\nseeds = 5", "greater than or equal to 30"),
        ("years = 2", "years = [", "not valid TOML"),
        ('extends = "all_ask"', 'extends = "all"', "there is no arm 'all'"),
    ],
)  # fmt: skip
def test_a_mistake_in_a_file_is_told_with_where_it_is(
    written: Callable[[str, str], str], old: str, new: str, message: str
) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        load_claim(written(old, new))


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("informal_asking = 0", "informal_askin = 0", "did you mean informal_asking"),
        ("informal_asking = 0", "informal_asking = 2", "out of range"),
        ("settling_weeks = 52", "settling_week = 52", "did you mean settling_weeks"),
        ("week = 26", "week = 126", "after the end of the run"),
        ('outcome = "care_ties_per_1000"', 'outcome = "care_ties"', "unknown outcome 'care_ties'"),
        ('chart = "care_ties_per_1000"', 'chart = "affected_carers_heavy_share"', "not week by week"),
        ("years = 2", 'years = 2\nvary = ["#99"]', "vary: unknown row '#99'"),
        ('title_en = "people ask"', 'title_en = "x"\nextends = "all_ask_often"', "in a circle"),
    ],
)  # fmt: skip
def test_a_mistake_that_only_shows_when_planned_is_told_before_anything_runs(
    written: Callable[[str, str], str], old: str, new: str, message: str
) -> None:
    with pytest.raises(InputError, match=re.escape(message)):
        plan([written(old, new)], seeds=2, varied_seeds=0)


@pytest.mark.parametrize(
    ("keys", "message"),
    [
        ({"seeds": 1}, "one run gives no interval"),
        ({"varied_seeds": 1}, "give 0"),
        ({"places": ["Nergenshuizen"]}, "Nergenshuizen"),
        ({"years": 1}, "give no fewer"),
        ({"years": 31}, "give at most 30"),
        ({"first_seed": -1}, "a seed is a whole number"),
        ({"first_seed": 900_000}, "finds equal money, so no verdict may rest on it"),
    ],
)
def test_what_cannot_be_run_is_refused(asking: Path, keys: dict[str, object], message: str) -> None:
    with pytest.raises(InputError, match=message):
        plan([str(asking)], **keys)  # type: ignore[arg-type]


def test_an_unknown_claim_is_told_with_those_there_are() -> None:
    with pytest.raises(InputError, match=r"unknown claim 'H9'.*Known: H1, H2a"):
        load_claim("H9")


def test_a_file_that_is_not_there_is_told_plainly(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        load_claim(str(tmp_path / "none.toml"))


@SHIPPED
@pytest.mark.parametrize("language", ["nl", "en"])
def test_an_assumption_beside_a_dot_is_a_row_of_the_evidence_or_a_few_words(
    name: str, language: str
) -> None:
    claim, spoken = load_claim(name), Spoken(Words(language))
    for assumption in claim.assumptions:
        said = spoken.short(claim, assumption.row)
        assert re.fullmatch(r"#\d+", said) or (" " in said and len(said) < 30), said
