"""Fitting assumptions to patterns 1 to 7 and to the rows of part (i) that the model makes.

The loss is the sum over them of ((value - target) / tolerance)^2 (without the age of the peak, which
jumps; the shares by age that decide it are in), plus a pull of each parameter to what was declared
before anything was fitted (`prior.toml`; where it says nothing, the declared default): (way gone /
width of the range)^2 / 4, so that what the patterns do not decide stays as it was declared. Only declared assumptions (confidence A or L, and what `MAY_BE_REFIT` names) are
moved, each within its declared range. Wijken and seeds are fixed, and every draw is keyed, so the
loss is a fixed function of the parameters; it moves in small steps, therefore derivatives are taken
over a twentieth of a range. The optimiser is
`scipy.optimize.least_squares` (trust region, bounded), in rounds: derivatives are taken one by one
when a round begins, and follow from the steps themselves after that (Broyden 1965), until a round
gains less than a hundredth. The same question gives the same values.

No share of carers of a wijk is read here.
"""

import math
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from functools import cache
from importlib.metadata import version
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import least_squares

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import Parameter, nearest
from zorgzaam.experiments.record import environment
from zorgzaam.experiments.store import number_or_none, write_whole
from zorgzaam.experiments.validation.patterns import FIT, PATTERNS, ROW, Pattern
from zorgzaam.experiments.validation.study import Seen, Study, carry_out
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.places.shipped import data_version

Array = NDArray[Any]

PULL: Final = 0.5  # residual of a parameter that went the whole width of its range
STEP_SHARE: Final = 0.05  # of a range, over which derivatives are taken
LEAST_GAIN_SHARE: Final = 0.01  # of the loss, below which a round of the fit was the last
WORST: Final = 10.0  # residual of a pattern without a value
# Without the age of the peak, which jumps: the shares by age that decide it are all there.
FITTED_TO: Final = tuple(p for p in PATTERNS if p.use in (FIT, ROW) and p.tolerance > 0)

# Refit as the evidence says (#13: "refit intercept"), though they have a source: carers who are
# heavily strained stop or scale down, so the cross-section lies below the level strain moves to.
# That women say yes more often than men has a sign and bounds (F1, F48), and no figure of its own.
MAY_BE_REFIT: Final = ("odds_ratio_woman", "strain_intercept")

# Who needs help, who asks, who answers, and how many hours that becomes. What the engine at hand
# does not declare is left out.
_STARTS: Final = ("yes_", "needs_help_", "need_")
_OTHERS: Final = (
    "applies_care_per_month",
    "applies_household_help_per_month",
    "asking_probability_per_month",
    "heavy_carer_scales_down_per_year",
    "hours_free_without_work",
    "hours_offered_log_mean",
    "hours_offered_log_sd",
    "hours_ratio_partner_or_child",
    "light_household_share",
    "odds_lost_per_year_over_70",
    "odds_ratio_full_time_work",
    "odds_ratio_lightly_limited",
    "odds_ratio_moderately_limited",
    "odds_ratio_woman",
    "smallest_hours_asked",
    "smallest_hours_care_applied",
    "smallest_hours_household_help_applied",
    "strain_intercept",
)
DEFAULT_PARAMETERS: Final = tuple(
    name
    for name, row in PARAMETERS.items()
    if (name.startswith(_STARTS) or name in _OTHERS)
    and (row.confidence in ("A", "L") or name in MAY_BE_REFIT)
    and not (row.choices or row.whole)
    and "family" not in name  # households with children: no carers by the definition
)


@cache
def prior() -> dict[str, float]:
    """Parameters by name as they were declared before anything was fitted."""
    text = files("zorgzaam.experiments.validation").joinpath("prior.toml").read_text("utf-8")
    return {name: float(value) for name, value in tomllib.loads(text).items()}


@dataclass(frozen=True, slots=True)
class Fitted:
    """One parameter: what was declared before any fit, and what fits best."""

    name: str
    default: float
    low: float
    high: float
    value: float

    @property
    def at_bound(self) -> bool:
        """Whether the range stopped it."""
        edge = 0.01 * (self.high - self.low)
        return self.value - self.low < edge or self.high - self.value < edge


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a fit found: parameters, patterns before and after, and the loss along the way."""

    parameters: tuple[Fitted, ...]
    patterns: tuple[tuple[Pattern, float, float], ...]  # before, after
    losses: tuple[float, ...]  # of every evaluation
    evaluations: int

    @property
    def values(self) -> dict[str, float]:
        """The fitted parameters by name."""
        return {one.name: one.value for one in self.parameters}


def chosen(names: Sequence[str] | None = None) -> dict[str, Parameter]:
    """The parameters to fit; InputError for one that is unknown, a choice, or no assumption."""
    rows = {}
    for name in names or DEFAULT_PARAMETERS:
        if name not in PARAMETERS:
            raise InputError(f"unknown parameter '{name}'{nearest(name, PARAMETERS)}")
        row = PARAMETERS[name]
        if row.choices or row.whole:
            raise InputError(f"{name} goes in whole steps; only what can move gradually is fitted")
        if row.confidence not in ("A", "L") and name not in MAY_BE_REFIT:
            raise InputError(
                f"{name} has a source ({row.source}; confidence {row.confidence}); only assumptions "
                "(confidence A or L) are fitted"
            )
        rows[name] = row
    return rows


def residuals(values: Mapping[str, float]) -> Array:
    """Of each pattern by name: how many tolerances it is off. 0 at the target, 1 at the edge."""
    off = [(values[_key(pattern)] - pattern.target) / pattern.tolerance for pattern in FITTED_TO]
    return np.array([x if math.isfinite(x) else WORST for x in off])


def _key(pattern: Pattern) -> str:
    return f"{pattern.name}_{pattern.age}" if pattern.age is not None else pattern.name


def pattern_values(seen: Seen) -> dict[str, float]:
    """Patterns 1 to 7 by name (and age), over all that was seen."""
    everything = seen.all()
    return {_key(p): p.value(everything) for p in FITTED_TO if p.value is not None}


def evaluate(study: Study, workers: int) -> dict[str, float]:
    """Patterns 1 to 7 of a study, run."""
    seen = Seen()
    for seen in carry_out(study, workers):  # noqa: B007 - the last is wanted
        pass
    return pattern_values(seen)


def fit(
    names: Sequence[str] | None,
    start: Mapping[str, float],
    patterns_of: Callable[[Mapping[str, float]], Mapping[str, float]],
    most_evaluations: int,
    tell: Callable[[int, float], None] = lambda _number, _loss: None,
) -> Outcome:
    """Move parameters from `start` to where patterns 1 to 7 fit best.

    `patterns_of` runs the model with parameters by name. An evaluation is one such run;
    derivatives take one for each parameter.
    """
    rows = chosen(names)
    low = np.array([row.low for row in rows.values()])
    width = np.array([row.high for row in rows.values()]) - low
    before_fits = {name: prior().get(name, float(row.value)) for name, row in rows.items()}
    declared = (np.array(list(before_fits.values())) - low) / width
    first = (np.array([start[name] for name in rows]) - low) / width
    losses: list[float] = []
    best: tuple[float, Array, Mapping[str, float]] | None = None
    before: Mapping[str, float] = {}
    known: dict[bytes, Array] = {}

    class Enough(Exception):
        """As many evaluations as were asked for."""

    def residuals_at(place: Array) -> Array:
        nonlocal best, before
        if place.tobytes() in known:
            return known[place.tobytes()]
        if len(losses) >= most_evaluations:
            raise Enough
        values = {**start, **dict(zip(rows, (low + width * place).tolist(), strict=True))}
        found = patterns_of(values)
        off = np.concatenate([residuals(found), PULL * (place - declared)])
        loss = float(off @ off)
        losses.append(loss)
        tell(len(losses), loss)
        if best is None:
            before = found
        if best is None or loss < best[0]:
            best = (loss, place.copy(), found)
        known[place.tobytes()] = off
        return off

    def slopes_one_by_one(place: Array) -> Array:
        here = residuals_at(place)
        columns = []
        for at in range(place.size):
            there = place.copy()
            # away from the nearest end, so that the step stays inside the range
            there[at] += STEP_SHARE if place[at] <= 0.5 else -STEP_SHARE
            columns.append((residuals_at(there) - here) / (there[at] - place[at]))
        return np.array(columns).T

    def one_round(begin: Array) -> None:
        was: tuple[Array, Array] | None = None  # place and slopes of the step before

        def slopes_at(place: Array) -> Array:
            nonlocal was
            if was is None:
                slopes = slopes_one_by_one(place)
            else:
                step, slopes = place - was[0], was[1]
                gain = residuals_at(place) - residuals_at(was[0])
                slopes = slopes + np.outer(gain - slopes @ step, step) / (step @ step)
            was = place.copy(), slopes
            return slopes

        least_squares(residuals_at, begin, jac=slopes_at, bounds=(0.0, 1.0), xtol=1e-3, ftol=1e-3)

    place = np.clip(first, 1e-6, 1.0 - 1e-6)
    with suppress(Enough, KeyboardInterrupt):  # Ctrl-C keeps the best so far
        before_round = math.inf
        while best is None or best[0] < (1.0 - LEAST_GAIN_SHARE) * before_round:
            before_round = math.inf if best is None else best[0]
            one_round(place)
            assert best is not None
            place = np.clip(best[1], 1e-6, 1.0 - 1e-6)
    if best is None:
        raise KeyboardInterrupt
    fitted = low + width * best[1]
    return Outcome(
        tuple(
            Fitted(name, before_fits[name], row.low, row.high, float(value))
            for (name, row), value in zip(rows.items(), fitted, strict=True)
        ),
        tuple((p, before[_key(p)], best[2][_key(p)]) for p in FITTED_TO),
        tuple(losses),
        len(losses),
    )


def plain(outcome: Outcome, study: Study) -> dict[str, Any]:
    """A fit as it is written down: values, patterns, wijken, seeds, losses."""
    return {
        "zorgzaam": version("zorgzaam"),
        "data_version": data_version(),
        "wijken": list(study.codes),
        "seeds": list(study.seeds),
        "parameters_at_start": dict(study.values),
        "fitted": [
            {
                "parameter": one.name,
                "fitted": one.value,
                "default": one.default,
                "lowest": one.low,
                "highest": one.high,
                "at_bound": one.at_bound,
            }
            for one in outcome.parameters
        ],
        "patterns": [
            {
                "pattern": pattern.number,
                "name": _key(pattern),
                "target": pattern.target,
                "tolerance": pattern.tolerance,
                "before": number_or_none(before),
                "after": number_or_none(after),
                "verdict": pattern.verdict(after),
            }
            for pattern, before, after in outcome.patterns
        ],
        "losses": list(outcome.losses),
        "environment": environment(),
    }


def write_folder(found: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write fitted.csv, patterns.csv and record.json.

    Raises CannotWriteError, and then leaves the folder as it was found.
    """
    from zorgzaam.experiments.validation.store import write_rows

    writers = {
        "fitted.csv": lambda path: write_rows(found["fitted"], path),
        "patterns.csv": lambda path: write_rows(found["patterns"], path),
    }
    return write_whole(folder, writers, dict(found))
