"""A study of places with figures of the user's own, which no worker can look up."""

import pickle
import shutil
from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.outcomes import outcome_values
from zorgzaam.experiments.studies.executors import Wanted
from zorgzaam.experiments.studies.file import parse_study
from zorgzaam.experiments.studies.folder import driving
from zorgzaam.experiments.studies.identity import Identities
from zorgzaam.experiments.studies.plan import Study, plan_study
from zorgzaam.experiments.studies.reading import Finished, read_study
from zorgzaam.experiments.studies.tasks import Piece, Todo, populations_of, setting_of
from zorgzaam.experiments.studies.verify import verify_study
from zorgzaam.experiments.studies.work import do
from zorgzaam.model.places import read_own_files, resolve
from zorgzaam.model.simulation import prepare, simulate
from zorgzaam.model.timeline import Timeline

NAME = "85039NED_Utrecht_2021_UntypedDataSet_subset.csv"
OWN_FILE = Path(__file__).parents[2] / "data" / "own_files" / NAME
OF_2021 = 235  # residents of the hamlet


@pytest.fixture
def study(tmp_path: Path, small: str) -> Study:
    shutil.copy(OWN_FILE, tmp_path / NAME)
    return plan_study(parse_study(f'figures = ["{NAME}"]\n{small}', "here"), tmp_path)


def carried_out(study: Study, folder: Path) -> Finished:
    with driving(study, "", folder, Wanted(serial=True)) as driver:
        driver.run()
    return read_study(folder)


def test_its_runs_are_those_of_the_own_figures(study: Study, tmp_path: Path) -> None:
    [place] = study.places.values()
    assert (place.residents, place.year) == (OF_2021, 2021)
    found = carried_out(study, tmp_path / "out")
    own = resolve(place.code, read_own_files([OWN_FILE]))
    alone = simulate(prepare(own, 2), Timeline(), 52)
    row = found.table.query("scenario == 'baseline' and seed == 2")
    for name in study.file.outcomes:
        assert row[name].item() == outcome_values(alone, alone, 0)[name]


def test_the_folder_is_read_and_verified_without_the_file(study: Study, tmp_path: Path) -> None:
    carried_out(study, tmp_path / "out")
    (tmp_path / NAME).unlink()
    again = read_study(tmp_path / "out")
    assert again.study.places == study.places
    assert len(again.table) == study.size()
    assert verify_study(tmp_path / "out", 2).is_well


def first_piece(study: Study) -> Piece:
    identities = Identities(study)
    planned = next(study.planned())
    todo = [Todo(planned, identities(planned.point))]
    populations = populations_of(study, todo, identities)
    return Piece(setting_of(study, identities.model), tuple(populations))


def test_a_worker_elsewhere_gets_the_figures_with_its_piece(study: Study) -> None:
    piece = first_piece(study)
    [result] = do(pickle.loads(pickle.dumps(piece))).results
    assert (result.identity, result.error) == (piece.populations[0].arms[0].identity, "")


def test_a_worker_never_takes_the_people_of_other_figures(study: Study, small: str) -> None:
    own = first_piece(study)
    shipped = first_piece(plan_study(parse_study(small, "here")))
    [before] = do(shipped).results
    [other] = do(own).results
    [after] = do(shipped).results
    assert other.outcomes != before.outcomes
    assert after.outcomes == before.outcomes


def test_other_figures_make_other_runs(study: Study, small: str) -> None:
    shipped = plan_study(parse_study(small, "here"))
    point = next(study.planned()).point
    assert Identities(study)(point) != Identities(shipped)(point)


def test_a_file_that_is_not_there_is_told(tmp_path: Path, small: str) -> None:
    with pytest.raises(InputError, match=r"mine\.csv"):
        plan_study(parse_study(f'figures = ["mine.csv"]\n{small}', "here"), tmp_path)
