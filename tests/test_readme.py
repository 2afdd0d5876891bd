"""The README says what is true: its commands, options, code, scenario, links and folders work."""

import os
import re
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
PROGRAM = Path(sys.executable).parent / "zorgzaam"


def blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, flags=re.MULTILINE | re.DOTALL)


COMMANDS = [shlex.split(line) for block in blocks("bash") for line in block.splitlines() if line]
OF_ZORGZAAM = [words[1:] for words in COMMANDS if words[0] == "zorgzaam"]


def run(*told: str | Path, cwd: Path) -> str:
    environment = os.environ | {"COLUMNS": "160", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(word) for word in told], cwd=cwd, env=environment, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"{told}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def test_the_readme_shows_every_kind_of_example() -> None:
    assert {words[0] for words in COMMANDS} >= {"make", "zorgzaam"}
    assert {words[0] for words in OF_ZORGZAAM} >= {"places", "run", "compare", "dashboard"}
    assert blocks("python")
    assert blocks("toml")


@pytest.mark.parametrize(
    "target",
    sorted({word for page in PAGES for word in re.findall(r"\bmake ([a-z-]+)`", page.read_text())})
    + [words[1] for words in COMMANDS if words[0] == "make"],
)
def test_every_make_command_that_the_pages_name_exists(target: str) -> None:
    targets = re.findall(r"^([a-z-]+):", (ROOT / "Makefile").read_text("utf-8"), re.MULTILINE)
    assert target in targets


@pytest.mark.parametrize("words", OF_ZORGZAAM, ids=" ".join)
def test_every_option_in_the_readme_is_one_that_the_command_has(words: list[str]) -> None:
    from typer.main import get_command

    from zorgzaam.experiments.commands import app

    group: Any = get_command(app)
    assert words[0] in group.commands
    known = {option for param in group.commands[words[0]].params for option in param.opts}
    assert {word for word in words if word.startswith("--")} <= known


@pytest.mark.parametrize(
    "words", [words for words in OF_ZORGZAAM if words[0] in {"places", "run"}], ids=" ".join
)
def test_the_readmes_quick_commands_run_as_written(words: list[str], tmp_path: Path) -> None:
    assert run(PROGRAM, *words, cwd=tmp_path)


@pytest.mark.slow
@pytest.mark.parametrize(
    "words", [words for words in OF_ZORGZAAM if words[0] == "compare"], ids=" ".join
)
def test_the_readmes_comparisons_run_as_written(words: list[str], tmp_path: Path) -> None:
    run(PROGRAM, *words, cwd=tmp_path)
    assert list(tmp_path.rglob("report.html"))


@pytest.mark.parametrize("code", blocks("python"))
def test_the_readmes_python_runs_as_written(code: str, tmp_path: Path) -> None:
    assert run(sys.executable, "-c", code, cwd=tmp_path)


@pytest.mark.parametrize("text", blocks("toml"))
def test_the_readmes_scenario_is_one_that_loads(text: str, tmp_path: Path) -> None:
    from zorgzaam.experiments.scenario import load_scenario

    path = tmp_path / "my-cut.toml"
    path.write_text(text, encoding="utf-8")
    assert load_scenario(path).title("en") == "My cut"


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))
def test_every_link_to_a_file_leads_to_one(page: Path) -> None:
    links = re.findall(r"\]\(([^)#:\s]+)(?:#[^)]*)?\)", page.read_text("utf-8"))
    assert not [link for link in links if not (page.parent / link).exists()]


def test_every_folder_that_the_readme_names_is_there() -> None:
    table = README[README.index("| folder |") : README.index("Each imports only")]
    assert not [name for name in re.findall(r"`([a-z]+)/`", table) if not (ROOT / name).is_dir()]
