"""Formal care: budgets buy professionals' hours, and professionals decide where the hours go.

Coordination takes its share of a budget; the tariff buys contract hours. Of a professional's week
administration comes first, then what is set aside, talks with other workers of the same households,
the clients one has, and whoever waits longest. Only then is there time to spare, for asking around and
introducing people (`brokering`). When the indications ask for more than there is, a declared rule
decides: `trim` gives everybody the same smaller part, `wait` serves those who came first. Indications
under a transitional right are served in full, beyond the budget if need be.
"""

from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.care_file import DAY_ACTIVITY, GRANTED, GUIDANCE_SERVICE, SERVICES
from zorgzaam.agents.handles import Handle
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.people import NOBODY, WEEKS_PER_YEAR
from zorgzaam.agents.professional import EMPLOYED
from zorgzaam.model.area_levers import COOPERATIVE_FUNDING, TIE_BUILDING
from zorgzaam.model.areas import (
    BROKERING_HOURS,
    COACHING,
    CONSULTING,
    IN_CHAIN,
    SPARE,
    WITH_CLIENTS,
)
from zorgzaam.model.care.budgets import budget_of, look_at_areas
from zorgzaam.model.care.organisation import (
    LUMP_SUM,
    MOST_PROVIDERS,
    OrganisationRule,
    administration,
    consultation_hours,
    workers_in_household,
)
from zorgzaam.model.care.services import TRIM, FormalCareRule, clients_at_once, tariff_of
from zorgzaam.model.care.staffing import (
    book,
    find_professional,
    for_ties_share,
    hours_for_clients,
    room_of,
    staff,
)
from zorgzaam.model.care.ties import IN_NEED, PROFESSIONALS_USED
from zorgzaam.model.care.walk_ins import WalkInRule, plan_walk_ins, settle_coaches
from zorgzaam.model.initiatives import CLOSED_SITE
from zorgzaam.model.process import Process
from zorgzaam.model.world import World

_MINUTE_HOURS: Final = 1 / 60  # for less than a minute a week more nobody's hours are changed
_WEEKS_BETWEEN_LOOKS_AT_AREAS: Final = 52


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
    """Hours of the indications, by (area, service) in all and under a transitional right.

    Also by provider: (areas, services, providers).
    """
    people, files, granted = world.people, world.files, world.areas.granted_hours
    protected = np.zeros((world.n_areas, SERVICES))
    by_provider = np.zeros((world.n_areas, SERVICES, MOST_PROVIDERS))
    granted[:, :] = 0.0
    for client in clients:
        area = people.area[files.person[client]]
        for service in range(SERVICES):
            if files.state[client, service] == GRANTED:
                hours = files.granted[client, service]
                granted[area, service] += hours
                by_provider[area, service, files.provider[client, service]] += hours
                if _is_protected(world, client, service):
                    protected[area, service] += hours
    return protected, by_provider


@kernel
def consult(world, rules, clients):
    """Hours that a worker of each client talks with the others in the household, and by (area, service)."""
    people, files = world.people, world.files
    workers = np.zeros(clients.size, dtype=np.int16)
    hours = np.zeros((world.n_areas, SERVICES))
    for at in range(clients.size):
        person = files.person[clients[at]]
        workers[at] = workers_in_household(world, person)
        if workers[at] < 2:
            continue
        for service in range(SERVICES):
            if files.state[clients[at], service] == GRANTED:
                hours[people.area[person], service] += consultation_hours(
                    rules.organisation, service, workers[at]
                )
    return workers, hours


@kernel
def _employ(world, rules, area, service, target, by_provider):
    """A week of staffing by each provider, in proportion to its clients; returns contract hours."""
    organisation = rules.organisation
    providers = int(organisation.providers_per_service)
    in_all = by_provider.sum()
    hours = 0.0
    for provider in range(MOST_PROVIDERS):
        part = 1.0 / providers if provider < providers else 0.0
        if in_all > 0.0:
            part = by_provider[provider] / in_all
        hours += staff(world, rules.formal, organisation, area, service, provider, target * part)
    return hours


@kernel
def _spend_on(world, rules, area, service, firm, consulting, by_provider):
    """Budget and staff of one service in an area; returns the part of each indication served.

    `firm` are the hours of protected indications: a right, honoured beyond the budget if need be.
    """
    areas, formal, organisation = world.areas, rules.formal, rules.organisation
    tariff, at_once = tariff_of(formal, service), clients_at_once(formal, service)
    admin = administration(formal, organisation, service)
    through = 1.0 - admin - for_ties_share(world, area, service)
    other = areas.chain_hours[area] if service == GUIDANCE_SERVICE else 0.0  # hours for no client
    granted = areas.granted_hours[area, service]
    budget = budget_of(world, formal, organisation, area, service)
    areas.budget_eur[area, service] = budget
    places_eur = 0.0
    if service == DAY_ACTIVITY and budget >= 0.0:
        places_eur, coach = plan_walk_ins(world, formal, rules.walk_in, area, budget)
        other += coach * through
    wanted = (granted / at_once + consulting + other) / through
    factor = 1.0
    if budget >= 0.0:
        affordable = (budget - places_eur) * (1.0 - formal.coordination_share) / tariff
        affordable = max(affordable, (firm / at_once + consulting + other) / through)
        if affordable < wanted:
            if formal.rationing_rule == TRIM and granted > firm:
                left = (affordable * through - consulting - other) * at_once - firm
                factor = max(0.0, left) / (granted - firm)
            wanted = affordable
        elif organisation.payment == LUMP_SUM:
            wanted = affordable
    hours = _employ(world, rules, area, service, wanted, by_provider)
    share = min(1.0, other / (wanted * through)) if wanted > 0.0 else 0.0
    if service == GUIDANCE_SERVICE:
        areas.chain_share[area] = share
        areas.hours_by_use[area, IN_CHAIN] = hours * through * share
        areas.chain_hours[area] = 0.0
    elif service == DAY_ACTIVITY:
        areas.coach_share[area] = share
        areas.walk_in_eur[area] = places_eur
        areas.hours_by_use[area, COACHING] = hours * through * share
        settle_coaches(world, area, hours * through * share)
    spent = hours * tariff / (1.0 - formal.coordination_share)
    areas.direct_hours[area, service] = hours * through * (1.0 - share)
    areas.spent_eur[area, service] = spent
    areas.coordination_eur[area, service] = spent * formal.coordination_share
    areas.administration_eur[area, service] = hours * tariff * admin
    return factor


@kernel
def spend(world, rules, protected, consulting, by_provider):
    """Budgets and staff of the week; returns the part of each indication that can be served."""
    factor = np.ones((world.n_areas, SERVICES))
    for area in range(world.n_areas):
        for service in range(SERVICES):
            factor[area, service] = _spend_on(
                world,
                rules,
                area,
                service,
                protected[area, service],
                consulting[area, service],
                by_provider[area, service],
            )
    return factor


@inlined
def _hours_due(world, rules, factor, area, file, service):
    """A professional's hours for an indication, after trimming."""
    share = 1.0 if _is_protected(world, file, service) else factor[area, service]
    return world.files.granted[file, service] * share / clients_at_once(rules.formal, service)


@kernel
def _keeps(world, rules, by, since, area, hours):
    """Whether a professional can go on with a client whom they have served since some week.

    Who came later, in the contract of the one who left, is somebody else.
    """
    professionals = world.professionals
    return (
        professionals.status[by] == EMPLOYED
        and professionals.since[by] <= since
        and professionals.area[by] == area
        and room_of(world, rules.formal, rules.organisation, by)
        >= rules.formal.kept_hours_share * hours
    )


@kernel
def keep_professionals(world, rules, clients, workers, factor):
    """Clients keep their professional; returns who waits: (place among clients, service), since when."""
    people, files, professionals = world.people, world.files, world.professionals
    for at in range(world.slots[PROFESSIONALS_USED]):
        professionals.booked_hours[at] = 0.0
        professionals.consultation_hours[at] = 0.0
        professionals.clients[at] = 0
    waiting = np.empty((clients.size * SERVICES, 2), dtype=np.int32)
    arrival = np.empty(clients.size * SERVICES, dtype=np.int64)
    count = 0
    for nth in range(clients.size):
        client = clients[nth]
        area = people.area[files.person[client]]
        for service in range(SERVICES):
            if files.state[client, service] != GRANTED:
                continue
            by = files.professional[client, service]
            if by >= 0:
                hours = _hours_due(world, rules, factor, area, client, service)
                if _keeps(world, rules, by, files.placed_since[client, service], area, hours):
                    talks = consultation_hours(rules.organisation, service, workers[nth])
                    book(professionals, by, hours, talks)
                    continue
                files.placed_since[client, service] = world.week
                files.professional[client, service] = NOBODY
            waiting[count, 0] = nth
            waiting[count, 1] = service
            arrival[count] = files.placed_since[client, service]
            count += 1
    return waiting[:count], arrival[:count]


@kernel
def place_waiting(world, rules, clients, workers, waiting, order, factor):
    """Who waited longest is placed first, while their provider (or any that pools) has room."""
    people, files, formal, organisation = (
        world.people,
        world.files,
        rules.formal,
        rules.organisation,
    )
    # no professional of this provider has more room than this
    room = np.full((world.n_areas, SERVICES, MOST_PROVIDERS), np.inf)
    for at in order:
        nth, service = waiting[at, 0], waiting[at, 1]
        client = clients[nth]
        area = people.area[files.person[client]]
        provider = files.provider[client, service]
        queue = 0 if organisation.providers_pool == 1 else provider
        if room[area, service, queue] <= formal.smallest_room_hours:
            continue
        hours = _hours_due(world, rules, factor, area, client, service)
        found, most = find_professional(world, formal, organisation, area, service, provider, hours)
        if found >= 0:
            files.professional[client, service] = found
            files.placed_since[client, service] = world.week
            talks = consultation_hours(organisation, service, workers[nth])
            book(world.professionals, found, hours, talks)
        else:
            room[area, service, queue] = most


@kernel
def serve(world, rules, clients, factor):
    """Hours reach the clients; no professional gives more than there is in the week."""
    people, files, professionals = world.people, world.files, world.professionals
    for client in clients:
        person = files.person[client]
        area = people.area[person]
        for service in range(SERVICES):
            hours = 0.0
            by = files.professional[client, service]
            if files.state[client, service] == GRANTED and by >= 0:
                hours = _hours_due(world, rules, factor, area, client, service)
                there = hours_for_clients(world, rules.formal, rules.organisation, by)
                asked = professionals.booked_hours[by] + professionals.consultation_hours[by]
                if asked > there:
                    hours *= there / asked
                hours *= clients_at_once(rules.formal, service)
            _set_hours(files, client, service, hours)
        site = world.areas.first_initiative[area] + CLOSED_SITE
        if files.formal[client, DAY_ACTIVITY] > 0.0:
            if people.attends[person] == NOBODY:
                people.attends[person] = site
        elif people.attends[person] == site:
            people.attends[person] = NOBODY


@kernel
def spare_time(world, rules):
    """What is left of each professional's week, and the hours of all by use."""
    professionals, areas = world.professionals, world.areas
    areas.hours_by_use[:, WITH_CLIENTS] = 0.0
    areas.hours_by_use[:, CONSULTING] = 0.0
    areas.hours_by_use[:, BROKERING_HOURS] = 0.0
    areas.hours_by_use[:, SPARE] = 0.0
    for at in range(world.slots[PROFESSIONALS_USED]):
        professionals.spare_hours[at] = 0.0
        if professionals.status[at] != EMPLOYED:
            continue
        area, service = professionals.area[at], professionals.service[at]
        there = hours_for_clients(world, rules.formal, rules.organisation, at)
        booked = professionals.booked_hours[at] + professionals.consultation_hours[at]
        less = there / booked if booked > there else 1.0
        areas.hours_by_use[area, WITH_CLIENTS] += professionals.booked_hours[at] * less
        areas.hours_by_use[area, CONSULTING] += professionals.consultation_hours[at] * less
        set_aside = professionals.contract_hours[at] * for_ties_share(world, area, service)
        professionals.spare_hours[at] = max(0.0, there - booked) + set_aside
        areas.hours_by_use[area, SPARE] += professionals.spare_hours[at]


@kernel
def plan(world, rules):
    """The clients of this week (files), the hours of their indications, and talks about them."""
    clients = list_clients(world)
    protected, by_provider = add_up_indications(world, clients)
    workers, consulting = consult(world, rules, clients)
    return clients, protected, by_provider, workers, consulting


@kernel
def share_out(world, rules, clients, protected, by_provider, workers, consulting):
    """Budgets buy hours, clients keep or find a professional, and hours reach them."""
    factor = spend(world, rules, protected, consulting, by_provider)
    waiting, arrival = keep_professionals(world, rules, clients, workers, factor)
    order = np.argsort(arrival, kind="mergesort")  # stable: equal arrivals by row
    place_waiting(world, rules, clients, workers, waiting, order, factor)
    serve(world, rules, clients, factor)
    spare_time(world, rules)


def _most_contracts(world: World, rules: Handle, consulting: NDArray[np.float64]) -> int:
    """As many new contracts as this week can bring at most: results never depend on the room."""
    areas, formal, organisation = world.areas, rules.formal, rules.organisation
    least = 1.0 - max(administration(formal, organisation, s) for s in range(SERVICES))
    through = least - areas.lever[:, TIE_BUILDING].max()
    asked = areas.granted_hours.sum() + consulting.sum() + areas.chain_hours.sum()
    # what budgets can pay: with their room, and what cooperatives get
    eur = np.maximum(0.0, areas.reference_eur).sum() * (1.0 + formal.budget_room_share)
    eur += areas.lever[:, COOPERATIVE_FUNDING].sum() / WEEKS_PER_YEAR
    payable = eur / min(tariff_of(formal, service) for service in range(SERVICES))
    places = SERVICES * MOST_PROVIDERS * world.n_areas
    return int((asked / through + payable) / formal.contract_hours_per_professional) + places


def run(
    world: World, formal: FormalCareRule, organisation: OrganisationRule, walk_in: WalkInRule
) -> None:
    """Shares out the hours of the week."""
    rules = world.together(formal=formal, organisation=organisation, walk_in=walk_in)
    if world.week % _WEEKS_BETWEEN_LOOKS_AT_AREAS == 0 or world.has_changed(OrganisationRule):
        look_at_areas(world.handle, organisation)
    clients, protected, by_provider, workers, consulting = plan(world.handle, rules)
    world.reserve_professionals(_most_contracts(world, rules, consulting))
    share_out(world.handle, rules, clients, protected, by_provider, workers, consulting)


FORMAL_CARE = Process(
    name="formal_care",
    why="what professionals bring is known before people ask each other for the rest",
    reads=("people", "households", "files", "areas"),
    writes=(
        "professionals",
        "people.attends",
        "initiatives.open",
        "initiatives.coach_hours",
        "files.formal",
        "files.changed",
        "files.professional",
        "files.placed_since",
        "areas.budget_eur",
        "areas.spent_eur",
        "areas.coordination_eur",
        "areas.administration_eur",
        "areas.direct_hours",
        "areas.granted_hours",
        "areas.first_professional",
        "areas.profile_hours",
        "areas.cut_ratio",
        "areas.expectation_ratio",
        "areas.walk_in_eur",
        "areas.chain_hours",
        "areas.chain_share",
        "areas.coach_share",
        "areas.hours_by_use",
    ),
    rules=(FormalCareRule, OrganisationRule, WalkInRule),
    run=run,
)
