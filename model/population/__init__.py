"""The synthetic population: residents and their kin elsewhere, true to an area's own figures."""

from zorgzaam.model.population.build import Population, build_population
from zorgzaam.model.population.composition import CompositionRule
from zorgzaam.model.population.dementia import DementiaRule
from zorgzaam.model.population.fabric import FabricRule, fabric_of
from zorgzaam.model.population.friends import FriendsRule
from zorgzaam.model.population.health import HealthRule, health_profile
from zorgzaam.model.population.homes import HomesRule
from zorgzaam.model.population.kin import KinRule
from zorgzaam.model.population.means import MeansRule
from zorgzaam.model.population.paid_work import WorkRule
from zorgzaam.model.population.reach import ReachRule

RULES = (
    CompositionRule,
    HomesRule,
    MeansRule,
    WorkRule,
    HealthRule,
    DementiaRule,
    KinRule,
    ReachRule,
    FriendsRule,
    FabricRule,
)

__all__ = ["RULES", "Population", "build_population", "fabric_of", "health_profile"]
