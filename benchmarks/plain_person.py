"""A person as most people would write one in Mesa: asks, receives, cares and wears out.

The same rules and parameters as zorgzaam's asking, delivery and strain, in obvious Python. Chances
come from Mesa's generator, so single lives differ; means do not.
"""

import math

import mesa

from benchmarks.plain_ties import MAY_HELP, Tie
from zorgzaam.agents.care_file import (
    COMPANY,
    DOMAINS,
    FIRST_DOMAIN,
    HOUSEHOLD,
    LAST_DOMAIN,
    NURSING,
    SERVICES,
)
from zorgzaam.agents.people import (
    AT_HOME,
    AWAY,
    CHILD_ROLE,
    LIGHT,
    MODERATE,
    SEVERE,
    WEEKS_PER_YEAR,
    WOMAN,
)
from zorgzaam.agents.resident import yes_ratio
from zorgzaam.model.care.arrangements import IN_PART, NOT_AT_ALL
from zorgzaam.model.network import (
    CHILD,
    CHILD_IN_LAW,
    FRIEND,
    NEIGHBOUR,
    PARENT,
    PARTNER,
    SIBLING,
    VOLUNTEER,
)
from zorgzaam.model.population.fabric import FIRST_OLD_YEARS
from zorgzaam.model.processes.strain import CASCADE_WEEKS
from zorgzaam.model.turns import WEEKS_BETWEEN_LOOKS

NO_DIFFERENCE_LOGIT = 0.05
FULL_TIME_HOURS = 36.0


def odds_of(probability):
    return probability / max(1e-9, 1.0 - probability)


class Person(mesa.Agent):
    """One person; need, unmet and formal are lists by domain or service, or None without need."""

    def __init__(self, model, turn):
        super().__init__(model)
        self.turn = turn
        self.given, self.received, self.contacts = [], [], []
        self.need, self.collective = None, 0.0
        self.changed, self.helpers = False, 0
        self.answers, self.offers = {}, {}
        self.reluctance = self.random.random()
        self.willingness = self.random.random()
        at = min(0.9999, max(0.0001, self.random.random()))
        self.tolerance = math.log(at / (1.0 - at))

    @property
    def age(self):
        return (self.model.week - self.birth_week) / WEEKS_PER_YEAR

    @property
    def is_willing(self):
        ratio = self.model.willing_ratio[self.area][self.age >= FIRST_OLD_YEARS]
        return self.willingness < self.model.willing.willing_share * ratio

    @property
    def at_home(self):
        return self.status == AT_HOME

    @property
    def is_there(self):
        return self.status in (AT_HOME, AWAY)

    # asking

    def ask(self):
        """Every fourth week: asks for what is left unmet, domain by domain."""
        rule, chance = self.model.asking, self.random.random
        if self.turn != self.model.week % WEEKS_BETWEEN_LOOKS or not self.is_there:
            return
        for domain in range(DOMAINS):
            if domain == NURSING:
                continue
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
                in_law = other.partner if relation == CHILD else None
                if in_law and in_law.is_there and left >= rule.smallest_hours_asked:
                    left -= in_law.answer(self, CHILD_IN_LAW, near, domain, left)
            known_area = self.area < self.model.n_areas
            short = left >= rule.smallest_hours_asked
            if short and known_area and chance() < rule.asks_volunteers_share:
                self.ask_volunteers(domain, left)

    def people_to_ask(self):
        for other, relation, near in self.contacts:  # the closest first
            if other.is_there:
                yield other, relation, near
        homes, at = self.model.households, self.household.number
        for distance in range(1, int(self.model.neighbour.nearest_households_each_side) + 1):
            for index in (at + distance, at - distance):
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
        share *= self.model.contacts_ratio[self.household.area][age >= FIRST_OLD_YEARS]
        share *= 1.0 - math.exp(-(self.model.week - since) / rule.weeks_to_know_a_neighbour)
        pair = (min(self.unique_id, other.unique_id), max(self.unique_id, other.unique_id))
        if pair not in self.model.acquaintance:
            self.model.acquaintance[pair] = self.random.random()
        return self.model.acquaintance[pair] < share

    def answer(self, recipient, relation, near, domain, left):
        """Hours that this person agrees to give (0: no)."""
        level = MAY_HELP[relation][domain]
        if level == NOT_AT_ALL or not 18.0 <= self.age <= self.model.partial.oldest_asked_years:
            return 0.0
        lasting, at_home = self.model.lasting, self.household is recipient.household
        half_year = (recipient.unique_id, self.model.week // int(lasting.weeks_of_one_answer))
        if half_year not in self.answers:
            self.answers[half_year] = self.random.random()
        if self.answers[half_year] >= self.probability_of_yes(relation, near, at_home):
            return 0.0
        mine = [tie for tie in recipient.received if tie.giver is self]
        same = next((tie for tie in mine if tie.domain == domain), None)
        if same is not None and level == IN_PART:
            return 0.0
        hours = self.hours_offered(recipient, relation) - sum(tie.hours for tie in mine)
        if level == IN_PART:
            hours = min(hours, self.model.partial.light_tasks_hours_per_week)
        promised = sum(tie.hours for tie in self.given)
        hours = min(left, hours, self.hours_free(relation, at_home) - promised)
        if hours < lasting.smallest_hours_promised:
            return 0.0
        if same is not None:
            same.hours += hours
            recipient.changed = True
        else:
            self.begin(recipient, domain, relation, hours)
        return hours

    def is_closest(self, relation, at_home):
        """Partners, and parents of a child at home."""
        return relation == PARTNER or (relation == PARENT and at_home)

    @property
    def work(self):
        return max(0.0, self.work_hours - self.model.answer.care_leave_hours_per_week)

    def probability_of_yes(self, relation, near, at_home):
        rule, closest = self.model.answer, self.is_closest(relation, at_home)
        if self.severity == SEVERE or (self.severity > LIGHT and not closest):
            return 0.0
        yes = {
            PARTNER: rule.yes_partner,
            CHILD: rule.yes_child,
            CHILD_IN_LAW: rule.yes_child_in_law,
            PARENT: rule.yes_parent_at_home if at_home else rule.yes_parent,
            SIBLING: rule.yes_kin,
            FRIEND: rule.yes_friend,
            NEIGHBOUR: rule.yes_neighbour,
        }[relation]
        if relation in (FRIEND, NEIGHBOUR):
            yes = min(1.0, yes * yes_ratio(self.model.willing, self.is_willing))
        odds = odds_of(yes)
        if not closest:
            if near and relation != NEIGHBOUR:
                odds *= rule.odds_ratio_near
            half = math.sqrt(rule.odds_ratio_woman)
            odds *= half if self.sex == WOMAN else 1.0 / half
            odds *= rule.odds_ratio_full_time_work ** (self.work / FULL_TIME_HOURS)
            odds *= math.exp(-rule.odds_lost_per_year_over_70 * max(0.0, self.age - 70.0))
        if self.weeks_heavy > 0:
            odds *= rule.odds_ratio_strained
        if self.severity == LIGHT:
            odds *= rule.odds_ratio_lightly_limited
        elif self.severity == MODERATE:
            odds *= rule.odds_ratio_moderately_limited
        return odds / (1.0 + odds)

    def hours_offered(self, recipient, relation):
        rule = self.model.answer
        if recipient.unique_id not in self.offers:
            offer = self.random.gauss(rule.hours_offered_log_mean, rule.hours_offered_log_sd)
            self.offers[recipient.unique_id] = math.exp(offer)
        ratio = rule.hours_ratio_partner_or_child if relation in (PARTNER, PARENT) else 1.0
        return ratio * self.offers[recipient.unique_id]

    def hours_free(self, relation, at_home):
        rule = self.model.answer
        hours = rule.hours_free_without_work - rule.hours_lost_per_hour_worked * self.work
        hours = max(rule.hours_free_at_least, hours)
        closest = self.is_closest(relation, at_home)
        return rule.hours_free_ratio_partner * hours if closest else hours

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
        recipient.changed = True

    def ask_volunteers(self, domain, left):
        near, rule = self.model.volunteers[self.area], self.model.volunteer
        if self.model.matches_left[self.area] < 1.0:  # of the coordinator
            return
        if not near or MAY_HELP[VOLUNTEER][domain] == NOT_AT_ALL:
            return
        begin = self.random.randrange(len(near))
        for step in range(min(len(near), int(rule.volunteers_asked_at_most))):
            giver = near[(begin + step) % len(near)]
            if giver is self or any(tie.recipient is self for tie in giver.given):
                continue
            visits = sum(tie.hours for tie in giver.given if tie.relation == VOLUNTEER)
            spare = giver.volunteer_hours - visits
            if giver.attends >= 0:
                spare -= rule.host_hours_per_week
            hours = min(rule.hours_per_visited_person, left, spare)
            if hours >= self.model.lasting.smallest_hours_promised:
                giver.begin(self, domain, VOLUNTEER, hours)
                self.model.matches_left[self.area] -= 1.0
                return

    # delivery

    def receive(self):
        """Works out the week anew if an arrangement changed."""
        if not self.changed:
            return
        self.changed = False
        rule = self.model.delivery
        self.unmet = list(self.need)
        # with a severe limitation or dementia nothing that housemates do is ordinary
        ordinary = self.at_home and self.severity < SEVERE and not self.dementia
        if ordinary and any(
            p is not self and p.at_home and p.severity < SEVERE and p.age >= 18.0
            for p in self.household.members
        ):
            usual = (rule.ordinary_household_hours_per_week, rule.ordinary_company_hours_per_week)
            for domain, hours in enumerate(usual, HOUSEHOLD):
                self.unmet[domain] -= min(hours, self.need[domain])
        self.unmet[COMPANY] -= min(self.collective, self.unmet[COMPANY])
        helping = set()
        for tie in self.received:
            hours = min(tie.hours, self.unmet[tie.domain])
            if hours != tie.delivered:
                tie.delivered = hours
                self.model.to_recount.add(tie.giver)
            self.unmet[tie.domain] -= hours
            if hours > 0.0 and tie.relation != VOLUNTEER:
                helping.add(tie.giver)
        self.helpers = len(helping)
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
        """Every fourth week: strain moves to where this way of caring leads, or to rest."""
        if self.hours_given > 0.0:
            self.care_on()
        elif self.weeks_caring > 0 or self.strain > self.model.resting + NO_DIFFERENCE_LOGIT:
            self.strain += self.model.step_size * (self.model.resting - self.strain)
            if abs(self.strain - self.model.resting) < NO_DIFFERENCE_LOGIT:
                self.strain = self.model.resting
            self.weeks_caring = self.weeks_heavy = 0
            self.main_relation, self.sole_carer = 0, False

    def care_on(self):
        rule, model = self.model.strain, self.model
        mine = [tie for tie in self.given if tie.relation != VOLUNTEER and tie.delivered > 0.0]
        main = max(mine, key=lambda tie: tie.delivered)
        self.main_relation, self.sole_carer = main.relation, main.recipient.helpers == 1
        hours = max(rule.strain_resting_hours_per_week, self.hours_given)
        target = model.average_carer + rule.strain_slope_log_hours * math.log(hours)
        if self.sex == WOMAN:
            target += math.log(rule.odds_ratio_female)
        if main.relation == PARENT:
            target += math.log(rule.odds_ratio_for_child)
        if self.severity > 0:
            target += math.log(rule.odds_ratio_poor_health)
        if self.sole_carer:
            target += math.log(rule.odds_ratio_sole_carer)
        if main.recipient.dementia:
            target += math.log(rule.odds_ratio_dementia)
        self.strain += model.step_size * (target - self.strain)
        self.weeks_caring += WEEKS_BETWEEN_LOOKS
        if self.strain <= self.tolerance:
            self.weeks_heavy = 0
            return
        self.weeks_heavy += WEEKS_BETWEEN_LOOKS
        self.total_weeks_heavy += WEEKS_BETWEEN_LOOKS
        self.give_way(main)

    def give_way(self, main):
        """Stops for the one who takes most hours, or scales down, or goes on."""
        model, recipient = self.model, main.recipient
        stops = model.partner_stops if main.relation == PARTNER else model.stops
        draw = self.random.random()
        ties = [t for t in self.given if t.recipient is recipient and t.relation != VOLUNTEER]
        if draw < stops:
            for tie in ties:
                tie.end()
            model.stopped += 1
            model.cascades += model.week - recipient.last_stop_week <= CASCADE_WEEKS
            recipient.last_stop_week = model.week
        elif draw < stops + model.scales_down:
            for tie in ties:
                tie.hours *= 1.0 - model.strain.scale_down_share
            recipient.changed = True
