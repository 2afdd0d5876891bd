"""The analyses as their users meet them: from the folder of a study to drawings and a report."""

import base64
import hashlib
import json
import re
import shutil
from html.parser import HTMLParser
from pathlib import Path

import pandas as pd
import pytest
from typer.testing import CliRunner, Result

from zorgzaam.experiments.analysis import report_pdf
from zorgzaam.experiments.commands import app
from zorgzaam.experiments.commands.study_analysis import COMMANDS
from zorgzaam.experiments.studies.executors import Wanted
from zorgzaam.experiments.studies.file import parse_study
from zorgzaam.experiments.studies.folder import driving
from zorgzaam.experiments.studies.parts import latest, read_runs
from zorgzaam.experiments.studies.plan import plan_study
from zorgzaam.experiments.studies.store import only_driver

HAMLET = "BU03440343"
WAYS = f"""
title_nl = "Manieren"
title_en = "Ways <of organising>"
places = ["{HAMLET}"]
scenarios = ["baseline", "no-informal-response"]
seeds = 4
years = 1
outcomes = ["unmet_hours_per_1000", "formal_hours_per_1000"]
[tipping]
lever = "budget_cut_household_help_share"
low = 0.0
high = 0.8
outcome = "formal_hours_per_1000"
threshold = -10.0
week = 0
second = {{ lever = "expected_network_share", values = [0.0, 0.4] }}
"""
DRIVEN = f"""
title_nl = "Waardoor"
title_en = "By what"
places = ["{HAMLET}"]
seeds = 2
years = 1
outcomes = ["informal_hours_per_1000"]
[design]
kind = "saltelli"
size = 8
[[factors]]
parameter = "asking_probability_per_month"
[[factors]]
parameter = "expected_network_share"
week = 1
"""


def made_folder(text: str, folder: Path) -> Path:
    study = plan_study(parse_study(text, "here"))
    with driving(study, text, folder, Wanted(serial=True)) as driver:
        driver.run()
    return folder


@pytest.fixture(scope="module")
def ways(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_folder(WAYS, tmp_path_factory.mktemp("ways") / "ways")


@pytest.fixture(scope="module")
def driven(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return made_folder(DRIVEN, tmp_path_factory.mktemp("driven") / "driven")


def call(*arguments: str | Path) -> Result:
    told = ["study", *(str(word) for word in arguments)]
    return CliRunner().invoke(app, told, env={"COLUMNS": "200", "LANG": "C"})


def test_sensitivity_goes_by_the_design_and_leaves_table_drawings_and_words(driven: Path) -> None:
    done = call("sensitivity", driven, "--language", "nl")
    assert done.exit_code == 0, done.output
    assert "Waar het van afhangt" in done.stdout
    [table] = (driven / "analysis").glob("sobol-*.csv")
    assert len(pd.read_csv(table)) == 2
    assert len(list((driven / "analysis").glob("sobol-*.svg"))) == 2
    plain = json.loads(call("sensitivity", driven, "--json").stdout)
    assert {row["factor"] for row in plain[0]["table"]} == {
        "asking_probability_per_month",
        "expected_network_share",
    }


def test_a_study_without_a_design_has_no_sensitivity(ways: Path) -> None:
    done = call("sensitivity", ways)
    assert done.exit_code == 2
    assert "the design of this study is none" in done.stderr


def test_a_tipping_point_runs_what_it_needs_once_and_keeps_it(ways: Path) -> None:
    before = len(latest(read_runs(ways)).to_pylist())
    first = call("tipping", ways, "--serial", "--json")
    assert first.exit_code == 0, first.output
    there = len(latest(read_runs(ways)).to_pylist())
    assert there > before
    again = call("tipping", ways, "--serial", "--json")
    assert again.stdout == first.stdout
    assert len(latest(read_runs(ways)).to_pylist()) == there
    [found] = json.loads(first.stdout)
    assert {row["state"] for row in found["table"]} <= {"tips", "never", "always", "failed"}
    assert "at most −10" in found["paragraph"]  # below nothing: one to fall below
    assert json.loads((ways / "manifest.json").read_text("utf-8"))["runs"]["asked"] == 8


def test_a_map_has_every_combination(ways: Path) -> None:
    [found] = json.loads(call("map", ways, "--serial", "--json").stdout)
    assert len(found["table"]) == 7 * 2
    assert all(row["seeds"] == 4 for row in found["table"])


def test_regret_and_seeds_answer_for_the_outcome_asked(ways: Path) -> None:
    [found] = json.loads(call("regret", ways, "--outcome", "unmet_hours_per_1000", "--json").stdout)
    assert min(row["most"] for row in found["table"]) >= 0.0
    [needed] = json.loads(
        call(
            "seeds", ways, "--half-width", "3", "--outcome", "unmet_hours_per_1000", "--json"
        ).stdout
    )
    assert needed["table"][0]["against"] == "baseline"
    assert needed["table"][0]["seeds"] >= 2


def test_mistakes_are_told_with_what_there_is(ways: Path, driven: Path) -> None:
    for words, *arguments in (
        ("unmet_hours_per_1000", "regret", ways, "--outcome", "unmet_hours"),
        ("no-informal-response", "regret", ways, "--scenario", "no-informal"),
        (HAMLET, "regret", ways, "--place", "WK034403"),
        ("says no [tipping]", "tipping", driven),
        ("above 0", "seeds", ways, "--half-width", "0"),
        ("no study is in this folder", "regret", ways / "analysis"),
    ):
        done = call(*arguments)
        assert done.exit_code == 2, done.output
        assert words in done.stderr
        assert "Traceback" not in done.output


class Page(HTMLParser):
    """What a page refers to, and its pictures."""

    def __init__(self) -> None:
        super().__init__()
        self.pictures: list[dict[str, str | None]] = []
        self.outside: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        named = dict(attrs)
        if tag == "img":
            self.pictures.append(named)
        for key in ("src", "href"):
            if re.match(r"https?:|//", named.get(key) or ""):
                self.outside.append(named[key] or "")


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_report_holds_the_outcomes_and_every_analysis_of_its_folder(
    ways: Path, language: str
) -> None:
    assert call("regret", ways).exit_code == 0
    done = call("report", ways, "--language", language)
    assert done.exit_code == 0, done.output
    text = (ways / f"report-{language}.html").read_text("utf-8")
    page = Page()
    page.feed(text)
    assert not page.outside
    assert f'<html lang="{language}">' in text
    analyses = list((ways / "analysis").glob("*.json"))
    assert len(page.pictures) == 2 + len(analyses)
    for picture in page.pictures:
        kind, _, held = (picture["src"] or "").partition(",")
        assert kind == "data:image/svg+xml;base64"
        assert base64.b64decode(held).startswith(b"<?xml")
        assert picture["alt"]
    assert "Ways <of" not in text  # escaped


def test_the_report_says_which_analyses_are_of_fewer_runs(ways: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(ways, tmp_path / "copy", ignore=shutil.ignore_patterns("analysis"))
    assert call("regret", copy).exit_code == 0
    remark = "Ask for it again"
    for runs_are_more in (False, True):
        if runs_are_more:
            assert call("extend", copy, "--seeds", "5", "--serial").exit_code == 0
        assert call("report", copy, "--language", "en").exit_code == 0
        assert (remark in (copy / "report-en.html").read_text("utf-8")) is runs_are_more


def test_the_crate_names_what_an_analysis_and_a_report_leave(ways: Path) -> None:
    assert call("regret", ways).exit_code == 0
    assert call("report", ways, "--language", "en").exit_code == 0
    crate = json.loads((ways / "ro-crate-metadata.json").read_text("utf-8"))
    files = {each["@id"]: each["sha256"] for each in crate["@graph"] if each["@type"] == "File"}
    written = [*(ways / "analysis").iterdir(), ways / "report-en.html"]
    assert written
    for path in written:
        name = path.relative_to(ways).as_posix()
        assert files[name] == hashlib.sha256(path.read_bytes()).hexdigest()


def test_an_analysis_leaves_the_crate_to_a_driver_that_is_at_work(ways: Path) -> None:
    crate = ways / "ro-crate-metadata.json"
    before = crate.read_bytes()
    with only_driver(ways):
        for name in (ways / "analysis").glob("regret-*"):
            name.unlink()
        assert call("regret", ways, "--outcome", "formal_hours_per_1000").exit_code == 0
        assert list((ways / "analysis").glob("regret-formal*"))
        assert crate.read_bytes() == before


def test_the_same_study_gives_the_same_report_to_the_last_byte(ways: Path, tmp_path: Path) -> None:
    copy = shutil.copytree(ways, tmp_path / "copy")
    for folder in (ways, copy):
        assert call("report", folder, "--language", "nl").exit_code == 0
    for name in ("report-nl.html", "report-nl.pdf"):
        assert (ways / name).read_bytes() == (copy / name).read_bytes()
    assert (ways / "report-nl.pdf").read_bytes().startswith(b"%PDF")


def test_without_typst_there_is_a_page_and_a_word_about_the_pdf(
    ways: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy = shutil.copytree(ways, tmp_path / "copy", ignore=shutil.ignore_patterns("report-*"))
    monkeypatch.setattr(report_pdf, "find_spec", lambda name: None)
    done = call("report", copy, "--language", "en")
    assert done.exit_code == 0, done.output
    assert (copy / "report-en.html").is_file()
    assert not (copy / "report-en.pdf").exists()
    assert "zorgzaam[pdf]" in done.stderr


def test_every_block_of_the_page_runs(
    driven: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (Path(__file__).parents[3] / "docs" / "analysis.md").read_text("utf-8")
    blocks = re.findall(r"```python\n(.*?)```", page, flags=re.DOTALL)
    assert len(blocks) == 2
    shutil.copytree(driven, tmp_path / "mine")
    monkeypatch.chdir(tmp_path)
    names: dict[str, object] = {}
    for block in blocks:
        exec(compile(block, "docs/analysis.md", "exec"), names)
    assert (tmp_path / "indices.pdf").read_bytes().startswith(b"%PDF")
    where = names["where"]
    assert where.p10 <= where.median <= where.p90  # type: ignore[attr-defined]
    assert where.median == pytest.approx(5 / 22, abs=0.01)  # type: ignore[attr-defined]


def test_the_page_names_every_analysis_and_only_those() -> None:
    page = (Path(__file__).parents[3] / "docs" / "analysis.md").read_text("utf-8")
    assert set(re.findall(r"`zorgzaam study (\w+) FOLDER", page)) == set(COMMANDS)
