"""The week of one carer in docs/ is what today's model does."""

from pathlib import Path

from zorgzaam.experiments.one_carer.page import NAME, page
from zorgzaam.experiments.one_carer.telling import TELLERS
from zorgzaam.model.week import WEEK

DOCS = Path(__file__).resolve().parent.parent / "docs"


def test_every_process_of_the_week_is_told_in_order() -> None:
    assert [teller.__name__ for teller in TELLERS] == [process.name for process in WEEK]


def test_the_page_in_docs_is_what_the_model_does() -> None:
    told = f"docs/{NAME} is out of date: run `make docs-carer`"
    assert (DOCS / NAME).read_text("utf-8") == page(), told
