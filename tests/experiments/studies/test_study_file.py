import json
import tomllib
from pathlib import Path

import jsonschema
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.outcomes import OUTCOME
from zorgzaam.experiments.studies.file import parse_study, read_study_file
from zorgzaam.experiments.studies.plan import plan_study
from zorgzaam.experiments.studies.writing import extended, study_schema, template, write_new

HEAD = 'title_nl = "n"\ntitle_en = "e"\nplaces = ["WK027300"]\n'
LEVER = '[design]\nkind = "factorial"\n[[factors]]\nparameter = "budget_cut_guidance_share"\nvalues = [0.0, 0.2]\n'
SECOND = """[tipping]
lever = "budget_cut_guidance_share"
outcome = "unmet_hours_per_1000"
threshold = 1.0
second = { lever = "payment", values = [0, 1] }
"""


def told(text: str) -> str:
    with pytest.raises(InputError) as error:
        parse_study(HEAD + text, "mine.toml")
    return str(error.value)


def told_in_planning(text: str) -> str:
    with pytest.raises(InputError) as error:
        plan_study(parse_study(HEAD + text, "mine.toml"))
    return str(error.value)


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_file_that_is_written_for_you_is_a_study_as_it_stands(
    language: str, tmp_path: Path
) -> None:
    path = tmp_path / "mine.toml"
    write_new(path, language)
    file, text = read_study_file(path)
    study = plan_study(file)
    assert study.size() == 60
    assert f"zorgzaam study run {path}" in text
    with pytest.raises(InputError, match="there already"):
        write_new(path, language)


def test_both_languages_write_the_same_study_and_so_does_taking_away_the_remarks() -> None:
    dutch, english = (parse_study(template(each, "x"), "x") for each in ("nl", "en"))
    assert dutch == english
    for language in ("nl", "en"):
        text = template(language, "x")
        head, tipping = text.split("# [tipping]")
        whole = head + "[tipping]" + tipping.replace("\n# ", "\n")
        assert parse_study(whole, "x").tipping is not None


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("seed = 3\n", "unknown key 'seed': did you mean seeds"),
        ("seeds = 0\n", "[seeds]: 'count' = 0"),
        ('seeds = { first = 3 }\n', "either `count` or `precision`"),
        ("years = 99\n", "'years' = 99"),
        ('outcomes = ["unmet_hours"]\n', "unknown outcome 'unmet_hours': did you mean unmet_hours_per"),
        ('series = ["need_hour"]\n', "unknown outcome or measure 'need_hour': did you mean need_hours"),
        ('scenarios = ["baseline", "baseline"]\n', "'baseline' is there twice"),
        (LEVER + "low = 0.1\n", "give `values`, or `low` and `high`, not both"),
        (LEVER.replace("guidance", "guidanse"), "unknown parameter 'budget_cut_guidanse_share'"),
        (LEVER.replace("0.2", "20"), "did you mean 0.2?"),
        (LEVER.replace("values = [0.0, 0.2]\n", ""), "a factorial design needs `values`"),
        (LEVER.replace('"factorial"', '"sobol"\nsize = 60'), "such as 32 or 64"),
        (LEVER.replace('"factorial"', '"latin"'), "needs a size"),
        (LEVER + "week = 1\nfrom = 2020-01-01\n", "give `week` or `from`, not both"),
        (LEVER + 'from = "soon"\n', "from = 'soon'"),
        (LEVER + LEVER.partition("[[factors]]")[2].join(["[[factors]]", ""]), "is there twice"),
        ('[design]\nkind = "sobol"\nsize = 4\n', "[[factors]] is missing"),
        ("places = 3\n", "not valid TOML"),
        ('[tipping]\nlever = "municipality"\n', "[tipping]: 'outcome' is missing"),
        (SECOND, "payment is a choice, which no contour"),
        (SECOND.replace("[0, 1]", "['product', 'lump_sum']"), "payment is a choice, which no contour"),
        ("[run]\nserial = true\nworkers = 2\n", "give one of `workers`, `serial` and `scheduler`"),
        ("[run]\nretries = -1\n", "[run]: 'retries' = -1"),
    ],
)  # fmt: skip
def test_a_mistake_is_told_with_its_place_and_what_would_be_right(text: str, message: str) -> None:
    assert message in told(text)


def test_a_choice_without_values_goes_over_all_of_them_in_a_factorial_design() -> None:
    chosen = LEVER.replace("budget_cut_guidance_share", "payment")
    study = plan_study(parse_study(HEAD + chosen.replace("values = [0.0, 0.2]\n", ""), "x"))
    assert [row.values for row in study.rows] == [(0.0,), (1.0,)]


def test_all_mistakes_are_told_at_once() -> None:
    message = told('seed = 3\nyears = 0\noutcomes = ["x"]\n')
    assert "seed" in message and "years" in message and "'x'" in message


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('scenarios = ["cuts"]\n', "unknown scenario 'cuts'"),
        ("from_week = 300\n", "after the end of the run (260 weeks)"),
        (LEVER + "week = 400\n", "after the end of the run"),
        (LEVER + "from = 2001-01-01\n", "before the start of the run"),
        (f"seeds = {{ first = {2**53 - 2}, count = 10 }}\n", "begin lower"),
        ("seeds = 1000001\n", "1,000,000 is the most"),
    ],
)
def test_what_cannot_be_run_is_told_before_anything_is_run(text: str, message: str) -> None:
    assert message in told_in_planning(text)


def test_places_may_be_names_and_one_place_by_two_names_is_told() -> None:
    study = plan_study(parse_study(HEAD.replace("WK027300", "Kort Haarlem"), "x"))
    assert list(study.places) == ["WK051306"]
    twice = HEAD.replace('"WK027300"', '"Kort Haarlem", "WK051306"')
    with pytest.raises(InputError, match="there already"):
        plan_study(parse_study(twice, "x"))


def test_the_schema_takes_what_the_program_takes_and_refuses_what_it_refuses() -> None:
    schema = study_schema()
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    assert not list(validator.iter_errors(tomllib.loads(template("en", "x"))))
    for wrong in ("seed = 3\n", 'outcomes = ["x"]\n', LEVER.replace("guidance", "guidanse")):
        assert list(validator.iter_errors(tomllib.loads(HEAD + wrong)))
    assert set(OUTCOME) == {each["const"] for each in schema["$defs"]["OutcomeName"]["oneOf"]}
    json.dumps(schema)


def test_a_study_grows_by_one_line_of_its_file() -> None:
    text = template("en", "x")
    file, larger = extended(parse_study(text, "x"), text, "x", seeds=25, size=None)
    assert file.seeds.count == 25
    assert [a for a, b in zip(text.splitlines(), larger.splitlines(), strict=True) if a != b] == [
        "seeds = 10"
    ]
    grows = HEAD + LEVER.replace('"factorial"', '"sobol"\nsize = 64')
    file, _ = extended(parse_study(grows, "x"), grows, "x", seeds=None, size=128)
    assert file.design is not None and file.design.size == 128
    with pytest.raises(InputError, match="give more"):
        extended(file, grows, "x", seeds=None, size=128)
    latin = grows.replace("sobol", "latin")
    with pytest.raises(InputError, match="no row in common"):
        extended(parse_study(latin, "x"), latin, "x", seeds=None, size=128)
