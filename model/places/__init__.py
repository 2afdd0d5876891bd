"""Real areas with their figures: find one, or read one from a file, and make a place of it."""

from zorgzaam.model.places.boundaries import boundaries
from zorgzaam.model.places.catalogue import Match, find, resolve
from zorgzaam.model.places.compose import place
from zorgzaam.model.places.figures import AreaFigures, Filled, Place

__all__ = ["AreaFigures", "Filled", "Match", "Place", "boundaries", "find", "place", "resolve"]
