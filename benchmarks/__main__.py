"""`python -m benchmarks [--quick] [--out FILE]`: a table on the screen, the figures in a file."""

import argparse
import itertools
import json
import os
import platform
from collections.abc import Iterable
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path

from benchmarks.against_mesa import against_mesa
from benchmarks.compiling import compiling
from benchmarks.measuring import Figure, load, show
from benchmarks.runs import million, pairs, wijk


def measure(quick: bool) -> Iterable[Figure]:
    """Each figure as soon as it is known."""
    if not quick:  # a minute or more of compiling
        yield from compiling()
    for part in (wijk, pairs, against_mesa, million):
        yield from part(quick)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small sizes, no compiling: a check")
    parser.add_argument("--out", type=Path, default=Path("out/benchmarks.json"))
    chosen = parser.parse_args()
    before, figures = load(), []
    print(f"{'':50} {'measured':>12} {'target':>10}   unit")
    for group, part in itertools.groupby(measure(chosen.quick), lambda figure: figure.group):
        print(f"\n{group}")
        for figure in part:
            figures.append(figure)
            show(figure)
    machine = {
        "processors": os.cpu_count(),
        "machine": platform.machine(),
        "python": platform.python_version(),
        "versions": {name: version(name) for name in ("numba", "numpy", "mesa", "zorgzaam")},
        "load_before": before,
        "load_after": load(),
    }
    if machine["load_before"]:
        print(f"\nload of the machine over 1, 5, 15 minutes: before {before}, after {load()}")
        print("(a busy machine makes clock times longer; CPU times suffer less)")
    chosen.out.parent.mkdir(parents=True, exist_ok=True)
    written = {"quick": chosen.quick, "machine": machine, "figures": [asdict(f) for f in figures]}
    chosen.out.write_text(json.dumps(written, indent=1, ensure_ascii=False) + "\n", "utf-8")
    print(f"figures: {chosen.out}")


if __name__ == "__main__":
    main()
