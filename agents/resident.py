"""A resident's decisions: whether to ask for help, and whether ever to apply for formal care."""

from typing import NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.care_file import HOUSEHOLD_HELP
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter


class AskingRule(NamedTuple):
    """When people with unmet need ask inside their own network, and how far they get."""

    # fmt: off
    informal_asking: float = parameter(
        1, "whether people may ask for informal help beyond the arrangements that exist", "0 or 1",
        0, 1, "the arm of a comparison in which nobody may ask", "H", whole=True)
    asking_probability_per_month: float = parameter(
        0.348, "probability that somebody with unmet need asks for help", "1/month", 0.05, 0.4,
        "evidence #49", "L", label_nl="Kans om hulp te vragen, per maand",
        label_en="Chance of asking for help, a month")
    partner_notices_per_month: float = parameter(
        0.6, "probability that a partner at home takes up unmet need unasked", "1/month", 0.2, 0.95,
        "assumption; partners help first (Cantor, R-H)", "A")
    people_asked_at_most: float = parameter(
        8, "people asked for one domain of need in one week", "persons", 1, 10,
        "assumption: a core network is 2-5 (#45)", "A", whole=True)
    smallest_hours_asked: float = parameter(
        3, "unmet need in a domain below which people manage and nobody asks", "hours/week", 0.5,
        3,
        "assumption: half of all carers give 5 hours or more (#4), so a request is seldom for less than an hour or two",
        "A")
    asks_volunteers_share: float = parameter(
        0.25, "of the people whose own network had no answer, asks a volunteer organisation",
        "share", 0.0, 0.6, "assumption; care volunteers reach about 2 % of people (#42)", "A")
    # fmt: on


class ApplyingRule(NamedTuple):
    """Who would ever let a stranger in: preference for a helper whom one knows."""

    # fmt: off
    prefers_known_household_share: float = parameter(
        0.51, "prefers a known helper for household help, with a partner", "share", 0.48, 0.54,
        "evidence #48; F31", "H")
    prefers_known_care_share: float = parameter(
        0.40, "the same for personal care and guidance", "share", 0.37, 0.43, "evidence #48; F31",
        "H")
    prefers_known_household_alone_share: float = parameter(
        0.39, "for household help, without a partner", "share", 0.36, 0.42, "evidence #48; F31",
        "H")
    prefers_known_care_alone_share: float = parameter(
        0.19, "for personal care and guidance, without a partner", "share", 0.16, 0.22,
        "evidence #48; F31", "H")
    # fmt: on


class WillingRule(NamedTuple):
    """Who would help people outside the family: a lasting trait."""

    # fmt: off
    willing_share: float = parameter(
        0.35, "adults who are willing and able to help people outside the family", "share", 0.20,
        0.50, "evidence #10; F4", "M")
    yes_ratio_willing: float = parameter(
        2.43, "a friend or neighbour who is willing says yes so many times as often as one who is not; the average is kept",
        "ratio", 1.0, 10.0,
        "sign: stated willingness (#10, #12; F4, F30); no figure found for what comes of it: assumption",
        "A")
    # fmt: on


@inlined
def is_willing(rule, ratio, traits, key):
    """Whether somebody would help people outside the family.

    `ratio` is how many would where they live, against the country; `traits` is the stream of traits.
    """
    return draws.uniform(draws.nth(traits, 9), key) < rule.willing_share * ratio


@inlined
def yes_ratio(rule, willing):
    """How much more often than the average a willing one says yes to a friend, or how much less."""
    average = 1.0 + (rule.yes_ratio_willing - 1.0) * rule.willing_share
    return (rule.yes_ratio_willing if willing else 1.0) / average


@inlined
def asks_this_time(average, traits, stream, key):
    """Whether somebody with unmet need asks for help now, held down by own reluctance.

    `average` is the probability of the average person; reluctance is a lasting trait, uniform between never and
    twice as often as the average.
    """
    return draws.uniform(stream, key) < average * 2.0 * draws.uniform(draws.nth(traits, 2), key)


@kernel
def would_apply(rule, service, with_partner, traits, key):
    """Whether this person would ever apply for a service (a lasting trait)."""
    if service == HOUSEHOLD_HELP:
        share = (
            rule.prefers_known_household_share
            if with_partner
            else rule.prefers_known_household_alone_share
        )
    else:
        share = (
            rule.prefers_known_care_share if with_partner else rule.prefers_known_care_alone_share
        )
    return draws.uniform(draws.nth(traits, 10 + service), key) >= share
