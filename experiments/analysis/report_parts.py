"""What a report of a study is made of, whatever it is written as."""

from collections.abc import Sequence
from dataclasses import dataclass

from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.words import Words, heading


@dataclass(frozen=True, slots=True, eq=False)
class Part:
    """A drawing (SVG) with what it says and its numbers."""

    name: str
    title: str
    paragraph: str
    drawing: bytes
    table: Table


@dataclass(frozen=True, slots=True, eq=False)
class Chapter:
    """Paragraphs, then parts, then tables."""

    name: str
    title: str
    paragraphs: Sequence[str] = ()
    parts: Sequence[Part] = ()
    tables: Sequence[Table] = ()


@dataclass(frozen=True, slots=True, eq=False)
class Report:
    """A title, what was run, and the chapters."""

    words: Words
    title: str
    headline: str
    runs: str
    chapters: Sequence[Chapter]


def headings(table: Table) -> list[str]:
    """The heads of its columns, each with a capital."""
    return [heading(cell) for cell in table.head]
