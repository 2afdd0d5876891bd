"""Every finding is drawn, told in both languages, and written whole and the same each time."""

import re
from dataclasses import replace
from functools import cache
from xml.etree import ElementTree

import pandas as pd
import pytest
from scipy.stats import qmc

from zorgzaam.experiments.analysis.finding import file_name, read_findings, write_finding
from zorgzaam.experiments.analysis.naming import parameter_name
from zorgzaam.experiments.analysis.observed import Subject, subject_of
from zorgzaam.experiments.analysis.outcomes_told import told_outcome
from zorgzaam.experiments.analysis.question import Question
from zorgzaam.experiments.studies.summary import Line, Mean
from zorgzaam.experiments.words import LANGUAGES, Words, texts
from zorgzaam.model.parameters import PARAMETERS

FACTORS = ("asking_probability_per_month", "expected_network_share", "highest_expected_share")
RANGES = dict.fromkeys(FACTORS, (0.0, 1.0))
LEVER, SECOND = "budget_cut_household_help_share", "expected_network_share"
KINDS = (
    "sobol",
    "morris",
    "tipping",
    "beside",
    "map",
    "discovery",
    "regret",
    "seeds",
    "rows",
    "curves",
)


@pytest.fixture(scope="module")
def finding(made):
    subject = Subject(made.outcome, made.place, "baseline")

    def question(place):
        return Question(
            place=place, scenario="baseline", outcome=made.outcome, lever=LEVER, low=0.0, high=0.8,
            threshold=2.0, seeds=tuple(range(1, 9)), against="baseline", measure="difference",
        )  # fmt: skip

    def lever_effect(point):
        x, y = point.levers.get(LEVER, 0.0), point.levers.get(SECOND, 0.2)
        if point.seed == 8:
            return 20.0
        return 20 + bool(point.levers) * (6 * x + 3 * y - 1 + 0.5 * made.luck(point.seed))

    def sampled(rows, formula, **more):
        return made.designed(qmc.Sobol(3, rng=1).random(64), FACTORS, rows, formula, **more)

    @cache
    def make(kind):
        if kind in ("rows", "curves"):
            swept = LEVER if kind == "curves" else None
            return told_outcome(lines_of_outcome(made, (0.0, 0.2, 0.4), swept), "baseline", swept)
        if kind == "sobol":
            from SALib.sample import sobol as sample

            from zorgzaam.experiments.analysis.sensitivity import sobol
            from zorgzaam.experiments.analysis.sensitivity_told import told_sobol

            problem = {"num_vars": 3, "names": list(FACTORS), "bounds": [[0.0, 1.0]] * 3}
            inputs = sample.sample(problem, 16, calc_second_order=False, seed=1)
            table = made.designed(
                inputs, FACTORS, 5, lambda x, s: 9 * x[0] + x[1] + made.luck(s), range(9), [3, 4]
            )
            return told_sobol(sobol(table, RANGES, subject))
        if kind == "morris":
            from SALib.sample import morris as sample

            from zorgzaam.experiments.analysis.sensitivity import morris
            from zorgzaam.experiments.analysis.sensitivity_told import told_morris

            problem = {"num_vars": 3, "names": list(FACTORS), "bounds": [[0.0, 1.0]] * 3}
            inputs = sample.sample(problem, 8, num_levels=4, seed=1)
            table = made.designed(inputs, FACTORS, 4, lambda x, s: 9 * x[0] * x[1] + made.luck(s))
            return told_morris(morris(table, RANGES, subject))
        if kind in ("tipping", "beside"):
            from zorgzaam.experiments.analysis.tipping import tippings
            from zorgzaam.experiments.analysis.tipping_beside import told_beside
            from zorgzaam.experiments.analysis.tipping_told import told_tipping

            asked = [question(made.place), question("WK034403")]
            both = tippings(asked, made.Formula(lever_effect))
            return told_beside(both) if kind == "beside" else told_tipping(both[0])
        if kind == "map":
            from zorgzaam.experiments.analysis.two_levers import two_lever_map
            from zorgzaam.experiments.analysis.two_levers_told import told_map

            runner = made.Formula(lever_effect)
            return told_map(two_lever_map(question(made.place), SECOND, [0.0, 0.3, 0.6], runner))
        if kind == "discovery":
            pytest.importorskip("ema_workbench")
            from zorgzaam.experiments.analysis.discovery import discover
            from zorgzaam.experiments.analysis.discovery_told import told_discovery

            inputs = qmc.Sobol(3, rng=1).random(128)
            table = made.designed(
                inputs, FACTORS, 1, lambda x, s: 9.0 * (x[0] > 0.6 and x[1] < 0.5) + made.luck(s)
            )
            return told_discovery(discover(table, RANGES, subject, 5.0))
        ways = {"baseline": 10.0, "buurtzorg": 9.0, "cuts-2015": 12.0}
        table = pd.DataFrame(
            [
                made.row(
                    level + row * (way == "buurtzorg") * 2 + made.luck(seed, row, int(level)), seed, row,
                    scenario=way,
                )
                for way, level in ways.items()
                for row in (range(2) if kind == "regret" else (0,))
                for seed in range(1, 9)
            ]
        )  # fmt: skip
        if kind == "regret":
            from zorgzaam.experiments.analysis.regret import regret
            from zorgzaam.experiments.analysis.regret_told import told_regret

            return told_regret(regret(table, made.outcome, [made.place], list(ways)))
        from zorgzaam.experiments.analysis.seeds_needed import seeds_for
        from zorgzaam.experiments.analysis.seeds_needed_told import told_seeds

        subjects = [subject_of(made.outcome, made.place, way, "baseline") for way in list(ways)[1:]]
        return told_seeds(seeds_for(table, subjects, 0.5))

    return make


def lines_of_outcome(made, values, swept=None, ways=("baseline", "buurtzorg")):
    """Levels of 20 and up, 2 less for each way after the first, and 3 more for each next value."""

    def mean(value):
        return Mean(value, value - 1.0, value + 1.0, 8)

    return [
        Line(
            made.place, way, {LEVER: value} if swept else {}, made.outcome, mean(20.0 + 3 * row - 2 * n),
            mean(-2.0 * n) if n else None, mean(3.0 * row) if row and swept else None,
        )
        for row, value in enumerate(values if swept else values[:1])
        for n, way in enumerate(ways)
    ]  # fmt: skip


def test_an_outcome_of_a_small_factorial_design_is_told_by_the_value_of_its_factor(made):
    found = told_outcome(lines_of_outcome(made, (0.0, 0.2, 0.4), LEVER), "baseline", LEVER)
    words = Words("en")
    told = found.paragraph(words)
    assert (
        "from 0% to 40% ‘Cut of household help’ it changes by +6.00 (90% interval +5.00 to +7.00"
        in told
    )
    rows = found.written(words).rows
    assert len({row[0] for row in rows}) == len(rows) == 6
    assert rows[5][-3:] == ["+6.00", "+5.00 to +7.00", "8"]
    assert {"factors_" + LEVER, "level_mean", "change_mean"} <= set(found.table.columns)


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (-3.0, -1.0, "-2.00 compared with ‘As it was’ (90% interval -3.00 to -1.00, on the"),
        (-5.0, 1.0, "no clear difference from ‘As it was’ (-2.00, 90% interval -5.00 to +1.00"),
        (None, None, "-2.00 compared with ‘As it was’, from one seed: how much of it is chance"),
    ],
)
def test_a_few_comparisons_are_told_one_by_one_and_how_sure_each_is(made, low, high, told):
    lines = lines_of_outcome(made, (0.0,))
    lines[1] = replace(lines[1], difference=Mean(-2.0, low, high, 8))
    paragraph = told_outcome(lines, "baseline").paragraph(Words("en")).replace("\u2212", "-")
    assert told in paragraph
    assert paragraph.count("As it was") == 1


def test_many_comparisons_are_counted(made):
    ways = ("baseline", *(f"way-{number}.toml" for number in range(9)))
    paragraph = told_outcome(lines_of_outcome(made, (0.0,), ways=ways), "baseline").paragraph
    assert "9, of which certainly higher 0, certainly lower 9" in paragraph(Words("en"))


def test_more_curves_than_can_be_told_apart_are_drawn_as_rows_with_names_of_their_own(made):
    ways = tuple(f"way-{number}.toml" for number in range(9))
    lines = lines_of_outcome(made, (0.0, 0.2, 0.4), LEVER, ways)
    found = told_outcome(lines, ways[0], LEVER)
    assert (
        "Comparisons with 0% ‘Cut of household help’ on the same seeds: 18, of which certainly higher 18"
        in (found.paragraph(Words("en")))
    )
    svg = found.drawing("svg").decode()
    for value in ("0%", "20%", "40%"):
        assert f"way-1.toml, Cut of household help {value} -->" in svg


@pytest.mark.parametrize("kind", KINDS)
def test_a_finding_is_told_in_both_languages_without_a_blank_left(kind, finding):
    told = {}
    for language in LANGUAGES:
        words = Words(language)
        found = finding(kind)
        table = found.written(words)
        told[language] = [found.title(words), found.paragraph(words), table.caption]
        assert all(len(row) == len(table.head) for row in table.rows)
        assert table.rows
        for text in told[language]:
            assert not re.search(r"[{}]|nan\b|\binf\b", text), text
    assert all(nl != en for nl, en in zip(*told.values(), strict=True))


@pytest.mark.parametrize("kind", KINDS)
def test_a_drawing_is_the_same_each_time_and_has_no_date(kind, finding):
    one, other = (finding(kind).drawing("svg", "nl") for _ in range(2))
    assert one == other
    assert b"<dc:date>" not in one
    ElementTree.fromstring(one)  # well-formed


@pytest.mark.parametrize("kind", ["sobol", "map"])
def test_a_pdf_has_no_date_and_letters_that_stay_letters(kind, finding):
    pdf = finding(kind).drawing("pdf", "nl")
    assert pdf == finding(kind).drawing("pdf", "nl")
    assert b"CreationDate" not in pdf
    assert b"/Type3" not in pdf


def test_the_files_of_a_finding_are_whole_and_can_be_read_back(finding, tmp_path):
    found = finding("regret")
    written = write_finding(found, tmp_path, {"runs_finished": 48})
    names = {path.name for path in written}
    assert names == {
        f"{found.name}.{end}" for end in ("csv", "nl.svg", "nl.pdf", "en.svg", "en.pdf", "json")
    }
    again = pd.read_csv(tmp_path / "analysis" / f"{found.name}.csv")
    pd.testing.assert_frame_equal(again, found.table, check_dtype=False, rtol=1e-8)
    [record] = read_findings(tmp_path)
    assert record["said"]["nl"]["paragraph"] == found.paragraph(Words("nl"))
    assert record["about"] == {"runs_finished": 48}
    assert set(record["outputs_sha256"]) == names - {f"{found.name}.json"}


def test_of_many_factors_the_largest_are_drawn_and_the_table_has_all(made):
    from SALib.sample import morris as sample

    from zorgzaam.experiments.analysis.sensitivity import morris
    from zorgzaam.experiments.analysis.sensitivity_told import told_morris

    names = list(PARAMETERS)[:40]
    problem = {"num_vars": 40, "names": names, "bounds": [[0.0, 1.0]] * 40}
    inputs = sample.sample(problem, 4, num_levels=4, seed=1)
    table = made.designed(inputs, names, 41, lambda x, s: x @ range(40) + made.luck(s))
    subject = Subject(made.outcome, made.place, "baseline")
    found = told_morris(morris(table, dict.fromkeys(names, (0.0, 1.0)), subject))
    words = Words("en")
    assert len(found.written(words).rows) == 40
    assert "The drawing has the 25 largest" in found.paragraph(words)
    assert found.height_mm < 240
    svg = found.drawing("svg").decode()
    assert "<!-- 25.\N{NO-BREAK SPACE}" in svg and "<!-- 26." not in svg


def test_every_assumption_with_a_name_exists_and_has_no_label_of_its_own():
    named = [key.partition(".")[2] for key in texts("en") if key.startswith("assumptions.")]
    assert len(named) > 30
    for name in named:
        assert PARAMETERS[name].label_en == ""
        assert len({parameter_name(name, language) for language in LANGUAGES} | {name}) == 3


def test_names_of_files_are_short_and_safe():
    assert file_name("tipping", "my scenarios/cut.toml", "x") == "tipping-my-scenarios-cut.toml-x"
    long = file_name("a" * 200, "b")
    assert len(long) <= 150
    assert long != file_name("a" * 200, "c")
