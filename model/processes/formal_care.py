"""Formal care: budgets buy professionals' hours, and those hours reach clients.

What a service may spend in an area is what it cost there in the settling period, with some room,
less the cut. Coordination takes its share of the money; the tariff buys contract hours; of those,
administration takes its share; the rest are hours with clients. When the indications ask for more
than there is, a declared rule decides: `trim` gives everybody the same smaller part, `wait` serves
those who came first and lets the others wait. Indications under a transitional right are served in
full, beyond the budget if need be.
"""

from typing import Final

import numpy as np

from zorgzaam.agents.care_file import GRANTED, SERVICES
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.people import NOBODY
from zorgzaam.agents.professional import EMPLOYED
from zorgzaam.model.care.services import TRIM, FormalCareRule, direct_share, service_figures
from zorgzaam.model.care.staffing import (
    SMALLEST_ROOM_HOURS,
    book,
    find_professional,
    room_of,
    staff,
)
from zorgzaam.model.care.ties import IN_NEED, PROFESSIONALS_USED
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

_MINUTE_HOURS: Final = 1 / 60  # for less than a minute a week more nobody's hours are changed


@inlined
def _set_hours(files, file, service, hours):
    more = hours - files.formal[file, service]
    if more < 0.0 or more > _MINUTE_HOURS:
        files.formal[file, service] = hours
        files.changed[file] = 1


@kernel
def list_clients(world):
    """Files of those at home in the areas who hold an indication; the others are settled at once.

    Who lives elsewhere is served as before, at nobody's cost here.
    """
    people, files = world.people, world.files
    care_file, grants, changed = people.care_file, files.grants, files.changed
    clients = np.empty(world.slots[IN_NEED], dtype=np.int32)
    count = 0
    for at in range(world.slots[IN_NEED]):
        person = world.in_need[at]
        file = care_file[person]
        if grants[file] > 0 and people.area[person] < world.n_areas:
            clients[count] = file
            count += 1
        elif changed[file] == 1:
            for service in range(SERVICES):
                granted = files.state[file, service] == GRANTED
                _set_hours(files, file, service, files.granted[file, service] if granted else 0.0)
    return clients[:count]


@inlined
def _is_protected(world, file, service):
    return world.week < world.files.protected_until[file, service]


@kernel
def add_up_indications(world, clients):
    """Hours of the indications under a transitional right, (areas, services); all into the areas."""
    people, files, granted = world.people, world.files, world.areas.granted_hours
    protected = np.zeros((world.n_areas, SERVICES))
    granted[:, :] = 0.0
    for client in clients:
        area = people.area[files.person[client]]
        for service in range(SERVICES):
            if files.state[client, service] == GRANTED:
                granted[area, service] += files.granted[client, service]
                if _is_protected(world, client, service):
                    protected[area, service] += files.granted[client, service]
    return protected


@kernel
def spend(world, rule, protected):
    """Budgets and staff of the week; returns the part of each indication that can be served."""
    areas = world.areas
    factor = np.ones((world.n_areas, SERVICES))
    for area in range(world.n_areas):
        for service in range(SERVICES):
            cut, tariff, administration = service_figures(rule, service)
            granted = areas.granted_hours[area, service]
            wanted = granted / (1.0 - administration)
            reference = areas.reference_eur[area, service]
            areas.budget_eur[area, service] = -1.0
            if reference >= 0.0:
                budget = reference * (1.0 + rule.budget_room_share) * (1.0 - cut)
                affordable = budget * (1.0 - rule.coordination_share) / tariff
                # a protected indication is a right: it is honoured beyond the budget if need be
                firm = protected[area, service]
                affordable = max(affordable, firm / (1.0 - administration))
                areas.budget_eur[area, service] = budget
                if affordable < wanted:
                    if rule.rationing_rule == TRIM and granted > firm:
                        left = max(0.0, affordable * (1.0 - administration) - firm)
                        factor[area, service] = left / (granted - firm)
                    wanted = affordable
            hours = staff(world, rule, area, service, wanted)
            spent = hours * tariff / (1.0 - rule.coordination_share)
            areas.direct_hours[area, service] = hours * (1.0 - administration)
            areas.spent_eur[area, service] = spent
            areas.coordination_eur[area, service] = spent * rule.coordination_share
            areas.administration_eur[area, service] = hours * tariff * administration
    return factor


@inlined
def _hours_due(world, factor, area, file, service):
    """Hours of an indication after trimming."""
    share = 1.0 if _is_protected(world, file, service) else factor[area, service]
    return world.files.granted[file, service] * share


@kernel
def keep_professionals(world, rule, clients, factor):
    """Clients keep their professional; returns who waits, (file, service), and since which week."""
    people, files, professionals = world.people, world.files, world.professionals
    for at in range(world.slots[PROFESSIONALS_USED]):
        professionals.booked_hours[at] = 0.0
        professionals.clients[at] = 0
    waiting = np.empty((clients.size * SERVICES, 2), dtype=np.int32)
    arrival = np.empty(clients.size * SERVICES, dtype=np.int64)
    count = 0
    for client in clients:
        area = people.area[files.person[client]]
        for service in range(SERVICES):
            if files.state[client, service] != GRANTED:
                continue
            by = files.professional[client, service]
            if by >= 0:
                hours = _hours_due(world, factor, area, client, service)
                if (
                    professionals.status[by] == EMPLOYED
                    and professionals.area[by] == area
                    and room_of(professionals, rule, by, service) >= 0.5 * hours
                ):
                    book(professionals, by, hours)
                    continue
                files.waiting_since[client, service] = world.week
                files.professional[client, service] = NOBODY
            waiting[count, 0] = client
            waiting[count, 1] = service
            arrival[count] = files.waiting_since[client, service]
            count += 1
    return waiting[:count], arrival[:count]


@kernel
def place_waiting(world, rule, waiting, order, factor):
    """Who waited longest is placed first, while there is room."""
    people, files = world.people, world.files
    room = np.full((world.n_areas, SERVICES), np.inf)  # no professional has more than this
    for at in order:
        client, service = waiting[at, 0], waiting[at, 1]
        area = people.area[files.person[client]]
        if room[area, service] <= SMALLEST_ROOM_HOURS:
            continue
        hours = _hours_due(world, factor, area, client, service)
        found, most = find_professional(world, rule, area, service, hours)
        if found >= 0:
            files.professional[client, service] = found
            book(world.professionals, found, hours)
        else:
            room[area, service] = most


@kernel
def serve(world, rule, clients, factor):
    """Hours reach the clients; no professional gives more than there is in the week."""
    people, files, professionals = world.people, world.files, world.professionals
    for client in clients:
        area = people.area[files.person[client]]
        for service in range(SERVICES):
            hours = 0.0
            by = files.professional[client, service]
            if files.state[client, service] == GRANTED and by >= 0:
                hours = _hours_due(world, factor, area, client, service)
                room = professionals.contract_hours[by] * direct_share(rule, service)
                booked = professionals.booked_hours[by]
                if booked > room:
                    hours *= room / booked
            _set_hours(files, client, service, hours)


@kernel
def plan(world):
    """The clients of this week (files), and the hours of their protected indications by area."""
    clients = list_clients(world)
    return clients, add_up_indications(world, clients)


@kernel
def share_out(world, rule, clients, protected):
    """Budgets buy hours, clients keep or find a professional, and hours reach them."""
    factor = spend(world, rule, protected)
    waiting, arrival = keep_professionals(world, rule, clients, factor)
    order = np.argsort(arrival, kind="mergesort")  # stable: equal arrivals by row
    place_waiting(world, rule, waiting, order, factor)
    serve(world, rule, clients, factor)


def _most_contracts(world: World, rule: FormalCareRule) -> int:
    """As many new contracts as the indications of this week can ask for at most."""
    least_direct_share = 1.0 - rule.administration_share
    hours = float(world.areas.granted_hours.sum()) / least_direct_share
    return int(hours / rule.contract_hours_per_professional) + SERVICES * world.n_areas


def run(world: World, rule: FormalCareRule) -> None:
    """Shares out the hours of the week."""
    clients, protected = plan(world.handle)
    world.reserve_professionals(_most_contracts(world, rule))
    share_out(world.handle, rule, clients, protected)


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
