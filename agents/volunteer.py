"""A volunteer's decisions: to join when asked, to stay, and the hours given."""

from typing import NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import kernel
from zorgzaam.agents.parameters import parameter


class VolunteerRule(NamedTuple):
    """Care volunteers: people active through an initiative."""

    # fmt: off
    volunteers_share: float = parameter(
        0.047, "adults who are regularly active as care volunteers", "share of adults", 0.03, 0.075,
        "evidence #42; F29", "M")
    volunteer_hours_per_week: float = parameter(
        4.5, "hours of a care volunteer", "hours/week", 2, 5, "evidence #42; F29", "M")
    volunteer_quits_per_year: float = parameter(
        0.20, "volunteers who stop", "1/year", 0.10, 0.35, "evidence #43", "L")
    never_asked_share: float = parameter(
        0.60, "of those who do not help, were simply never asked", "share", 0.40, 0.65,
        "evidence #11; F30", "M")
    hours_per_visited_person: float = parameter(
        2.0, "hours that a volunteer spends with one person", "hours/week", 1, 4.5, "assumption",
        "A")
    # fmt: on


@kernel
def joins_this_week(rule, traits, stream, key):
    """Whether an adult who is no volunteer joins; only those within reach of a request ever do.

    At the declared share of volunteers as many people join as quit.
    """
    if draws.uniform(draws.nth(traits, 5), key) < rule.never_asked_share:
        return False
    quits = draws.weekly(rule.volunteer_quits_per_year)
    reached = 1.0 - rule.never_asked_share
    inflow = quits * rule.volunteers_share / max(0.001, reached - rule.volunteers_share)
    return draws.uniform(stream, key) < inflow
