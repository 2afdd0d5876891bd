import itertools
import json
import os
import re
import signal
import subprocess
import sys
import time
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from typer.testing import CliRunner, Result

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.commands import app, progress
from zorgzaam.experiments.commands.memory import (
    check_memory,
    check_people,
    people_bytes,
    result_bytes,
)
from zorgzaam.experiments.execution import Plan
from zorgzaam.experiments.outcomes import OUTCOMES
from zorgzaam.experiments.scenario import scenario_names
from zorgzaam.experiments.words import Words
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.places import Place
from zorgzaam.model.timeline import Change, Timeline
from zorgzaam.model.week import WEEK

COMMANDS = (
    "places",
    "population",
    "scenarios",
    "parameters",
    "week",
    "run",
    "compare",
    "network",
    "validate",
    "claims",
    "study",
    "dashboard",
)
SMALL = "BU03440343"  # Poldergebied Overvecht, some 260 residents


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "LANG": "C"})


# A shell that runs the tests in the background makes its children deaf to Ctrl-C: undone here.
HEARING = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "


def start(*arguments: str, **options: object) -> "subprocess.Popen[str]":
    """The command as its own process, as a user starts it."""
    return subprocess.Popen(
        [
            sys.executable,
            "-c",
            HEARING + "from zorgzaam.experiments.commands import app; app()",
            *arguments,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **options,  # type: ignore[call-overload]
    )


def plain(text: str) -> str:
    return re.sub(r"\x1b\[[0-9;]*m", "", text)


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_teaches_by_example(command: str) -> None:
    result = call(command, "--help")
    assert result.exit_code == 0
    assert "Usage: " in plain(result.output)
    if command not in ("week", "dashboard"):  # those have nothing to fill in
        assert f"zorgzaam {command} " in plain(result.output)


def test_help_names_every_command_and_every_exit_code() -> None:
    text = plain(call("--help").output)
    for command in COMMANDS:
        assert re.search(rf"\b{command}\b", text)
    for code in ("0 ", "2 ", "3 ", "130 "):
        assert code in text


def test_help_needs_none_of_the_heavy_libraries() -> None:
    code = (
        "import sys\n"
        "from zorgzaam.experiments.commands import app\n"
        "try:\n    app(['compare', '--help'])\nexcept SystemExit:\n    pass\n"
        "heavy = {'numpy', 'numba', 'pandas', 'pyarrow', 'scipy', 'mesa', 'matplotlib'}\n"
        "sys.exit(' '.join(heavy & set(sys.modules)) or 0)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_places_finds_by_name_and_by_code() -> None:
    by_name = json.loads(call("places", "overvecht", "--json").stdout)["matches"]
    by_code = json.loads(call("places", "WK034403", "--json").stdout)["matches"]
    assert by_name[0] == by_code[0]
    assert by_code[0]["municipality"] == "Utrecht"
    assert "WK034403" in call("places", "overvecht").output


def test_a_place_is_shown_with_its_figures_in_either_language() -> None:
    shown = json.loads(call("places", "WK034403", "--show", "--json").stdout)
    figures = {figure["name"]: figure for figure in shown["figures"]}
    assert figures["residents"]["value"] == shown["residents"] > 30_000
    assert figures["household_size"]["source"].startswith("CBS")
    assert "inwoners" in call("places", "WK034403", "--show", "--language", "nl").output
    assert "residents" in call("places", "WK034403", "--show", "--language", "en").output


def test_scenarios_parameters_and_the_week_are_listed() -> None:
    names = [each["name"] for each in json.loads(call("scenarios", "--json").stdout)]
    assert tuple(names) == scenario_names()
    rows = json.loads(call("parameters", "--json").stdout)
    assert {row["name"] for row in rows} >= set(PARAMETERS)
    week = json.loads(call("week", "--json").stdout)
    assert [process["name"] for process in week] == [process.name for process in WEEK]
    for command in (
        ("scenarios",),
        ("scenarios", "cuts-2015"),
        ("parameters", "asking"),
        ("week",),
    ):
        assert call(*command).exit_code == 0
    assert json.loads(call("scenarios", "--schema").stdout)["title"] == "ScenarioFile"


@pytest.mark.parametrize(
    ("arguments", "dutch", "english"),
    [
        (("places", "WK034403"), "gemeente", "municipality"),
        (("places", "GM0273", "--show"), "(gemeente, 2019)", "(municipality, 2019)"),
        (("population", "--place", SMALL), "gepubliceerd", "published"),
        (("scenarios", "cuts-2015"), "2 uur per week (standaard", "2 hours a week (default"),
        (("scenarios", "no-informal-response"), "0 (0 nee, 1 ja)", "0 (0 no, 1 yes)"),
        (("run", "--place", SMALL, "--years", "1"), "Hulp die ontbreekt", "Unmet need"),
    ],
)
def test_a_command_speaks_the_language_asked_for(
    arguments: tuple[str, ...], dutch: str, english: str
) -> None:
    said_in_dutch = call(*arguments, "--language", "nl").output
    said_in_english = call(*arguments, "--language", "en").output
    assert dutch in said_in_dutch and english not in said_in_dutch
    assert english in said_in_english and dutch not in said_in_english


def test_a_picture_of_the_people_is_drawn_and_their_margins_are_told(tmp_path: Path) -> None:
    picture = tmp_path / "pictures" / "people.svg"
    result = call("population", "--place", SMALL, "--out", str(picture), "--json")
    assert result.exit_code == 0, result.stderr
    assert picture.read_text(encoding="utf-8").lstrip().startswith("<?xml")
    rows = json.loads(result.stdout)["margins"]
    assert {row["figure"] for row in rows} >= {"residents_65_plus", "household_size"}
    assert call("population", "--place", SMALL).exit_code == 0


MISTAKES = {
    "an unknown place": (["run", "--place", "Overvegt"], "Overvecht"),
    "no place": (["run"], "which place?"),
    "a place where nobody lives": (["run", "--place", "WK061307"], "nobody lives there"),
    "a place whose residents are not published": (["run", "--place", "WK172309"], "GM1723"),
    "a file that is not there": (["run", "--file", "nowhere.csv"], "nowhere.csv"),
    "a claim of a thousand years": (["claims", "run", "H1", "--years", "1000"], "at most 30"),
    "an unknown scenario": (["run", "--place", SMALL, "--scenario", "cuts2015"], "cuts-2015"),
    "no seeds": (["compare", "--place", SMALL, "--seeds", "0"], "--seeds 0"),
    "minus one seeds": (["compare", "--place", SMALL, "--seeds", "-1"], "--seeds -1"),
    "2^60 seeds": (["compare", "--place", SMALL, "--seeds", str(2**60)], "1 to 1000"),
    "a negative seed": (["run", "--place", SMALL, "--seed", "-1"], "seed = -1"),
    "a seed of 2^60": (["run", "--place", SMALL, "--seed", str(2**60)], "2^53"),
    "seeds beyond the last": (
        ["compare", "--place", SMALL, "--seeds", "2", "--first-seed", str(2**53 - 1)],
        "2^53",
    ),
    "a century": (["run", "--place", SMALL, "--years", "100"], "1 to 30"),
    "a cut of 110 %": (
        ["run", "--place", SMALL, "--set", "budget_cut_guidance_share=1.1"],
        "out of range",
    ),
    "a cut in per cent": (
        ["run", "--place", SMALL, "--set", "budget_cut_guidance_share=25"],
        "did you mean 0.25?",
    ),
    "a setting without a value": (["run", "--place", SMALL, "--set", "x"], "name=value"),
    "a misspelt parameter": (["run", "--place", SMALL, "--set", "tarif=3"], "unknown parameter"),
    "no workers": (["compare", "--place", SMALL, "--workers", "0"], "--workers 0"),
    "a parameter nobody has": (["parameters", "qqqq"], "no parameter"),
    "a picture of an unknown kind": (
        ["population", "--place", SMALL, "--out", "people.docx"],
        ".svg, .png or .pdf",
    ),
}


@pytest.mark.parametrize("case", MISTAKES)
def test_a_mistake_gives_one_clear_message_and_exit_code_2(case: str) -> None:
    arguments, message = MISTAKES[case]
    result = call(*arguments)
    assert result.exit_code == 2
    assert message in result.stderr
    assert "Traceback" not in result.output
    assert result.stdout == ""


def test_results_that_cannot_fit_are_refused_with_a_number_that_can(putten: Place) -> None:
    plan = Plan(putten, {}, Timeline(), Timeline(), 260)
    each = result_bytes(plan)
    check_memory(plan, 5, free_bytes=20 * each)
    check_memory(plan, 5, free_bytes=None)
    with pytest.raises(InputError, match="run at most 2 seeds"):
        check_memory(plan, 5, free_bytes=4 * each)
    with pytest.raises(InputError, match="choose a smaller place"):
        check_memory(plan, 5, free_bytes=each)


def test_people_who_cannot_fit_side_by_side_are_run_one_after_another(putten: Place) -> None:
    cut = Timeline((Change(52, "budget_cut_guidance_share", 0.25),))
    plan = Plan(putten, {}, Timeline(), cut, 260)
    one = people_bytes(plan, 5, workers=1)
    check_people(plan, 5, 1, free_bytes=one)
    check_people(plan, 5, 8, free_bytes=None)
    with pytest.raises(InputError, match="one at a time"):
        check_people(plan, 5, 2, free_bytes=one)
    with pytest.raises(InputError, match="choose a smaller place"):
        check_people(plan, 5, 1, free_bytes=one - 1)
    alone = Plan(putten, {}, Timeline(), Timeline(), 260)  # the baseline lives on where it settled
    assert 2 * people_bytes(alone, 1, workers=2) == people_bytes(plan, 1, workers=1)


def test_run_gives_machines_every_outcome_and_nothing_else() -> None:
    result = call("run", "--place", SMALL, "--years", "2", "--scenario", "cuts-2015", "--json")
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert [row["name"] for row in answer["outcomes"]] == [outcome.name for outcome in OUTCOMES]
    assert set(answer["outcomes"][0]) == {"name", "unit", "value"}
    assert answer["record"]["identity"]["seeds"] == [1]


def test_the_baseline_saves_and_shifts_nothing() -> None:
    answer = json.loads(call("run", "--place", SMALL, "--years", "1", "--json").stdout)
    values = {row["name"]: row["value"] for row in answer["outcomes"]}
    assert values["saved_eur_per_inhabitant"] == values["shifted_eur_per_inhabitant"] == 0


def test_compare_gives_machines_the_declared_keys() -> None:
    arguments = ("compare", "--place", SMALL, "--years", "2", "--seeds", "2", "--json")
    result = call(*arguments)
    assert result.exit_code == 0, result.stderr
    answer = json.loads(result.stdout)
    assert {"place", "scenario", "outcomes", "record"} <= set(answer)
    rows = {row["name"]: row for row in answer["outcomes"]}
    assert list(rows) == [outcome.name for outcome in OUTCOMES]
    saved = rows["saved_eur_per_inhabitant"]
    assert list(saved) == [
        "name", "unit", "baseline", "scenario", "difference", "low", "high", "seeds",
    ]  # fmt: skip
    assert saved["low"] <= saved["difference"] <= saved["high"]
    assert saved["seeds"] == 2


def test_compare_writes_the_folder_and_tells_it_in_dutch(tmp_path: Path) -> None:
    out = tmp_path / "out"
    result = call(
        "compare", "--place", SMALL, "--years", "2", "--seeds", "2", "--out", str(out),
        "--language", "nl", "--set", "crisis_eur=5000",
    )  # fmt: skip
    assert result.exit_code == 0, result.stderr
    assert "90%-interval" in result.stdout
    assert "1 van 2 reeksen klaar\n" in result.stderr
    assert f"geschreven in {out}: summary.csv" in result.stderr
    assert {path.name for path in out.iterdir()} == {
        "summary.csv", "weekly.parquet", "groups.parquet", "report.html", "record.json",
    }  # fmt: skip
    record = json.loads((out / "record.json").read_text(encoding="utf-8"))
    assert record["identity"]["parameters"]["crisis_eur"] == 5000
    assert pq.read_table(out / "weekly.parquet").num_rows == 2 * 2 * 104


def test_a_folder_that_cannot_be_written_is_told_with_exit_code_3() -> None:
    if not Path("/proc/self").is_dir():
        pytest.skip("no /proc on this system")
    result = call("run", "--place", SMALL, "--years", "1", "--out", "/proc/zorgzaam")
    assert result.exit_code == 3
    assert "cannot write to /proc/zorgzaam" in result.stderr


def test_a_folder_that_fails_at_the_end_still_leaves_the_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from zorgzaam.experiments import store

    def full(*_: object) -> None:
        raise store.CannotWriteError("cannot write to out: the disk is full")

    monkeypatch.setattr(store, "write_folder", full)
    out = str(tmp_path / "out")
    result = call("run", "--place", SMALL, "--years", "1", "--out", out, "--language", "en")
    assert result.exit_code == 3
    assert "the disk is full" in result.stderr
    assert "Unmet need" in result.stdout


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
def test_ctrl_c_keeps_the_finished_seeds_and_says_how_many(tmp_path: Path) -> None:
    out = tmp_path / "out"
    command = start(
        "compare", "--place", SMALL, "--years", "5", "--seeds", "1000", "--workers", "1",
        "--out", str(out), "--language", "en",
    )  # fmt: skip
    try:
        assert command.stderr is not None
        for line in command.stderr:  # waits for the first finished seed, however slow the machine
            if "1 of 1000 seeds done" in line:
                break
        command.send_signal(signal.SIGINT)
        stdout, stderr = command.communicate(timeout=120)
    finally:
        command.kill()
    assert command.returncode == 130, stderr
    kept = re.search(r"(\d+) of 1000 seeds were finished and are kept", stderr)
    assert kept, stderr
    assert "Unmet need" in stdout
    record = json.loads((out / "record.json").read_text(encoding="utf-8"))
    assert len(record["identity"]["seeds"]) == int(kept[1])
    assert record["finished_all_seeds"] is False
    seeds = set(pq.read_table(out / "weekly.parquet", columns=["seed"])["seed"].to_pylist())
    assert seeds == set(record["identity"]["seeds"])


@pytest.mark.skipif(os.name != "posix", reason="Ctrl-C is sent as a POSIX signal")
@pytest.mark.parametrize("asked", [("compare", "--place", "WK034403"), ("network", "WK034403")])
def test_ctrl_c_before_the_first_seed_leaves_no_folder(
    tmp_path: Path, asked: tuple[str, ...]
) -> None:
    out = tmp_path / "out"
    command = start(*asked, "--years", "30", "--out", str(out))
    try:
        while not out.exists() and command.poll() is None:  # made just before the first run
            time.sleep(0.01)
        time.sleep(0.2)
        command.send_signal(signal.SIGINT)
        stdout, stderr = command.communicate(timeout=120)
    finally:
        command.kill()
    assert command.returncode == 130, stderr
    assert stdout == ""
    assert "Traceback" not in stderr
    assert not out.exists()


def test_while_the_first_seed_of_a_large_place_takes_long_a_line_a_minute_tells_the_weeks(
    monkeypatch, capsys
):
    clock = itertools.count(step=20.0)  # the people are made before the first week
    monkeypatch.setattr(progress.time, "perf_counter", lambda: next(clock))
    with progress.progress(Words("en"), "Nederland", 1, 10) as (each_week, done):
        for _ in range(10):
            each_week()
        done(1)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "3 of 10 weeks, about 2 minutes left",
        "6 of 10 weeks, about 80 seconds left",
        "9 of 10 weeks, about 20 seconds left",
    ]


def test_time_left_does_not_count_the_first_seed_which_may_have_waited_for_compiling(
    monkeypatch, capsys
):
    clock = iter([400.0, 412.0, 415.0, 424.0])
    monkeypatch.setattr(progress.time, "monotonic", lambda: next(clock))
    with progress.progress(Words("en"), "Putten", 20, 260) as (each_week, done):
        before = 0
        for finished in (1, 3, 4, 7):
            for _ in range(260 * (finished - before)):
                each_week()
            before = finished
            done(finished)
    lines = capsys.readouterr().err.splitlines()
    assert lines == [
        "1 of 20 seeds done",
        "3 of 20 seeds done, about 102 seconds left",
        "7 of 20 seeds done, about 52 seconds left",
    ]
