"""How a pattern, a predictor and a figure of a wijk are called in the reader's language."""

from zorgzaam.experiments.validation.patterns import Pattern, Row
from zorgzaam.experiments.words import Words


def pattern_name(pattern: Pattern, words: Words) -> str:
    """What the pattern is about."""
    if pattern.age is not None:
        return words(
            f"validation_pattern.{pattern.name}", low=str(pattern.age), high=str(pattern.age + 4)
        )
    return words(f"validation_pattern.{pattern.name}")


def unit(pattern: Pattern, words: Words) -> str:
    """Its unit."""
    return words(f"validation_unit.{pattern.unit}")


def target(pattern: Pattern, words: Words) -> str:
    """'24 ± 3'."""
    decimals = _decimals(pattern)
    centre = words.number(pattern.target, decimals)
    return (
        f"{centre} ± {words.number(pattern.tolerance, decimals)}" if pattern.tolerance else centre
    )


def value(row: Row, words: Words) -> str:
    """What the model makes of it."""
    return words.number(row.value, max(1, _decimals(row.pattern)))


def spread(row: Row, words: Words) -> str:
    """The range over wijken or seeds."""
    decimals = max(1, _decimals(row.pattern))
    return f"{words.number(row.low, decimals)} … {words.number(row.high, decimals)}"


def _decimals(pattern: Pattern) -> int:
    if pattern.unit == "ratio":
        return 2
    return (
        0
        if pattern.target == int(pattern.target) and pattern.tolerance == int(pattern.tolerance)
        else 1
    )
