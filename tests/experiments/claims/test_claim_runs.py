"""A real small claim: two places, few seeds, everything that a run leaves."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from typer.testing import CliRunner

from zorgzaam.experiments.claims.claim import load_claim
from zorgzaam.experiments.claims.figures import figures_of
from zorgzaam.experiments.claims.kept import FINISHED, Finished
from zorgzaam.experiments.claims.outcomes import CLAIM_OUTCOME, Seen, look_at_start
from zorgzaam.experiments.claims.plan import plan
from zorgzaam.experiments.claims.report import report_html
from zorgzaam.experiments.claims.store import record, result_rows, verdict_rows, write_folder
from zorgzaam.experiments.claims.study import Study
from zorgzaam.experiments.claims.work import carry_out, do
from zorgzaam.experiments.commands import app
from zorgzaam.experiments.costs import costs_of
from zorgzaam.model.measures import GROUPS
from zorgzaam.model.network import RELATION_NAMES
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.simulation import prepare, simulate
from zorgzaam.model.timeline import Timeline

SMALL = "BU03440343"  # Poldergebied Overvecht, some 260 residents
HERE = Path(__file__).with_name("asking.toml")


@pytest.fixture(scope="module")
def study() -> Study:
    made = plan([str(HERE)], places=[SMALL, "BU07961302"], seeds=5, varied_seeds=0)
    assert [*carry_out(made, workers=2)][-1] == len(made.jobs) == 10
    return made


def test_asking_makes_help_ties_and_the_rule_says_so(study: Study) -> None:
    [result] = study.results()
    assert result.overall == "supported"
    assert all(place.tests["ties"].found.value > 5 for place in result.places)


def test_results_do_not_depend_on_workers_or_on_what_was_done_first(study: Study) -> None:
    again = plan([str(HERE)], places=[SMALL, "BU07961302"], seeds=5, varied_seeds=0)
    for number, job in reversed(list(enumerate(again.jobs))):
        again.done[number] = do(job, again.claims, again.money)
    assert list(result_rows(again)) == list(result_rows(study))
    assert list(verdict_rows(again.results())) == list(verdict_rows(study.results()))


def test_a_verdict_can_be_worked_out_again_from_the_results_alone(study: Study) -> None:
    rows = [
        row
        for row in result_rows(study)
        if row["outcome"] == "care_ties_per_1000" and row["place"] == SMALL
    ]
    arms = {
        arm: np.array([row["value"] for row in rows if row["arm"] == arm])
        for arm in ("all_ask", "nobody_asks")
    }
    assert len(arms["all_ask"]) == 5
    rise = 100 * (arms["all_ask"].mean() / arms["nobody_asks"].mean() - 1)
    [result] = study.results()
    [place] = [place for place in result.places if place.place == SMALL]
    assert place.tests["ties"].found.value == pytest.approx(rise)


def test_every_arm_starts_from_the_same_settled_people(study: Study) -> None:
    [claim] = study.claims
    for place in (SMALL, "BU07961302"):
        series = study.series(claim, place)
        assert np.array_equal(series["all_ask"][:2], series["all_ask_often"][:2])  # quarters
        assert not np.array_equal(series["all_ask"][2:], series["all_ask_often"][2:])


def test_an_assumption_changes_the_population_before_the_arms_begin() -> None:
    made = plan([str(HERE)], places=[SMALL], seeds=2, varied_seeds=2)
    varied = {job.variation: dict(job.values) for job in made.jobs if job.variation.row}
    assert len(varied) == 12
    for variation, values in varied.items():
        assert {name: values[name] for name, _ in variation.values} == dict(variation.values)
        assert values["settling_weeks"] == 52  # the claim's own start stays


def test_claims_that_start_alike_share_a_population_and_the_arms_they_have_in_common(
    tmp_path: Path,
) -> None:
    other = tmp_path / "other.toml"
    other.write_text(HERE.read_text(encoding="utf-8"), encoding="utf-8")
    one, two = (
        plan(names, places=[SMALL], seeds=2, varied_seeds=0)
        for names in ([str(HERE)], [str(HERE), str(other)])
    )
    assert two.weeks_left == one.weeks_left
    assert set(two.jobs[0].claims) == {"asking", "other"}


def test_what_was_done_before_an_interruption_is_kept_and_judged() -> None:
    made = plan([str(HERE)], places=[SMALL], seeds=4, varied_seeds=0)
    for done in carry_out(made, workers=1):
        if done == 2:
            break
    assert 2 <= len(made.done) < 4
    [result] = made.results()
    assert result.fewest_seeds == len(made.done)
    assert record(made)["populations_finished"] != record(made)["populations_asked"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_needs_nothing_else_and_has_no_gap(study: Study, language: str) -> None:
    html = report_html(study, study.results(), language)
    claim = load_claim(str(HERE))
    assert claim.said("rule", language)[:30] in html
    assert html.count("<figure") == 1 + 3  # a test, and the arms over time in two places and both
    assert not re.search(r"https?://(?!www\.w3\.org)", html)
    assert ">nan" not in html.lower() and "None" not in html


def test_the_folder_has_every_figure_and_verdict_and_a_record_that_binds_them(
    study: Study, tmp_path: Path
) -> None:
    written = write_folder(study, tmp_path / "out", "nl")
    names = ["results.csv", "verdicts.csv", "report.html", "record.json"]
    assert [path.name for path in written] == names
    with (tmp_path / "out" / "results.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == 10 * len(figures_of(study.claims[0]))
    kept = json.loads((tmp_path / "out" / "record.json").read_text(encoding="utf-8"))
    assert kept["identity"]["claims"]["asking"]["file_sha256"] == study.claims[0].sha256
    assert set(kept["outputs_sha256"]) == set(names[:3])


def test_the_carers_of_clients_are_residents_who_care() -> None:
    place = resolve("WK079614")
    settled = prepare(place, 1, default_values() | {"settling_weeks": 52.0})
    start = look_at_start(settled)
    run = simulate(settled, Timeline(), 1)
    among = np.isin(run.end.key, start.carers_of_clients)
    assert 0 < len(start.carers_of_clients) < place.residents / 10
    assert among.mean() < 0.1
    assert (run.end.hours_given[among] > 0).mean() > 0.9  # a week later


def test_every_outcome_of_a_claim_can_be_counted() -> None:
    settled = prepare(resolve("BU07961401"), 1, default_values() | {"settling_weeks": 52.0})
    run = simulate(settled, Timeline(), 26)
    seen = Seen(run, run, look_at_start(settled), costs_of({}))
    nothing_there = {"unmet_spread_between_areas"}  # one area only
    may_be_nothing = {"spontaneous_share", "spontaneous_half_life_weeks"}
    for name, outcome in CLAIM_OUTCOME.items():
        value = outcome.value(seen, 13, 26)
        assert np.isnan(value) == (name in nothing_there) or name in may_be_nothing, name
        if outcome.weekly:
            assert len(outcome.quarters(seen)) == 2


def test_carers_are_counted_by_what_they_are_to_the_one_they_care_for() -> None:
    settled = prepare(resolve("WK079614"), 1, default_values() | {"settling_weeks": 52.0})
    run = simulate(settled, Timeline(), 30)
    seen = Seen(run, run, look_at_start(settled), costs_of({}))
    residents = run.measure("residents")[10:20].sum(axis=1).mean()
    for name, relations, column in (
        ("local_carers_per_1000", ("friend", "neighbour"), 0),
        ("strained_partners_per_1000", ("partner",), 1),
    ):
        carers = sum(
            float(run.ties[week, RELATION_NAMES.index(relation), sole, column])
            for week in range(10, 20)
            for relation in relations
            for sole in (0, 1)
        )
        assert carers > 0
        value = CLAIM_OUTCOME[name].value(seen, 10, 20)
        assert value == pytest.approx(1000 * carers / 10 / residents), name


def test_what_those_of_75_and_over_need_is_counted_from_their_groups() -> None:
    settled = prepare(resolve("WK079614"), 1, default_values() | {"settling_weeks": 52.0})
    run = simulate(settled, Timeline(), 39)
    seen = Seen(run, run, look_at_start(settled), costs_of({}))
    oldest = [number for number, group in enumerate(GROUPS) if group[0] == "75+"]
    hours = run.group_measure("need_hours")[1:3][:, :, oldest].sum(axis=(1, 2)).mean()
    residents = run.measure("residents")[13:39].sum(axis=1).mean()
    value = CLAIM_OUTCOME["need_75_plus_per_1000"].value(seen, 13, 39)
    assert value == pytest.approx(1000 * hours / residents)


def test_what_is_missing_by_severity_is_a_share_of_what_is_needed_in_the_weeks_of_the_test() -> (
    None
):
    settled = prepare(resolve("WK079614"), 1, default_values() | {"settling_weeks": 52.0})
    run = simulate(settled, Timeline(), 30)
    seen = Seen(run, run, look_at_start(settled), costs_of({}))
    for severity in ("light", "moderate", "severe"):
        need, unmet = (
            run.measure(f"{what}_{severity}_hours")[10:20].sum() for what in ("need", "unmet")
        )
        assert 0 < unmet < need
        value = CLAIM_OUTCOME[f"unmet_{severity}_share"].value(seen, 10, 20)
        assert value == pytest.approx(100 * unmet / need), severity


def test_a_run_that_stopped_goes_on_where_it_was_and_ends_as_if_it_had_not(
    study: Study, tmp_path: Path
) -> None:
    def again() -> Study:
        return plan([str(HERE)], places=[SMALL, "BU07961302"], seeds=5, varied_seeds=0)

    stopped = again()
    finished = Finished(stopped, tmp_path)
    for done in carry_out(stopped, workers=1, keep=finished.keep):
        if done == 3:
            break
    with (tmp_path / FINISHED).open("a", encoding="utf-8") as file:
        file.write('{"key": ["half a li')  # the machine went off
    begun = again()
    assert Finished(begun, tmp_path).take_up() == 3
    ran = []
    for _ in carry_out(begun, workers=2, keep=lambda job, _: ran.append(job)):
        pass
    assert len(ran) == len(begun.jobs) - 3
    assert list(result_rows(begun)) == list(result_rows(study))
    assert report_html(begun, begun.results(), "en")
    [claim] = begun.claims
    for place in (SMALL, "BU07961302"):
        for arm, series in study.series(claim, place).items():
            assert np.array_equal(series, begun.series(claim, place)[arm])


def test_what_was_finished_under_another_rule_is_not_used_again(tmp_path: Path) -> None:
    first = plan([str(HERE)], places=[SMALL], seeds=2, varied_seeds=0)
    [*_] = carry_out(first, keep=Finished(first, tmp_path).keep)
    other = tmp_path / "asking.toml"
    text = HERE.read_text(encoding="utf-8")
    other.write_text(text.replace("weeks = [52, 104]", "weeks = [40, 104]"), encoding="utf-8")
    for path, taken in ((HERE, 2), (other, 0)):
        study = plan([str(path)], places=[SMALL], seeds=2, varied_seeds=0)
        assert Finished(study, tmp_path).take_up() == taken


def test_windows_count_only_their_own_weeks() -> None:
    settled = prepare(resolve(SMALL), 1, default_values() | {"settling_weeks": 52.0})
    run = simulate(settled, Timeline(), 30)
    seen = Seen(run, run, look_at_start(settled), costs_of({}))
    unmet = run.measure("unmet_hours")[10:20].sum(axis=1).mean()
    residents = run.measure("residents")[10:20].sum(axis=1).mean()
    value = CLAIM_OUTCOME["unmet_hours_per_1000"].value(seen, 10, 20)
    assert value == pytest.approx(1000 * unmet / residents)


def call(*arguments: str) -> tuple[int, str]:
    result = CliRunner().invoke(app, ["claims", *arguments], env={"COLUMNS": "200", "LANG": "C"})
    return result.exit_code, result.output


def test_the_command_lists_the_claims_and_shows_a_rule() -> None:
    code, text = call()
    assert code == 0 and text.count("\n") > 9 and "H2b" in text
    code, text = call("show", "H1", "--language", "nl")
    assert code == 0 and "meer dan 5 % stijgt" in text and load_claim("H1").sha256 in text
    code, text = call("show", "H1", "--json")
    assert json.loads(text)["tests"]["ties"]["supported"] == {"above": 5.0}


def test_the_command_runs_a_claim_and_prints_the_verdict() -> None:
    asked = ("run", str(HERE), "--places", SMALL, "--seeds", "2", "--varied-seeds", "0")
    code, text = call(*asked)
    assert code == 0
    assert "Ask and you get help" in text
    assert "2 were run" in text
    code, text = call(*asked, "--json")
    said = json.loads(text[text.index("{") : text.rindex("}") + 1])
    assert said["claims"][0]["name"] == "asking"


# A shell that runs the tests in the background makes its children deaf to Ctrl-C: undone here.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c_keeps_what_is_finished_and_writes_the_folder(tmp_path: Path) -> None:
    out = tmp_path / "out"
    told = [sys.executable, "-c", HEARING + "from zorgzaam.experiments.commands import app; app()"]
    told += ["claims", "run", str(HERE), "--places", SMALL, "--seeds", "900", "--language", "en"]
    told += ["--workers", "1", "--varied-seeds", "0", "--output", str(out)]
    command = subprocess.Popen(
        told, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ)
    )
    try:
        assert command.stderr is not None
        for line in command.stderr:  # the first, and later one after another is finished
            if re.search(r"populations done, about", line):
                break
        command.send_signal(signal.SIGINT)
        stdout, stderr = command.communicate(timeout=120)
    finally:
        command.kill()
    assert command.returncode == 130, stderr
    kept = re.search(r"(\d+) of 900 populations were finished", stderr)
    assert kept, stderr
    assert "Do help ties rise?" in stdout
    record_kept = json.loads((out / "record.json").read_text(encoding="utf-8"))
    assert record_kept["populations_finished"] == int(kept[1])


def test_a_mistake_on_the_command_line_ends_with_a_sentence_and_code_2() -> None:
    for arguments in (("run", "H9"), ("run", str(HERE), "--seeds", "1"), ("show", "nothing")):
        code, text = call(*arguments)
        assert code == 2
        assert "Traceback" not in text
