"""The runs of a study as an analysis reads them: one number a run, or a refusal that says why not.

A result table has a row for each run: `status`, `error`, `place`, `scenario`, `design_row`, `block`,
`seed`, a column for each factor and one for each outcome. One missing number makes some methods give
zeros without an error, so what failed or has no value is refused here, before any of them sees it.
"""

from dataclasses import dataclass
from typing import Final, Literal

import numpy as np
import pandas as pd

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.outcomes import OUTCOME

Measure = Literal["level", "difference", "ratio"]
PAIRED: Final = ["place", "design_row", "seed"]  # what two runs share that differ by scenario only
NEEDED: Final = ("status", "place", "scenario", "design_row", "block", "seed")


@dataclass(frozen=True, slots=True)
class Subject:
    """What is looked at: an outcome of a scenario in a place, as such or against another scenario.

    A difference or ratio is taken on the same seed and the same assumptions.
    """

    outcome: str
    place: str
    scenario: str
    against: str | None = None
    measure: Measure = "level"

    def __post_init__(self) -> None:
        """InputError for an outcome that does not exist, or a difference from nothing."""
        if self.outcome not in OUTCOME:
            raise InputError(f"unknown outcome '{self.outcome}'{nearest(self.outcome, OUTCOME)}")
        if (self.measure == "level") != (self.against is None):
            raise InputError(
                f"{self.outcome}: a difference or a ratio needs a scenario to compare with, and a level none"
            )

    @property
    def parts(self) -> tuple[str, ...]:
        """What tells it apart from another subject, for the names of files."""
        against = () if self.against is None else (self.measure, self.against)
        return (self.outcome, self.place, self.scenario, *against)


def subject_of(
    outcome: str, place: str, scenario: str, against: str | None, measure: Measure | None = None
) -> Subject:
    """A subject; where it is compared and nothing else is said, by the difference."""
    return Subject(
        outcome, place, scenario, against, measure or ("difference" if against else "level")
    )


def observed(table: pd.DataFrame, subject: Subject, without_failed: bool = False) -> pd.DataFrame:
    """The runs of a subject with its `value`, ordered by design row and seed.

    Runs that failed or gave no value are an InputError; `without_failed` leaves them out, with
    whatever shares their block and seed. A run that has nothing to be compared with is one always.
    """
    for column in (*NEEDED, subject.outcome):
        if column not in table.columns:
            raise InputError(f"the table of runs has no column '{column}'")
    here = table[(table["place"] == subject.place)]
    found = here[here["scenario"] == subject.scenario]
    if found.empty:
        raise InputError(
            f"no run of {subject.scenario} in {subject.place} is in the study. There are runs of "
            f"{', '.join(sorted(set(table['scenario'])))} in {', '.join(sorted(set(table['place'])))}"
        )
    found = found.assign(value=found[subject.outcome].astype(float))
    if subject.against is not None:
        found = _compared(found, here[here["scenario"] == subject.against], subject)
    found = found.sort_values(["design_row", "seed"], kind="stable").reset_index(drop=True)
    bad = (found["status"] != "done") | ~np.isfinite(found["value"])
    if not bad.any():
        return found
    if without_failed:
        group = pd.MultiIndex.from_frame(found[["block", "seed"]])
        kept = found[~group.isin(group[bad])].reset_index(drop=True)
        if len(kept):
            return kept
    raise InputError(_refusal(found, bad, subject))


def _compared(found: pd.DataFrame, other: pd.DataFrame, subject: Subject) -> pd.DataFrame:
    beside = other[[*PAIRED, "status", subject.outcome]]
    both = found.merge(beside, on=PAIRED, how="left", suffixes=("", "_against"), validate="1:1")
    missing = both["status_against"].isna()
    if missing.any():
        row = both[missing].iloc[0]
        raise InputError(
            f"{int(missing.sum())} runs of {subject.scenario} in {subject.place} have no run of "
            f"{subject.against} beside them (the first: design row {row['design_row']}, seed "
            f"{row['seed']}); let the study finish, or compare with a scenario that is in it"
        )
    base = both[f"{subject.outcome}_against"].astype(float)
    if subject.measure == "difference":
        value = both["value"] - base
    else:
        value = both["value"] / base.where(base != 0.0)
    status = both["status"].where(both["status_against"] == "done", both["status_against"])
    return both.assign(value=value, status=status)


def _refusal(found: pd.DataFrame, bad: "pd.Series[bool]", subject: Subject) -> str:
    failed = found["status"] != "done"
    first = found[failed if failed.any() else bad].iloc[0]
    where = f"design row {first['design_row']}, seed {first['seed']}"
    of = f"{subject.scenario} in {subject.place}"
    if failed.any():
        told = str(first.get("error", "")).strip().splitlines()
        reason = f": {told[-1]}" if told else ""
        return (
            f"{int(failed.sum())} of {len(found)} runs of {of} failed (the first: {where}{reason}). "
            "Run the study again to try them once more, or leave them out with --without-failed"
        )
    return (
        f"{subject.outcome} has no value in {int(bad.sum())} of {len(found)} runs of {of} (the first: "
        f"{where}); take another outcome, or leave them out with --without-failed"
    )
