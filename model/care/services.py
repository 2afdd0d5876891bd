"""The formal services: what an hour costs, and what is lost on the way to clients."""

from typing import Final, NamedTuple

from zorgzaam.agents.care_file import (
    DAY_ACTIVITY,
    DISTRICT_NURSING,
    FAMILY_SUPPORT,
    GUIDANCE_SERVICE,
    HOUSEHOLD_HELP,
)
from zorgzaam.agents.kernel import inlined
from zorgzaam.agents.parameters import parameter

TRIM: Final = 0
_CUT = "evidence #40; F21: household help 32 (40 in the agreement), guidance 25, youth 15"
# What is paid for an hour with a client pays for coordination (#36: 27 %) and administration (#35: 34 %,
# of household helps 5 %) as well; the model takes these from the budget and from the contract hour.
_D = "D #38 less #35 and #36: an hour with a client costs "


class FormalCareRule(NamedTuple):
    """Money, prices and rationing."""

    # fmt: off
    budget_cut_household_help_share: float = parameter(
        0.0, "cut of the budget for household help", "share", 0.0, 1.0, _CUT, "H",
        label_nl="Korting huishoudelijke hulp", label_en="Cut of household help")
    budget_cut_guidance_share: float = parameter(
        0.0, "cut of the budgets for guidance and for day activity", "share", 0.0, 1.0, _CUT, "H",
        label_nl="Korting begeleiding en dagbesteding", label_en="Cut of guidance and day activity")
    budget_cut_district_nursing_share: float = parameter(
        0.0, "cut of the budget for district nursing", "share", 0.0, 1.0,
        "no cut in the 2015 package; a lever of our own", "H", label_nl="Korting wijkverpleging",
        label_en="Cut of district nursing")
    budget_cut_family_support_share: float = parameter(
        0.0, "cut of the budget for family support", "share", 0.0, 1.0, _CUT, "H",
        label_nl="Korting gezinsondersteuning", label_en="Cut of family support")
    budget_room_share: float = parameter(
        0.05, "budget above the cost in the settling period", "share", 0.0, 0.2,
        "assumption: before the cuts these services were open-ended (AWBZ)", "A")
    smallest_budget_hours_per_week: float = parameter(
        4, "contract hours that any area can pay for each service, at the price of household help",
        "hours/week", 0, 24, "assumption: a hamlet is served from the municipality's budget", "A")
    tariff_household_help_eur_per_hour: float = parameter(
        15.2, "price of a contract hour of household help", "EUR/hour", 12.5, 17.3, _D + "22 (18-25; F46)",
        "M")
    tariff_guidance_eur_per_hour: float = parameter(
        24.1, "price of a contract hour of guidance", "EUR/hour", 19.3, 31.3,
        _D + "50 (40-65; no figure found)", "A")
    tariff_district_nursing_eur_per_hour: float = parameter(
        26.3, "price of a contract hour of district nursing", "EUR/hour", 21.7, 31.3,
        _D + "54.5 (F24: 54.47 Buurtzorg, 48.74 others)", "M")
    tariff_day_activity_eur_per_hour: float = parameter(
        25.3, "price of a contract hour of a coach", "EUR/hour", 18.0, 36.0,
        _D + "52.5 for a group of 6 (35 a half-day of 4 hours each, 25-50)", "A")
    tariff_family_support_eur_per_hour: float = parameter(
        33.7, "price of a contract hour of family support", "EUR/hour", 24.0, 46.0,
        _D + "70 (50-95; no figure found)", "A")
    day_activity_group_size: float = parameter(
        6, "clients with whom a coach works at the same time", "persons", 4, 10,
        "assumption; groups of 6 to 8 are usual (R-L)", "L")
    coordination_share: float = parameter(
        0.27, "of the money, organising and coordinating", "share", 0.05, 0.40,
        "evidence #36; F25 (over a quarter)", "M", label_nl="Aandeel geld naar coördinatie",
        label_en="Share of money for coordination")
    administration_share: float = parameter(
        0.34, "of professionals' time, administration", "share", 0.05, 0.45, "evidence #35; F25",
        "H", label_nl="Aandeel tijd naar administratie",
        label_en="Share of time for administration")
    administration_ratio_household_help: float = parameter(
        0.15, "of that share, what household helps spend", "ratio", 0.0, 1.0,
        "assumption: #35 is about care workers, a household help fills in time sheets only", "A")
    rationing_rule: float = parameter(
        "trim", "what happens when indications exceed the hours there are", "rule", 0, 1,
        "both occurred (F19, F23)", "M", choices=("trim", "wait"))
    contract_hours_per_professional: float = parameter(
        24, "hours of one contract", "hours/week", 12, 36, "care workers 24-25 hours a week (R-M)",
        "M")
    kept_hours_share: float = parameter(
        0.5, "of a client's hours, what must fit in the week of a professional who goes on with them",
        "share", 0.1, 1.0, "assumption: a small cut breaks no relation", "A")
    smallest_room_hours: float = parameter(
        0.25, "in less time nobody takes another client", "hours/week", 0.1, 1.0, "assumption", "A")
    # fmt: on


@inlined
def tariff_of(rule, service):
    """EUR for a contract hour."""
    if service == HOUSEHOLD_HELP:
        return rule.tariff_household_help_eur_per_hour
    if service == GUIDANCE_SERVICE:
        return rule.tariff_guidance_eur_per_hour
    if service == DISTRICT_NURSING:
        return rule.tariff_district_nursing_eur_per_hour
    if service == DAY_ACTIVITY:
        return rule.tariff_day_activity_eur_per_hour
    return rule.tariff_family_support_eur_per_hour


@inlined
def clients_at_once(rule, service):
    """With how many clients a professional of this service is at the same time."""
    return rule.day_activity_group_size if service == DAY_ACTIVITY else 1.0


__all__ = [
    "DAY_ACTIVITY",
    "FAMILY_SUPPORT",
    "TRIM",
    "FormalCareRule",
    "clients_at_once",
    "tariff_of",
]
