"""Every wijk of the Netherlands: `python -m benchmarks.country [--years 5] [--place NL] [--out DIR]`.

Time and memory of each stage, the files that a run leaves, and the country's totals against the
published patterns 1, 2, 6 and 9. With five years it takes a quarter of an hour and 7 GiB.
"""

import argparse
import datetime as dt
import json
from dataclasses import asdict, replace
from pathlib import Path

from benchmarks.measuring import Figure, Spent, load, peak_bytes, show
from zorgzaam.experiments.comparison import Comparison, plan_comparison
from zorgzaam.experiments.execution import Pair
from zorgzaam.experiments.scenario import load_scenario
from zorgzaam.experiments.store import write_folder
from zorgzaam.experiments.validation.looking import Look, look
from zorgzaam.experiments.validation.patterns import PATTERNS
from zorgzaam.model.places import Place, resolve
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import advance, finished, prepare, start
from zorgzaam.model.timeline import Timeline

WARM = "WK027301"  # 1,945 residents, so that nothing is compiled while the clock runs
SHOWN = ("1", "2", "6", "9", "")  # patterns
LOOKED_AT_WEEK = 52  # as in `zorgzaam validate`, at the end of the first year
TOTALS = (
    "residents", "adults_18_plus", "people_in_need", "need_hours", "formal_hours", "informal_hours",
    "unmet_hours", "carers_18_plus", "heavily_strained", "household_help_clients",
)  # fmt: skip


class Stages:
    """What each stage took."""

    def __init__(self, group: str) -> None:
        self.group = group
        self.figures: list[Figure] = []
        self.began = Spent.now()

    def done(self, name: str, target_seconds: float | None = None) -> None:
        """The stage that ends now."""
        spent, self.began = self.began.since(), Spent.now()
        self.add(name, spent.wall, "s", target_seconds)
        self.add(f"{name}: time of the processors", spent.cpu, "CPU s")

    def add(self, name: str, value: float, unit: str, target: float | None = None) -> None:
        figure = Figure(self.group, name, value, unit, target)
        self.figures.append(figure)
        show(figure)


def live(place: Place, years: float, stages: Stages) -> tuple[Run, Look]:
    """One run, and the look at everybody after a year (which is on no clock)."""
    weeks = round(52 * years)
    first = [True]

    def settling_begins() -> bool:
        if first.pop() if first else False:
            stages.done("population")
        return False

    settled = prepare(place, 1, cancelled=settling_begins)
    stages.done("settling, 208 weeks")
    world = settled.world
    stages.add("people in the run, abroad included", len(world.people.key), "persons")
    stages.add("bytes a resident, with ties", world.bytes() / place.residents, "B", 250)
    world = start(settled, weeks, spent=True)
    seen: list[Look] = []
    spent = Spent(0.0, 0.0)
    for week in range(weeks):
        began = Spent.now()
        advance(world, Timeline())
        one = began.since()
        spent.wall, spent.cpu = spent.wall + one.wall, spent.cpu + one.cpu
        if week + 1 == min(weeks, LOOKED_AT_WEEK):
            stages.add("peak memory, run", peak_bytes() / 2**30, "GiB", 16)
            seen.append(look(world))
    stages.add(f"{weeks} weeks", spent.wall, "s", 600 * years / 5)
    stages.add(f"{weeks} weeks: time of the processors", spent.cpu, "CPU s")
    stages.add("resident-weeks a second", weeks * place.residents / spent.wall / 1e6, "million")
    stages.began = Spent.now()
    return finished(settled, world, Timeline()), seen[0]


def patterns(seen: Look) -> list[Figure]:
    """The country against what is published."""
    return [
        Figure(
            "after a year, against published figures",
            " ".join(filter(None, (pattern.number, pattern.name, str(pattern.age or "")))),
            pattern.value(seen),
            f"{pattern.unit}, published {pattern.target:g} ± {pattern.tolerance:g}: "
            f"{pattern.verdict(pattern.value(seen))}",
        )
        for pattern in PATTERNS
        if pattern.number in SHOWN and pattern.value is not None
    ]


def totals(run: Run) -> list[Figure]:
    """Means of the last year, all areas together."""
    return [
        Figure("the last year, mean of a week", name,
               float(run.measure(name)[-52:].sum(axis=1).mean()), "")
        for name in TOTALS
    ]  # fmt: skip


def written(comparison: Comparison, folder: Path, stages: Stages) -> None:
    """The files of `zorgzaam run`, and how large they are."""
    stages.began = Spent.now()
    for path in write_folder(comparison, folder, "nl"):
        stages.add(path.name, path.stat().st_size / 1e6, "MB")
    stages.done("writing the folder")


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.country", description=__doc__)
    parser.add_argument("--place", default="NL")
    parser.add_argument("--years", type=float, default=5)
    parser.add_argument("--out", type=Path, default=Path("out/country"))
    chosen = parser.parse_args()
    before = load()
    prepare(resolve(WARM), 1)
    stages = Stages(chosen.place)
    place = resolve(chosen.place)
    stages.done(f"figures of {len(place.areas):,} areas, {place.residents:,} residents")
    baseline = load_scenario("baseline")
    comparison = plan_comparison(place, baseline, baseline, [1], chosen.years)
    run, seen = live(place, chosen.years, stages)
    found = [*patterns(seen), *totals(run)]
    del seen
    for figure in found:
        show(figure)
    pair = Pair(1, run, run)
    comparison = replace(comparison, pairs=(pair,), finished=dt.datetime.now(dt.UTC))
    written(comparison, chosen.out, stages)
    stages.add("peak memory, all of it", peak_bytes() / 2**30, "GiB", 16)
    print(f"load of the machine over 1, 5, 15 minutes: before {before}, after {load()}")
    figures = [asdict(figure) for figure in (*stages.figures, *found)]
    (chosen.out / "benchmark.json").write_text(
        json.dumps({"load_before": before, "load_after": load(), "figures": figures}, indent=1),
        "utf-8",
    )


if __name__ == "__main__":
    main()
