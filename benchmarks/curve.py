"""How cost grows: `python -m benchmarks.curve [--largest 10000000] [--out FILE]`.

Against residents (from a thousand to ten million, whole municipalities of the Netherlands in an order
by lot) and against weeks (at a hundred thousand residents), each in a process of its own. The exponent
is the slope of the straight line through the logarithms: 1 is linear. Time is that of the processors,
which suffers least from whatever else a machine does.
"""

import argparse
import json
import math
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Final

import numpy as np

from benchmarks.measuring import Spent, alone, load, peak_bytes
from zorgzaam.experiments.validation.sample import uniform
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import Place, resolve
from zorgzaam.model.simulation import advance, prepare, simulate, start
from zorgzaam.model.timeline import Timeline

SIZES: Final = (1_000, 3_000, 10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000)
WEEKS: Final = (13, 26, 52, 104, 208, 416)
SIZE_OF_WEEKS: Final = 100_000
WEEKS_OF_SIZES: Final = 52
SETTLING_WEEKS: Final = 52.0
_LOT: Final = 103  # a purpose of its own, beside those of `validation.sample`
WARM: Final = "WK027301"


@dataclass(frozen=True, slots=True)
class Point:
    """What one size or one number of weeks cost."""

    residents: int
    people: int  # kin elsewhere included
    areas: int
    weeks: int
    population_cpu_s: float
    settling_cpu_s: float
    run_cpu_s: float
    run_s: float
    table_bytes: int
    peak_bytes: float


def of_size(residents: int) -> Place:
    """About so many residents: whole municipalities in an order by lot, then wijken to fill up."""
    country = resolve("NL")
    towns = {area.municipality_code for area in country.areas}
    order = {
        town: lot for lot, town in enumerate(sorted(towns, key=lambda one: uniform(_LOT, one)))
    }
    chosen, left = [], residents * 1.02
    for area in sorted(country.areas, key=lambda one: (order[one.municipality_code], one.code)):
        if area.residents <= left and (area.residents >= 500 or residents > SIZE_OF_WEEKS):
            chosen.append(area)
            left -= area.residents
    return replace(country, code=f"{residents} residents", kind="gemeente", areas=tuple(chosen))


def measure(residents: int, weeks: int) -> Point:
    """Population, settling and a run; compiled before the clock runs."""
    simulate(prepare(resolve(WARM), 1), Timeline(), 2)
    place, clocks = of_size(residents), []

    def tick() -> bool:
        if not clocks:
            clocks.append(began.since())
        return False

    values = default_values() | {"settling_weeks": SETTLING_WEEKS}
    began = Spent.now()
    settled = prepare(place, 1, values, tick)
    before = began.since()
    repeats = min(5, max(1, SIZE_OF_WEEKS // residents))  # short runs: their mean
    worlds = [start(settled, weeks) for _ in range(repeats - 1)]
    worlds.append(start(settled, weeks, spent=True))
    began = Spent.now()
    for world in worlds:
        for _ in range(weeks):
            advance(world, Timeline())
    run = began.since()
    return Point(
        place.residents, len(world.people.key), len(place.areas), weeks, clocks[0].cpu,
        before.cpu - clocks[0].cpu, run.cpu / repeats, run.wall / repeats, world.bytes(),
        peak_bytes(),
    )  # fmt: skip


def exponent(x: Sequence[float], y: Sequence[float]) -> tuple[float, float]:
    """The slope of log y against log x, and its standard error (0 with two points)."""
    at, cost = np.log(np.array(x, float)), np.log(np.array(y, float))
    slope, level = np.polyfit(at, cost, 1)
    if len(at) < 3:
        return float(slope), 0.0
    left = ((cost - slope * at - level) ** 2).sum() / (len(at) - 2)
    return float(slope), math.sqrt(left / ((at - at.mean()) ** 2).sum())


def show(point: Point) -> None:
    """A line of the table."""
    per = 1e9 / (point.residents * point.weeks)
    print(
        f"{point.residents:>12,} {point.people:>12,} {point.weeks:>6} "
        f"{point.population_cpu_s:>9.2f} {point.settling_cpu_s:>9.2f} {point.run_cpu_s:>9.2f} "
        f"{point.run_cpu_s * per:>9.0f} {point.table_bytes / point.residents:>8.0f} "
        f"{point.peak_bytes / 2**30:>8.2f}",
        flush=True,
    )


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.curve", description=__doc__)
    parser.add_argument("--largest", type=int, default=SIZES[-1], help="no size above this one")
    parser.add_argument("--out", type=Path, default=Path("out/curve.json"))
    chosen = parser.parse_args()
    before = load()
    print(f"{'residents':>12} {'people':>12} {'weeks':>6} {'popul.':>9} {'settling':>9} {'run':>9} "
          f"{'ns each':>9} {'B each':>8} {'GiB':>8}")  # fmt: skip
    sizes, weeks = [], []
    for residents in (size for size in SIZES if size <= chosen.largest):
        sizes.append(alone(measure, residents, WEEKS_OF_SIZES))
        show(sizes[-1])
    for count in WEEKS:
        weeks.append(alone(measure, min(SIZE_OF_WEEKS, chosen.largest), count))
        show(weeks[-1])
    residents, people = (
        [getattr(point, name) for point in sizes] for name in ("residents", "people")
    )
    whole = [point.population_cpu_s + point.settling_cpu_s + point.run_cpu_s for point in sizes]
    found = {
        "run against residents": exponent(residents, [point.run_cpu_s for point in sizes]),
        "run against people": exponent(people, [point.run_cpu_s for point in sizes]),
        "population, settling and run against residents": exponent(residents, whole),
        "memory of the tables against residents": exponent(
            residents, [point.table_bytes for point in sizes]
        ),
        "run against weeks": exponent(WEEKS, [point.run_cpu_s for point in weeks]),
    }
    for name, (slope, error) in found.items():
        print(f"{name}: exponent {slope:.3f} ± {error:.3f} (standard error)")
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    written = {
        "load_before": before,
        "load_after": load(),
        "exponents": found,
        "sizes": [asdict(point) for point in sizes],
        "weeks": [asdict(point) for point in weeks],
    }
    chosen.out.write_text(json.dumps(written, indent=1) + "\n", "utf-8")
    print(f"figures: {chosen.out}")


if __name__ == "__main__":
    main()
