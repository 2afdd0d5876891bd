"""Small studies of a hamlet, run in this process."""

from collections.abc import Callable
from pathlib import Path

import pytest

from zorgzaam.experiments.studies.executors import Wanted
from zorgzaam.experiments.studies.file import parse_study
from zorgzaam.experiments.studies.folder import driving
from zorgzaam.experiments.studies.plan import Study, plan_study
from zorgzaam.experiments.studies.reading import Finished, read_study

HAMLET = "BU03440343"  # Poldergebied Overvecht, some 260 residents
SERIAL = Wanted(serial=True)
SMALL = f"""
title_nl = "Klein"
title_en = "Small"
places = ["{HAMLET}"]
scenarios = ["baseline", "no-informal-response"]
seeds = 3
years = 1
outcomes = ["unmet_hours_per_1000", "informal_hours_per_1000"]
"""
Run = Callable[..., Finished]


@pytest.fixture
def small() -> str:
    """A study of six runs of a second in all."""
    return SMALL


@pytest.fixture
def study_of() -> Callable[[str], Study]:
    return lambda text: plan_study(parse_study(text, "here"))


@pytest.fixture
def run(tmp_path: Path, study_of: Callable[[str], Study]) -> Run:
    """Run a study file in this process; what its folder has then."""

    def carry_out(text: str = SMALL, folder: Path = tmp_path / "out", **options: bool) -> Finished:
        force = options.pop("force", False)
        with driving(study_of(text), text, folder, SERIAL, force) as driver:
            driver.run(**options)
        return read_study(folder)

    return carry_out
