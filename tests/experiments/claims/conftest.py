"""Made-up claims and seeds: what the rule has to say about them is known."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from zorgzaam.experiments.claims.claim import Claim
from zorgzaam.experiments.claims.figures import Values, figures_of
from zorgzaam.experiments.claims.file import ClaimFile

WORDS = {
    f"{what}_{language}": "words"
    for what in ("title", "claim", "expectation", "rule", "margin_reason")
    for language in ("nl", "en")
}
_DIFFERENCE: Mapping[str, Any] = {
    "title_nl": "v",
    "title_en": "q",
    "kind": "difference",
    "outcome": "care_ties_per_1000",
    "arm": "other",
    "against": "first",
    "weeks": [52, 104],
}

MakeClaim = Callable[..., Claim]
MakeSeeds = Callable[..., dict[int, Values]]


@pytest.fixture
def asking() -> Path:
    """A claim of parameters that need no organisations."""
    return Path(__file__).with_name("asking.toml")


@pytest.fixture
def difference() -> Callable[..., dict[str, Any]]:
    """A test of help ties, `other` minus `first`, with more keys or others."""
    return lambda **keys: {**_DIFFERENCE, **keys}


@pytest.fixture
def make_claim() -> MakeClaim:
    """A claim about the arms `first`, `other` and `third`, with these tests."""

    def make(*tests: Mapping[str, Any], **keys: Any) -> Claim:
        arms = {name: {"title_nl": name, "title_en": name} for name in ("first", "other", "third")}
        named = {f"test_{number}": dict(test) for number, test in enumerate(tests)}
        file = ClaimFile.model_validate(
            {
                **WORDS,
                "source": "made up",
                "years": 2,
                "money_weeks": [0, 104],
                "chart": "care_ties_per_1000",
                "arms": arms,
                "tests": named,
                **keys,
            }
        )
        return Claim("made_up", "made_up.toml", "0" * 64, file)

    return make


@pytest.fixture
def make_seeds() -> MakeSeeds:
    """Seeds in which each arm has these values of every outcome, on top of what chance adds.

    The same chance comes to all arms, and a little of its own (`spread`) to the arm `other`.
    """

    def make(
        claim: Claim, spread: float = 0.1, seeds: int = 30, **arms: float
    ) -> dict[int, Values]:
        made: dict[int, Values] = {}
        for seed in range(1, seeds + 1):
            shared, own = ((seed * 7) % 11) - 5.0, spread * (((seed * 5) % 7) - 3.0)
            made[seed] = {
                figure: 100.0
                + shared
                + arms.get(figure.arm, 0.0)
                + (own if figure.arm == "other" else 0.0)
                for figure in figures_of(claim)
            }
        return made

    return make
