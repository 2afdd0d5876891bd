"""The tables in docs/ are those that the code declares."""

from pathlib import Path

import pytest

from zorgzaam.agents.columns import columns_of
from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.docs_tables import PAGES, TABLES, main
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.model.measures import MEASURE_NAMES
from zorgzaam.model.week import WEEK

DOCS = Path(__file__).resolve().parent.parent / "docs"


@pytest.mark.parametrize("name", PAGES)
def test_the_page_in_docs_is_what_the_code_declares(name: str) -> None:
    told = f"docs/{name} is out of date: run `make docs-tables`"
    assert (DOCS / name).read_text("utf-8") == PAGES[name](), told


@pytest.mark.parametrize(
    ("page", "names"),
    [
        ("parameters.md", tuple(ALL_PARAMETERS)),
        ("outcomes.md", MEASURE_NAMES),
        ("week.md", tuple(step.name for step in WEEK)),
        ("columns.md", tuple(name for table in TABLES.values() for name in columns_of(table))),
    ],
)
def test_nothing_that_is_declared_is_missing(page: str, names: tuple[str, ...]) -> None:
    text = PAGES[page]()
    assert not [name for name in names if f"`{name}`" not in text]


@pytest.mark.parametrize("name", PAGES)
def test_every_row_of_a_table_has_as_many_cells_as_its_heading(name: str) -> None:
    width = None
    for line in PAGES[name]().splitlines():
        if not line.startswith("|"):
            width = None
            continue
        cells = line.replace("\\|", "").count("|")
        assert width in {None, cells}, line
        width = cells


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="not a folder"):
        main(tmp_path / "absent")
    main(tmp_path)
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(PAGES)
