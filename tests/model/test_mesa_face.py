"""ParticipationModel as Mesa users use it, on the real engine and a small wijk."""

import copy
import gc
import inspect
import pickle
import re
import warnings
import weakref
from pathlib import Path

import mesa
import numpy as np
import pytest

from zorgzaam.agents import draws
from zorgzaam.agents.errors import InputError
from zorgzaam.model import ParticipationModel
from zorgzaam.model.measures import INDEX, MEASURE_NAMES
from zorgzaam.model.mesa_face.participation_model import RATIOS
from zorgzaam.model.mesa_face.views import InformalCarer, Person, Professional, Resident, Volunteer
from zorgzaam.model.parameters import PARAMETERS, default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.simulation import prepare, simulate
from zorgzaam.model.timeline import Change, Timeline

PLACE = "WK027301"
SMALL = {"place": PLACE, "settling_weeks": 26, "years": 0.1}  # 5 weeks
CUT = "budget_cut_household_help_share"


def made(**keywords) -> ParticipationModel:
    return ParticipationModel(**({"rng": 3} | SMALL | keywords))


@pytest.fixture(scope="module")
def lived() -> ParticipationModel:
    """A model that lived its five weeks; tests that change it take a copy."""
    model = made()
    model.run_model()
    return model


@pytest.fixture
def model(lived) -> ParticipationModel:
    return copy.deepcopy(lived)


def test_a_run_ends_after_its_years_and_says_so_when_pushed_further(model) -> None:
    assert (model.steps, model.world.week, model.weeks, model.running) == (5, 5, 5, False)
    with pytest.raises(InputError, match="5 weeks is over"):
        model.step()


def test_the_face_lives_the_same_weeks_as_the_engine(lived) -> None:
    values = default_values() | {"settling_weeks": 26.0}
    run = simulate(prepare(resolve(PLACE), 3, values), Timeline(), 5)
    assert np.array_equal(run.weekly, lived.world.observations.weekly)
    collected = lived.datacollector.get_model_vars_dataframe()
    for name in MEASURE_NAMES:
        assert collected[name][1:].tolist() == run.weekly[:, :, INDEX[name]].sum(axis=1).tolist()


def test_the_first_row_is_the_settled_start(lived) -> None:
    start = lived.datacollector.get_model_vars_dataframe().iloc[0]
    assert start["residents"] == lived.place.residents
    assert start["need_hours"] > 0
    assert start["informal_hours"] > 0
    assert (start["seed"], start["deaths"], start["own_initiative_hours"]) == (3, 0, 0)
    by_origin = start["already_there_hours"]
    assert by_origin == pytest.approx(start["informal_hours"] + start["volunteer_hours"])


def test_ratios_are_those_that_comparisons_are_judged_by(lived) -> None:
    from zorgzaam.experiments.outcomes import OUTCOMES, outcome_values

    settled = prepare(resolve(PLACE), 3, default_values() | {"settling_weeks": 26.0})
    one_week = simulate(settled, Timeline(), 1)
    judged = outcome_values(one_week, one_week)
    week_1 = lived.datacollector.get_model_vars_dataframe().iloc[1]
    assert set(RATIOS) <= {outcome.name for outcome in OUTCOMES}
    for name in RATIOS:
        assert week_1[name] == pytest.approx(judged[name]), name


def test_a_lever_acts_from_the_first_week_on_the_same_settled_start() -> None:
    free, cut = made(), made(**{CUT: "0.32"})
    assert cut.timeline == Timeline((Change(0, CUT, 0.32),))
    assert np.array_equal(free.latest, cut.latest)
    free.step()
    cut.step()
    budgets = [model.world.areas.budget_eur[: model.world.n_areas, 0] for model in (free, cut)]
    assert (budgets[1] < budgets[0]).all()
    free.step()  # contracts end with notice
    cut.step()
    spent = INDEX["household_help_spent_eur"]
    assert cut.latest[:, spent].sum() < free.latest[:, spent].sum()


def test_a_lever_at_its_own_value_changes_no_bit(lived) -> None:
    same = made(**{CUT: PARAMETERS[CUT].value})
    same.run_model()
    assert np.array_equal(same.world.observations.weekly, lived.world.observations.weekly)


def test_other_parameters_hold_in_the_settling_period_too() -> None:
    assert made(need_light_hours_per_week=5.0).world.values["need_light_hours_per_week"] == 5.0
    assert made(need_light_hours_per_week=5.0).timeline == Timeline()


def test_a_timeline_changes_parameters_in_its_weeks() -> None:
    model = made(timeline=Timeline((Change(2, CUT, 0.5),)))
    seen = []
    while model.running:
        model.step()
        seen.append(model.world.values[CUT])
    assert seen == [0.0, 0.0, 0.5, 0.5, 0.5]


@pytest.mark.parametrize(
    ("keywords", "told"),
    [
        ({"budget_cut_houshold_help_share": 0.3}, f"did you mean .*{CUT}"),
        ({"yeers": 3}, "did you mean years"),
        ({CUT: 1.1}, "out of range: 0.* to .*source"),
        ({CUT: "much"}, "not a number"),
        ({"rationing_rule": "lottery"}, "is not one of trim, wait"),
        ({"scenario": None}, "timeline="),
        ({"timeline": "cuts-2015"}, "load_scenario"),
        ({"timeline": Timeline((Change(2, "typo", 1.0),))}, "unknown parameter 'typo'"),
        ({"place": "Overvegt"}, "Overvecht"),
        ({"years": 0}, "0.02 to 30"),
        ({"years": "soon"}, "0.02 to 30"),
        ({"years": float("nan")}, "0.02 to 30"),
        ({"rng": -1}, "rng = -1 is not a seed"),
        ({"rng": 2**60}, "not a seed"),
        ({"rng": 1.5}, "not a seed"),
        ({"rng": None, "seed": "x"}, "seed = 'x' is not a seed"),
        ({"rng": 1, "seed": 1}, "not both"),
    ],
)
def test_a_keyword_that_cannot_be_used_is_refused_with_what_would_be_right(keywords, told) -> None:
    with pytest.raises(InputError, match=told):
        made(**keywords)


def test_every_parameter_is_a_keyword_with_its_default_and_rng_stands_last() -> None:
    shown = inspect.signature(ParticipationModel).parameters
    assert list(shown)[:3] == ["place", "years", "timeline"]
    assert list(shown)[-1] == "rng"
    assert {name: shown[name].default for name in PARAMETERS} == {
        name: row.value for name, row in PARAMETERS.items()
    }
    assert "scenario" not in shown


def test_no_seed_draws_a_fresh_one_and_records_it() -> None:
    seeds = {draws.seed_of(None) for _ in range(20)}
    assert len(seeds) == 20
    model = made(rng=None)
    assert 0 <= model.seed < 2**31
    assert model.datacollector.model_vars["seed"] == [model.seed]
    again = made(rng=model.seed)
    assert np.array_equal(again.world.people.key, model.world.people.key)


def test_seeds_come_as_numbers_strings_and_generators() -> None:
    assert [draws.seed_of(given) for given in (7, "7", 7.0, np.int64(7), 2**53 - 1)] == [
        7, 7, 7, 7, 2**53 - 1,
    ]  # fmt: skip
    generators = [np.random.default_rng(1), np.random.default_rng(1), np.random.default_rng(2)]
    first, same, other = (draws.seed_of(generator) for generator in generators)
    assert first == same != other
    assert draws.seed_of(np.random.SeedSequence(1)) == draws.seed_of(np.random.SeedSequence(1))
    for refused in (True, [1], "", float("inf"), 2**53):
        with pytest.raises(InputError, match="not a seed"):
            draws.seed_of(refused)


def test_roles_agree_with_what_the_week_counts(lived) -> None:
    by_type = lived.agents_by_type
    assert lived.agent_types == [Resident, InformalCarer, Volunteer, Professional] == list(by_type)
    latest = {name: lived.latest[:, INDEX[name]].sum() for name in MEASURE_NAMES}
    residents = by_type[Resident]
    assert len(residents) == latest["residents"]
    assert residents.agg("in_nursing_home", sum) == latest["nursing_home_residents"]
    at_home = residents.select(lambda resident: not resident.in_nursing_home)
    for attribute in ("need_hours", "unmet_hours", "formal_hours", "ordinary_hours"):
        assert at_home.agg(attribute, sum) == pytest.approx(latest[attribute], rel=1e-5), attribute
    here = by_type[Volunteer].select(lambda volunteer: volunteer.lives_here)
    assert len(here) == latest["volunteers"]
    carers = by_type[InformalCarer]
    assert len(carers) > len(carers.select(agent_type=Resident)) > 0  # some live elsewhere
    assert len(by_type[Professional]) > 0
    assert len(lived.agents) == len(residents | carers) + len(by_type[Professional])


def test_ties_seen_from_carers_are_those_seen_from_recipients(lived) -> None:
    given = [tie for carer in lived.agents_by_type[InformalCarer] for tie in carer.care_ties]
    recipients = {tie.recipient for tie in given}
    received = [tie for person in recipients for tie in person.care_received]
    assert {t for t in received if t.relation != "volunteer"} == {
        t for t in given if t.relation != "volunteer"
    }
    assert all(tie.agreed_hours_per_week > 0 for tie in given)


def test_agent_reporters_read_views(model) -> None:
    collector = mesa.DataCollector(
        agent_reporters={"area": "area"},
        agenttype_reporters={InformalCarer: {"hours": "hours_given", "age": "age_years"}},
    )
    collector.collect(model)
    frame = collector.get_agent_vars_dataframe()
    assert len(frame) == len(model.agents)
    assert frame.index.get_level_values("AgentID").is_unique
    carers = collector.get_agenttype_vars_dataframe(InformalCarer)
    assert carers["hours"].tolist() == model.agents_by_type[InformalCarer].get("hours_given")


def test_a_deep_copy_lives_its_own_life_and_the_same_one() -> None:
    original = made()
    original.step()
    twin = copy.deepcopy(original)
    assert next(iter(twin.agents)) != next(iter(original.agents))
    before = original.world.people.birth_week.copy(), original.latest.copy()
    while twin.running:
        twin.step()
    assert (original.steps, original.world.week, twin.steps, twin.world.week) == (1, 1, 5, 5)
    assert np.array_equal(original.world.people.birth_week, before[0])
    assert np.array_equal(original.latest, before[1])
    while original.running:
        original.step()
    assert np.array_equal(original.world.observations.weekly, twin.world.observations.weekly)


def test_a_model_survives_pickling(model) -> None:
    loaded = pickle.loads(pickle.dumps(model))
    assert np.array_equal(loaded.latest, model.latest)
    assert loaded.agents_by_type[Volunteer].get("row") == model.agents_by_type[
        Volunteer
    ].get("row")  # fmt: skip


def test_an_intervention_on_agents_changes_the_run(lived) -> None:
    model = made()
    model.agents_by_type[Resident].select(at_most=50).set("severity", 3)
    model.run_model()
    need = INDEX["need_hours"]
    weekly, free = (m.world.observations.weekly for m in (model, lived))
    assert weekly[0, :, need].sum() > free[0, :, need].sum() + 500


def test_looking_at_agents_and_shuffling_them_changes_nothing(lived) -> None:
    model = made()
    while model.running:
        model.agents.shuffle_do("step")
        model.agents.do("advance")
        model.agents_by_type[Resident].get("unmet_hours")
        model.step()
    assert np.array_equal(model.world.observations.weekly, lived.world.observations.weekly)


def test_two_models_side_by_side_do_not_mix(lived) -> None:
    one, other = made(rng=3), made(rng=4)
    while one.running:
        one.step()
        other.step()
    assert np.array_equal(one.world.observations.weekly, lived.world.observations.weekly)
    assert not np.array_equal(one.latest, other.latest)
    assert one.agents[0] not in other.agents


def test_foreign_agents_are_refused(model) -> None:
    with pytest.raises(NotImplementedError, match="rows of its tables"):
        mesa.Agent(model)


def test_models_are_freed() -> None:
    model = made()
    model.agents.do(lambda agent: None)
    model.step()
    held = weakref.ref(model)
    del model
    gc.collect()
    assert held() is None


@pytest.mark.parametrize("processes", [1, pytest.param(2, marks=pytest.mark.slow)])
def test_batch_run_gives_the_same_rows_in_one_process_and_in_two(processes) -> None:
    parameters = {**SMALL, "rng": [3, 4], CUT: [0.0, 0.32]}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # what Mesa says about its own habits
        rows = mesa.batch_run(
            ParticipationModel, parameters, number_processes=processes,
            max_steps=3, data_collection_period=-1, display_progress=False,
        )  # fmt: skip
    found = {(row["seed"], row[CUT]): row for row in rows}
    assert set(found) == {(3, 0.0), (3, 0.32), (4, 0.0), (4, 0.32)}
    for (seed, cut), row in found.items():
        alone = made(rng=seed, **{CUT: cut})
        while alone.world.week < row["Step"]:
            alone.step()
        last = alone.datacollector.get_model_vars_dataframe().iloc[-1]
        assert {name: row[name] for name in last.index} == last.to_dict()


def batch(max_steps: int, **parameters) -> list[dict]:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return mesa.batch_run(
            ParticipationModel, SMALL | parameters, number_processes=1,
            max_steps=max_steps, data_collection_period=1, display_progress=False,
        )  # fmt: skip


def test_batch_run_settles_every_run_by_itself(monkeypatch) -> None:
    from zorgzaam.model.mesa_face import participation_model

    seeds = []
    monkeypatch.setattr(
        participation_model,
        "prepare",
        lambda place, seed, values: seeds.append(seed) or prepare(place, seed, values),
    )
    batch(1, rng=3, **{CUT: [0.0, 0.1, 0.2]})
    assert seeds == [3, 3, 3]


def test_one_run_that_cannot_be_made_loses_the_rows_of_all() -> None:
    rows = []
    with pytest.raises(InputError, match=CUT):
        rows = batch(1, rng=3, **{CUT: [0.0, 20.0]})
    assert rows == []


def test_how_many_weeks_a_batch_lives_is_as_the_manual_says(monkeypatch) -> None:
    from zorgzaam.model.mesa_face import participation_model

    weeks = []
    real = participation_model.advance
    monkeypatch.setattr(
        participation_model, "advance", lambda *given: weeks.append(1) or real(*given)
    )
    one_more = mesa.__version__.startswith("3.3.")
    assert batch(3, rng=3)[-1]["Step"] == 3
    assert len(weeks) == (4 if one_more else 3)
    assert batch(100, rng=3)[-1]["Step"] == (4 if one_more else 5)  # the model ends after five


def test_solaraviz_accepts_the_model_and_resets_it(model) -> None:
    from mesa.visualization import solara_viz

    takes_model = "model_or_func" in inspect.signature(solara_viz._check_model_params).parameters
    chosen = {"place": PLACE, CUT: "0.1", "rng": "5", "years": 0.1, "settling_weeks": 26}
    checked = model if takes_model else ParticipationModel.__init__
    solara_viz._check_model_params(checked, chosen)
    with pytest.raises(ValueError, match="Invalid model parameter"):
        solara_viz._check_model_params(checked, {"scenario": Timeline()})
    if hasattr(solara_viz, "_build_model_init_kwargs"):  # Mesa 3.5's Reset
        chosen = solara_viz._build_model_init_kwargs(
            model, chosen, add_scenario_when_empty=True, require_model_accepts_scenario=True
        )
    again = type(model)(**chosen)
    assert (again.seed, again.timeline) == (5, Timeline((Change(0, CUT, 0.1),)))


def test_a_view_of_somebody_elsewhere_is_a_person(lived) -> None:
    carers = lived.agents_by_type[InformalCarer]
    away = [tie.carer for carer in carers for tie in carer.care_ties if not carer.lives_here]
    assert away
    assert all(type(carer) is Person for carer in away)


def test_events_of_newer_mesa_find_the_weeks_of_the_model() -> None:
    model = made()
    if not hasattr(model, "run_for"):
        pytest.skip(f"Mesa {mesa.__version__} has no events")
    seen = []

    class Watcher:
        def look(self) -> None:
            seen.append(model.world.week)

    watcher = Watcher()
    model.schedule_event(watcher.look, at=2)
    model.run_for(3)
    assert (model.world.week, model.steps, seen) == (3, 3, [2])


MANUAL = (Path(__file__).parents[2] / "docs" / "mesa.md").read_text("utf-8")


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", MANUAL, flags=re.DOTALL))
def test_every_block_of_the_manual_runs(block) -> None:
    exec(compile(block, "docs/mesa.md", "exec"), {"__name__": "__main__"})


def test_the_manual_names_what_can_be_set() -> None:
    writable = {name for name in dir(Person) if getattr(getattr(Person, name), "write", None)}
    told = re.search(r"Some can be set: (.*?)\. The rest", MANUAL, flags=re.DOTALL)
    assert set(re.findall(r"`(\w+)`", told[1])) == writable
