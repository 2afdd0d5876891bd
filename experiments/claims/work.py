"""Running claims: settle a population once, let every arm start from it, keep the figures only.

What comes out of a job depends on nothing but the job, so neither the number of workers nor the order
matters. The kernels release Python's lock, so threads use all cores.
"""

import datetime as dt
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.arrivals import Arrivals
from zorgzaam.experiments.branches import simulate_all
from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim
from zorgzaam.experiments.claims.figures import Values, figure_value, figures_of
from zorgzaam.experiments.claims.money import EqualMoney, with_levers
from zorgzaam.experiments.claims.outcomes import Seen, look_at_start, outcome_named
from zorgzaam.experiments.claims.study import Arms, Done, Job, Study
from zorgzaam.experiments.costs import costs_of
from zorgzaam.experiments.execution import Cancelled
from zorgzaam.model.simulation import prepare


def carry_out(
    study: Study,
    workers: int = 2,
    cancelled: Cancelled | None = None,
    keep: Callable[[Job, Done], None] | None = None,
) -> Iterator[int]:
    """Run the jobs; gives how many are done, each time one more is.

    `keep` is given each job that is done. Closing the iterator, or an error or Ctrl-C inside it,
    stops what is still running; what is done stays in the study.
    """
    if workers < 1:
        raise InputError(f"workers = {workers}: at least 1 is needed")
    stop = threading.Event()

    def stopped() -> bool:
        return stop.is_set() or (cancelled is not None and cancelled())

    pool = ThreadPoolExecutor(workers, thread_name_prefix="zorgzaam")
    arrivals: Arrivals[int, Done] = Arrivals()
    try:
        for number, job in enumerate(study.jobs):
            if number not in study.done:
                arrivals.expect(number, pool.submit(do, job, study.claims, study.money, stopped))
        while arrivals:
            number, future = arrivals.next()
            study.done[number] = done = future.result()
            study.finished = dt.datetime.now(dt.UTC)
            if keep is not None:
                keep(study.jobs[number], done)
            yield len(study.done)
    finally:
        stop.set()
        pool.shutdown(wait=False, cancel_futures=True)


def do(
    job: Job, claims: Sequence[Claim], money: EqualMoney, cancelled: Cancelled | None = None
) -> Done:
    """Settle the population of a job and run the arms of its claims."""
    mine = [claim for claim in claims if claim.name in job.claims]
    levers = {claim.name: money(job.question(claim), cancelled) for claim in mine}
    planned: dict[str, Arms] = {
        claim.name: {
            arm: (with_levers(claim, arm, timeline, levers[claim.name]), weeks)
            for arm, (timeline, weeks) in job.claims[claim.name].items()
        }
        for claim in mine
    }
    settled = prepare(job.place, job.seed, job.values, cancelled)
    start = look_at_start(settled)
    costs = costs_of({})
    asked = {run for arms in planned.values() for run in arms.values()}
    runs = simulate_all(settled, asked, cancelled)
    figures: dict[str, Values] = {}
    series: dict[str, dict[str, NDArray[np.float64]]] = {}
    for claim in mine:
        arms = planned[claim.name]
        first = runs[next(iter(arms.values()))]
        seen = {arm: Seen(runs[run], first, start, costs) for arm, run in arms.items()}
        figures[claim.name] = {
            figure: figure_value(figure, seen) for figure in figures_of(claim, job.variation)
        }
        if job.variation == AS_DECLARED:
            drawn = outcome_named(claim.file.chart, claim.where)
            series[claim.name] = {arm: drawn.quarters(each) for arm, each in seen.items()}
    return Done(figures, series, levers)
