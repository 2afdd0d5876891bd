"""`zorgzaam validate` on real wijken, small ones."""

import csv
import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path

import pytest
from typer.testing import CliRunner, Result

from zorgzaam.experiments.commands import app
from zorgzaam.experiments.validation.patterns import PATTERNS, rows
from zorgzaam.experiments.validation.study import Study, carry_out
from zorgzaam.model.parameters import default_values

SMALL = ("WK008502", "WK009300", "WK010605")  # 1,900 to 4,200 residents, all three measured


def call(*arguments: str) -> Result:
    return CliRunner().invoke(app, list(arguments), env={"COLUMNS": "200", "LANG": "C"})


def study(**more: object) -> Study:
    values = default_values() | {"settling_weeks": 26.0}
    return Study(SMALL[:2], (1, 2), values, **more)  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("validation")
    told = ("validate", "--places", ",".join(SMALL), "--seeds", "1", "--live-on", "1")
    result = call(*told, "--set", "settling_weeks=26", "--out", str(out), "--language", "nl")
    assert result.exit_code == 0, result.output
    assert "mantelzorgers van 55-59" in result.output
    assert "regressie op leeftijdsgroepen" in result.output
    return out


def test_the_folder_holds_patterns_wijken_report_and_record(folder: Path) -> None:
    with (folder / "patterns.csv").open(encoding="utf-8") as file:
        patterns = list(csv.DictReader(file))
    assert len(patterns) == len(PATTERNS)
    assert {row["verdict"] for row in patterns} <= {"pass", "miss", "undefined"}
    with (folder / "wijken.csv").open(encoding="utf-8") as file:
        wijken = list(csv.DictReader(file))
    assert [row["code"] for row in wijken] == list(SMALL)
    assert all(0 < float(row["model_18_plus"]) < 60 for row in wijken)
    record = json.loads((folder / "record.json").read_text("utf-8"))
    assert record["finished_all"]
    assert record["identity"]["wijken"] == list(SMALL)


def test_the_report_loads_nothing_and_shows_every_wijk_as_a_dot(folder: Path) -> None:
    page = (folder / "report.html").read_text("utf-8")
    assert not re.search(r'(src|href)="(?!#)', page)
    assert page.count('<circle class="point') == 2 * len(SMALL)
    assert "Donkerbroek" in page
    assert "gemist" in page


def test_the_result_does_not_depend_on_workers() -> None:
    one, two = (list(carry_out(study(), workers))[-1] for workers in (1, 2))
    assert [row.value for row in rows(one) if row.value == row.value] == [
        row.value for row in rows(two) if row.value == row.value
    ]


def test_a_study_grows_wijk_by_wijk_and_seed_by_seed() -> None:
    grown = [sorted(seen.looks) for seen in carry_out(study(), 1)]
    assert len(grown[-1]) == 4
    assert study(live_on=1).tasks() == [
        (SMALL[0], 1, True), (SMALL[1], 1, False), (SMALL[0], 2, False), (SMALL[1], 2, False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("arguments", "problem"),
    [
        (("--wijken", "0"), "--wijken 0"),
        (("--seeds", "0"), "--seeds 0"),
        (("--places", "WK999999"), "WK999999"),
        (("--places", " , "), "--places: give one or more"),
        (("--live-on", "-1"), "--live-on -1"),
        (("--fit", "--parameters", "yes_chidl"), "did you mean yes_child"),
    ],
)
def test_a_mistake_is_told_before_anything_runs(arguments: tuple[str, ...], problem: str) -> None:
    result = call("validate", *arguments)
    assert result.exit_code == 2
    assert problem in result.output


def test_ctrl_c_keeps_the_finished_wijken(tmp_path: Path) -> None:
    hearing = "import signal; signal.signal(signal.SIGINT, signal.default_int_handler); "
    code = hearing + "from zorgzaam.experiments.commands import app; app()"
    told = ["validate", "--wijken", "60", "--seeds", "1", "--workers", "1", "--out", str(tmp_path)]
    started = subprocess.Popen(
        [sys.executable, "-c", code, *told, "--language", "en"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=dict(os.environ),
    )  # fmt: skip
    assert started.stderr is not None
    for line in started.stderr:
        if " done" in line:
            started.send_signal(signal.SIGINT)
            break
    _, errors = started.communicate(timeout=120)
    assert started.returncode == 130, errors
    assert re.search(r"\d+ of 60 wijken and seeds were finished and are kept", errors)
    record = json.loads((tmp_path / "record.json").read_text("utf-8"))
    assert not record["finished_all"]
    assert 1 <= record["finished"] < 60


@pytest.mark.slow
def test_the_patterns_stay_within_what_is_sane(capsys: pytest.CaptureFixture[str]) -> None:
    *_, seen = carry_out(Study(("WK034403", "WK027300"), (1, 2), default_values(), 1), 2)
    found = rows(seen)
    with capsys.disabled():
        for row in found:
            print(f"{row.pattern.number:3}{row.pattern.name:26}{row.value:9.2f} {row.verdict}")  # noqa: T201
    insane = [
        (row.pattern.name, row.value)
        for row in found
        if not row.pattern.sane[0] <= row.value <= row.pattern.sane[1]
        and row.pattern.name != "neighbour_contact"  # these two are not of both extremes
    ]
    assert not insane
