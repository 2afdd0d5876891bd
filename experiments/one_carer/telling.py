"""What each process of the week did to the carer and the recipient, in words and numbers.

A teller has the name of its process. Its numbers come from the rules that the process itself uses.
"""

from typing import Any, Final

import numpy as np

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import (
    APPLIED,
    DOMAIN_NAMES,
    GRANTED,
    SERVICE_NAMES,
    T_NEED,
    T_UNMET,
)
from zorgzaam.agents.carer import StrainRule, strain_log_odds, strain_target, tolerance
from zorgzaam.agents.people import WEEKS_PER_YEAR, WOMAN, year_of
from zorgzaam.agents.resident import AskingRule
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.experiments.one_carer.finding import Pair, drawn, new_ties, received, said
from zorgzaam.model.care.ties import main_tie
from zorgzaam.model.initiatives import KINDS
from zorgzaam.model.mortality import MortalityRule
from zorgzaam.model.network import (
    ORIGIN_NAMES,
    PARENT,
    PARTNER,
    RELATION_NAMES,
)
from zorgzaam.model.processes.admission import AdmissionRule
from zorgzaam.model.processes.health import HealthRule, health_chances
from zorgzaam.model.processes.life import LifeRule, death_probability, life_chances
from zorgzaam.model.processes.observe import CarerDefinition
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS
from zorgzaam.model.world import World

SEVERITIES: Final = ("no", "a light", "a moderate", "a severe")
SMALL: Final = 0.05  # hours not worth telling


def by_domain(values: Any) -> str:
    """Hours by domain, those that are not zero."""
    told = [
        f"{said(name)} {value:.1f}"
        for name, value in zip(DOMAIN_NAMES, values, strict=True)
        if value > SMALL
    ]
    return ", ".join(told) if told else "none"


def ties_table(world: World, pair: Pair) -> str:
    """The care ties of the recipient."""
    ties = world.ties
    rows = ["| giver | relation | domain | hours agreed | delivered | origin | ends in week |"]
    rows.append("|---|---|---|---|---|---|---|")
    for s in received(world, pair.recipient):
        giver = "the carer" if ties.giver[s] == pair.carer else f"row {ties.giver[s]}"
        rows.append(
            f"| {giver} | {said(RELATION_NAMES[ties.relation[s]])} "
            f"| {said(DOMAIN_NAMES[ties.domain[s]])} | {ties.hours[s]:.1f} "
            f"| {ties.delivered[s]:.1f} | {said(ORIGIN_NAMES[ties.origin[s]])} "
            f"| {ties.until[s]} |"
        )
    return "\n".join(rows)


def life(world: World, pair: Pair, _before: Any, _after: Any) -> str:
    """Deaths and moves."""
    mortality = world.rule(MortalityRule)
    chances = life_chances(world.rule(LifeRule), mortality)
    told = []
    for name, person in (("The carer", pair.carer), ("The recipient", pair.recipient)):
        year = int(year_of((world.week - world.people.birth_week[person]) / WEEKS_PER_YEAR))
        dies = death_probability(mortality, chances, person, world.handle.people, year)
        told.append(
            f"{name} drew {drawn(world, draws.LIFE, world.week, person):.4f}: death in these four "
            f"weeks is below {dies:.4f}, and no event of that age is above {chances.any[year]:.4f}."
        )
    return " ".join(told)


def health(world: World, pair: Pair, before: Any, after: Any) -> str:
    """Better, worse or the same."""
    person = pair.recipient
    chances = health_chances(world.upward_rates, world.rule(HealthRule))
    year = int(year_of((world.week - world.people.birth_week[person]) / WEEKS_PER_YEAR))
    back = chances.back[year, before["severity"]]
    changed = "It stayed" if before["severity"] == after["severity"] else "It became"
    return (
        f"The recipient drew {drawn(world, draws.HEALTH, world.week, person):.4f}; below {back:.4f} "
        f"the limitation would have become one step lighter (a severe one cannot grow). {changed} "
        f"{SEVERITIES[after['severity']]} one. Need: "
        f"{by_domain(world.files.need[world.people.care_file[person]])} hours a week."
    )


def family(_world: World, _pair: Pair, _before: Any, _after: Any) -> str:
    """Family support."""
    return "Nothing: this need is of households with a child below 18."


def access(world: World, pair: Pair, before: Any, after: Any) -> str:
    """Applications and indications."""
    file = world.people.care_file[pair.recipient]
    told = []
    for service, name in enumerate(SERVICE_NAMES):
        was, now = before["state"][service], after["state"][service]
        label = said(name)
        if now == GRANTED:
            more = f"{after['granted'][service]:.1f} hours of {label} stand"
            if was != GRANTED:
                more = f"{after['granted'][service]:.1f} hours of {label} were granted this week"
            told.append(f"{more} (decision of week {world.files.since[file, service]})")
        elif now == APPLIED:
            told.append(
                f"an application for {label} waits since week {world.files.since[file, service]}"
            )
        elif world.files.since[file, service] > world.week:
            told.append(
                f"a refusal of {label} stands until week {world.files.since[file, service]}"
            )
    due = int(world.files.next_look[file])
    return (
        "; ".join(told).capitalize() + f". The next decision or reassessment is due in week {due}."
    )


def formal_care(world: World, pair: Pair, _before: Any, after: Any) -> str:
    """Hours of professionals."""
    file, area = world.people.care_file[pair.recipient], world.people.area[pair.recipient]
    told = []
    for service, name in enumerate(SERVICE_NAMES):
        if after["state"][service] != GRANTED:
            continue
        label, at = said(name), after["professional"][service]
        money = (
            f"The wijk may spend {world.areas.budget_eur[area, service]:,.0f} euros on {label} and spends "
            f"{world.areas.spent_eur[area, service]:,.0f}."
        )
        if at < 0:
            told.append(f"{money} No professional has room for the recipient's {label}.")
            continue
        staff = world.professionals
        told.append(
            f"{money} Professional {at}, with a contract of {staff.contract_hours[at]:.1f} hours and "
            f"{staff.clients[at]} clients, has served the recipient since week "
            f"{world.files.placed_since[file, service]} and brings {after['formal'][service]:.2f} of "
            f"the {after['granted'][service]:.2f} hours granted; {staff.spare_hours[at]:.1f} hours of "
            f"that professional's week are left."
        )
    return " ".join(told)


def asking(world: World, pair: Pair, before: Any, after: Any) -> str:
    """Asking."""
    rule, person = world.rule(AskingRule), pair.recipient
    average = float(draws.within_months(rule.asking_probability_per_month, WEEKS_BETWEEN_LOOKS))
    reluctance = drawn(world, draws.TRAIT, 0, person, 2)
    told = []
    for domain, unmet in enumerate(before["unmet"]):
        if unmet >= rule.smallest_hours_asked and DOMAIN_NAMES[domain] != "nursing":
            draw = drawn(world, draws.ASKING, world.week, person, domain)
            does = "asks" if draw < average * 2 * reluctance else "does not ask"
            told.append(f"{said(DOMAIN_NAMES[domain])} ({unmet:.1f} hours): {draw:.2f}, so {does}")
    changes = new_ties(before, after) or "nothing came of it in hours"
    return (
        f"Last week's unmet hours: {by_domain(before['unmet'])}. The recipient asks where a draw falls below "
        f"{average:.3f} (the average person's chance in four weeks) × 2 × {reluctance:.2f} (the own lasting "
        f"readiness) = {average * 2 * reluctance:.3f}: {'; '.join(told) or 'in no domain that others can help with is enough missing'}. "
        f"Result: {changes}."
    )


def brokering(world: World, pair: Pair, before: Any, after: Any) -> str:
    """Brokering."""
    file, told = world.people.care_file[pair.recipient], []
    for service, at in enumerate(after["professional"]):
        if at >= 0 and service > 0:
            weeks = world.week - world.files.placed_since[file, service]
            told.append(
                f"the worker for {said(SERVICE_NAMES[service])} knows the recipient for {weeks} "
                f"weeks and has {world.professionals.spare_hours[at]:.1f} hours to spare after it"
            )
    changes = new_ties(before, after) or "no tie came of it this week"
    who = "; ".join(told) or "no worker but a household help, who does not broker, comes here"
    return f"{who.capitalize()}. Result: {changes}."


def collective(world: World, pair: Pair, _before: Any, _after: Any) -> str:
    """Walk-ins."""
    attends, initiatives = world.people.attends[pair.recipient], world.initiatives
    here = initiatives.area == world.people.area[pair.recipient]
    open_now = int((initiatives.places[here] > 0).sum())
    walk_ins = f"In the baseline {open_now or 'no'} open walk-ins have money and hosts here."
    if attends < 0:
        return f"The recipient attends nothing. {walk_ins}"
    kind = said(KINDS[initiatives.kind[attends]])
    there = int((world.people.attends == attends).sum())
    return f"The recipient comes to the {kind}, with {there - 1} others. {walk_ins}"


def delivery(world: World, pair: Pair, _before: Any, after: Any) -> str:
    """What is given."""
    files, file = world.files, world.people.care_file[pair.recipient]
    rows = [
        "| domain | need | ordinary help | informal | professionals, walk-in | unmet |",
        "|---|---|---|---|---|---|",
    ]
    for domain, name in enumerate(DOMAIN_NAMES):
        need, ordinary, informal, unmet = (
            float(column[file, domain])
            for column in (files.need, files.ordinary, files.informal, files.unmet)
        )
        if need > SMALL:
            formal = need - ordinary - informal - unmet
            rows.append(
                f"| {said(name)} | {need:.1f} | {ordinary:.1f} | {informal:.1f} "
                f"| {formal:.1f} | {unmet:.1f} |"
            )
    return (
        f"The carer gives {after['given']:.1f} hours this week, all recipients together. The "
        "recipient's week, in hours:\n\n"
        + "\n".join(rows)
        + "\n\nThe care ties behind it:\n\n"
        + ties_table(world, pair)
    )


def strain(world: World, pair: Pair, before: Any, after: Any) -> str:
    """What it does to the carer."""
    rule, people, carer = world.rule(StrainRule), world.people, pair.carer
    log_odds = strain_log_odds(rule)
    lasting = np.uint64(draws.nth(np.uint64(draws.stream(world.seed, draws.TRAIT, 0)), 3))
    limit = float(tolerance(lasting, people.key[carer]))
    sex, severity = people.sex[carer], people.severity[carer]
    for_child = people.main_relation[carer] == PARENT
    sole = people.sole_carer[carer] == 1
    dementia = people.dementia[pair.recipient] == 1
    target = strain_target(
        rule, log_odds, before["given"], sex, severity, for_child, sole, dementia
    )
    given = max(rule.strain_resting_hours_per_week, before["given"])
    facts = (
        ("a woman", sex == WOMAN),
        ("care for an own child", for_child),
        ("limited", severity > 0),
        ("sole carer", sole),
        ("dementia", dementia),
    )
    parts = [f"{log_odds[5]:.2f}", f"{rule.strain_slope_log_hours:.2f} × ln {given:.1f}"]
    parts += [
        f"{odds:.2f} ({fact})"
        for (fact, holds), odds in zip(facts, log_odds, strict=False)
        if holds
    ]
    partner = people.main_relation[carer] == PARTNER
    ratio = rule.partner_stops_ratio if partner else 1.0
    stops = float(draws.within(rule.heavy_carer_stops_per_year * ratio, WEEKS_BETWEEN_LOOKS))
    scales = float(draws.within(rule.heavy_carer_scales_down_per_year, WEEKS_BETWEEN_LOOKS))
    now = "heavily strained" if after["weeks_heavy"] > 0 else "not heavily strained"
    changes = new_ties(before, after) or "no hours were given up"
    return (
        f"Strain moves from {before['strain']:.2f} towards {' + '.join(parts)} = {target:.2f} and comes to "
        f"{after['strain']:.2f}. This carer's own threshold is {limit:.2f}: {now}, {after['weeks_heavy']} weeks "
        f"in a row. Then one draw, {drawn(world, draws.STRAIN, world.week, carer, 1):.3f}, decides: below "
        f"{stops:.3f} a carer like this stops, in the next {scales:.3f} scales down. Result: {changes}."
    )


def admission(world: World, pair: Pair, _before: Any, _after: Any) -> str:
    """A nursing home or not."""
    rule, file = world.rule(AdmissionRule), world.people.care_file[pair.recipient]
    if file < 0:
        return "The recipient was admitted to a nursing home; the tie ended."
    totals = world.files.totals[file]
    share = totals[T_UNMET] / totals[T_NEED]
    area = world.people.area[pair.recipient]
    return (
        f"Of the need {100 * share:.0f} % is unmet; from {100 * rule.unmet_share_for_admission:.0f} % on weeks are "
        f"counted, and the count stands at {world.files.weeks_severe_unmet[file]} (from "
        f"{rule.weeks_before_admission:.0f} on admission can follow). "
        f"{world.areas.nursing_home_residents[area]} of the {world.areas.nursing_home_places[area]} places are taken."
    )


def ties(world: World, pair: Pair, before: Any, after: Any) -> str:
    """Ties that end."""
    main = int(main_tie(world.handle, pair.carer))
    until = (
        f"the carer's largest in week {world.ties.until[main]}"
        if main >= 0
        else "the carer gives nothing more"
    )
    return f"Each tie ends in a week drawn when it began: {until}. Ended this week: {new_ties(before, after) or 'none'}."


def workforce(_world: World, _pair: Pair, before: Any, after: Any) -> str:
    """Staff."""
    lost = [
        said(SERVICE_NAMES[s])
        for s, at in enumerate(before["professional"])
        if at >= 0 and after["professional"][s] != at
    ]
    return (
        f"The recipient loses the worker for {', '.join(lost)}."
        if lost
        else (
            "Nobody takes the recipient's workers away by reorganisation or retender. If one of them leaves this "
            "week, `formal_care` finds out next week and looks for another."
        )
    )


def initiatives(world: World, pair: Pair, _before: Any, _after: Any) -> str:
    """Cooperatives, volunteers."""
    area = world.people.area[pair.carer]
    volunteers = int((world.people.volunteer_hours[: world.area_rows[world.n_areas]] > 0).sum())
    member = "is" if world.people.member[pair.carer] else "is not"
    rule = world.rule(VolunteerRule)
    return (
        f"The carer {member} a member of a care cooperative. The wijk's coordinators have time for "
        f"{world.areas.matches_left[area]:.2f} matches next week, with {volunteers} volunteers at "
        f"{rule.volunteers_per_coordinator_fte:.0f} for each full-time coordinator."
    )


def observe(world: World, pair: Pair, _before: Any, _after: Any) -> str:
    """Books."""
    rule, people = world.rule(CarerDefinition), world.people
    enough = (
        people.weeks_caring[pair.carer] >= rule.carer_weeks
        or people.hours_given[pair.carer] >= rule.carer_hours_per_week
    )
    return (
        f"With {people.weeks_caring[pair.carer]} weeks and {people.hours_given[pair.carer]:.1f} hours a week the carer "
        f"{'counts' if enough else 'does not count'} as a carer in the narrow definition"
        f"{', and as heavily strained' if enough and people.weeks_heavy[pair.carer] else ''}."
    )


TELLERS: Final = (
    life, health, family, access, formal_care, asking, brokering, collective, delivery, strain, admission,
    ties, workforce, initiatives, observe,
)  # fmt: skip
