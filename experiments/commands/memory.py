"""Will the results fit? Better said before the run than found out by the system in the middle."""

from pathlib import Path

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.execution import Plan
from zorgzaam.model.measures import GROUP_MEASURES, GROUPS, MEASURES, WEEKS_PER_GROUP_PERIOD
from zorgzaam.model.network import RELATIONS
from zorgzaam.model.network_measures import no_networks

_END_STATE_BYTES = 38  # a resident: the columns of `model.run.EndState` together
_ARMS = 2
_PEOPLE_BYTES = 300  # a resident, at most: everybody with kin elsewhere, contacts, files and ties


def result_bytes(plan: Plan) -> int:
    """Memory that the results of one pair take; the runs themselves come on top."""
    areas = len(plan.place.areas)
    weekly = 8 * plan.weeks * areas * len(MEASURES)
    quarters = plan.weeks // WEEKS_PER_GROUP_PERIOD
    groups = 4 * quarters * areas * len(GROUPS) * len(GROUP_MEASURES)
    ties = 4 * plan.weeks * RELATIONS * 2 * 3  # see `model.run.Run`
    network = no_networks(plan.weeks).nbytes
    return _ARMS * (weekly + groups + ties + network + _END_STATE_BYTES * plan.place.residents)


def check_memory(plan: Plan, seeds: int, free_bytes: int | None) -> None:
    """InputError where the results of so many seeds alone are more than the memory that is free."""
    if free_bytes is None:
        return
    each = result_bytes(plan)
    if seeds * each > free_bytes:
        fitting = free_bytes // (2 * each)  # half: the runs themselves need room too
        advice = f"run at most {fitting} seeds at a time (--seeds), or fewer --years"
        if not fitting:
            advice = "choose a smaller place, or fewer --years"
        raise InputError(
            f"the results of {seeds} seeds of {plan.place.name} take {seeds * each / 1e9:.1f} GB, "
            f"and {free_bytes / 1e9:.1f} GB of memory is free; {advice}"
        )


def people_bytes(plan: Plan, seeds: int, workers: int) -> int:
    """Memory of the people that are alive at once: settled ones, and a copy for each arm under way.

    A run without a second arm needs no copy.
    """
    settled = min(workers, seeds)
    copies = 0 if plan.scenario == plan.baseline else min(workers, _ARMS * seeds)
    return (settled + copies) * _PEOPLE_BYTES * plan.place.residents


def check_people(plan: Plan, seeds: int, workers: int, free_bytes: int | None) -> None:
    """InputError where the people of the runs under way are more than the memory that is free."""
    needed = people_bytes(plan, seeds, workers)
    if free_bytes is None or needed <= free_bytes:
        return
    advice = "choose a smaller place"
    if workers > 1 and people_bytes(plan, seeds, 1) <= free_bytes:
        advice = "run one at a time (--workers 1)"
    raise InputError(
        f"the people of {plan.place.name} take {needed / 1e9:.1f} GB with {workers} runs at a time, "
        f"and {free_bytes / 1e9:.1f} GB of memory is free; {advice}"
    )


def free_memory() -> int | None:
    """Bytes that programs can still get, or None where the system does not tell."""
    try:
        lines = Path("/proc/meminfo").read_text(encoding="utf-8").splitlines()
    except OSError:  # not Linux
        return None
    kilobytes = [int(line.split()[1]) for line in lines if line.startswith("MemAvailable:")]
    return 1024 * kilobytes[0] if kilobytes else None
