"""The folder of a study: opened by one driver to run it."""

import datetime as dt
import json
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from typing import Any, Final

import pandas as pd

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.store import prepare_folder, replace_file, writing_told
from zorgzaam.experiments.studies.crate import CRATE, crate_of
from zorgzaam.experiments.studies.execution import carry_out
from zorgzaam.experiments.studies.executors import Engine, Wanted, engine
from zorgzaam.experiments.studies.file import StudyFile
from zorgzaam.experiments.studies.identity import Identities
from zorgzaam.experiments.studies.manifest import MANIFEST, manifest_of, read_manifest
from zorgzaam.experiments.studies.parts import run_parts
from zorgzaam.experiments.studies.plan import Planned, Study
from zorgzaam.experiments.studies.point import Point
from zorgzaam.experiments.studies.precision import seeds_needed
from zorgzaam.experiments.studies.reading import rows_of_runs, table_of
from zorgzaam.experiments.studies.schema import DONE, FAILED
from zorgzaam.experiments.studies.store import Store, only_driver
from zorgzaam.experiments.studies.tasks import Todo

STUDY_FILE: Final = "study.toml"
Watch = Callable[[int, float], None]  # runs done now, and what part of the work that is (0 to 1)


class Driver:
    """A study that is being run: whoever has it may write into its folder."""

    def __init__(self, study: Study, store: Store, engines: Callable[[], Engine]) -> None:
        self.study, self.store = study, store
        self.identities = Identities(study)
        self.started = dt.datetime.now(dt.UTC)
        self.engine_name = "none: every run was there"
        self.seeds = study.file.seeds.at_first
        self.spent = {"seconds": 0.0, "cpu_seconds": 0.0}
        self.on_waiting: Callable[[], None] | None = None  # where there is no worker yet
        self._engines = engines
        self._rows: dict[str, dict[str, Any]] | None = None

    def run(self, retry_failed: bool = False, watch: Watch | None = None) -> None:
        """Run whatever of the study is not there yet."""
        for stage in self.stages():
            self.run_all(stage, retry_failed, watch)

    def stages(self) -> Iterator[list[Planned]]:
        """The runs of the study; where a precision is asked for the pilot first, then as many seeds as
        that asks for. Each stage must be run before the next is known.
        """
        yield list(self.study.planned())
        precision = self.study.file.seeds.precision
        if precision is not None:
            self.seeds = seeds_needed(self.study, self.table(), precision)
            self.write_manifest()
            yield list(self.study.planned(self.seeds))

    def left(self, planned: Sequence[Planned], retry_failed: bool = False) -> list[Todo]:
        """Those of these points that are not there yet; the same run twice is one run."""
        of = {self.identities(each.point): each for each in planned}
        redo = {FAILED, None} if retry_failed else {None}
        there = self.store.finished
        return [Todo(each, run) for run, each in of.items() if there.get(run) in redo]

    def run_all(
        self,
        planned: Sequence[Planned],
        retry_failed: bool = False,
        watch: Watch | None = None,
    ) -> None:
        """Run those of these points that are not there yet."""
        todo = self.left(planned, retry_failed)
        if not todo:
            return
        of, done = {each.identity: each.planned for each in todo}, 0
        engine_now = self._engines()
        self.engine_name = engine_now.name
        if self.on_waiting is not None and engine_now.workers() == 0:
            self.on_waiting()
        for back in carry_out(self.study, todo, engine_now, self.identities):
            for result in back.results:
                self.store.add(of[result.identity], result)
            done += len(back.results)
            self.spent["seconds"] += back.seconds
            self.spent["cpu_seconds"] += back.cpu_seconds
            if self.store.is_due:
                self.store.flush()
            if watch is not None and back.results:
                watch(done, back.part_done)
        self.store.flush()
        self._rows = None

    def __call__(self, points: Sequence[Point]) -> pd.DataFrame:
        """Rows of the result table in the order of the points: the `Runner` of the analyses."""
        for point in points:
            self.study.check(point)
        planned = [Planned(point) for point in points]
        self.run_all(planned)
        return table_of(self.study, planned, self.identities, self._all_rows())

    def table(self) -> pd.DataFrame:
        """The result table of the study so far."""
        return table_of(
            self.study,
            list(self.study.planned(self.seeds)),
            self.identities,
            self._all_rows(),
        )

    def _all_rows(self) -> dict[str, dict[str, Any]]:
        if self._rows is None:
            folder = self.store.folder
            self._rows = rows_of_runs(folder) if run_parts(folder) else {}
        return self._rows

    def counts(self) -> dict[str, int]:
        """Runs asked for, done, failed, and those of the folder that belong to something else."""
        asked = {self.identities(each.point) for each in self.study.planned(self.seeds)}
        status = [self.store.finished.get(run) for run in asked]
        return {
            "asked": len(asked),
            "done": status.count(DONE),
            "failed": status.count(FAILED),
            "seeds": self.seeds,
            "others": len(self.store.finished) - len(asked & self.store.finished.keys()),
        }

    def write_manifest(self) -> None:
        """Write down what was asked, by which versions, and how far it is."""
        runs = self.counts()
        whole = runs["done"] + runs["failed"] == runs["asked"]
        manifest = manifest_of(
            self.study,
            self.identities,
            engine=self.engine_name,
            started=self.started,
            finished=dt.datetime.now(dt.UTC) if whole else None,
            runs=runs,
        )
        self.store.write_file(MANIFEST, json.dumps(manifest, indent=2, ensure_ascii=False) + "\n")
        self.store.write_file(CRATE, crate_of(self.store.folder, self.study.file, manifest) + "\n")


@contextmanager
def driving(
    study: Study, text: str, folder: Path, wanted: Wanted, force: bool = False
) -> Iterator[Driver]:
    """Open the folder of a study to run it; what is finished is on disk at the end, whatever happens.

    `text` is the study file as written. Raises InputError where the folder is another's, or holds
    runs of another study or of another version of the model (unless `force`d), and CannotWriteError.
    """
    prepare_folder(folder, force, MANIFEST)
    with ExitStack() as stack:
        stack.enter_context(only_driver(folder))
        identities = Identities(study)
        _check_earlier(folder, study, identities, force)
        store = Store(folder, study.columns, study.file.series, identities.model)
        made: list[Engine] = []

        def engines() -> Engine:
            if not made:
                made.append(stack.enter_context(engine(wanted)))
            return made[0]

        driver = Driver(study, store, engines)
        whole = False
        try:
            if text:
                store.write_file(STUDY_FILE, text)
            driver.write_manifest()
            yield driver
            whole = True
        finally:
            store.close(join=whole, last=driver.write_manifest)


def refresh_crate(folder: Path, file: StudyFile) -> None:
    """Name in the metadata what analyses and reports have left. Raises CannotWriteError.

    Where a driver is at work, it does so at its end.
    """
    with suppress(InputError), only_driver(folder), writing_told(folder):
        replace_file(folder / CRATE, crate_of(folder, file, read_manifest(folder)) + "\n")


def _check_earlier(folder: Path, study: Study, identities: Identities, force: bool) -> None:
    """InputError where what is in the folder is not the beginning of this study."""
    if not (folder / MANIFEST).is_file() or not run_parts(folder) or force:
        return
    earlier = read_manifest(folder)
    if earlier["identity"]["model_sha256"] != identities.model:
        raise InputError(
            f"{folder} holds runs by another version of the model, which cannot be mixed with new ones: "
            "give another folder with --out, or --force to run everything anew beside them "
            "(`zorgzaam study show` and the analyses go on reading the earlier runs as they are)"
        )
    there = rows_of_runs(folder, ["run", "number"])
    if not any(identities(each.point) in there for each in study.planned()):
        raise InputError(
            f"{folder} holds {len(there):,} runs, and none of them is of this study: give another folder "
            "with --out, or --force to put this study beside them"
        )
