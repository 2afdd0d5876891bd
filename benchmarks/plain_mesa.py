"""Asking, delivery and strain as most people would write them: one plain mesa.Agent a person.

A `mesa.Model` with the people, households, contacts and care ties of a world as objects. What its
people do stands in `plain_person.py`.
"""

import math

import mesa

from benchmarks.plain_person import Person
from benchmarks.plain_ties import Household, Tie
from zorgzaam.agents.carer import AnswerRule, StrainRule
from zorgzaam.agents.parameters import rule_of
from zorgzaam.agents.resident import AskingRule, WillingRule
from zorgzaam.agents.volunteer import VolunteerRule
from zorgzaam.model.care.arrangements import LastingRule, PartialHelpRule
from zorgzaam.model.neighbours import NeighbourRule
from zorgzaam.model.network import CHILD, FRIEND
from zorgzaam.model.processes.delivery import DeliveryRule
from zorgzaam.model.turns import ROWS_TOGETHER, WEEKS_BETWEEN_LOOKS
from zorgzaam.model.world import World

_COPIED = ("area", "status", "sex", "role", "birth_week", "work_hours", "severity", "dementia",
           "hours_given", "strain", "weeks_caring", "weeks_heavy", "total_weeks_heavy",
           "main_relation", "sole_carer", "volunteer_hours", "attends")  # fmt: skip


def within(probability_a_year):
    """The probability between two looks at somebody."""
    return 1.0 - (1.0 - probability_a_year) ** (WEEKS_BETWEEN_LOOKS / 52.0)


class PlainModel(mesa.Model):
    """Lives on from the state of a world; `seed` starts Mesa's own generator."""

    def __init__(self, world: World, seed: int) -> None:
        super().__init__(rng=seed)
        self.week, self.n_areas = world.week, world.n_areas
        self.stopped = self.cascades = 0
        self.acquaintance = {}
        self.matches_left = world.areas.matches_left.tolist()
        self.to_recount = set()
        self._take_rules(world.values)
        self._copy_people(world)
        self._copy_contacts(world)
        self._copy_needs(world)
        self._copy_ties(world)
        # nobody comes, goes, falls ill or recovers in these three processes: groups stay
        self.in_need = self.agents.select(lambda person: person.need is not None)
        self.turns = [
            self.agents.select(lambda person, turn=turn: person.turn == turn)
            for turn in range(WEEKS_BETWEEN_LOOKS)
        ]
        self.volunteers = [[] for _ in range(self.n_areas + 1)]
        for person in self.people:
            if person.volunteer_hours > 0.0 and person.at_home:
                self.volunteers[person.area].append(person)

    def _take_rules(self, values):
        self.asking, self.answer = rule_of(AskingRule, values), rule_of(AnswerRule, values)
        self.neighbour = rule_of(NeighbourRule, values)
        self.volunteer, self.lasting = rule_of(VolunteerRule, values), rule_of(LastingRule, values)
        self.partial = rule_of(PartialHelpRule, values)
        self.willing = rule_of(WillingRule, values)
        self.delivery, self.strain = rule_of(DeliveryRule, values), rule_of(StrainRule, values)
        asking, strain = self.asking, self.strain
        months = 12.0 / 52.0 * WEEKS_BETWEEN_LOOKS
        self.asks = 1.0 - (1.0 - asking.asking_probability_per_month) ** months
        self.notices = 1.0 - (1.0 - asking.partner_notices_per_month) ** months
        self.stops = within(min(0.99, strain.heavy_carer_stops_per_year))
        partner_stops = strain.heavy_carer_stops_per_year * strain.partner_stops_ratio
        self.partner_stops = within(min(0.99, partner_stops))
        self.scales_down = within(strain.heavy_carer_scales_down_per_year)
        self.step_size = 1.0 - 0.5 ** (months / strain.strain_half_life_months)
        at_rest = math.log(strain.strain_resting_hours_per_week)
        self.resting = strain.strain_intercept + strain.strain_slope_log_hours * at_rest
        self.average_carer = (
            strain.strain_intercept
            - math.log(strain.odds_ratio_female) * strain.average_share_female
            - math.log(strain.odds_ratio_for_child) * strain.average_share_for_child
            - math.log(strain.odds_ratio_poor_health) * strain.average_share_poor_health
            - math.log(strain.odds_ratio_sole_carer) * strain.average_share_sole_carer
            - math.log(strain.odds_ratio_dementia) * strain.average_share_dementia
        )

    def _copy_people(self, world):
        people, homes = world.people, world.households
        self.urbanity = world.areas.urbanity.tolist()
        self.willing_ratio = world.areas.willing.tolist()
        self.contacts_ratio = world.areas.contacts.tolist()
        moved = zip(homes.area.tolist(), homes.moved_in_week.tolist(), strict=True)
        self.households = [Household(number, *home) for number, home in enumerate(moved)]
        self.people = [
            Person(self, row // ROWS_TOGETHER % WEEKS_BETWEEN_LOOKS)
            for row in range(len(people.key))
        ]
        for name in _COPIED:
            for person, value in zip(self.people, getattr(people, name).tolist(), strict=True):
                setattr(person, name, value)
        for row, person in enumerate(self.people):
            person.household = self.households[people.household[row]]
            person.household.members.append(person)
            partner = people.partner[row]
            person.partner = self.people[partner] if partner >= 0 else None

    def _copy_contacts(self, world):
        """In the order in which people ask: by relation, near before far."""
        start, contacts = world.contacts.start.tolist(), world.contacts
        others, relations = contacts.person.tolist(), contacts.relation.tolist()
        near = (contacts.near == 1).tolist()
        for row, person in enumerate(self.people):
            for entry in range(start[row], start[row + 1]):
                if CHILD <= relations[entry] <= FRIEND:
                    other = self.people[others[entry]]
                    person.contacts.append((other, relations[entry], near[entry]))
            person.contacts.sort(key=lambda contact: (contact[1], not contact[2]))

    def _copy_needs(self, world):
        files = world.files
        for row in world.people_in_need:
            person, file = self.people[row], world.people.care_file[row]
            person.need, person.unmet = files.need[file].tolist(), files.unmet[file].tolist()
            person.formal, person.helpers = files.formal[file].tolist(), int(files.helpers[file])
            person.collective = float(files.collective[file])
            person.changed = bool(files.changed[file])
            person.last_stop_week = int(files.last_stop_week[file])

    def _copy_ties(self, world):
        """In the order of the chains, the latest first."""
        ties, people = world.ties, world.people
        copies = {}
        for recipient in world.people_in_need:
            slot = people.first_received[recipient]
            while slot >= 0:
                giver, who = self.people[ties.giver[slot]], self.people[recipient]
                domain, relation = int(ties.domain[slot]), int(ties.relation[slot])
                hours, until = float(ties.hours[slot]), int(ties.until[slot])
                tie = copies[slot] = Tie(giver, who, domain, relation, hours, until)
                tie.delivered = float(ties.delivered[slot])
                who.received.append(tie)
                slot = ties.next_of_recipient[slot]
        for row, person in enumerate(self.people):
            slot = people.first_given[row]
            while slot >= 0:
                person.given.append(copies[slot])
                slot = ties.next_of_giver[slot]
            if people.recount[row]:
                self.to_recount.add(person)

    def step(self) -> None:
        """One week of the three processes."""
        if self.asking.informal_asking:
            self.in_need.do("ask")
        self.in_need.do("receive")
        for person in self.to_recount:
            person.count_hours()
        self.to_recount.clear()
        self.turns[self.week % WEEKS_BETWEEN_LOOKS].do("wear")
        self.week += 1
