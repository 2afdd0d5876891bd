"""The people who are overloaded because of the package: how many, and who they are."""

from collections.abc import Sequence

from zorgzaam.experiments.comparison import half_width
from zorgzaam.experiments.drawing import Bar, Text, bars_chart
from zorgzaam.experiments.overload import EXTRA_WEEKS, counts
from zorgzaam.experiments.report.figure import Figure, Section, Table
from zorgzaam.experiments.report.reading import Reading
from zorgzaam.model.measures import AGE_GROUPS, SEXES
from zorgzaam.model.network import RELATION_NAMES

_DIMENSIONS = (  # name in the texts, column, category -> text
    ("age", "age", {age: age for age in AGE_GROUPS[1:]}),
    ("sex", "sex", {sex: sex for sex in SEXES}),
    ("relation", "relation", {name: name for name in (*RELATION_NAMES[1:], RELATION_NAMES[0])}),
    ("sole", "sole_carer", {"False": "shared", "True": "sole"}),
)


def overloaded_section(reading: Reading) -> Section:
    """How many people a run, and which shares of them are of what age, sex, tie; sole or not."""
    words = reading.words
    paragraphs = [overloaded_sentence(reading)]
    fewer = _mean([len(table) for table in reading.relieved])
    if fewer > 0:
        count, weeks = words.number(fewer, _decimals(fewer)), str(EXTRA_WEEKS)
        paragraphs.append(words("overloaded.fewer", count=count, weeks=weeks))
    return Section(
        "overloaded",
        words("overloaded.title"),
        paragraphs,
        [_figure(reading, *dimension) for dimension in _DIMENSIONS],
    )


def overloaded_sentence(reading: Reading) -> str:
    """How many people are overloaded because of the package, as a mean over the seeds."""
    words = reading.words
    numbers = [len(table) for table in reading.overloaded]
    mean = _mean(numbers)
    if mean == 0:
        return words("overloaded.none", weeks=str(EXTRA_WEEKS))
    decimals = _decimals(mean)
    interval = words("common.one_run")
    if len(numbers) > 1:
        half = half_width([float(number) for number in numbers])
        low, high = (
            words.number(max(mean - half, 0.0), decimals),
            words.number(mean + half, decimals),
        )
        interval = words("common.interval", low=low, high=high)
    count = words.number(mean, decimals)
    return words("overloaded.some", count=count, weeks=str(EXTRA_WEEKS), interval=interval)


def _figure(reading: Reading, dimension: str, column: str, names: dict[str, str]) -> Figure:
    words = reading.words
    found = counts(reading.overloaded, column)
    total = sum(found.values())
    lines = [(words(f"who.{text}"), found.get(group, 0.0)) for group, text in names.items()]
    if dimension == "relation":  # kinds of tie that nobody has say nothing
        lines = [pair for pair in lines if pair[1]] or lines[:-1]
    title = words(f"who.{dimension}_title")
    if total:
        name, number = max(lines, key=lambda pair: pair[1])
        share = words.percent(100 * number / total)
        count = words.number(total, _decimals(total))
        summary = words("overloaded.summary", count=count, name=name.lower(), share=share)
    else:
        summary = words("overloaded.nobody")
    bars, rows = [], []
    for name, number in lines:
        written = words.number(number, _decimals(total))
        share = words.percent(100 * number / total) if total else "–"
        bars.append(Bar(name, number, f"{written} ({share})"))
        rows.append([name, written, share])
    head = [words(f"who.{dimension}_head"), words("overloaded.people"), words("overloaded.share")]
    chart = bars_chart(f"chart-overloaded-{dimension}", Text(title, summary), bars, "strain")
    return Figure(f"overloaded-{dimension}", title, summary, chart, Table(title, head, rows))


def _mean(numbers: Sequence[int]) -> float:
    return sum(numbers) / len(numbers) if numbers else 0.0


def _decimals(value: float) -> int:
    return 0 if value >= 10 else 1
