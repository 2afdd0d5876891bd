"""Households and care ties as plain objects, and who can help with what."""

from zorgzaam.agents.care_file import DOMAINS
from zorgzaam.model.care.arrangements import may_help
from zorgzaam.model.network import RELATIONS

# asked for once: a list by relation of lists by domain
MAY_HELP = [[may_help.py_func(r, d) for d in range(DOMAINS)] for r in range(RELATIONS)]


class Tie:
    def __init__(self, giver, recipient, domain, relation, hours, until):
        self.giver, self.recipient, self.domain = giver, recipient, domain
        self.relation, self.hours, self.until = relation, hours, until
        self.delivered = 0.0

    def end(self):
        self.giver.given.remove(self)
        self.recipient.received.remove(self)
        self.recipient.changed = True
        self.giver.model.to_recount.add(self.giver)


class Household:
    def __init__(self, number, area, moved_in_week):
        self.number, self.area, self.moved_in_week = number, area, moved_in_week
        self.members = []
