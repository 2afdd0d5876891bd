"""A volunteer's decisions: to join when asked, to stay, and the hours given."""

from typing import NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import inlined
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import LIGHT


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
    volunteers_asked_at_most: float = parameter(
        5, "volunteers whom a coordinator asks for one request", "persons", 1, 20, "assumption",
        "A", whole=True)
    volunteers_per_coordinator_fte: float = parameter(
        50, "volunteers for each full-time coordinator", "persons", 20, 100, "evidence #43", "A",
        label_nl="Vrijwilligers per coördinator", label_en="Volunteers for each coordinator")
    usual_volunteers_per_coordinator_fte: float = parameter(
        50, "volunteers for each full-time coordinator at which as many join as quit; with fewer more are asked",
        "persons", 20, 100, "evidence #43; that it goes with the share of volunteers: assumption", "A")
    tariff_coordinator_eur_per_hour: float = parameter(
        45, "price of an hour of a coordinator of volunteers, overhead included", "EUR/hour", 30, 65,
        "no figure found; somewhat below guidance: assumption", "A")
    hours_per_match: float = parameter(
        4.0, "a coordinator's time to bring a volunteer and somebody who asks together", "hours", 1,
        12, "no figure found: assumption", "A")
    quits_ratio_without_coordinator: float = parameter(
        2.0, "volunteers who stop while they have no coordinator, against others", "ratio", 1.0, 4.0,
        "no figure found; guidance keeps volunteers (R-L): assumption", "A")
    host_hours_per_week: float = parameter(
        3.5, "a volunteer's time to host a half-day of a walk-in", "hours/week", 2, 5,
        "a half-day: assumption", "A")
    oldest_volunteer_years: float = parameter(
        85, "age from which nobody begins as a volunteer", "years", 75, 95, "assumption", "A")
    # fmt: on


@inlined
def could_be_volunteer(rule, traits, key, age_years, severity):
    """Whether somebody is well enough, and within reach of a request (a lasting trait)."""
    return (
        18.0 <= age_years < rule.oldest_volunteer_years
        and severity <= LIGHT
        and draws.uniform(draws.nth(traits, 5), key) >= rule.never_asked_share
    )


@inlined
def joining_probability(rule, quits):
    """Probability that somebody within reach joins, while `quits` is that of stopping.

    At the declared share of volunteers as many people join as quit.
    """
    others_reached = 1.0 - rule.never_asked_share - rule.volunteers_share
    return quits * rule.volunteers_share / max(0.001, others_reached)
