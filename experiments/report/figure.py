"""What a page is made of: figures with their words and figures in a table."""

from collections.abc import Sequence
from dataclasses import dataclass

from zorgzaam.experiments.drawing import Drawing


@dataclass(frozen=True, slots=True)
class Table:
    """Rows of written cells; the first cell of a row is its name."""

    caption: str
    head: Sequence[str]
    rows: Sequence[Sequence[str]]
    units: Sequence[str] = ()  # of each row, where they differ


@dataclass(frozen=True, slots=True)
class Figure:
    """A chart, the sentence that says what it shows, its numbers as a table, and their unit."""

    name: str
    title: str
    summary: str
    drawing: Drawing
    table: Table
    unit: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A chapter of the report: paragraphs, then figures, under a heading."""

    name: str
    title: str
    paragraphs: Sequence[str] = ()
    figures: Sequence[Figure] = ()
    key: Sequence[tuple[str, str]] = ()  # legend: class of the sample, what it stands for
    tables: Sequence[Table] = ()
    notes: Sequence[tuple[str, str]] = ()  # what it is about, and what there is to say
