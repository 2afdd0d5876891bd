"""What a claim may be judged by: the outcomes of every run, and a few that claims alone need.

Each is counted from what the week's processes left behind, over a stretch of weeks, all areas of the
place together, for one run. It is NaN where there is nothing to divide by.
"""

import math
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import GRANTED, SERVICE_NAMES
from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.costs import CostRule
from zorgzaam.experiments.outcomes import OUTCOMES, Outcome
from zorgzaam.experiments.window import Window, ratio, until
from zorgzaam.model.measures import (
    AGE_GROUPS,
    GROUP_MEASURES,
    GROUPS,
    INDEX,
    WEEKS_PER_GROUP_PERIOD,
)
from zorgzaam.model.network import FRIEND, NEIGHBOUR, PARTNER, VOLUNTEER
from zorgzaam.model.run import Run
from zorgzaam.model.simulation import Settled

_CUT_IN_2015: Final = ("household_help", "guidance", "day_activity")
_OLDEST: Final = tuple(number for number, group in enumerate(GROUPS) if group[0] == AGE_GROUPS[-1])


@dataclass(frozen=True, slots=True, eq=False)
class Start:
    """What is remembered of the settled population after it is let go."""

    carers_of_clients: NDArray[np.uint64]
    # keys of the residents who care for somebody that has an indication for a service cut in 2015


def look_at_start(settled: Settled) -> Start:
    """The people whose lives a cut of the municipality's services may touch first."""
    world = settled.world
    files, ties, people = world.files, world.ties, world.people
    services = [number for number, name in enumerate(SERVICE_NAMES) if name in _CUT_IN_2015]
    granted = (files.state[:, services] == GRANTED).any(axis=1) & (files.person >= 0)
    client = np.zeros(len(people.key), dtype=bool)
    client[files.person[granted]] = True
    here = (ties.giver >= 0) & (ties.relation != VOLUNTEER)
    here[here] &= client[ties.recipient[here]] & (people.area[ties.giver[here]] < world.n_areas)
    return Start(np.unique(people.key[ties.giver[here]]))


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """One run, the run of the claim's first arm beside it, and what was remembered of the start."""

    run: Run
    reference: Run
    start: Start
    costs: CostRule

    def window(self, first: int, last: int) -> Window:
        """The weeks from `first` up to and not including `last`."""
        return Window(until(self.run, last), until(self.reference, last), first, self.costs)


Value = Callable[[Seen, int, int], float]


@dataclass(frozen=True, slots=True)
class ClaimOutcome:
    """An outcome as a claim's file names it: its words, and its value over weeks of a run.

    Without `weekly` it is known for the whole run only, and there is no line to draw.
    """

    name: str
    unit: str
    label_en: str
    label_nl: str
    meaning_en: str
    meaning_nl: str
    decimals: int
    value: Value
    weekly: bool = True

    def label(self, language: str) -> str:
        """What it is called, in 'nl' or 'en'."""
        return self.label_nl if language == "nl" else self.label_en

    def meaning(self, language: str) -> str:
        """What it says, in 'nl' or 'en'."""
        return self.meaning_nl if language == "nl" else self.meaning_en

    def quarters(self, seen: Seen) -> NDArray[np.float64]:
        """Its value in every quarter of a year: a line that chance of single weeks does not hide."""
        weeks = WEEKS_PER_GROUP_PERIOD
        firsts = range(0, seen.run.weeks - weeks + 1, weeks)
        return np.array([self.value(seen, first, first + weeks) for first in firsts])


def _over(formula: Callable[[Window], float]) -> Value:
    return lambda seen, first, last: float(formula(seen.window(first, last)))


def _known(outcome: Outcome) -> ClaimOutcome:
    return ClaimOutcome(
        outcome.name,
        outcome.unit,
        outcome.label_en,
        outcome.label_nl,
        outcome.meaning_en,
        outcome.meaning_nl,
        outcome.decimals,
        _over(outcome.formula),
    )


def _per_1000(*measures: str) -> Value:
    return _over(lambda w: 1000.0 * ratio(w.mean(*measures), w.mean("residents")))


def _carers_of(heavy: bool, *relations: int) -> Value:
    """Adult carers by what they are to the one cared for most, per 1,000 residents."""

    def value(w: Window) -> float:
        counted = w.run.ties[w.first_week :, :, :, int(heavy)][:, list(relations)]
        return 1000.0 * ratio(float(counted.sum(axis=(1, 2)).mean()), w.mean("residents"))

    return _over(value)


def _oldest(measure: str) -> Value:
    """A measure of residents of 75 and over, per 1,000 residents; over whole quarters."""

    def value(w: Window) -> float:
        quarters = w.run.groups[w.first_week // WEEKS_PER_GROUP_PERIOD :]
        if not len(quarters):
            return math.nan
        column = quarters[:, :, list(_OLDEST), GROUP_MEASURES.index(measure)]
        return 1000.0 * ratio(float(column.sum(axis=(1, 2)).mean()), w.mean("residents"))

    return _over(value)


def _spread(measure: str) -> Value:
    """Standard deviation between areas of a measure per 1,000 residents, weighted by residents."""

    def value(w: Window) -> float:
        means = w.run.weekly[w.first_week :].mean(axis=0)
        residents = means[:, INDEX["residents"]]
        lived_in = residents > 0
        if lived_in.sum() < 2:
            return math.nan
        rate = 1000.0 * means[lived_in, INDEX[measure]] / residents[lived_in]
        middle = np.average(rate, weights=residents[lived_in])
        return float(np.sqrt(np.average((rate - middle) ** 2, weights=residents[lived_in])))

    return _over(value)


def _weeks_heavy_of_affected(seen: Seen, _first: int, _last: int) -> float:
    end = seen.run.end
    among = np.isin(end.key, seen.start.carers_of_clients)
    if not among.any():
        return math.nan
    return float(100.0 * end.total_weeks_heavy[among].mean() / seen.run.weeks)


_PER_1000: Final = "per 1,000 residents"
_HOURS: Final = "hours/week per 1,000 residents"

_OWN: Final = (
    ClaimOutcome(
        "care_ties_per_1000", _PER_1000, "Help ties", "Hulpbanden",
        "pairs of an informal carer and somebody who receives care",
        "paren van een mantelzorger en iemand die hulp krijgt", 1, _per_1000("helpers")),
    *(
        ClaimOutcome(
            f"new_ties_{origin}_per_1000", _PER_1000, label_en, label_nl,
            f"of the new care ties that stand: {meaning_en}",
            f"van de nieuwe zorgbanden die er staan: {meaning_nl}", 2, _per_1000(f"ties_{origin}"))
        for origin, label_en, label_nl, meaning_en, meaning_nl in (
            ("own_initiative", "New ties of own initiative", "Nieuwe banden uit eigen initiatief",
             "asked for by the recipient", "door de ontvanger zelf gevraagd"),
            ("brokered", "New ties through a professional", "Nieuwe banden via een beroepskracht",
             "brokered by a professional, or between people who were introduced",
             "gelegd door een beroepskracht, of tussen mensen die aan elkaar werden voorgesteld"),
            ("through_initiative", "New ties through an initiative", "Nieuwe banden via een initiatief",
             "through volunteers, walk-ins and cooperatives",
             "via vrijwilligers, inlopen en coöperaties"),
        )
    ),
    ClaimOutcome(
        "bridging_ties_per_1000", _PER_1000, "Bridging ties", "Overbruggende banden",
        "standing care ties that a professional brokered or that came through an initiative",
        "zorgbanden die een beroepskracht legde of die via een initiatief ontstonden",
        2, _per_1000("ties_brokered", "ties_through_initiative")),
    ClaimOutcome(
        "acquaintances_per_1000_a_year", "per 1,000 residents a year", "Acquaintances made",
        "Gelegde contacten",
        "new contacts between people who were introduced or met at a day centre or walk-in",
        "nieuwe contacten tussen mensen die aan elkaar werden voorgesteld of elkaar in een "
        "dagbesteding of inloop ontmoetten", 1,
        _over(lambda w: w.per_1000_a_year("new_friendships_introduced")
              + w.per_1000_a_year("new_friendships_attendance"))),
    ClaimOutcome(
        "network_hours_per_1000", _HOURS, "Help by the network", "Hulp door het netwerk",
        "need met by informal carers and volunteers",
        "hulp door mantelzorgers en vrijwilligers", 1,
        _per_1000("informal_hours", "volunteer_hours")),
    ClaimOutcome(
        "local_carers_per_1000", _PER_1000, "Friends and neighbours who care",
        "Vrienden en buren die zorgen",
        "adult carers whose main care is for a friend or neighbour",
        "volwassen mantelzorgers die vooral voor een vriend of buur zorgen",
        2, _carers_of(False, FRIEND, NEIGHBOUR)),
    ClaimOutcome(
        "strained_partners_per_1000", _PER_1000, "Heavily strained partners",
        "Zwaarbelaste partners", "adult carers of a partner who are heavily strained",
        "volwassenen die voor hun partner zorgen en zwaarbelast zijn",
        2, _carers_of(True, PARTNER)),
    ClaimOutcome(
        "affected_carers_heavy_share", "%", "Time heavily strained, carers of clients",
        "Tijd zwaarbelast, mantelzorgers van cliënten",
        "of the residents who at the start cared for somebody with household help, guidance or day "
        "activity, and who live here at the end: share of all weeks in which they were heavily "
        "strained",
        "van de inwoners die bij de start zorgden voor iemand met huishoudelijke hulp, begeleiding "
        "of dagbesteding, en die er aan het eind nog wonen: deel van alle weken waarin zij "
        "zwaarbelast waren", 1, _weeks_heavy_of_affected, weekly=False),
    ClaimOutcome(
        "reach_per_1000", _PER_1000, "People reached by day activity",
        "Mensen bereikt met dagbesteding", "clients of closed day activity and attenders of walk-ins",
        "cliënten van gesloten dagbesteding en bezoekers van inlopen",
        1, _per_1000("day_activity_clients", "attenders")),
    ClaimOutcome(
        "walk_ins_per_10000", "per 10,000 residents", "Walk-ins that are open", "Inlopen die open zijn",
        "walk-in centres with a place, money and hosts", "inlopen met een plek, geld en gastheren",
        2, _over(lambda w: 10_000.0 * ratio(w.mean("walk_ins_open"), w.mean("residents")))),
    ClaimOutcome(
        "volunteers_quit_per_1000_a_year", "per 1,000 residents a year", "Volunteers who quit",
        "Gestopte vrijwilligers", "volunteers who stopped", "vrijwilligers die stopten",
        2, _over(lambda w: w.per_1000_a_year("volunteers_quit"))),
    ClaimOutcome(
        "need_75_plus_per_1000", _HOURS, "Help needed at home by those of 75 and over",
        "Hulp nodig thuis bij 75-plussers",
        "help that residents of 75 and over need at home", "hulp die 75-plussers thuis nodig hebben",
        1, _oldest("need_hours")),
    ClaimOutcome(
        "unmet_light_share", "%", "Need that is not met, light limitation",
        "Hulp die ontbreekt, lichte beperking",
        "of the help that residents with a light limitation need at home: part that nobody gives",
        "van de hulp die inwoners met een lichte beperking thuis nodig hebben: deel dat niemand geeft",
        1, _over(lambda w: w.percent("unmet_light_hours", "need_light_hours"))),
    ClaimOutcome(
        "unmet_moderate_share", "%", "Need that is not met, moderate limitation",
        "Hulp die ontbreekt, matige beperking",
        "of the help that residents with a moderate limitation need at home: part that nobody gives",
        "van de hulp die inwoners met een matige beperking thuis nodig hebben: deel dat niemand geeft",
        1, _over(lambda w: w.percent("unmet_moderate_hours", "need_moderate_hours"))),
    ClaimOutcome(
        "unmet_severe_share", "%", "Need that is not met, severe limitation",
        "Hulp die ontbreekt, ernstige beperking",
        "of the help that residents with a severe limitation need at home: part that nobody gives",
        "van de hulp die inwoners met een ernstige beperking thuis nodig hebben: deel dat niemand geeft",
        1, _over(lambda w: w.percent("unmet_severe_hours", "need_severe_hours"))),
    ClaimOutcome(
        "unmet_spread_between_areas", _HOURS, "Differences between areas in unmet need",
        "Verschillen tussen buurten in hulp die ontbreekt",
        "standard deviation between the areas of a place; not known where there is one",
        "standaardafwijking tussen de buurten van een plek; onbekend waar er maar een is",
        1, _spread("unmet_hours")),
)  # fmt: skip

CLAIM_OUTCOME: Final[dict[str, ClaimOutcome]] = {
    outcome.name: outcome for outcome in (*map(_known, OUTCOMES), *_OWN)
}
MONEY: Final = "spending_eur_per_inhabitant"


def outcome_named(name: str, where: str) -> ClaimOutcome:
    """An outcome by its name; InputError with near names where there is none."""
    try:
        return CLAIM_OUTCOME[name]
    except KeyError:
        raise InputError(
            f"{where}: unknown outcome '{name}'{nearest(name, CLAIM_OUTCOME)}"
        ) from None


__all__ = [
    "CLAIM_OUTCOME",
    "MONEY",
    "ClaimOutcome",
    "Seen",
    "Start",
    "look_at_start",
    "outcome_named",
]
