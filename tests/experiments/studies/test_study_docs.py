"""Every Python block of docs/studies.md runs, on the study that the page shows."""

import re
import tomllib
from collections.abc import Callable
from pathlib import Path

import pytest

from zorgzaam.experiments.studies.file import parse_study, read_study_file
from zorgzaam.experiments.studies.plan import Study, plan_study

DOCS = Path(__file__).parents[3] / "docs"
MANUAL = (DOCS / "studies.md").read_text("utf-8")
[SHOWN] = re.findall(r"```toml\n(.*?)```", MANUAL, flags=re.DOTALL)
BLOCKS = re.findall(r"```python\n(.*?)```", MANUAL, flags=re.DOTALL)


def shortened(text: str) -> str:
    """The study of the page, small enough for a test."""
    for long, short in (
        ('"BU03440343", "WK051306"', '"BU03440343"'),
        ("seeds = 20", "seeds = 2"),
        ("years = 5", "years = 1.25"),
        ("size = 64", "size = 2"),
    ):
        assert long in text
        text = text.replace(long, short)
    return text


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first block, which runs the study, was run."""
    folder = tmp_path_factory.mktemp("docs")
    (folder / "mine.toml").write_text(shortened(SHOWN), "utf-8")
    return folder


def test_the_study_that_is_shown_is_one() -> None:
    study = plan_study(parse_study(SHOWN, "docs/studies.md"))
    assert study.size() == 2 * 2 * 64 * 20
    tomllib.loads(SHOWN)


def test_every_block_runs_and_they_agree(
    folder: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(folder)
    assert len(BLOCKS) == 4
    left: list[dict[str, object]] = []
    for block in BLOCKS:
        names: dict[str, object] = {"__name__": "__main__"}
        exec(compile(block, "docs/studies.md", "exec"), names)
        left.append(names)
    own, pandas_block, polars_block, _ = left
    table = own["finished"].table  # type: ignore[attr-defined]
    assert len(table) == 2 * 2 * 2
    assert len(own["deeper"]) == 1  # type: ignore[arg-type]
    assert len(pandas_block["done"]) == 9  # type: ignore[arg-type]
    assert polars_block["lines"].height == 2 * 5  # type: ignore[attr-defined]
    assert "unmet" in capsys.readouterr().out


@pytest.mark.parametrize("path", sorted((DOCS / "overload").glob("*.toml")), ids=lambda p: p.stem)
def test_the_studies_behind_what_drives_overload_can_be_run(path: Path) -> None:
    file, _ = read_study_file(path)
    assert plan_study(file, path.parent).size() >= 200


def test_every_key_and_design_that_the_page_names_exists(study_of: Callable[[str], Study]) -> None:
    for kind in re.findall(r"^\| `(\w+)` \|.*\|.*\|", MANUAL, flags=re.MULTILINE):
        if kind in ("runs", "series"):
            continue
        size = "" if kind == "factorial" else "size = 2\n"
        body = f'[design]\nkind = "{kind}"\n{size}[[factors]]\nparameter = "payment"\n'
        body += "values = ['product', 'lump_sum']\n"
        text = 'title_nl = "n"\ntitle_en = "e"\nplaces = ["BU03440343"]\n' + body
        assert study_of(text).file.design is not None
