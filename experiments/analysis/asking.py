"""Asking for runs in batches: several questions take turns, and what they ask goes to the runner at once."""

from collections.abc import Generator, Mapping, Sequence
from typing import TypeVar

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from zorgzaam.experiments.analysis.question import Question
from zorgzaam.experiments.analysis.runner import Runner
from zorgzaam.experiments.studies.point import Point

Found = TypeVar("Found")
Wanted = tuple[int, Mapping[str, float]]  # a seed, and the levers that it is run with
Asking = Generator[
    list[Point], pd.DataFrame, Found
]  # gives points, takes their rows, ends in what it found


def together(questions: Sequence[Asking[Found]], runner: Runner) -> list[Found]:
    """What each finds; the points that they ask for at a time are one batch."""
    found: dict[int, Found] = {}
    asked: dict[int, list[Point]] = {}

    def go_on(number: int, rows: pd.DataFrame | None) -> None:
        question = questions[number]
        try:
            asked[number] = next(question) if rows is None else question.send(rows)
        except StopIteration as end:
            found[number] = end.value

    for number in range(len(questions)):
        go_on(number, None)
    while asked:
        batch, asked = asked, {}
        rows = runner([point for points in batch.values() for point in points])
        if len(rows) != sum(map(len, batch.values())):
            raise RuntimeError(f"the runner gave {len(rows)} rows for its points")
        first = 0
        for number, points in batch.items():
            go_on(number, rows.iloc[first : first + len(points)])
            first += len(points)
    return [found[number] for number in range(len(questions))]


class Book:
    """What a question has seen so far, and what each seed is compared with."""

    def __init__(self, question: Question) -> None:
        self.question = question
        self._seen: list[pd.DataFrame] = []
        self._base: dict[int, float] = {}

    @property
    def seen(self) -> pd.DataFrame:
        """Every run: seed, a column for each lever that was moved, value, beyond."""
        points: pd.DataFrame = pd.concat(self._seen, ignore_index=True)
        points["beyond"] = self.question.beyond(points["value"].to_numpy(np.float64))
        order = [str(name) for name in points if name not in ("value", "beyond")]
        return points.sort_values(order, kind="stable").reset_index(drop=True)

    def ask(self, wanted: Sequence[Wanted]) -> Asking[NDArray[np.float64]]:
        """The value of each, NaN where the run failed or gave none."""
        asked = self.question
        others: list[int] = []
        if asked.against is not None:
            others = sorted({seed for seed, _ in wanted} - self._base.keys())
        points = [
            Point(asked.place, asked.scenario, seed, asked.values, {**asked.levers, **levers})
            for seed, levers in wanted
        ]
        points += [Point(asked.place, str(asked.against), seed, asked.values) for seed in others]
        rows = yield points
        level = rows[asked.outcome].to_numpy(np.float64, na_value=np.nan)
        level = np.where((rows["status"] == "done") & np.isfinite(level), level, np.nan)
        self._base |= dict(zip(others, level[len(wanted) :].tolist(), strict=True))
        seeds = [seed for seed, _ in wanted]
        values = self._against(level[: len(wanted)], seeds)
        frame = pd.DataFrame([dict(levers) for _, levers in wanted])
        frame.insert(0, "seed", seeds)
        self._seen.append(frame.assign(value=values))
        return values

    def _against(self, level: NDArray[np.float64], seeds: Sequence[int]) -> NDArray[np.float64]:
        if self.question.against is None:
            return level
        base: NDArray[np.float64] = np.array([self._base[seed] for seed in seeds], np.float64)
        if self.question.measure == "difference":
            return level - base
        base[base == 0.0] = np.nan
        return level / base
