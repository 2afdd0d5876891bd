"""The golden run: one small wijk, one cut, one seed, to the last bit.

It tells when results change, wanted or not. Wanted: `make golden`, and say why in CHANGELOG.md.
Run as a script it prints the hash that this Python and these libraries give (`make versions`).
"""

import hashlib
import json
import platform
import sys
from dataclasses import fields
from importlib.metadata import version
from pathlib import Path

import numpy as np
import pytest

from zorgzaam.model.measures import INDEX
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import prepare, simulate
from zorgzaam.model.timeline import Change, Timeline

GOLDEN = Path(__file__).with_name("golden_run.json")
PLACE, SEED, WEEKS = "WK027301", 1, 104
CUT = Timeline(
    (
        Change(26, "budget_cut_household_help_share", 0.32),
        Change(26, "budget_cut_guidance_share", 0.25),
    )
)
SHOWN = ("residents", "need_hours", "formal_hours", "informal_hours", "unmet_hours")


def golden_run() -> Run:
    settled = prepare(resolve(PLACE), SEED, default_values() | {"settling_weeks": 52.0})
    return simulate(settled, CUT, WEEKS)


def digest(run: Run) -> str:
    """Of every number that a run returns."""
    total = hashlib.sha256()
    arrays = [run.weekly, run.groups, run.ties]
    arrays += [getattr(run.end, field.name) for field in fields(run.end)]
    for array in arrays:
        little_endian = array.astype(array.dtype.newbyteorder("<"))
        total.update(f"{little_endian.dtype.str}{array.shape}".encode())
        total.update(np.ascontiguousarray(little_endian).tobytes())
    return total.hexdigest()


def summary(run: Run) -> dict[str, object]:
    last_year = run.weekly[-52:].sum(axis=1).mean(axis=0)
    means = {name: round(float(last_year[INDEX[name]]), 3) for name in SHOWN}
    return {"place": PLACE, "seed": SEED, "weeks": WEEKS, "last_year": means, "sha256": digest(run)}


def test_the_golden_run_is_the_one_kept(update_golden) -> None:
    found = summary(golden_run())
    if update_golden:
        GOLDEN.write_text(json.dumps(found, indent=2) + "\n", "utf-8")
        pytest.skip(f"golden run written anew: {found['sha256'][:16]}")
    assert found == json.loads(GOLDEN.read_text("utf-8")), (
        "results changed. If that is meant: make golden, and say why in CHANGELOG.md"
    )


def test_the_digest_sees_a_single_bit() -> None:
    run = golden_run()
    before = digest(run)
    run.weekly[-1, 0, 0] = np.nextafter(run.weekly[-1, 0, 0], 0)
    assert digest(run) != before


if __name__ == "__main__":
    libraries = ", ".join(f"{name} {version(name)}" for name in ("numba", "numpy", "mesa"))
    sys.stdout.write(f"{digest(golden_run())}  Python {platform.python_version()}, {libraries}\n")
