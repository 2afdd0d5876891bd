"""The chapter of a study's report about what was asked."""

from collections.abc import Sequence

from zorgzaam.experiments.analysis.naming import lever_value, parameter_name, parameter_unit
from zorgzaam.experiments.analysis.report_parts import Chapter
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.report.figure import Table
from zorgzaam.experiments.report.reading import plain_name
from zorgzaam.experiments.studies.factor import Factor
from zorgzaam.experiments.studies.reading import Finished
from zorgzaam.experiments.words import Words


def asked(found: Finished, words: Words) -> Chapter:
    """Places, scenarios, seeds, and what is varied."""
    study, file, language = found.study, found.study.file, words.language
    places = Table(
        words("study_report.places_caption"),
        [words("repeat.place"), words("study_report.code"), words("claims_report.residents")],
        [
            [plain_name(place.name), place.code, words.number(place.residents)]
            for place in study.places.values()
        ],
    )
    scenarios = Table(
        words("study_report.scenarios_caption"),
        [words("study.scenario"), words("claims_report.why")],
        [
            [study.scenarios[name].title(language), study.scenarios[name].why(language)]
            for name in file.scenarios
        ],
    )
    tables = [places, scenarios]
    paragraphs = [
        words(
            "study_report.seeds",
            first=words.number(file.seeds.first),
            count=words.number(found.manifest["runs"]["seeds"]),
        )
    ]
    if file.design is not None:
        paragraphs.append(
            words(
                "study_report.design",
                kind=words(f"study_report.{file.design.kind}"),
                rows=words.number(len(study.rows)),
            )
        )
        tables.append(_factors(found, file.factors, words))
    return Chapter("asked", words("study_report.asked"), paragraphs, tables=tables)


def _factors(found: Finished, factors: Sequence[Factor], words: Words) -> Table:
    rows = []
    for factor in factors:
        row = ALL_PARAMETERS[factor.parameter]
        if row.choices:
            span = ", ".join(lever_value(row.name, value, words) for value in factor.levels)
            usual = words(f"choices.{row.value}")
        else:
            ends = (min(factor.levels), max(factor.levels)) if factor.levels else factor.span
            low, high = (lever_value(factor.parameter, end, words) for end in ends)
            span = words("common.to", low=low, high=high)
            usual = lever_value(factor.parameter, float(row.value), words)
        week = found.study.lever_weeks.get(factor.parameter)
        since = (
            words("study_report.from_settling")
            if week is None
            else words("study_report.from_week", week=words.number(week))
        )
        name = parameter_name(factor.parameter, words.language)
        rows.append([name, parameter_unit(factor.parameter, words), span, usual, since])
    head = [words("analysis.factor"), words("screen.unit"), words("certainty.range")]
    head += [words("study_report.usual"), words("study_report.since")]
    return Table(words("study_report.factors_caption"), head, rows)
