"""The lines of a study's summary as curves: along the factor that is swept, all else alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from zorgzaam.experiments.analysis.naming import (
    lever_value,
    parameter_name,
    place_name,
    scenario_name,
)
from zorgzaam.experiments.studies.summary import Line
from zorgzaam.experiments.words import Words


@dataclass(frozen=True, slots=True)
class Curve:
    """Lines of one place, one scenario and the same other factors, by the value of the swept one."""

    factor: str
    lines: tuple[Line, ...]

    @property
    def values(self) -> list[float]:
        """Of the factor, in the order of the lines."""
        return [line.factors[self.factor] for line in self.lines]


def curves_of(lines: Sequence[Line], swept: str) -> list[Curve]:
    """The curves of one outcome, in the order of the lines."""
    found: dict[object, list[Line]] = {}
    for line in lines:
        others = tuple(value for name, value in line.factors.items() if name != swept)
        found.setdefault((line.place, line.scenario, others), []).append(line)
    return [
        Curve(swept, tuple(sorted(each, key=lambda line: line.factors[swept])))
        for each in found.values()
    ]


def name_of(line: Line, among: Sequence[Line], words: Words, but: str | None = None) -> str:
    """What tells a line apart among these: place, scenario, values of the factors (`but` for one)."""
    parts = []
    if len({each.place for each in among}) > 1:
        parts.append(place_name(line.place))
    if len({each.scenario for each in among}) > 1:
        parts.append(scenario_name(line.scenario, words.language))
    for factor, value in line.factors.items():
        if factor != but and len({each.factors[factor] for each in among}) > 1:
            name = parameter_name(factor, words.language)
            parts.append(f"{name} {lever_value(factor, value, words)}")
    return ", ".join(parts)
