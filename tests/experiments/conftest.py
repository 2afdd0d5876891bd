"""Made-up runs whose every number is known, for the arithmetic of outcomes and comparisons."""

import gc
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import numpy as np
import pytest

from zorgzaam.model.measures import GROUP_MEASURES, GROUPS, INDEX, MEASURES
from zorgzaam.model.network import RELATIONS
from zorgzaam.model.network_measures import no_networks
from zorgzaam.model.places import Place, place
from zorgzaam.model.run import EndState, Run
from zorgzaam.model.timeline import Timeline

MakeRun = Callable[..., Run]


@pytest.fixture(scope="session")
def putten() -> Place:
    return place("WK027300")


def end_state(people: int, **columns: object) -> EndState:
    numbers = np.arange(people)
    whole = {
        "key": numbers.astype(np.uint64) + np.uint64(2**63),
        "row": numbers.astype(np.int32),
        "area": np.zeros(people, np.int16),
        "age_years": np.full(people, 50.0, np.float32),
        "hours_given": np.zeros(people, np.float32),
        "unmet_hours": np.zeros(people, np.float32),
        "weeks_caring": np.zeros(people, np.uint16),
        "weeks_heavy": np.zeros(people, np.uint16),
        "total_weeks_heavy": np.zeros(people, np.uint16),
    }
    rest = {
        name: np.zeros(people, np.uint8)
        for name in EndState.__dataclass_fields__
        if name not in whole
    }
    given = {name: np.asarray(values) for name, values in columns.items()}
    return EndState(**(whole | rest | given))


@pytest.fixture
def make_run(putten: Place) -> MakeRun:
    """A run with the same measures every week, or from `from_week` on others."""

    def make(
        weekly: Mapping[str, float] | None = None,
        later: Mapping[str, float] | None = None,
        from_week: int = 52,
        seed: int = 1,
        weeks: int = 104,
        timeline: Timeline | None = None,
        end: EndState | None = None,
    ) -> Run:
        areas = len(putten.areas)
        values = np.zeros((weeks, areas, len(MEASURES)))
        for name, value in (weekly or {}).items():
            values[:, :, INDEX[name]] = value / areas
        for name, value in (later or {}).items():
            values[from_week:, :, INDEX[name]] = value / areas
        groups = np.zeros((weeks // 13, areas, len(GROUPS), len(GROUP_MEASURES)), np.float32)
        return Run(
            place=putten,
            seed=seed,
            weeks=weeks,
            timeline=timeline or Timeline(),
            values={},
            weekly=values,
            groups=groups,
            ties=np.zeros((weeks, RELATIONS, 2, 3), np.float32),
            network=no_networks(weeks),
            end=end or end_state(3),
        )

    return make


@pytest.fixture
def make_end() -> Callable[..., EndState]:
    return end_state


@pytest.fixture
def make_disk(tmp_path: Path) -> Iterator[Callable[[int], Path]]:
    """Real disks of so many kB."""
    mount = shutil.which("mount")
    if mount is None or os.name != "posix" or os.geteuid() != 0:
        pytest.skip("mounting a small disk needs root")
    made: list[Path] = []

    def make(kilobytes: int) -> Path:
        disk = tmp_path / f"disk-{len(made)}"
        disk.mkdir()
        mounted = subprocess.run(
            [mount, "-t", "tmpfs", "-o", f"size={kilobytes}k", "tmpfs", str(disk)], check=False
        )
        if mounted.returncode != 0:
            pytest.skip("this machine does not let us mount a small disk")
        made.append(disk)
        return disk

    yield make
    gc.collect()  # an error's traceback may hold a file of the disk open
    for disk in made:
        subprocess.run(["umount", str(disk)], check=True)


@pytest.fixture
def small_disk(make_disk: Callable[[int], Path]) -> Path:
    """A real disk of 64 kB."""
    return make_disk(64)
