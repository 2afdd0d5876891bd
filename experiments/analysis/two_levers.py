"""The two-lever map: where an outcome is beyond a threshold when two levers are moved together.

Every seed is run in every cell. Its own contour is found between the cells by a straight line, and the
contours of all seeds make the band; in a cell the share of seeds that are beyond is what is sure of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.analysis.asking import Asking, Book, together
from zorgzaam.experiments.analysis.observed import observed
from zorgzaam.experiments.analysis.question import Question
from zorgzaam.experiments.analysis.runner import Runner
from zorgzaam.experiments.analysis.tipping import P10, P90, quantile
from zorgzaam.experiments.comparison import half_width
from zorgzaam.experiments.parameters import ALL_PARAMETERS, check


@dataclass(frozen=True, slots=True, eq=False)
class TwoLevers:
    """The map of a question over its lever (across) and a second one (up).

    table: lever, second, mean, low, high (90 % interval of the mean), beyond (share of the seeds), seeds,
    failed. edge: for each value of the second lever where the seeds tip: median, p10, p90, never, always,
    crossings_more_than_once. cells: every seed's value (second, lever, seeds), NaN where it failed.
    """

    question: Question
    second: str
    table: pd.DataFrame
    edge: pd.DataFrame
    across: NDArray[np.float64]
    up: NDArray[np.float64]
    cells: NDArray[np.float64]

    @property
    def mean(self) -> NDArray[np.float64]:
        """The mean over the seeds in each cell: (second, lever)."""
        return self._each("mean")

    @property
    def share_beyond(self) -> NDArray[np.float64]:
        """The share of seeds that are beyond in each cell: (second, lever)."""
        return self._each("beyond")

    def _each(self, column: str) -> NDArray[np.float64]:
        return self.table[column].to_numpy(np.float64).reshape(len(self.up), len(self.across))


def two_lever_map(
    question: Question, second: str, values: Sequence[float], runner: Runner
) -> TwoLevers:
    """Run every cell with every seed, all in one batch; the question's grid goes across."""
    [found] = two_lever_maps([question], second, values, runner)
    return found


def two_lever_maps(
    questions: Sequence[Question], second: str, values: Sequence[float], runner: Runner
) -> list[TwoLevers]:
    """The same for several questions in the same batch."""
    levers = {question.lever for question in questions}
    if second in levers or len(set(values)) < 2:
        raise InputError(
            f"second lever {second}: give another one than {', '.join(sorted(levers))}, with two values "
            "or more"
        )
    up = [check(second, value, rows=ALL_PARAMETERS) for value in sorted(set(values))]
    return together([_asked(question, second, up) for question in questions], runner)


def _asked(question: Question, second: str, up: Sequence[float]) -> Asking[TwoLevers]:
    across = question.grid_values()
    found = yield from Book(question).ask(
        [
            (seed, {question.lever: x, second: y})
            for y in up
            for x in across
            for seed in question.seeds
        ]
    )
    return _mapped(question, second, across, up, found.reshape(len(up), len(across), -1))


def map_of_runs(table: pd.DataFrame, question: Question, second: str) -> TwoLevers:
    """The same from runs that stand in a study: a factorial design of two factors, each with the same seeds.

    The question's range and grid are not looked at, the values of the design are.
    """
    runs = observed(table, question.subject)
    for name in (question.lever, second):
        if name not in runs.columns:
            raise InputError(f"the study has no factor '{name}'")
    grid = runs.pivot_table(index=[second, question.lever], columns="seed", values="value")
    across, up = (sorted(runs[name].unique()) for name in (question.lever, second))
    if len(grid) != len(across) * len(up) or len(up) < 2 or len(across) < 2:
        raise InputError(
            f"{len(grid)} combinations of {len(across)} values of {question.lever} and {len(up)} of {second}: "
            'a map needs all of them; give the study kind = "factorial" and let it finish'
        )
    return _mapped(question, second, across, up, grid.to_numpy().reshape(len(up), len(across), -1))


def _mapped(
    question: Question,
    second: str,
    across: Sequence[float],
    up: Sequence[float],
    cells: NDArray[np.float64],
) -> TwoLevers:
    rows = []
    for y, line in zip(up, cells, strict=True):
        for x, seeds in zip(across, line, strict=True):
            known = seeds[np.isfinite(seeds)]
            half = half_width(list(known)) if len(known) > 1 else np.nan
            mean = float(known.mean()) if len(known) else np.nan
            beyond = float(question.beyond(known).mean()) if len(known) else np.nan
            rows.append(
                [x, y, mean, mean - half, mean + half, beyond, len(known), len(seeds) - len(known)]
            )
    columns = [question.lever, second, "mean", "low", "high", "beyond", "seeds", "failed"]
    edge = pd.DataFrame(
        [_edge(question, y, across, line) for y, line in zip(up, cells, strict=True)]
    )
    return TwoLevers(
        question, second, pd.DataFrame(rows, columns=columns), edge.rename(columns={"up": second}),
        np.array(across), np.array(up), cells,
    )  # fmt: skip


def _edge(
    question: Question, y: float, across: Sequence[float], line: NDArray[np.float64]
) -> dict[str, float]:
    """Where the seeds tip along a row of the map."""
    whole = line[:, np.isfinite(line).all(axis=0)].T  # seeds of which no cell failed
    found = [_crossing(question, np.array(across), seed) for seed in whole]
    falling = sum(way < 0 for _, _, way in found) > sum(way > 0 for _, _, way in found)
    far = -np.inf if falling else np.inf
    at = np.sort([far * never if not np.isfinite(at) else at
                  for (at, _, _), seed in zip(found, whole, strict=True)
                  for never in [-1 if question.beyond(seed[:1])[0] else 1]])  # fmt: skip
    beyond = question.beyond(whole)
    return {
        "up": y,
        "median": quantile(at, 0.5),
        "p10": quantile(at, P10),
        "p90": quantile(at, P90),
        "never": int((~beyond).all(axis=1).sum()),
        "always": int(beyond.all(axis=1).sum()),
        "crossings_more_than_once": sum(crossings > 1 for _, crossings, _ in found),
        "failed": line.shape[1] - len(whole),
    }


def _crossing(
    question: Question, across: NDArray[np.float64], seed: NDArray[np.float64]
) -> tuple[float, int, int]:
    """Where a seed first passes the threshold, how often it does, and whether upward (1) or back (-1)."""
    beyond = question.beyond(seed)
    changes = np.flatnonzero(beyond[1:] != beyond[:-1])
    if not len(changes):
        return np.nan, 0, 0
    n = changes[0]
    part = (question.threshold - seed[n]) / (seed[n + 1] - seed[n])
    at = float(across[n] + part * (across[n + 1] - across[n]))
    return at, len(changes), 1 if beyond[n + 1] else -1
