"""The axis of a factor in a drawing."""

from typing import Any

from zorgzaam.experiments.analysis.naming import parameter_name, parameter_unit
from zorgzaam.experiments.analysis.paper import written_axis
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.words import Words


def factor_axis(axis: Any, factor: str, words: Words) -> None:
    """Its name with the unit, and ticks at round values; shares are written in per cent, as in texts."""
    is_share = ALL_PARAMETERS[factor].unit == "share"
    written_axis(axis, words, times=100.0 if is_share else 1.0)
    unit = "%" if is_share else parameter_unit(factor, words)
    name = parameter_name(factor, words.language)
    axis.set_label_text(f"{name} ({unit})" if unit else name)
