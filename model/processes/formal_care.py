"""Formal care: budgets buy professionals' hours, and those hours reach clients.

What a service may spend in an area is what it cost there in the settling period, with some room,
less the cut. Coordination takes its share of the money; the tariff buys contract hours; of those,
administration takes its share; the rest are hours with clients. When the indications ask for more
than there is, a declared rule decides: `trim` gives everybody the same smaller part, `wait` serves
those who came first and lets the others wait. Indications under a transitional right are served in
full, beyond the budget if need be.
"""

from typing import NamedTuple

import numpy as np

from zorgzaam.agents.care_file import (
    GRANTED,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
    SERVICES,
)
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import AT_HOME, NOBODY
from zorgzaam.agents.professional import EMPLOYED, VACANT
from zorgzaam.model.care_ties import PROFESSIONALS_USED
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

TRIM, WAIT = 0, 1
_CUT = "evidence #40; F21: household help 32 (40 in the agreement), guidance 25"


class FormalCareRule(NamedTuple):
    """Money, prices and rationing."""

    # fmt: off
    budget_cut_household_help_share: float = parameter(
        0.0, "cut of the budget for household help", "share", 0.0, 1.0, _CUT, "H",
        label_nl="Korting huishoudelijke hulp", label_en="Cut of household help")
    budget_cut_guidance_share: float = parameter(
        0.0, "cut of the budget for guidance and day activity", "share", 0.0, 1.0, _CUT, "H",
        label_nl="Korting begeleiding en dagbesteding", label_en="Cut of guidance and day activity")
    budget_cut_district_nursing_share: float = parameter(
        0.0, "cut of the budget for district nursing", "share", 0.0, 1.0,
        "no cut in the 2015 package; a lever of our own", "H", label_nl="Korting wijkverpleging",
        label_en="Cut of district nursing")
    budget_room_share: float = parameter(
        0.05, "budget above the cost in the settling period", "share", 0.0, 0.2,
        "assumption: before the cuts these services were open-ended (AWBZ)", "A")
    smallest_budget_hours_per_week: float = parameter(
        4, "contract hours that any area can pay for each service, at the price of household help",
        "hours/week", 0, 24, "assumption: a hamlet is served from the municipality's budget", "A")
    tariff_household_help_eur_per_hour: float = parameter(
        22, "price of a contract hour of household help", "EUR/hour", 18, 25, "evidence #38; F46",
        "M")
    tariff_guidance_eur_per_hour: float = parameter(
        50, "price of a contract hour of guidance", "EUR/hour", 40, 65,
        "evidence #38; no figure found", "A")
    tariff_district_nursing_eur_per_hour: float = parameter(
        54.5, "price of a contract hour of district nursing", "EUR/hour", 45, 65,
        "F24: 54.47 Buurtzorg, 48.74 others", "H")
    coordination_share: float = parameter(
        0.27, "of the money, organising and coordinating", "share", 0.05, 0.40,
        "evidence #36; F25 (over a quarter)", "M", label_nl="Aandeel geld naar coördinatie",
        label_en="Share of money for coordination")
    administration_share: float = parameter(
        0.34, "of professionals' time, administration", "share", 0.05, 0.45, "evidence #35; F25",
        "H", label_nl="Aandeel tijd naar administratie",
        label_en="Share of time for administration")
    administration_ratio_household_help: float = parameter(
        0.15, "of that share, what household helps spend", "ratio", 0.0, 1.0,
        "assumption: #35 is about care workers, a household help fills in time sheets only", "A")
    rationing_rule: float = parameter(
        "trim", "what happens when indications exceed the hours there are", "rule", 0, 1,
        "model.md section 5; both occurred (F19, F23)", "M", choices=("trim", "wait"))
    contract_hours_per_professional: float = parameter(
        24, "hours of one contract", "hours/week", 12, 36, "care workers 24-25 hours a week (R-M)",
        "M")
    # fmt: on


@inlined
def _service_figures(rule, service):
    """(cut, tariff, administration share) of a service."""
    if service == HOUSEHOLD_HELP:
        return (
            rule.budget_cut_household_help_share,
            rule.tariff_household_help_eur_per_hour,
            rule.administration_share * rule.administration_ratio_household_help,
        )
    if service == GUIDANCE_SERVICE:
        return (
            rule.budget_cut_guidance_share,
            rule.tariff_guidance_eur_per_hour,
            rule.administration_share,
        )
    return (
        rule.budget_cut_district_nursing_share,
        rule.tariff_district_nursing_eur_per_hour,
        rule.administration_share,
    )


@kernel
def _staff(professionals, slots, areas, chain, area, service, hours_wanted, rule, week):
    """Hires or lets go until the contracts add up to what is wanted; returns the contract hours."""
    areas_first_professional = areas.first_professional
    professionals_area, professionals_contract_hours, professionals_service = (
        professionals.area,
        professionals.contract_hours,
        professionals.service,
    )
    professionals_since, professionals_status = professionals.since, professionals.status
    employed = 0.0
    at = areas_first_professional[area, service]
    while at >= 0:
        if professionals_status[at] == EMPLOYED:
            employed += professionals_contract_hours[at]
        at = chain[at]
    full = rule.contract_hours_per_professional
    while employed > hours_wanted + 0.01:  # the newest contracts stand first in the chain
        at = areas_first_professional[area, service]
        while at >= 0 and professionals_status[at] != EMPLOYED:
            at = chain[at]
        if at < 0:
            break
        over = employed - hours_wanted
        if professionals_contract_hours[at] > over + 0.01:
            professionals_contract_hours[at] -= over
            employed = hours_wanted
            break
        employed -= professionals_contract_hours[at]
        professionals_status[at] = VACANT
    at = areas_first_professional[area, service]
    while (
        at >= 0 and employed < hours_wanted - 0.01
    ):  # first fill up the small contracts and vacancies
        if professionals_status[at] == VACANT:
            professionals_status[at] = EMPLOYED
            professionals_since[at] = week
            professionals_contract_hours[at] = min(full, hours_wanted - employed)
            employed += professionals_contract_hours[at]
        elif professionals_contract_hours[at] < full:
            more = min(full - professionals_contract_hours[at], hours_wanted - employed)
            professionals_contract_hours[at] += more
            employed += more
        at = chain[at]
    while employed < hours_wanted - 0.01:
        new = slots[PROFESSIONALS_USED]
        slots[PROFESSIONALS_USED] += 1
        professionals_status[new] = EMPLOYED
        professionals_service[new] = service
        professionals_area[new] = area
        professionals_since[new] = week
        professionals_contract_hours[new] = min(full, hours_wanted - employed)
        chain[new] = areas_first_professional[area, service]
        areas_first_professional[area, service] = new
        employed += professionals_contract_hours[new]
    return employed


@kernel
def _has_room(professionals, at, hours, share_direct):
    professionals_booked_hours, professionals_contract_hours, professionals_status = (
        professionals.booked_hours,
        professionals.contract_hours,
        professionals.status,
    )
    if professionals_status[at] != EMPLOYED:
        return False
    return (
        professionals_booked_hours[at] + hours
        <= professionals_contract_hours[at] * share_direct + 0.01
    )


@kernel
def share_out(people, files, professionals, slots, areas, in_need, n_in_need, rule, week, n_areas):
    """Budgets and staff of the week, and who keeps a professional.

    Returns the part of each indication that can be served, (areas + 1, services), and the people who
    wait: (person, service) and the week since when.
    """
    areas_administration_eur, areas_budget_eur, areas_coordination_eur = (
        areas.administration_eur,
        areas.budget_eur,
        areas.coordination_eur,
    )
    areas_direct_hours, areas_granted_hours = areas.direct_hours, areas.granted_hours
    areas_reference_eur, areas_spent_eur = areas.reference_eur, areas.spent_eur
    people_area, people_care_file, people_status = people.area, people.care_file, people.status
    files_changed, files_formal, files_granted = files.changed, files.formal, files.granted
    files_grants, files_professional, files_protected_until = (
        files.grants,
        files.professional,
        files.protected_until,
    )
    files_state, files_waiting_since = files.state, files.waiting_since
    professionals_area, professionals_booked_hours, professionals_clients = (
        professionals.area,
        professionals.booked_hours,
        professionals.clients,
    )
    professionals_next_of_service, professionals_status = (
        professionals.next_of_service,
        professionals.status,
    )
    granted = areas_granted_hours
    protected = np.zeros((n_areas + 1, SERVICES))
    factor = np.ones((n_areas + 1, SERVICES))
    granted[:, :] = 0.0
    for at in range(n_in_need):
        person = in_need[at]
        file = people_care_file[person]
        if files_grants[file] == 0:
            for service in range(SERVICES):
                if files_formal[file, service] != 0.0:
                    files_formal[file, service] = 0.0
                    files_changed[file] = 1
            continue
        area = people_area[person]
        for service in range(SERVICES):
            if files_state[file, service] == GRANTED and people_status[person] == AT_HOME:
                granted[area, service] += files_granted[file, service]
                if week < files_protected_until[file, service]:
                    protected[area, service] += files_granted[file, service]
    chain = professionals_next_of_service
    for area in range(n_areas):
        for service in range(SERVICES):
            cut, tariff, administration = _service_figures(rule, service)
            wanted = granted[area, service] / (1.0 - administration)
            reference = areas_reference_eur[area, service]
            if reference >= 0.0:
                budget = reference * (1.0 + rule.budget_room_share) * (1.0 - cut)
                affordable = budget * (1.0 - rule.coordination_share) / tariff
                # a protected indication is a right: it is honoured beyond the budget if need be
                affordable = max(affordable, protected[area, service] / (1.0 - administration))
                areas_budget_eur[area, service] = budget
                if affordable < wanted:
                    direct = affordable * (1.0 - administration)
                    if rule.rationing_rule == TRIM:
                        firm = min(direct, protected[area, service])
                        loose = granted[area, service] - protected[area, service]
                        factor[area, service] = (direct - firm) / loose if loose > 0.0 else 1.0
                    wanted = affordable
            else:
                areas_budget_eur[area, service] = -1.0
            hours = _staff(professionals, slots, areas, chain, area, service, wanted, rule, week)
            areas_direct_hours[area, service] = hours * (1.0 - administration)
            areas_spent_eur[area, service] = hours * tariff / (1.0 - rule.coordination_share)
            areas_coordination_eur[area, service] = (
                areas_spent_eur[area, service] * rule.coordination_share
            )
            areas_administration_eur[area, service] = hours * tariff * administration
    # who serves whom: clients keep their professional; the others wait in order of arrival
    for at in range(slots[PROFESSIONALS_USED]):
        professionals_booked_hours[at] = 0.0
        professionals_clients[at] = 0
    waiting = np.empty((n_in_need * SERVICES, 2), dtype=np.int32)
    arrival = np.empty(n_in_need * SERVICES, dtype=np.int64)
    n_waiting = 0
    for at in range(n_in_need):
        person = in_need[at]
        if people_status[person] != AT_HOME or people_area[person] >= n_areas:
            continue
        file = people_care_file[person]
        if files_grants[file] == 0:
            continue
        area = people_area[person]
        for service in range(SERVICES):
            if files_state[file, service] != GRANTED:
                continue
            by = files_professional[file, service]
            if by >= 0 and professionals_status[by] == EMPLOYED and professionals_area[by] == area:
                share = (
                    1.0 if week < files_protected_until[file, service] else factor[area, service]
                )
                administration = _service_figures(rule, service)[2]
                if _has_room(
                    professionals,
                    by,
                    files_granted[file, service] * share * 0.5,
                    1.0 - administration,
                ):
                    professionals_booked_hours[by] += files_granted[file, service] * share
                    professionals_clients[by] += 1
                    continue
            if by >= 0:
                files_waiting_since[file, service] = week
                files_professional[file, service] = NOBODY
            waiting[n_waiting, 0] = person
            waiting[n_waiting, 1] = service
            arrival[n_waiting] = files_waiting_since[file, service]
            n_waiting += 1
    return factor, waiting[:n_waiting], arrival[:n_waiting]


@kernel
def place_and_serve(
    people,
    files,
    professionals,
    areas,
    in_need,
    n_in_need,
    waiting,
    order,
    factor,
    rule,
    week,
    n_areas,
):
    """Who waited longest is placed first; then hours reach the clients."""
    people_area, people_care_file, people_status = people.area, people.care_file, people.status
    files_changed, files_formal, files_granted = files.changed, files.formal, files.granted
    files_grants, files_professional, files_protected_until = (
        files.grants,
        files.professional,
        files.protected_until,
    )
    files_state = files.state
    areas_first_professional = areas.first_professional
    professionals_booked_hours, professionals_clients, professionals_contract_hours = (
        professionals.booked_hours,
        professionals.clients,
        professionals.contract_hours,
    )
    professionals_status = professionals.status
    chain = professionals.next_of_service
    for k in range(order.size):
        person, service = waiting[order[k], 0], waiting[order[k], 1]
        file = people_care_file[person]
        area = people_area[person]
        share = 1.0 if week < files_protected_until[file, service] else factor[area, service]
        hours = files_granted[file, service] * share
        direct = 1.0 - _service_figures(rule, service)[2]
        # a professional with room for all hours; failing that, the one with most room, whose clients
        # then get a little less each
        best, most = NOBODY, 0.25
        at = areas_first_professional[area, service]
        while at >= 0:
            if professionals_status[at] == EMPLOYED:
                room = professionals_contract_hours[at] * direct - professionals_booked_hours[at]
                if room + 0.01 >= hours:
                    best = at
                    break
                if room > most:
                    best, most = at, room
            at = chain[at]
        if best >= 0:
            files_professional[file, service] = best
            professionals_booked_hours[best] += hours
            professionals_clients[best] += 1
    # hours reach the clients; nobody gives more than there is in the week
    for at in range(n_in_need):
        person = in_need[at]
        file = people_care_file[person]
        if files_grants[file] == 0:
            continue
        area = people_area[person]
        for service in range(SERVICES):
            hours = 0.0
            by = files_professional[file, service]
            if files_state[file, service] != GRANTED or people_status[person] != AT_HOME:
                hours = 0.0
            elif area == n_areas:  # elsewhere: served as before, at nobody's cost here
                hours = files_granted[file, service]
            elif by >= 0:
                share = (
                    1.0 if week < files_protected_until[file, service] else factor[area, service]
                )
                room = professionals_contract_hours[by] * (1.0 - _service_figures(rule, service)[2])
                booked = professionals_booked_hours[by]
                full = min(1.0, room / booked) if booked > 0.0 else 1.0
                hours = files_granted[file, service] * share * full
            if abs(hours - files_formal[file, service]) > 1e-6:
                files_formal[file, service] = hours
                files_changed[file] = 1


def run(world: World, rule: FormalCareRule) -> None:
    """Applies `share_out` and `place_and_serve` to the world."""
    needy = world.people_in_need
    world.reserve_professionals(len(needy) // 2 + 3 * world.n_areas + 8)
    people, files, professionals, areas = world.handles("people", "files", "professionals", "areas")
    factor, waiting, arrival = share_out(
        people,
        files,
        professionals,
        world.slots,
        areas,
        needy,
        len(needy),
        rule,
        world.week,
        world.n_areas,
    )
    order = np.argsort(arrival, kind="stable")  # equal arrivals by row
    place_and_serve(
        people,
        files,
        professionals,
        areas,
        needy,
        len(needy),
        waiting,
        order,
        factor,
        rule,
        world.week,
        world.n_areas,
    )


FORMAL_CARE = Process(
    name="formal_care",
    why="what professionals bring is known before people ask each other for the rest",
    reads=("people", "files", "areas"),
    writes=(
        "professionals",
        "files.formal",
        "files.changed",
        "files.professional",
        "files.waiting_since",
        "areas.budget_eur",
        "areas.spent_eur",
        "areas.coordination_eur",
        "areas.administration_eur",
        "areas.direct_hours",
        "areas.granted_hours",
        "areas.first_professional",
    ),
    rules=(FormalCareRule,),
    run=run,
)
