"""Staffing: contracts of professionals follow what a provider can pay, with vacancies and notice."""

from typing import Final

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import DAY_ACTIVITY, FAMILY_SUPPORT, GUIDANCE_SERVICE, HOUSEHOLD_HELP
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.people import NOBODY
from zorgzaam.agents.professional import EMPLOYED, FULL_TIME_HOURS, VACANT
from zorgzaam.model.area_levers import TIE_BUILDING
from zorgzaam.model.care.organisation import administration
from zorgzaam.model.care.ties import PROFESSIONALS_USED

ROUNDING_HOURS: Final = 0.01  # a difference that is none


@kernel
def contract_hours(world, area, service, provider):
    """Hours of the contracts that are filled."""
    professionals = world.professionals
    hours = 0.0
    at = world.areas.first_professional[area, service]
    while at >= 0:
        if professionals.status[at] == EMPLOYED and professionals.provider[at] == provider:
            hours += professionals.contract_hours[at]
        at = professionals.next_of_service[at]
    return hours


@kernel
def _let_go(world, area, service, provider, over):
    """Ends contracts, the newest first (they stand first in the chain), the last one in part."""
    professionals = world.professionals
    at = world.areas.first_professional[area, service]
    while at >= 0 and over > ROUNDING_HOURS:
        if professionals.status[at] == EMPLOYED and professionals.provider[at] == provider:
            if professionals.contract_hours[at] > over + ROUNDING_HOURS:
                professionals.contract_hours[at] -= over
                return
            over -= professionals.contract_hours[at]
            professionals.status[at] = VACANT
        at = professionals.next_of_service[at]


@kernel
def _contract_for(world, area, service, provider):
    """A row for a new contract: one that fell vacant, or the next free one; -1 when there is none."""
    professionals, slots = world.professionals, world.slots
    at = world.areas.first_professional[area, service]
    while at >= 0:
        if professionals.status[at] == VACANT:
            professionals.provider[at] = provider
            return at
        at = professionals.next_of_service[at]
    if slots[PROFESSIONALS_USED] >= professionals.status.size:
        return NOBODY
    new = slots[PROFESSIONALS_USED]
    slots[PROFESSIONALS_USED] += 1
    professionals.service[new] = service
    professionals.area[new] = area
    professionals.provider[new] = provider
    professionals.next_of_service[new] = world.areas.first_professional[area, service]
    world.areas.first_professional[area, service] = new
    return new


@kernel
def _hire(world, rule, area, service, provider, short, full):
    """Makes small contracts larger, then fills vacancies, each with some luck a week."""
    professionals = world.professionals
    at = world.areas.first_professional[area, service]
    while at >= 0 and short > ROUNDING_HOURS:
        if professionals.status[at] == EMPLOYED and professionals.provider[at] == provider:
            more = min(max(0.0, full - professionals.contract_hours[at]), short)
            professionals.contract_hours[at] += more
            short -= more
        at = professionals.next_of_service[at]
    stream = draws.nth(draws.stream(world.seed, draws.STAFFING, world.week), service)
    opening = 0
    while short > ROUNDING_HOURS:
        opening += 1
        hours = min(full, short)
        short -= hours
        key = draws.key_of(area, provider, opening)
        if draws.uniform(stream, key) >= rule.vacancy_filled_per_week:
            continue
        new = _contract_for(world, area, service, provider)
        if new == NOBODY:
            return
        professionals.status[new] = EMPLOYED
        professionals.since[new] = world.week
        professionals.contract_hours[new] = hours


@kernel
def staff(world, formal, rule, area, service, provider, hours_wanted):
    """A week of hiring or letting go towards what is wanted; returns the contract hours."""
    employed = contract_hours(world, area, service, provider)
    over = employed - hours_wanted
    if over > ROUNDING_HOURS:
        ends = max(rule.contracts_end_share_per_week * employed, 1.0)
        _let_go(world, area, service, provider, min(over, ends))
    elif over < -ROUNDING_HOURS:
        full = formal.contract_hours_per_professional
        _hire(world, rule, area, service, provider, -over, full)
    else:
        return employed
    return contract_hours(world, area, service, provider)


@inlined
def for_ties_share(world, area, service):
    """Of paid hours, those set aside for asking around and introducing people."""
    return 0.0 if service == HOUSEHOLD_HELP else world.areas.lever[area, TIE_BUILDING]


@inlined
def hours_for_clients(world, formal, rule, at):
    """Hours that a professional has for clients and for talks about them."""
    professionals = world.professionals
    if professionals.status[at] != EMPLOYED:
        return 0.0
    area, service = professionals.area[at], professionals.service[at]
    share = 1.0 - administration(formal, rule, service) - for_ties_share(world, area, service)
    if service == GUIDANCE_SERVICE:
        share *= 1.0 - world.areas.chain_share[area]
    elif service == DAY_ACTIVITY:
        share *= 1.0 - world.areas.coach_share[area]
    return professionals.contract_hours[at] * max(0.0, share)


@inlined
def room_of(world, formal, rule, at):
    """Hours a week that a professional still has for clients; negative when overbooked."""
    professionals = world.professionals
    service = professionals.service[at]
    if service == GUIDANCE_SERVICE or service == FAMILY_SUPPORT:
        full_time = professionals.contract_hours[at] / FULL_TIME_HOURS
        if professionals.clients[at] >= 1.0 + rule.caseload_households_per_fte * full_time:
            return 0.0
    booked = professionals.booked_hours[at] + professionals.consultation_hours[at]
    return hours_for_clients(world, formal, rule, at) - booked


@kernel
def find_professional(world, formal, rule, area, service, provider, hours):
    """(row of a professional with room for these hours, or with most room, or -1; that room).

    Who takes a client for whom there is not enough room gives all clients a little less. Providers
    that pool take each other's clients.
    """
    professionals = world.professionals
    best, most = NOBODY, 0.0
    at = world.areas.first_professional[area, service]
    while at >= 0:
        if rule.providers_pool == 1 or professionals.provider[at] == provider:
            room = room_of(world, formal, rule, at)
            if room > most:
                best, most = at, room
            if room + ROUNDING_HOURS >= hours and room > formal.smallest_room_hours:
                break
        at = professionals.next_of_service[at]
    return (best, most) if most > formal.smallest_room_hours else (NOBODY, most)


@inlined
def book(professionals, at, hours, consultation):
    """These hours of the professional are for one more client."""
    professionals.booked_hours[at] += hours
    professionals.consultation_hours[at] += consultation
    professionals.clients[at] += 1


__all__ = [
    "ROUNDING_HOURS",
    "book",
    "contract_hours",
    "find_professional",
    "for_ties_share",
    "hours_for_clients",
    "room_of",
    "staff",
]
