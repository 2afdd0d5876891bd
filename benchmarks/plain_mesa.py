"""Asking, delivery and strain as most people would write them: one plain mesa.Agent a person.

The same rules and parameters as zorgzaam's processes, from the same world, in obvious Python. Chances
come from Mesa's generator, so single lives differ; means do not. Everybody's delivery is worked
out every week; that the columns skip what did not change is part of what is compared.
"""

import math
from typing import Any

import mesa

from zorgzaam.agents.care_file import (
    DOMAINS,
    FIRST_DOMAIN,
    HOUSEHOLD,
    LAST_DOMAIN,
    SERVICES,
)
from zorgzaam.agents.carer import AnswerRule, StrainRule
from zorgzaam.agents.people import (
    AT_HOME,
    AWAY,
    CHILD_ROLE,
    LIGHT,
    MODERATE,
    NURSING_HOME,
    SEVERE,
    WEEKS_PER_YEAR,
    WOMAN,
)
from zorgzaam.agents.resident import AskingRule
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.model.network import CHILD, FRIEND, NEIGHBOUR, PARENT, PARTNER, SIBLING, VOLUNTEER
from zorgzaam.model.processes.asking import NEAREST_HOUSEHOLDS, LastingRule, NeighbourRule
from zorgzaam.model.processes.asking import may_help as _may_help
from zorgzaam.model.processes.delivery import DeliveryRule
from zorgzaam.model.processes.strain import CASCADE_WEEKS, AdmissionRule
from zorgzaam.model.world import World

# the table of who can help with what, asked for once
MAY_HELP = [[_may_help.py_func(r, d) for d in range(DOMAINS)] for r in range(VOLUNTEER + 1)]


def log_odds(probability: float) -> float:
    clipped = min(0.999, max(0.001, probability))
    return math.log(clipped / (1.0 - clipped))


class Tie:
    def __init__(self, giver, recipient, domain, relation, hours, until):
        self.giver, self.recipient, self.domain = giver, recipient, domain
        self.relation, self.hours, self.until = relation, hours, until
        self.delivered = 0.0

    def end(self):
        self.giver.given.remove(self)
        self.recipient.received.remove(self)


class Household:
    def __init__(self, area, moved_in_week):
        self.area, self.moved_in_week = area, moved_in_week
        self.members = []


class Person(mesa.Agent):
    """One person; need, unmet and formal are lists by domain or service, or None without need."""

    def __init__(self, model):
        super().__init__(model)
        self.given, self.received, self.contacts = [], [], []
        self.need = None
        self.answers, self.offers = {}, {}
        self.reluctance = self.random.random()
        self.tolerance = log_odds(min(0.9999, max(0.0001, self.random.random())))
        self.last_stop_week = -(10**6)

    @property
    def age(self):
        return (self.model.week - self.birth_week) / WEEKS_PER_YEAR

    @property
    def at_home(self):
        return self.status == AT_HOME

    # asking

    def ask(self):
        rule, chance = self.model.asking, self.random.random
        if self.need is None or self.status not in (AT_HOME, AWAY):
            return
        for domain in range(DOMAINS - 1):
            left = self.unmet[domain]
            if left < rule.smallest_hours_asked:
                continue
            if self.partner is not None and self.partner.at_home and chance() < self.model.notices:
                left -= self.partner.answer(self, PARTNER, True, domain, left)
            if left < rule.smallest_hours_asked:
                continue
            if chance() >= self.model.asks * 2.0 * self.reluctance:
                continue
            for asked, (other, relation, near) in enumerate(self.people_to_ask()):
                if asked >= rule.people_asked_at_most or left < rule.smallest_hours_asked:
                    break
                left -= other.answer(self, relation, near, domain, left)
            known_area = self.area < self.model.n_areas
            short = left >= rule.smallest_hours_asked
            if short and known_area and chance() < rule.asks_volunteers_share:
                self.ask_volunteer(domain, left)

    def people_to_ask(self):
        for relation in range(CHILD, FRIEND + 1):
            for near in (True, False):
                for other, known_as, is_near in self.contacts:
                    if known_as == relation and is_near == near and other.status in (AT_HOME, AWAY):
                        yield other, relation, near
        homes, at = self.model.households, self.household.number
        for step in range(2 * NEAREST_HOUSEHOLDS):
            index = at + (step // 2 + 1 if step % 2 == 0 else -(step // 2 + 1))
            if 0 <= index < len(homes) and homes[index].area == self.household.area:
                adults = (p for p in homes[index].members if p.at_home and p.role != CHILD_ROLE)
                other = next(adults, None)
                if other is not None and self.knows(other):
                    yield other, NEIGHBOUR, True

    def knows(self, other):
        rule, age = self.model.neighbour, self.age
        since = max(self.household.moved_in_week, other.household.moved_in_week)
        share = rule.knows_neighbour_65_plus_share
        if age < 35.0:
            share = rule.knows_neighbour_15_34_share
        elif age < 65.0:
            share = rule.knows_neighbour_35_64_share
        urban, rural = rule.knows_neighbour_urban_ratio, rule.knows_neighbour_rural_ratio
        at = (self.model.urbanity[self.household.area] - 1.0) / 4.0
        share *= urban + at * (rural - urban)
        share *= 1.0 - math.exp(-(self.model.week - since) / rule.weeks_to_know_a_neighbour)
        pair = (min(self.unique_id, other.unique_id), max(self.unique_id, other.unique_id))
        return self.model.acquaintance.setdefault(pair, self.random.random()) < share

    def answer(self, recipient, relation, near, domain, left):
        """Hours that this person agrees to give (0: no)."""
        rule, age = self.model.answer, self.age
        level = MAY_HELP[relation][domain]
        if self.status not in (AT_HOME, AWAY) or not 18.0 <= age <= 90.0 or level == 0:
            return 0.0
        if not self.says_yes(recipient, relation, near):
            return 0.0
        mine = [tie for tie in recipient.received if tie.giver is self]
        same = next((tie for tie in mine if tie.domain == domain), None)
        if recipient.unique_id not in self.offers:
            offer = self.random.gauss(rule.hours_offered_log_mean, rule.hours_offered_log_sd)
            self.offers[recipient.unique_id] = math.exp(offer)
        hours = self.offers[recipient.unique_id]
        if relation in (PARTNER, PARENT):
            hours *= rule.hours_ratio_partner_or_child
        hours -= sum(tie.hours for tie in mine)
        if level == 1:
            hours = min(hours, 1.0)
        lost = rule.hours_lost_per_hour_worked * self.work_hours
        free = max(2.0, rule.hours_free_without_work - lost) * (2.0 if relation == PARTNER else 1.0)
        hours = min(left, hours, free - sum(tie.hours for tie in self.given))
        if hours < 0.25 or (same is not None and level == 1):
            return 0.0
        if same is not None:
            same.hours += hours
        else:
            self.begin(recipient, domain, relation, hours)
        return hours

    def says_yes(self, recipient, relation, near):
        rule = self.model.answer
        if self.severity == SEVERE or (self.severity > LIGHT and relation != PARTNER):
            return False
        chance = {
            PARTNER: rule.yes_partner,
            CHILD: rule.yes_child,
            PARENT: rule.yes_child,
            SIBLING: rule.yes_kin,
            FRIEND: rule.yes_friend,
            NEIGHBOUR: rule.yes_neighbour,
        }[relation]
        odds = log_odds(chance)
        if relation != PARTNER:
            if near and relation <= FRIEND:
                odds += math.log(rule.odds_ratio_near)
            half = 0.5 * math.log(rule.odds_ratio_woman)
            odds += half if self.sex == WOMAN else -half
        if self.weeks_heavy > 0:
            odds += math.log(rule.odds_ratio_strained)
        if self.severity == MODERATE:
            odds -= 1.0
        half_year = (recipient.unique_id, self.model.week // 26)
        draw = self.answers.setdefault(half_year, self.random.random())
        return draw < 1.0 / (1.0 + math.exp(-odds))

    def begin(self, recipient, domain, relation, hours):
        rule = self.model.lasting
        a_year = rule.helper_role_lasts_per_year
        if relation == PARTNER:
            a_year = rule.partner_care_lasts_per_year
        lasts = 52.0 * math.log(1.0 - self.random.random()) / math.log(a_year)
        until = self.model.week + 1 + int(min(5000.0, lasts))
        tie = Tie(self, recipient, domain, relation, hours, until)
        self.given.insert(0, tie)  # the latest arrangement comes first, as in the columns
        recipient.received.insert(0, tie)

    def ask_volunteer(self, domain, left):
        near = self.model.volunteers[self.area]
        if not near or MAY_HELP[VOLUNTEER][domain] == 0:
            return
        begin = self.random.randrange(len(near))
        for step in range(min(len(near), 5)):
            giver = near[(begin + step) % len(near)]
            visits = sum(tie.hours for tie in giver.given if tie.relation == VOLUNTEER)
            most = self.model.volunteer.hours_per_visited_person
            hours = min(most, left, giver.volunteer_hours - visits)
            known = giver is self or any(tie.recipient is self for tie in giver.given)
            if not known and hours >= 0.25:
                giver.begin(self, domain, VOLUNTEER, hours)
                return

    # delivery

    def receive(self):
        if self.need is None:
            return
        rule = self.model.delivery
        self.unmet = list(self.need)
        if self.at_home and any(
            p is not self and p.at_home and p.severity < SEVERE and p.age >= 18.0
            for p in self.household.members
        ):
            usual = (rule.ordinary_household_hours_per_week, rule.ordinary_company_hours_per_week)
            for domain, hours in enumerate(usual, HOUSEHOLD):
                self.unmet[domain] -= min(hours, self.need[domain])
        for tie in self.received:
            tie.delivered = min(tie.hours, self.unmet[tie.domain])
            self.unmet[tie.domain] -= tie.delivered
        for service in range(SERVICES):
            covered = range(FIRST_DOMAIN[service], LAST_DOMAIN[service] + 1)
            wanted = sum(self.unmet[domain] for domain in covered)
            used = min(self.formal[service], wanted)
            if used > 0.0:
                for domain in covered:
                    self.unmet[domain] *= 1.0 - used / wanted

    def count_hours(self):
        self.hours_given = sum(tie.delivered for tie in self.given if tie.relation != VOLUNTEER)

    # strain

    def wear(self):
        """Every fourth week, in turns, as in the rule itself."""
        rule, model = self.model.strain, self.model
        if self.turn != model.week % 4:
            return
        if self.hours_given <= 0.0:
            eased = self.strain + model.step_size * (model.resting - 0.5 - self.strain)
            self.strain = max(model.resting, eased)
            self.weeks_caring = self.weeks_heavy = 0
            return
        mine = [tie for tie in self.given if tie.relation != VOLUNTEER and tie.delivered > 0.0]
        main = max(mine, key=lambda tie: tie.delivered)
        sole = not any(
            tie.giver is not self and tie.delivered > 0.0 and tie.relation != VOLUNTEER
            for tie in main.recipient.received
        )
        target = model.average + rule.strain_slope_log_hours * math.log(max(0.25, self.hours_given))
        target += math.log(rule.odds_ratio_female) * (self.sex == WOMAN)
        target += math.log(rule.odds_ratio_for_child) * (main.relation == PARENT)
        target += math.log(rule.odds_ratio_poor_health) * (self.severity > 0)
        target += math.log(rule.odds_ratio_sole_carer) * sole
        target += math.log(rule.odds_ratio_dementia) * main.recipient.dementia
        self.strain += model.step_size * (target - self.strain)
        self.weeks_caring += 4
        if self.strain > self.tolerance:
            self.weeks_heavy += 4
            self.stop_or_scale_down()
        else:
            self.weeks_heavy = 0

    def stop_or_scale_down(self):
        rule = self.model.strain
        main = max((t for t in self.given if t.relation != VOLUNTEER), key=lambda tie: tie.hours)
        a_year = rule.heavy_carer_stops_per_year
        a_year *= rule.partner_stops_ratio if main.relation == PARTNER else 1.0
        stops = 1.0 - (1.0 - min(0.99, a_year)) ** (4 / 52.0)
        scales_down = 1.0 - (1.0 - rule.heavy_carer_scales_down_per_year) ** (4 / 52.0)
        draw = self.random.random()
        for tie in list(self.given):
            if tie.recipient is not main.recipient or tie.relation == VOLUNTEER:
                continue
            if draw < stops:
                tie.end()
            elif draw < stops + scales_down:
                tie.hours *= 1.0 - rule.scale_down_share
        if draw < stops:
            self.model.stopped += 1
            if self.model.week - main.recipient.last_stop_week <= CASCADE_WEEKS:
                self.model.cascades += 1
            main.recipient.last_stop_week = self.model.week

    def hold_out(self):
        """A severe need that stays largely unmet: a nursing home, or a crisis."""
        rule, model = self.model.admission, self.model
        if self.need is None or self.severity < SEVERE or not self.at_home:
            return
        if sum(self.unmet) < rule.unmet_share_for_admission * sum(self.need):
            self.weeks_severe_unmet = 0
            return
        self.weeks_severe_unmet += 1
        if self.weeks_severe_unmet < rule.weeks_before_admission or self.age < 65.0:
            return
        ratio = rule.admission_ratio_dementia if self.dementia else 1.0
        if any(tie.giver.weeks_heavy > 0 for tie in self.received):
            ratio *= rule.admission_ratio_strained_carer
        a_year = min(0.95, rule.admission_per_year * ratio)
        if self.random.random() >= 1.0 - (1.0 - a_year) ** (1 / 52.0):
            return
        if self.area == model.n_areas or model.places_free[self.area] >= 1:
            model.places_free[self.area] -= 1
            self.status, self.need = NURSING_HOME, None
            for tie in list(self.received):
                tie.end()
        else:
            self.weeks_severe_unmet = 0


class PlainModel(mesa.Model):
    """The people, households, contacts and care ties of a world, as objects."""

    def __init__(self, world: World) -> None:
        super().__init__(seed=world.seed)
        self.week, self.n_areas = world.week, world.n_areas
        self.asking, self.answer = world.rule(AskingRule), world.rule(AnswerRule)
        self.neighbour, self.volunteer = world.rule(NeighbourRule), world.rule(VolunteerRule)
        self.lasting, self.delivery = world.rule(LastingRule), world.rule(DeliveryRule)
        self.strain, self.admission = world.rule(StrainRule), world.rule(AdmissionRule)
        self.stopped = self.cascades = 0
        self.acquaintance: dict[tuple[int, int], float] = {}
        self._derive()
        self._copy(world)

    def _derive(self) -> None:
        """What the parameters imply for a week."""
        rule, asking = self.strain, self.asking
        self.asks = 1.0 - (1.0 - asking.asking_probability_per_month) ** (12 / 52)
        self.notices = 1.0 - (1.0 - asking.partner_notices_per_month) ** (12 / 52)
        self.step_size = 1.0 - 0.5 ** (4 * 12 / 52 / rule.strain_half_life_months)
        self.resting = rule.strain_intercept + rule.strain_slope_log_hours * math.log(0.25)
        self.average = (
            rule.strain_intercept
            - math.log(rule.odds_ratio_female) * rule.average_share_female
            - math.log(rule.odds_ratio_for_child) * rule.average_share_for_child
            - math.log(rule.odds_ratio_poor_health) * rule.average_share_poor_health
            - math.log(rule.odds_ratio_sole_carer) * rule.average_share_sole_carer
            - math.log(rule.odds_ratio_dementia) * rule.average_share_dementia
        )

    def _copy(self, world: World) -> None:
        people, files, ties = world.people, world.files, world.ties
        homes, areas = world.households, world.areas
        self.urbanity = areas.urbanity.tolist()
        share = world.rule(AdmissionRule).nursing_home_places_share
        self.places_free = (
            areas.nursing_home_places * share - areas.nursing_home_residents
        ).tolist()
        moved = zip(homes.area.tolist(), homes.moved_in_week.tolist(), strict=True)
        self.households = [Household(area, week) for area, week in moved]
        for number, home in enumerate(self.households):
            home.number = number
        names = ("area", "status", "sex", "role", "birth_week", "work_hours", "severity")
        names += ("dementia", "hours_given", "strain", "weeks_caring", "weeks_heavy")
        names += ("volunteer_hours",)
        copied = {name: getattr(people, name).tolist() for name in names}
        self.people = everybody = [Person(self) for _ in people.key]
        for row, person in enumerate(everybody):
            for name, values in copied.items():
                setattr(person, name, values[row])
            person.turn = row % 4
            person.household = self.households[people.household[row]]
            person.household.members.append(person)
            partner = int(people.partner[row])
            person.partner = everybody[partner] if partner >= 0 else None
            first, last = world.contacts.start[row], world.contacts.start[row + 1]
            for entry in range(first, last):
                relation = int(world.contacts.relation[entry])
                if relation:
                    other = everybody[world.contacts.person[entry]]
                    person.contacts.append((other, relation, world.contacts.near[entry] == 1))
            file = people.care_file[row]
            if file >= 0:
                person.need, person.unmet = files.need[file].tolist(), files.unmet[file].tolist()
                person.formal = files.formal[file].tolist()
                person.weeks_severe_unmet = int(files.weeks_severe_unmet[file])
        for row, person in enumerate(everybody):
            slot = people.first_received[row]
            while slot >= 0:
                giver = everybody[ties.giver[slot]]
                tie = Tie(
                    giver,
                    person,
                    int(ties.domain[slot]),
                    int(ties.relation[slot]),
                    float(ties.hours[slot]),
                    int(ties.until[slot]),
                )
                person.received.append(tie)
                giver.given.append(tie)
                slot = ties.next_of_recipient[slot]

    def step(self) -> None:
        """One week of the three processes."""
        self.volunteers: list[list[Any]] = [[] for _ in range(self.n_areas + 1)]
        for person in self.people:
            if person.volunteer_hours > 0.0 and person.at_home:
                self.volunteers[person.area].append(person)
        self.agents.do("ask")
        self.agents.do("receive")
        self.agents.do("count_hours")
        self.agents.do("wear")
        self.agents.do("hold_out")
        self.week += 1
