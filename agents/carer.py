"""A carer's decisions: yes or no to a request, how many hours, and how strain builds up."""

import math
from typing import NamedTuple

from zorgzaam.agents import draws
from zorgzaam.agents.kernel import inlined, kernel
from zorgzaam.agents.parameters import parameter
from zorgzaam.agents.people import LIGHT, MODERATE, SEVERE, WOMAN
from zorgzaam.agents.professional import FULL_TIME_HOURS

# relations as in zorgzaam.model.network (agents stand below the model and do not import it)
_PARTNER, _CHILD, _PARENT, _KIN, _FRIEND, _CHILD_IN_LAW = 1, 2, 3, 4, 5, 8

_SURE = 1.0  # no probability is above
_YES = "no figure found; ordered as in Cantor (R-H), 8 in 10 carers help family (F4)"


class AnswerRule(NamedTuple):
    """What somebody answers who is asked to help."""

    # fmt: off
    yes_partner: float = parameter(
        0.968, "partner says yes when free and well", "probability", 0.7, 1.0, _YES, "A")
    yes_child: float = parameter(
        0.613, "child living far away says yes", "probability", 0.2, 0.8,
        _YES + "; F1: 37 % of children of 80+ care", "A")
    yes_child_in_law: float = parameter(
        0.583, "partner of a child living far away says yes", "probability", 0.1, 0.7,
        _YES + "; SCP counts parents and parents-in-law together (#5)", "A")
    yes_parent_at_home: float = parameter(
        0.958, "parent says yes for a child at the same address", "probability", 0.8, 1.0,
        "parents care for their children; assumption", "A")
    yes_parent: float = parameter(
        0.416, "parent living far away says yes for a grown-up child", "probability", 0.05, 0.5,
        _YES, "A")
    yes_kin: float = parameter(
        0.283, "brother, sister or other kin living far away says yes", "probability", 0.05, 0.4,
        _YES, "A")
    yes_friend: float = parameter(0.0813, "friend says yes", "probability", 0.05, 0.4, _YES, "A")
    yes_neighbour: float = parameter(
        0.0851, "neighbour one knows says yes", "probability", 0.03, 0.3, _YES, "A")
    odds_ratio_near: float = parameter(
        2.0, "odds to say yes within 5 km against farther", "odds ratio", 1.5, 3.0, "evidence #7",
        "L")
    odds_ratio_woman: float = parameter(
        2.63, "odds to say yes, women against men", "odds ratio", 1.0, 3.0,
        "F1: half of daughters, a quarter of sons; F48: 56-58 % women", "M")
    odds_ratio_strained: float = parameter(
        0.3, "odds to say yes when heavily strained already", "odds ratio", 0.05, 1.0, "assumption",
        "A")
    odds_ratio_full_time_work: float = parameter(
        0.78, "odds to say yes with 36 hours of paid work against none, partners and parents at home apart",
        "odds ratio", 0.3, 1.0, "sign: carers cut down on work (R-M SCP); assumption", "A")
    odds_lost_per_year_over_70: float = parameter(
        0.15, "odds to say yes that somebody over 70 loses with each year of age, partners apart",
        "1/year", 0.0, 0.15, "assumption: health and stamina that limitations do not tell", "A")
    odds_ratio_lightly_limited: float = parameter(
        0.894, "odds that somebody with a light limitation says yes, against none", "odds ratio", 0.2,
        1.0, "sign: carers are healthier than others of their age where caring is a choice (F13: 0.84); assumption",
        "A")
    odds_ratio_moderately_limited: float = parameter(
        0.186, "odds that a partner with a moderate limitation says yes", "odds ratio", 0.1, 1.0,
        "assumption; severely limited partners are not asked", "A")
    hours_free_without_work: float = parameter(
        69.9, "hours that somebody without paid work could give at most", "hours/week", 25, 70,
        "assumption", "A")
    hours_lost_per_hour_worked: float = parameter(
        0.9, "fewer for each hour of paid work", "hours/hour", 0.5, 1.2, "assumption", "A")
    hours_free_at_least: float = parameter(
        2.0, "hours that somebody with a full-time job could still give", "hours/week", 0, 8,
        "assumption", "A")
    care_leave_hours_per_week: float = parameter(
        0, "paid work that employers let somebody off who is asked to care", "hours/week", 0, 16,
        "care leave (Wet arbeid en zorg): up to six weeks a year, 0 to 4 hours a week; a lever", "M",
        label_nl="Zorgverlof (uur per week)", label_en="Care leave (hours a week)")
    hours_free_ratio_partner: float = parameter(
        2.0, "hours that a partner at home could give against others", "ratio", 1, 4,
        "assumption: evenings and nights at home", "A")
    hours_ratio_partner_or_child: float = parameter(
        5, "hours for a partner or one's own child against others", "ratio", 2, 5, "evidence #6",
        "L")
    hours_offered_log_mean: float = parameter(
        1.04, "hours that somebody is prepared to give one person, mean of the log",
        "log hours/week", 0.8, 2.8,
        "what is offered is not seen, only what is given (#4: median 5): assumption", "A")
    hours_offered_log_sd: float = parameter(
        2.36, "the same, spread", "sd of log", 0.8, 2.4, "likewise (#4: 1.33)", "A")
    # fmt: on


class StrainRule(NamedTuple):
    """Where a carer's latent strain moves to, and how fast."""

    # fmt: off
    strain_intercept: float = parameter(
        -2.88, "logit of heavy strain at one hour a week, average carer", "logit", -4.5, -2.0,
        "evidence #13; F1, F6, F9", "M")
    strain_slope_log_hours: float = parameter(
        0.9, "rise of the logit with the log of hours", "logit/log hour", 0.7, 1.2, "evidence #13",
        "M")
    odds_ratio_female: float = parameter(
        1.6, "women against men at equal hours", "odds ratio", 1.4, 1.8, "evidence #14; F2, F8",
        "M")
    odds_ratio_for_child: float = parameter(
        2.6, "care for one's own child", "odds ratio", 1.5, 4.3, "evidence #15; F9", "H")
    odds_ratio_poor_health: float = parameter(
        1.8, "carer limited in health", "odds ratio", 1.2, 2.7, "evidence #15; F9", "H")
    odds_ratio_sole_carer: float = parameter(
        1.7, "sole carer", "odds ratio", 1.2, 2.5, "evidence #16", "L")
    odds_ratio_dementia: float = parameter(
        2.0, "recipient with dementia", "odds ratio", 1.3, 3.0, "evidence #17", "L")
    average_share_female: float = parameter(
        0.57, "women among carers: the intercept is for this average carer", "share", 0.5, 0.65,
        "F48", "H")
    average_share_for_child: float = parameter(
        0.10, "carers of their own child", "share", 0.05, 0.15, "evidence #5", "M")
    average_share_poor_health: float = parameter(
        0.30, "carers limited in health", "share", 0.2, 0.4,
        "RIVM health monitor 2020: 31 % of adults limited", "M")
    average_share_sole_carer: float = parameter(
        0.35, "sole carers", "share", 0.25, 0.45, "evidence #9", "L")
    average_share_dementia: float = parameter(
        0.10, "carers of somebody with dementia", "share", 0.05, 0.2, "assumption", "A")
    strain_resting_hours_per_week: float = parameter(
        0.25, "strain of somebody who gives no care rests where so few hours lead", "hours/week",
        0.1, 1.0, "assumption", "A")
    strain_half_life_months: float = parameter(
        6.0, "time in which strain moves half the way", "months", 3, 18, "evidence #22", "L")
    heavy_carer_stops_per_year: float = parameter(
        0.35, "heavily strained carers who stop for somebody", "1/year", 0.15, 0.8,
        "evidence #18; F11 as bound", "L")
    partner_stops_ratio: float = parameter(
        0.3, "the same for a partner at home, against others", "ratio", 0.0, 1.0, "assumption", "A")
    heavy_carer_scales_down_per_year: float = parameter(
        0.172, "heavily strained carers who scale down", "1/year", 0.0, 0.95,
        "assumption, no figure found", "A")
    scale_down_share: float = parameter(
        0.3, "of the hours, when scaling down", "share", 0.1, 0.6, "assumption", "A")
    respite_share: float = parameter(
        0.0, "of the heavily strained carers, who are given hours off by a professional", "share",
        0.0, 1.0, "evidence #21; a lever", "A", label_nl="Respijtzorg", label_en="Respite")
    respite_hours_per_week: float = parameter(
        4.0, "hours off", "hours/week", 1, 12, "one half-day a week: assumption", "A")
    respite_most_share: float = parameter(
        0.5, "of the hours given, what is taken off at most", "share", 0.1, 1.0, "assumption", "A")
    # fmt: on


@inlined
def _odds(probability):
    return probability / max(1e-9, 1.0 - probability)


@inlined
def _odds_of_yes(rule, relation, near, at_home, ratio):
    """Odds that somebody well, unstrained and without a job says yes, the average of both sexes.

    `ratio` is how much more often than the average this person helps outside the family.
    """
    if relation == _PARTNER:
        return _odds(rule.yes_partner)
    if relation == _PARENT and at_home:
        return _odds(rule.yes_parent_at_home)
    if relation == _CHILD:
        odds = _odds(rule.yes_child)
    elif relation == _CHILD_IN_LAW:
        odds = _odds(rule.yes_child_in_law)
    elif relation == _PARENT:
        odds = _odds(rule.yes_parent)
    elif relation == _KIN:
        odds = _odds(rule.yes_kin)
    elif relation == _FRIEND:
        odds = _odds(min(_SURE, ratio * rule.yes_friend))
    else:
        return _odds(min(_SURE, ratio * rule.yes_neighbour))
    return odds * rule.odds_ratio_near if near else odds


@inlined
def _accepts(odds, answer):
    """Whether a number between 0 and 1 falls below the probability with these odds."""
    return answer * (1.0 + odds) < odds


@inlined
def may_say_yes(rule, relation, near, at_home, ratio, answer):
    """Whether this answer could be a yes from anybody: most refusals need no further look."""
    odds = _odds_of_yes(rule, relation, near, at_home, ratio)
    odds *= max(rule.odds_ratio_woman, 1.0 / rule.odds_ratio_woman)
    return _accepts(odds, answer)


@kernel
def says_yes(
    rule,
    relation,
    near,
    at_home,
    ratio,
    sex,
    age_years,
    work_hours,
    severity,
    heavily_strained,
    answer,
):
    """Whether somebody who is asked says yes; `answer` is their draw between 0 and 1."""
    closest = relation == _PARTNER or (relation == _PARENT and at_home)
    if severity == SEVERE or (severity > LIGHT and not closest):
        return False
    odds = _odds_of_yes(rule, relation, near, at_home, ratio)
    if not closest:
        half = math.sqrt(rule.odds_ratio_woman)  # so that the average of both sexes stays
        odds *= half if sex == WOMAN else 1.0 / half
        odds *= rule.odds_ratio_full_time_work ** (work_hours / FULL_TIME_HOURS)
        odds *= math.exp(-rule.odds_lost_per_year_over_70 * max(0.0, age_years - 70.0))
    if heavily_strained:
        odds *= rule.odds_ratio_strained
    if severity == LIGHT:
        odds *= rule.odds_ratio_lightly_limited
    elif severity == MODERATE:
        odds *= rule.odds_ratio_moderately_limited
    return _accepts(odds, answer)


@inlined
def hours_free(rule, work_hours, relation, at_home):
    """Hours a week somebody could give at most; more for a partner or a parent at home."""
    hours = rule.hours_free_without_work - rule.hours_lost_per_hour_worked * work_hours
    hours = max(rule.hours_free_at_least, hours)
    closest = relation == _PARTNER or (relation == _PARENT and at_home)
    return rule.hours_free_ratio_partner * hours if closest else hours


@kernel
def hours_offered(rule, relation, pairs, pair):
    """Hours a week somebody is prepared to give this one person (a lasting trait of the two)."""
    hours = math.exp(
        rule.hours_offered_log_mean + rule.hours_offered_log_sd * draws.normal(pairs, pair)
    )
    # the contact of a recipient who is 'parent' cares for an own child
    return hours * (
        rule.hours_ratio_partner_or_child if relation == _PARTNER or relation == _PARENT else 1.0
    )


@kernel
def strain_log_odds(rule):
    """Logs of the odds ratios of strain, and the shift that keeps the average carer at the intercept."""
    female, for_child = math.log(rule.odds_ratio_female), math.log(rule.odds_ratio_for_child)
    poor_health, sole = math.log(rule.odds_ratio_poor_health), math.log(rule.odds_ratio_sole_carer)
    dementia = math.log(rule.odds_ratio_dementia)
    average = (
        female * rule.average_share_female
        + for_child * rule.average_share_for_child
        + poor_health * rule.average_share_poor_health
        + sole * rule.average_share_sole_carer
        + dementia * rule.average_share_dementia
    )
    return female, for_child, poor_health, sole, dementia, rule.strain_intercept - average


@inlined
def strain_target(rule, log_odds, hours, sex, severity, for_child, sole, dementia):
    """The logit of being heavily strained that this way of caring leads to in the end.

    The odds ratios act around the average carer, so that the published cross-section stays.
    """
    target = log_odds[5] + rule.strain_slope_log_hours * math.log(
        max(rule.strain_resting_hours_per_week, hours)
    )
    if sex == WOMAN:
        target += log_odds[0]
    if for_child:
        target += log_odds[1]
    if severity > 0:
        target += log_odds[2]
    if sole:
        target += log_odds[3]
    if dementia:
        target += log_odds[4]
    return target


@inlined
def resting_strain(rule):
    """Where strain rests without care."""
    return rule.strain_intercept + rule.strain_slope_log_hours * math.log(
        rule.strain_resting_hours_per_week
    )


@inlined
def tolerance(lasting, key):
    """The lasting personal term: strain above this logit is heavy for this person (logistic)."""
    at = min(0.9999, max(0.0001, draws.uniform(lasting, key)))  # keeps the logit finite
    return math.log(at / (1.0 - at))


__all__ = [
    "AnswerRule",
    "StrainRule",
    "hours_free",
    "hours_offered",
    "may_say_yes",
    "resting_strain",
    "says_yes",
    "strain_log_odds",
    "strain_target",
    "tolerance",
]
