"""Real studies of a hamlet: what is in their tables, and what happens when they are run again."""

import json
import signal
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.outcomes import AGAINST_BASELINE, OUTCOMES, outcome_values
from zorgzaam.experiments.scenario import load_scenario, start_date
from zorgzaam.experiments.studies import work
from zorgzaam.experiments.studies.executors import Wanted
from zorgzaam.experiments.studies.folder import Driver, driving
from zorgzaam.experiments.studies.identity import Identities, model_version
from zorgzaam.experiments.studies.parts import read_runs, run_parts
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.point import Point
from zorgzaam.experiments.studies.reading import Finished, read_study
from zorgzaam.experiments.studies.summary import summary_of
from zorgzaam.experiments.studies.verify import verify_study
from zorgzaam.model.places import Place, place
from zorgzaam.model.simulation import Cancelled, prepare, simulate
from zorgzaam.model.timeline import Change, Timeline

Run = Callable[..., Finished]
CUT = "budget_cut_household_help_share"
LEVER = f"""
[design]
kind = "factorial"
[[factors]]
parameter = "{CUT}"
values = [0.0, 0.3, 0.6]
week = 26
"""


@pytest.fixture(scope="module")
def hamlet() -> Place:
    return place("BU03440343")


def bits(value: float) -> bytes:
    return struct.pack("<d", value)


@pytest.fixture
def settled(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The seed of each population that is settled."""
    seeds: list[int] = []

    def noted(place: Place, seed: int, *rest: object) -> object:
        seeds.append(seed)
        return prepare(place, seed, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(work, "prepare", noted)
    monkeypatch.setattr(work, "_KEPT", type(work._KEPT)())
    return seeds


def test_the_table_has_what_single_runs_give_to_the_last_bit(
    run: Run, small: str, hamlet: Place
) -> None:
    found = run(small + f'\nseries = ["need_hours", "{OUTCOMES[0].name}"]\n'.join(["", LEVER]))
    assert len(found.table) == 2 * 3 * 3
    row = found.table.query(f"scenario == 'no-informal-response' and seed == 2 and {CUT} == 0.3")
    scenario = load_scenario("no-informal-response").timeline(start_date(hamlet), 52, [hamlet.code])
    changes = [*scenario.changes, Change(26, CUT, 0.3)]
    alone = simulate(prepare(hamlet, 2), Timeline(tuple(sorted(changes))), 52)
    expected = outcome_values(alone, alone, 0)
    for name in found.study.file.outcomes:
        assert bits(row[name].item()) == bits(expected[name])
    series = found.series()
    mine = series[series["run"] == row["run"].item()]
    assert mine["week"].tolist() == [0, 13, 26, 39]
    by_quarter = alone.measure("need_hours").sum(axis=1).reshape(4, 13).mean(axis=1)
    assert mine["need_hours"].to_numpy() == pytest.approx(by_quarter, rel=1e-6)


def test_a_study_that_is_done_runs_nothing_and_one_that_grew_runs_what_is_new(
    run: Run, small: str, settled: list[int]
) -> None:
    first = run(small)
    assert sorted(settled) == [1, 2, 3]
    settled.clear()
    again = run(small)
    assert settled == []
    assert again.table.equals(first.table)
    more = run(small.replace("seeds = 3", "seeds = 4"))
    assert settled == [4]
    assert len(more.table) == 8
    labels = ["scenario", "seed"]
    old = more.table[more.table["seed"] < 4].sort_values(labels).reset_index(drop=True)
    assert old.equals(first.table.sort_values(labels).reset_index(drop=True))


def test_a_new_scenario_runs_beside_what_is_there(run: Run, small: str, tmp_path: Path) -> None:
    small = small.replace("years = 1", "years = 1.5")
    run(small)
    found = run(small.replace('response"]', 'response", "cuts-2015"]'))
    assert len(found.table) == read_runs(tmp_path / "out").num_rows == 9


def test_titles_and_pace_make_no_other_run(run: Run, small: str, settled: list[int]) -> None:
    run(small)
    settled.clear()
    run(small.replace("Klein", "Anders") + "[run]\nchunk_seconds = 60\n")
    assert settled == []


@pytest.mark.parametrize(
    "change",
    [
        ("years = 1", "years = 2"),
        ("years = 1", "years = 1\nfrom_week = 10"),
        ("years = 1", 'years = 1\nseries = ["need_hours"]'),
        ('["unmet', '["saved_eur_per_inhabitant", "unmet'),
        ("BU03440343", "BU03440111"),
    ],
)
def test_whatever_decides_a_figure_is_in_the_identity(
    change: tuple[str, str], small: str, study_of: Callable[[str], Study]
) -> None:
    one, other = study_of(small), study_of(small.replace(*change))
    first, second = (next(study.planned()).point for study in (one, other))
    assert Identities(one)(first) != Identities(other)(second)
    assert Identities(one)(first) == Identities(study_of(small))(first)
    assert Identities(one)(first) != Identities(one, model="of other code")(first)
    for point in (
        replace(first, seed=9),
        replace(first, values={CUT: 0.1}),
        replace(first, levers={CUT: 0.1}),
    ):
        assert Identities(one)(point) != Identities(one)(first)


def test_only_money_depends_on_what_a_run_is_compared_with(hamlet: Place) -> None:
    settled = prepare(hamlet, 1)
    run_of = {cut: simulate(settled, Timeline((Change(0, CUT, cut),)), 26) for cut in (0.0, 0.6)}
    beside = outcome_values(run_of[0.6], run_of[0.0], 0)
    alone = outcome_values(run_of[0.6], run_of[0.6], 0)
    assert {name for name in beside if bits(beside[name]) != bits(alone[name])} == set(
        AGAINST_BASELINE
    )


def test_money_saved_is_beside_the_reference_even_if_that_is_no_scenario_of_the_study(
    run: Run, small: str, hamlet: Place
) -> None:
    text = small.replace('["baseline", "no-informal-response"]', '["cuts-2015"]')
    text = text.replace("years = 1", "years = 1.5")
    text = text.replace('["unmet', '["saved_eur_per_inhabitant", "unmet').replace(
        "seeds = 3", "seeds = 1"
    )
    row = run(text).table.iloc[0]
    settled = prepare(hamlet, 1)
    cuts = load_scenario("cuts-2015").timeline(start_date(hamlet), 78, [hamlet.code])
    expected = outcome_values(
        simulate(settled, cuts, 78), simulate(settled, Timeline(), 78), cuts.first_week
    )
    assert bits(row["saved_eur_per_inhabitant"]) == bits(expected["saved_eur_per_inhabitant"])


def test_prices_change_the_bill_and_not_the_run(run: Run, small: str, settled: list[int]) -> None:
    text = small.replace('["unmet', '["shifted_eur_per_inhabitant", "unmet').replace(
        "seeds = 3", "seeds = 1"
    )
    text += '[design]\nkind = "factorial"\n[[factors]]\nparameter = "crisis_eur"\nvalues = [1500.0, 9000.0]\n'
    table = run(text).table
    assert settled == [1]
    assert table.groupby("scenario")["unmet_hours_per_1000"].nunique().tolist() == [1, 1]
    assert table["crisis_eur"].tolist() == [1500.0, 9000.0] * 2


def test_work_for_other_code_or_other_figures_is_refused_and_not_written_down(
    small: str, study_of: Callable[[str], Study], tmp_path: Path
) -> None:
    with driving(study_of(small), small, tmp_path / "out", Wanted(serial=True)) as driver:
        driver.identities = Identities(driver.study, model="of other code")
        with pytest.raises(work.OtherVersionError, match="another version of zorgzaam"):
            driver.run()
        code = next(iter(driver.study.places))
        driver.identities = Identities(driver.study, figures={code: "of another year"})
        with pytest.raises(work.OtherVersionError, match="other figures of BU03440343"):
            driver.run()
    assert len(read_study(tmp_path / "out").table) == 0


POISON = Timeline((Change(0, "no_such_parameter", 1.0),))


def poisoned(driver: Driver, scenario: str) -> None:
    code = next(iter(driver.study.places))
    driver.study._timelines[(code, scenario)] = POISON
    driver.identities = Identities(driver.study)


def test_a_run_that_fails_is_a_row_with_its_traceback_and_the_others_go_on(
    small: str, study_of: Callable[[str], Study], tmp_path: Path
) -> None:
    with driving(study_of(small), small, tmp_path / "out", Wanted(serial=True)) as driver:
        poisoned(driver, "no-informal-response")
        driver.run()
        assert driver.counts() | {"seeds": 3, "others": 0} == driver.counts()
        assert (driver.counts()["done"], driver.counts()["failed"]) == (3, 3)
        table = driver.table()
    failed = table[table["status"] == "failed"]
    assert set(failed["scenario"]) == {"no-informal-response"}
    assert all("no_such_parameter" in error for error in failed["error"])
    assert np.isfinite(table.loc[table["status"] == "done", "unmet_hours_per_1000"]).all()


def test_a_failed_run_is_run_again_only_when_asked_and_then_the_later_row_counts(
    small: str, study_of: Callable[[str], Study], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*arguments: object) -> None:
        raise MemoryError("no room")

    monkeypatch.setattr(work, "simulate_all", broken)
    folder = tmp_path / "out"
    with driving(study_of(small), small, folder, Wanted(serial=True)) as driver:
        driver.run()
    assert summary_of(read_study(folder)).failures[0].error == "MemoryError: no room"
    monkeypatch.undo()
    with driving(study_of(small), small, folder, Wanted(serial=True)) as driver:
        driver.run()
        assert driver.counts()["failed"] == 6
        driver.run(retry_failed=True)
        assert driver.counts()["done"] == 6
    assert (read_study(folder).table["status"] == "done").all()
    assert read_runs(folder).num_rows == 12


def test_work_in_this_process_is_beside_the_main_thread_and_stops_when_told(
    study_of: Callable[[str], Study], small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    # a Ctrl-C reaches the main thread alone, and a kernel there may swallow it
    begun, stopped = threading.Event(), threading.Event()

    def endless(_settled: object, _asked: object, cancelled: Callable[[], bool]) -> None:
        assert threading.current_thread() is not threading.main_thread()
        begun.set()
        while not cancelled():
            time.sleep(0.01)
        stopped.set()
        raise Cancelled

    monkeypatch.setattr(work, "simulate_all", endless)
    main = threading.main_thread().ident
    assert main is not None
    threading.Thread(
        target=lambda: begun.wait() and signal.pthread_kill(main, signal.SIGINT)
    ).start()
    with (
        driving(study_of(small), small, tmp_path / "out", Wanted(serial=True)) as driver,
        pytest.raises(KeyboardInterrupt),
    ):
        driver.run()
    assert stopped.wait(60)
    assert not run_parts(tmp_path / "out")  # no run was written down as failed


def test_analyses_can_ask_for_more_runs_and_none_is_run_twice(
    small: str, study_of: Callable[[str], Study], tmp_path: Path, settled: list[int]
) -> None:
    points = [Point("BU03440343", "baseline", seed, levers={CUT: 0.25}) for seed in (2, 1)]
    with driving(study_of(small), small, tmp_path / "out", Wanted(serial=True)) as runner:
        runner.run()
        settled.clear()
        table = runner(points)
        assert table["seed"].tolist() == [2, 1]
        assert table[CUT].tolist() == [0.25, 0.25]
        settled.clear()
        assert runner(points).equals(table)
        assert settled == []
        with pytest.raises(InputError, match="not among the places"):
            runner([replace(points[0], place="GM0344")])
    found = read_study(tmp_path / "out")
    assert len(found.table) == 6
    assert found.manifest["runs"]["others"] == 2


def test_as_many_seeds_are_run_as_a_precision_asks_for(run: Run, small: str) -> None:
    asked = 'seeds = { precision = { outcome = "unmet_hours_per_1000", half_width = %s, pilot = 3, most = 6 } }'
    found = run(small.replace("seeds = 3", asked % "0.001"))
    assert found.manifest["runs"]["seeds"] == 6
    assert len(found.table) == 12
    rough = run(small.replace("seeds = 3", asked % "10000.0"), force=True)
    assert len(rough.table) == 6


def test_a_stage_of_a_precision_is_written_down_before_its_runs(
    small: str, study_of: Callable[[str], Study], tmp_path: Path
) -> None:
    asked = 'seeds = { precision = { outcome = "unmet_hours_per_1000", half_width = 0.001, pilot = 3, most = 5 } }'
    text = small.replace("seeds = 3", asked)
    with driving(study_of(text), text, tmp_path / "out", Wanted(serial=True)) as driver:
        stages = driver.stages()
        driver.run_all(next(stages))
        following = next(stages)
        assert (len(following), len(driver.left(following))) == (10, 4)
        assert read_study(tmp_path / "out").asked == 10


def test_a_folder_of_another_study_or_of_another_model_is_not_written_into(
    run: Run, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(small)
    with pytest.raises(InputError, match="none of them is of this study"):
        run(small.replace("years = 1", "years = 2"))
    from zorgzaam.experiments.studies import identity

    monkeypatch.setattr(identity, "model_version", lambda: "of other code")
    with pytest.raises(InputError, match="another version of the model"):
        run(small)
    assert len(read_study(tmp_path / "out").table) == 6  # it can still be read


def test_verify_repeats_runs_to_the_last_bit_and_sees_a_changed_file(
    run: Run, small: str, tmp_path: Path
) -> None:
    run(small)
    folder = tmp_path / "out"
    found = verify_study(folder, 3)
    assert (found.repeated, found.is_well) == (3, True)
    [part] = run_parts(folder)
    content = bytearray(part.path.read_bytes())
    content[len(content) // 2] ^= 1
    part.path.write_bytes(bytes(content))
    damaged = verify_study(folder, 3)
    assert damaged.damaged == (f"runs/{part.path.name}",)
    part.path.unlink()
    assert len(run(small).table) == 6


def test_verify_tells_of_other_figures_of_the_places(run: Run, small: str, tmp_path: Path) -> None:
    run(small)
    manifest = tmp_path / "out" / "manifest.json"
    told = json.loads(manifest.read_text())
    told["identity"]["figures_sha256"]["BU03440343"] = "0" * 64
    manifest.write_text(json.dumps(told))
    assert verify_study(tmp_path / "out", 0).is_well
    with pytest.raises(InputError, match="other figures"):
        verify_study(tmp_path / "out", 1)


def test_verify_sees_a_run_that_comes_out_otherwise(
    run: Run, small: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run(small)
    real = work.outcome_values

    def other(*arguments: object) -> dict[str, float]:
        values = real(*arguments)  # type: ignore[arg-type]
        return values | {
            "deaths_per_1000_a_year": np.nextafter(values["deaths_per_1000_a_year"], 1e9)
        }

    monkeypatch.setattr(work, "outcome_values", other)
    found = verify_study(tmp_path / "out", 2)
    assert [each.outcomes for each in found.different] == [("deaths_per_1000_a_year",)] * 2


def test_the_summary_has_means_and_paired_differences(run: Run, small: str) -> None:
    found = run(small)
    lines = {(line.scenario, line.outcome): line for line in summary_of(found).lines}
    line = lines["no-informal-response", "informal_hours_per_1000"]
    wide = found.table.pivot(index="seed", columns="scenario", values="informal_hours_per_1000")
    apart = wide["no-informal-response"] - wide["baseline"]
    found_apart = line.difference
    assert found_apart is not None and found_apart.mean == pytest.approx(apart.mean())
    assert found_apart.low is not None and found_apart.high is not None
    assert found_apart.low < apart.min() and apart.max() < found_apart.high
    assert (line.level.runs, found_apart.runs) == (3, 3)
    assert lines["baseline", "informal_hours_per_1000"].difference is None
    assert {line.change for line in lines.values()} == {None}


def test_the_summary_of_a_small_factorial_design_is_by_row(run: Run, small: str) -> None:
    found = run(small + LEVER)
    summary = summary_of(found, ["unmet_hours_per_1000"])
    lines = summary.lines
    assert summary.swept == CUT
    assert [line.factors for line in lines[::2]] == [{CUT: 0.0}, {CUT: 0.3}, {CUT: 0.6}]
    assert {line.level.runs for line in lines} == {3}
    by_cut = {
        cut: found.table.query(f"{CUT} == {cut} and scenario == 'baseline'").set_index("seed")[
            "unmet_hours_per_1000"
        ]
        for cut in (0.0, 0.6)
    }
    assert lines[4].level.mean == pytest.approx(by_cut[0.6].mean())
    assert lines[0].change is None
    change = lines[4].change
    assert change is not None
    assert change.mean == pytest.approx((by_cut[0.6] - by_cut[0.0]).mean())


def test_changes_are_along_the_factor_with_most_values_and_the_others_as_they_are(
    run: Run, small: str
) -> None:
    two = (
        small
        + LEVER
        + """
[[factors]]
parameter = "budget_cut_guidance_share"
values = [0.1, 0.4]
week = 26
"""
    )
    found = run(two)
    summary = summary_of(found, ["unmet_hours_per_1000"])
    assert summary.swept == CUT
    guidance = "budget_cut_guidance_share"
    table = found.table[found.table["scenario"] == "baseline"]
    mean = table.groupby([CUT, guidance])["unmet_hours_per_1000"].mean()
    changes = {
        (line.factors[CUT], line.factors[guidance]): line.change.mean
        for line in summary.lines
        if line.scenario == "baseline" and line.change
    }
    assert changes == {
        (cut, other): pytest.approx(mean[cut, other] - mean[0.0, other])
        for cut in (0.3, 0.6)
        for other in (0.1, 0.4)
    }


def test_the_manifest_has_what_it_takes_to_repeat_the_study(
    run: Run, small: str, tmp_path: Path
) -> None:
    run(small)
    manifest = json.loads((tmp_path / "out" / "manifest.json").read_text("utf-8"))
    assert manifest["identity"]["model_sha256"] == model_version()
    assert manifest["runs"] == {"asked": 6, "done": 6, "failed": 0, "seeds": 3, "others": 0}
    assert {"python", "cpu", "git", "libraries"} <= manifest["environment"].keys()
    assert manifest["engine"] == "serial"
    assert manifest["root_seed"] == 1
    assert str(tmp_path) not in json.dumps(manifest)
    assert (tmp_path / "out" / "study.toml").read_text("utf-8") == small


def test_the_crate_names_every_file_with_its_hash_and_has_the_required_fields(
    run: Run, small: str, tmp_path: Path
) -> None:
    run(small)
    folder = tmp_path / "out"
    crate = json.loads((folder / "ro-crate-metadata.json").read_text("utf-8"))
    nodes = {node["@id"]: node for node in crate["@graph"]}
    descriptor, root = nodes["ro-crate-metadata.json"], nodes["./"]
    assert crate["@context"].startswith(descriptor["conformsTo"]["@id"])
    assert descriptor["about"] == {"@id": "./"}
    assert {"name", "description", "datePublished", "license"} <= root.keys()
    on_disk = {
        path.relative_to(folder).as_posix()
        for path in folder.rglob("*")
        if path.is_file() and not path.name.startswith(".")
    } - {"ro-crate-metadata.json"}
    assert {part["@id"] for part in root["hasPart"]} == on_disk
    for node in nodes.values():
        for value in node.values():
            if isinstance(value, dict) and not value["@id"].startswith("http"):
                assert value["@id"] in nodes
