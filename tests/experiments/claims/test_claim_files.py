import re
from collections.abc import Callable
from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.claims.claim import Claim, claim_names, common, load_claim, variations
from zorgzaam.experiments.claims.file import Rank
from zorgzaam.experiments.claims.outcomes import CLAIM_OUTCOME, outcome_named
from zorgzaam.experiments.claims.wording import Spoken, unit_of
from zorgzaam.experiments.claims.work import plan
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
    assert len(study.jobs) == 5 * (2 + 2 * len(variations()))


def test_the_places_are_five_or_more_and_every_assumption_has_a_range() -> None:
    assert len(common().places) >= 5
    assert {a.row for a in common().assumptions} == {"#18", "#22", "#43", "#49", "#50", "#52"}
    for low, high in zip(variations()[::2], variations()[1::2], strict=True):
        assert [name for name, _ in low.values] == [name for name, _ in high.values]
        assert all(a < b for (_, a), (_, b) in zip(low.values, high.values, strict=True))


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
        ('chart = "care_ties_per_1000"', 'chart = "unmet_light_at_end"', "not week by week"),
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
        ({"first_seed": -1}, "a seed is a whole number"),
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
