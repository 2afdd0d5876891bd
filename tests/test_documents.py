"""The papers beside the code agree with it: version, licence, hooks, what changes results."""

import json
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]


def test_the_citation_has_the_version_and_licence_of_the_package() -> None:
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert citation["cff-version"] == "1.2.0"
    assert {"message", "title", "authors"} <= citation.keys()
    assert citation["version"] == PROJECT["version"]
    assert citation["license"] == PROJECT["license"] == "EUPL-1.2"


def test_codemeta_says_the_same_as_the_citation_and_names_files_that_exist() -> None:
    codemeta = json.loads((ROOT / "codemeta.json").read_text("utf-8"))
    citation = yaml.safe_load((ROOT / "CITATION.cff").read_text("utf-8"))
    assert codemeta["@context"].startswith("https://w3id.org/codemeta/")
    assert codemeta["@type"] == "SoftwareSourceCode"
    assert codemeta["version"] == citation["version"]
    assert codemeta["license"].rpartition("/")[2] == citation["license"]
    assert [each["name"] for each in codemeta["author"]] == [a["name"] for a in citation["authors"]]
    assert codemeta["keywords"] == citation["keywords"]
    told = [codemeta["readme"], *(each["url"] for each in codemeta["softwareHelp"])]
    assert [name for name in told if not (ROOT / name).is_file()] == []


def test_the_licence_is_there_in_full() -> None:
    text = (ROOT / "LICENSE").read_text("utf-8")
    assert text.startswith("EUROPEAN UNION PUBLIC LICENCE v. 1.2")
    articles = [int(n) for n in re.findall(r"^(\d+)\. ?[A-Z]", text, flags=re.MULTILINE)]
    assert articles == list(range(1, 16))
    assert "Compatible Licences" in text


def test_the_changelog_opens_with_what_is_unreleased_and_knows_the_released_version() -> None:
    text = (ROOT / "CHANGELOG.md").read_text("utf-8")
    headings = re.findall(r"^## \[([^\]]+)\]", text, flags=re.MULTILINE)
    assert headings[0] == "Unreleased"
    assert len(headings) == 1 or headings[1] == PROJECT["version"]
    assert "**changes results**" in text


def test_the_hooks_are_local_and_their_tools_exist() -> None:
    told = [sys.executable, "-m", "pre_commit", "validate-config"]
    subprocess.run(told, cwd=ROOT, check=True, capture_output=True)
    config = yaml.safe_load((ROOT / ".pre-commit-config.yaml").read_text("utf-8"))
    assert [repo["repo"] for repo in config["repos"]] == ["local"]
    named = {
        word
        for hook in config["repos"][0]["hooks"]
        for word in hook["entry"].split()
        if word.startswith("tests/")
    }
    assert named
    assert not [name for name in named if not (ROOT / name).is_file()]


def test_the_ci_script_runs_the_commands_that_the_readme_gives() -> None:
    script = (ROOT / ".ci" / "run").read_text("utf-8")
    steps = re.findall(r"^step (.+)$", script, flags=re.MULTILINE)
    assert steps == ["make lint", "make test"]
    assert (ROOT / ".ci" / "run").stat().st_mode & 0o100
