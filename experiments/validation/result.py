"""What a validation found: patterns, wijken, yardsticks, record."""

import datetime as dt
from dataclasses import dataclass
from functools import cached_property
from importlib.metadata import version
from typing import Any

import pandas as pd

from zorgzaam.experiments.record import canonical_sha256, environment
from zorgzaam.experiments.store import number_or_none
from zorgzaam.experiments.validation import yardsticks
from zorgzaam.experiments.validation.patterns import Row, rows
from zorgzaam.experiments.validation.sample import Pool, pool
from zorgzaam.experiments.validation.study import Seen, Study
from zorgzaam.experiments.validation.words import pattern_name
from zorgzaam.experiments.words import Words
from zorgzaam.model.places.shipped import data_version


@dataclass(frozen=True)
class Result:
    """A study, what was seen, and what follows from it."""

    study: Study
    seen: Seen
    started: dt.datetime

    @cached_property
    def patterns(self) -> list[Row]:
        """Every pattern."""
        return rows(self.seen)

    @cached_property
    def wijken(self) -> pd.DataFrame:
        """Predicted and measured shares; empty where no wijk of the study was measured."""
        return yardsticks.predictions(self.seen)

    @cached_property
    def fits(self) -> list[yardsticks.Fit]:
        """Model and yardsticks on the same wijken."""
        return yardsticks.fits(self.wijken)

    @cached_property
    def residuals(self) -> pd.DataFrame:
        """What the model's mistakes go with."""
        return yardsticks.residuals(self.wijken)

    @property
    def pool(self) -> Pool:
        """The wijken that could have been drawn."""
        return pool()

    def record(self) -> dict[str, Any]:
        """Enough to repeat it."""
        study = self.study
        identity = {
            "zorgzaam": version("zorgzaam"),
            "data_version": data_version(),
            "wijken": list(study.codes),
            "seeds": list(study.seeds),
            "live_on": study.live_on,
            "parameters": dict(study.values),
        }
        finished = sorted([code, seed] for code, seed in self.seen.looks)
        return {
            "format": 1,
            "identity_sha256": canonical_sha256(identity),
            "identity": identity,
            "finished_all": len(finished) == len(study.tasks()),
            "finished": len(finished),
            "fits": self.plain_fits(),
            "patterns": self.plain_patterns(Words("en")),
            "environment": environment(),
            "times": {
                "started": self.started.astimezone(dt.UTC).isoformat(timespec="seconds"),
                "finished": dt.datetime.now(dt.UTC).isoformat(timespec="seconds"),
            },
        }

    def plain_patterns(self, words: Words) -> list[dict[str, Any]]:
        """The patterns as plain values; undefined ones None."""
        return [
            {
                "pattern": row.pattern.number,
                "name": pattern_name(row.pattern, words),
                "unit": row.pattern.unit,
                "value": number_or_none(row.value),
                "low": number_or_none(row.low),
                "high": number_or_none(row.high),
                "target": row.pattern.target,
                "tolerance": row.pattern.tolerance,
                "verdict": row.verdict,
                "use": row.pattern.use,
                "source": row.pattern.source,
            }
            for row in self.patterns
        ]

    def plain_fits(self) -> list[dict[str, Any]]:
        """Model and yardsticks as plain values."""
        return [
            {
                "predictor": fit.predictor,
                "ages": fit.ages,
                "wijken": fit.wijken,
                "rank_correlation": number_or_none(fit.rank_correlation),
                "mean_error_points": number_or_none(fit.mean_error),
                "bias_points": number_or_none(fit.bias),
            }
            for fit in self.fits
        ]
