"""Staffing: contracts of professionals follow the hours that are wanted, and clients find a place."""

from typing import Final

from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.people import NOBODY
from zorgzaam.agents.professional import EMPLOYED, VACANT
from zorgzaam.model.care.services import direct_share
from zorgzaam.model.care.ties import PROFESSIONALS_USED

ROUNDING_HOURS: Final = 0.01  # a difference that is none
SMALLEST_ROOM_HOURS: Final = 0.25  # in less than a quarter of an hour nobody takes another client


@kernel
def contract_hours(world, area, service):
    """Hours of the contracts that are filled."""
    professionals = world.professionals
    hours = 0.0
    at = world.areas.first_professional[area, service]
    while at >= 0:
        if professionals.status[at] == EMPLOYED:
            hours += professionals.contract_hours[at]
        at = professionals.next_of_service[at]
    return hours


@kernel
def _let_go(world, area, service, over):
    """Ends contracts, the newest first (they stand first in the chain), the last one in part."""
    professionals = world.professionals
    at = world.areas.first_professional[area, service]
    while at >= 0 and over > ROUNDING_HOURS:
        if professionals.status[at] == EMPLOYED:
            if professionals.contract_hours[at] > over + ROUNDING_HOURS:
                professionals.contract_hours[at] -= over
                return
            over -= professionals.contract_hours[at]
            professionals.status[at] = VACANT
        at = professionals.next_of_service[at]


@kernel
def _hire(world, area, service, short, full):
    """Fills vacancies and small contracts first, then makes new contracts of `full` hours."""
    professionals, areas, slots = world.professionals, world.areas, world.slots
    at = areas.first_professional[area, service]
    while at >= 0 and short > ROUNDING_HOURS:
        if professionals.status[at] == VACANT:
            professionals.status[at] = EMPLOYED
            professionals.since[at] = world.week
            professionals.contract_hours[at] = min(full, short)
            short -= professionals.contract_hours[at]
        elif professionals.contract_hours[at] < full:
            more = min(full - professionals.contract_hours[at], short)
            professionals.contract_hours[at] += more
            short -= more
        at = professionals.next_of_service[at]
    while short > ROUNDING_HOURS and slots[PROFESSIONALS_USED] < professionals.status.size:
        new = slots[PROFESSIONALS_USED]
        slots[PROFESSIONALS_USED] += 1
        professionals.status[new] = EMPLOYED
        professionals.service[new] = service
        professionals.area[new] = area
        professionals.since[new] = world.week
        professionals.contract_hours[new] = min(full, short)
        professionals.next_of_service[new] = areas.first_professional[area, service]
        areas.first_professional[area, service] = new
        short -= professionals.contract_hours[new]


@kernel
def staff(world, rule, area, service, hours_wanted):
    """Hires or lets go until the contracts add up to what is wanted; returns the contract hours."""
    employed = contract_hours(world, area, service)
    if employed > hours_wanted + ROUNDING_HOURS:
        _let_go(world, area, service, employed - hours_wanted)
    elif employed < hours_wanted - ROUNDING_HOURS:
        _hire(world, area, service, hours_wanted - employed, rule.contract_hours_per_professional)
    else:
        return employed
    return contract_hours(world, area, service)


@inlined
def room_of(professionals, rule, at, service):
    """Hours a week that a professional still has for clients; negative when overbooked."""
    if professionals.status[at] != EMPLOYED:
        return 0.0
    direct = professionals.contract_hours[at] * direct_share(rule, service)
    return direct - professionals.booked_hours[at]


@kernel
def find_professional(world, rule, area, service, hours):
    """(row of a professional with room for these hours, or with most room, or -1; that room).

    Who takes a client for whom there is not enough room gives all clients a little less.
    """
    professionals = world.professionals
    best, most = NOBODY, 0.0
    at = world.areas.first_professional[area, service]
    while at >= 0:
        room = room_of(professionals, rule, at, service)
        if room > most:
            best, most = at, room
        if room + ROUNDING_HOURS >= hours and room > SMALLEST_ROOM_HOURS:
            break
        at = professionals.next_of_service[at]
    return (best, most) if most > SMALLEST_ROOM_HOURS else (NOBODY, most)


@inlined
def book(professionals, at, hours):
    """These hours of the professional are for one more client."""
    professionals.booked_hours[at] += hours
    professionals.clients[at] += 1
