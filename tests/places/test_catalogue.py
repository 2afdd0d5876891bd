"""An area is found by what people call it, and a name of several areas is not guessed at."""

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.model.places import find, place, resolve


@pytest.mark.parametrize(
    ("query", "code"),
    [
        ("Overvecht", "WK034403"),
        ("overvecht utrecht", "WK034403"),
        ("Utrecht Overvecht", "WK034403"),
        ("Overvecht, Utrecht", "WK034403"),
        ("Wijk 03 Overvecht", "WK034403"),
        ("wk034403", "WK034403"),
        ("utrecht", "GM0344"),
        ("Putten", "GM0273"),
        ("'s-Hertogenbosch", "GM0796"),
        ("den bosch", "GM0796"),
        ("'s-Gravenhage", "GM0518"),
        ("sudwest fryslan", "GM1900"),
        ("Súdwest-Fryslân", "GM1900"),
        ("Noord Groningen", None),
        ("Noord 's-Hertogenbosch", "WK079609"),
        ("Neckardreef en omgeving", "BU03440322"),
    ],
)
def test_a_name_leads_to_its_area(query: str, code: str | None) -> None:
    if code is None:
        with pytest.raises(InputError):
            resolve(query)
    else:
        assert resolve(query).code == code


@pytest.mark.parametrize("query", ["NL", "nl00", "NL01", "Nederland", "the Netherlands"])
def test_the_country_has_several_names(query: str) -> None:
    assert resolve(query).code == "NL"


def test_putten_is_the_municipality_and_its_wijken_are_had_by_code() -> None:
    town = resolve("Putten")
    assert {area.code for area in town.areas} == {"WK027300", "WK027301"}
    assert place("WK027300").residents == 22250


def test_a_name_of_many_areas_lists_them_with_their_codes() -> None:
    with pytest.raises(InputError, match=r"name of \d+ areas.*") as error:
        resolve("Centrum")
    message = str(error.value)
    assert "WK020001 Centrum, Apeldoorn (wijk)" in message
    assert "add the municipality" in message


def test_a_name_with_a_mistake_gets_the_nearest() -> None:
    with pytest.raises(InputError, match="WK034403 Wijk 03 Overvecht, Utrecht"):
        resolve("Overvegt")


def test_a_code_with_a_mistake_gets_the_nearest_code() -> None:
    with pytest.raises(InputError, match=r"Nearest:\s+WK034403 "):
        resolve("WK034403x")


@pytest.mark.parametrize("query", ["", "   ", "qqqqqqxyz", "🙂", "WK0344 03; drop"])
def test_nonsense_is_refused(query: str) -> None:
    with pytest.raises(InputError):
        resolve(query)


def test_finding_puts_the_exact_name_first_and_keeps_to_the_limit() -> None:
    assert find("overvecht")[0].code == "WK034403"
    assert find("utrecht")[0].code == "GM0344"
    assert find("0344") or find("WK0344")
    assert {match.code[:6] for match in find("WK0344")} == {"WK0344"}
    assert len(find("centrum", limit=7)) == 7
    assert find("no such place at all") == []


def test_a_match_says_how_many_live_there() -> None:
    (match,) = find("WK034403")
    assert (match.residents, match.municipality, match.kind) == (34290, "Utrecht", "wijk")
