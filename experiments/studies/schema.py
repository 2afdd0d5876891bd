"""The columns of a study's tables, with unit and meaning."""

import json
from collections.abc import Sequence
from typing import Any, Final

import pyarrow as pa

from zorgzaam.experiments.outcomes import OUTCOME, OUTCOMES
from zorgzaam.experiments.parameters import ALL_PARAMETERS
from zorgzaam.experiments.store import LICENCE_LINE, column
from zorgzaam.experiments.studies.plan import Planned
from zorgzaam.experiments.studies.work import Result
from zorgzaam.model.measures import INDEX, MEASURES

DONE: Final = "done"
FAILED: Final = "failed"
_OUTCOME_NAMES: Final = tuple(outcome.name for outcome in OUTCOMES)
_FIXED: Final = (
    column("run", pa.string(), "", "identity: SHA-256 of all that decides the figures"),
    column("number", pa.int64(), "", "in the order of writing; the highest of a run counts"),
    column("model", pa.string(), "", "version of the model: SHA-256 of its code"),
    column("status", pa.string(), "", "done or failed"),
    column("error", pa.string(), "", "traceback of a run that failed"),
    column("place", pa.string(), "", "CBS code"),
    column("scenario", pa.string(), "", "name of the scenario"),
    column("design_row", pa.int32(), "", "row of the design; -1: asked for by an analysis"),
    column("block", pa.int32(), "", "base sample that the row belongs to"),
    column("seed", pa.int64(), "", "seed of all chance in the run"),
    column("assumed_json", pa.string(), "", "what is assumed from settling on, as JSON"),
    column("levers_json", pa.string(), "", "what is set during the run, as JSON"),
    column("seconds", pa.float32(), "s", "time that the run took, its part of what is shared"),
)


def runs_schema(columns: Sequence[str]) -> pa.Schema:
    """One row a run: what it is, a column for each factor, and one for each outcome."""
    rows = [ALL_PARAMETERS[name] for name in columns]
    return pa.schema(
        [
            *_FIXED,
            *(column(row.name, pa.float64(), row.unit, row.meaning) for row in rows),
            *(column(o.name, pa.float64(), o.unit, o.meaning_en) for o in OUTCOMES),
        ],
        metadata={"licence": LICENCE_LINE},
    )


def series_schema(names: Sequence[str]) -> pa.Schema:
    """One row a run and quarter."""
    return pa.schema(
        [
            column("run", pa.string(), "", "identity of the run"),
            column("week", pa.int32(), "week", "first week of the quarter, from 0"),
            *(column(name, pa.float32(), *_said(name)) for name in names),
        ],
        metadata={"licence": LICENCE_LINE},
    )


def _said(name: str) -> tuple[str, str]:
    if name in OUTCOME:
        return OUTCOME[name].unit, f"mean over the quarter: {OUTCOME[name].meaning_en}"
    measure = MEASURES[INDEX[name]]
    return measure.unit, f"mean over the quarter, all areas together: {measure.meaning}"


def run_row(
    planned: Planned, result: Result, number: int, model: str, columns: Sequence[str]
) -> dict[str, Any]:
    """A run as a row of the table; null for a factor that it leaves alone."""
    point = planned.point
    given = {**point.values, **point.levers}
    figures = result.outcomes or (None,) * len(_OUTCOME_NAMES)
    return {
        "run": result.identity,
        "number": number,
        "model": model,
        "status": FAILED if result.error else DONE,
        "error": result.error or None,
        "place": point.place,
        "scenario": point.scenario,
        "design_row": planned.design_row,
        "block": planned.block,
        "seed": point.seed,
        "assumed_json": json.dumps(dict(sorted(point.values.items()))),
        "levers_json": json.dumps(dict(sorted(point.levers.items()))),
        "seconds": result.seconds,
        **{name: given.get(name) for name in columns},
        **dict(zip(_OUTCOME_NAMES, figures, strict=True)),
    }
