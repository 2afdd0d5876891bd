"""Chapter 'what was compared': the place and its figures, the package, the runs."""

from zorgzaam.agents.parameters import Parameter
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.report.figure import Section, Table
from zorgzaam.experiments.report.reading import Reading
from zorgzaam.experiments.words import heading
from zorgzaam.model.places.figures import FIGURE, AreaFigures

_COUNTS = ("residents", "residents_65_plus", "households")
_SHARES = ("owner_occupied_pct", "low_income_households_pct", "limited_pct_18_plus",
           "severely_limited_pct_65_plus")  # fmt: skip


def compared_section(reading: Reading) -> Section:
    """What stands on both sides of the comparison, as two tables."""
    words = reading.words
    comparison = reading.comparison
    scenario, baseline = comparison.scenario, comparison.baseline
    paragraphs = [
        f"{scenario.title(words.language)}. {_one_line(scenario.why(words.language))}",
        words("compared.against", baseline=baseline.title(words.language)),
        runs_sentence(reading),
        words("compared.source", source=_one_line(scenario.source).removesuffix(".")),
    ]
    return Section(
        "compared",
        words("compared.title"),
        paragraphs,
        tables=[_package(reading), _place(reading)],
    )


def runs_sentence(reading: Reading) -> str:
    """How many years and seeds, and whether all seeds that were asked for are in."""
    words = reading.words
    comparison = reading.comparison
    count = len(comparison.pairs)
    years = comparison.years
    sentence = words(
        "compared.runs" if count > 1 else "compared.run_once",
        years=words.number(years, 0 if years == int(years) else 1),
        start=words.day(comparison.start),
        seeds=words.number(count),
    )
    if comparison.seeds != comparison.seeds_asked:
        sentence += " " + words(
            "compared.interrupted", asked=words.number(len(comparison.seeds_asked))
        )
    return sentence


def parameter_name(row: Parameter, language: str) -> str:
    """What a parameter is called; those that are no lever have only an English meaning."""
    label = row.label_nl if language == "nl" else row.label_en
    return label or row.meaning


def written_value(reading: Reading, row: Parameter, value: float) -> str:
    """A value with its unit; shares as a percentage, choices by name."""
    words = reading.words
    if row.choices:
        return words(f"choices.{row.choices[int(value)]}")
    if row.unit == "0 or 1":
        return words("choices.yes" if value else "choices.no")
    if row.unit == "share":
        return words.percent(100 * value, 0 if abs(100 * value - round(100 * value)) < 0.05 else 1)
    decimals = 0 if value == int(value) else 2
    return f"{words.number(value, decimals)} {words(f'units.{row.unit}')}"


def _package(reading: Reading) -> Table:
    words = reading.words
    now = dict(reading.comparison.plan.values)
    rows = []
    for change in reading.timeline.changes:
        if change.value == now[change.name]:
            continue
        row = ALL_PARAMETERS[change.name]
        rows.append(
            [
                reading.month(change.week),
                parameter_name(row, words.language),
                written_value(reading, row, now[change.name]),
                written_value(reading, row, change.value),
            ]
        )
        now[change.name] = change.value
    if not rows:
        rows = [[words("compared.no_change"), "", "", ""]]
    head = [words(f"compared.{name}") for name in ("from_day", "rule", "before", "after")]
    return Table(words("compared.package"), head, rows)


def _place(reading: Reading) -> Table:
    words = reading.words
    areas = reading.comparison.place.areas
    rows = []
    for name in _COUNTS:
        total = sum(getattr(area, name) for area in areas)
        rows.append([_figure_name(reading, name), words.number(total)])
    rows += [[_figure_name(reading, name), words.percent(_mean(areas, name))] for name in _SHARES]
    if len(areas) > 1:
        rows.append([words("compared.areas"), words.number(len(areas))])
    caption = words(
        "compared.place", place=heading(reading.place_name), year=str(reading.comparison.place.year)
    )
    return Table(caption, [words("compared.figure"), words("compared.value")], rows)


def _figure_name(reading: Reading, name: str) -> str:
    figure = FIGURE[name]
    text = figure.dutch if reading.words.language == "nl" else figure.english
    return heading(text)


def _mean(areas: tuple[AreaFigures, ...], name: str) -> float:
    """Mean of a share over areas, by the people or households that it is a share of."""
    whole = sum(_weight(area, name) for area in areas)
    weighted = sum(getattr(area, name) * _weight(area, name) for area in areas)
    return weighted / whole if whole else float("nan")


def _weight(area: AreaFigures, name: str) -> int:
    match FIGURE[name].weight:
        case "households":
            return area.households
        case "residents_18_plus":  # 15 to 17 are too few to matter for a weight
            return area.residents - area.residents_0_14
        case "residents_65_plus":
            return area.residents_65_plus
        case _:
            return area.residents


def _one_line(text: str) -> str:
    return " ".join(text.split())
