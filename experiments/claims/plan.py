"""What it takes to put claims to the test, checked before anything runs."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from functools import cache

from zorgzaam.agents.errors import InputError
from zorgzaam.experiments.claims.claim import AS_DECLARED, Claim, Variation, common, load_claim
from zorgzaam.experiments.claims.figures import weeks_of
from zorgzaam.experiments.claims.file import Ratio, Recovery
from zorgzaam.experiments.claims.outcomes import outcome_named
from zorgzaam.experiments.claims.study import FEWEST_SEEDS, Arms, Job, Study
from zorgzaam.experiments.comparison import MOST_SEEDS, MOST_YEARS, WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.scenario import start_date
from zorgzaam.model.parameters import default_values
from zorgzaam.model.places import resolve
from zorgzaam.model.places.figures import Place
from zorgzaam.model.simulation import check_seed


def plan(
    names: Sequence[str],
    *,
    places: Sequence[str] | None = None,
    seeds: int | None = None,
    first_seed: int = 1,
    varied_seeds: int | None = None,
    years: float | None = None,
) -> Study:
    """What it takes to put these claims to the test; InputError for whatever cannot be run.

    Places, seeds and years are those of the claims' files where they are not given. `varied_seeds`
    is how many seeds the assumptions are varied with: 0 for not at all.
    """
    claims = tuple(load_claim(name) for name in dict.fromkeys(names))
    if not claims:
        raise InputError("no claim is given; `zorgzaam claims` lists them, or give all")
    if len({claim.name for claim in claims}) < len(claims):
        raise InputError("two claims have the same name")
    if seeds is not None and not FEWEST_SEEDS <= seeds <= MOST_SEEDS:
        raise InputError(
            f"{seeds} seeds: give at least {FEWEST_SEEDS} (one run gives no interval) and at most "
            f"{MOST_SEEDS}; a claim's own rule asks for 30 or more"
        )
    fewer = common().varied_seeds if varied_seeds is None else varied_seeds
    if fewer and not FEWEST_SEEDS <= fewer <= MOST_SEEDS:
        raise InputError(
            f"{fewer} seeds for the assumptions: give 0 (they are not varied) or at least "
            f"{FEWEST_SEEDS}"
        )
    check_seed(first_seed)
    last_seed = first_seed + max(seeds or claim.file.seeds for claim in claims) - 1
    taken = [seed for seed in common().money_seeds if first_seed <= seed <= last_seed]
    if taken:
        raise InputError(
            f"seeds {first_seed} to {last_seed}: seed {taken[0]} finds equal money, so no verdict may "
            f"rest on it; give another --first-seed"
        )
    varied = {c.name: c.variations for c in claims}
    where = {c.name: _places(places or c.file.places) for c in claims}
    counted = {c.name: range(first_seed, first_seed + (seeds or c.file.seeds)) for c in claims}
    again = range(first_seed, first_seed + fewer)
    spans = {c.name: _years(c, years) for c in claims}
    jobs: list[Job] = []
    arms = cache(_arms)  # the same for every seed
    for seed in range(first_seed, max(each.stop for each in counted.values())):
        asked = [c for c in claims if seed in counted[c.name]]
        jobs += _jobs(asked, where, seed, AS_DECLARED, spans, arms)
    for seed in again:
        for variation in dict.fromkeys(each for ends in varied.values() for each in ends):
            asked = [claim for claim in claims if variation in varied[claim.name]]
            jobs += _jobs(asked, where, seed, variation, spans, arms)
    return Study(
        claims,
        where,
        {name: tuple(each) for name, each in counted.items()},
        tuple(again),
        spans,
        tuple(jobs),
    )


def _years(claim: Claim, years: float | None) -> float:
    if years is None:
        return claim.file.years
    if years < claim.file.years:
        raise InputError(
            f"years = {years:g}: the rule of {claim.name} looks at weeks up to the end of year "
            f"{claim.file.years:g}; give no fewer"
        )
    if not years <= MOST_YEARS:
        raise InputError(f"years = {years:g}: give at most {MOST_YEARS}")
    return years


def _places(queries: Sequence[str] | None) -> tuple[Place, ...]:
    wanted = queries or [place.code for place in common().places]
    found = {place.code: place for place in map(resolve, wanted)}
    return tuple(found.values())


def _jobs(
    claims: Sequence[Claim],
    where: Mapping[str, tuple[Place, ...]],
    seed: int,
    variation: Variation,
    years: Mapping[str, float],
    arms: Callable[[Claim, Place, Variation, float], Arms],
) -> Iterator[Job]:
    """The populations of one seed: one a place, and one more for each other way to start."""
    groups: dict[tuple[str, tuple[tuple[str, float], ...]], list[Claim]] = {}
    places: dict[str, Place] = {}
    for claim in claims:
        start = tuple(sorted({**claim.start(), **variation.start()}.items()))
        for place in where[claim.name]:
            places[place.code] = place
            groups.setdefault((place.code, start), []).append(claim)
    for (code, start), together in groups.items():
        place = places[code]
        yield Job(
            place,
            seed,
            variation,
            default_values() | dict(start),
            {c.name: arms(c, place, variation, years[c.name]) for c in together},
        )


def _arms(claim: Claim, place: Place, variation: Variation, years: float) -> Arms:
    for name, test in claim.tests.items():
        where = f"{claim.where}: test {name}"
        _named(test.outcome, where, every_week=isinstance(test, Recovery))
        if isinstance(test, Ratio) and test.per_outcome:
            _named(test.per_outcome, where)
    _named(claim.file.chart, f"{claim.where}: chart", every_week=True)
    weeks = round(years * WEEKS_PER_RUN_YEAR)
    longer = weeks > claim.weeks
    start, codes = start_date(place), [area.code for area in place.areas]
    arms = claim.file.arms if variation == AS_DECLARED else claim.deciding_arms
    return {
        name: (
            claim.arm(name, variation).timeline(start, weeks, codes),
            weeks if longer else weeks_of(claim, name, variation),
        )
        for name in arms
    }


def _named(outcome: str, where: str, every_week: bool = False) -> None:
    if not outcome_named(outcome, where).weekly and every_week:
        raise InputError(f"{where}: '{outcome}' is known for a whole run only, not week by week")
