"""Real areas with their figures: find one, or read one from a file, and make a place of it."""

from zorgzaam.model.places.boundaries import boundaries
from zorgzaam.model.places.catalogue import Match, find, resolve
from zorgzaam.model.places.compose import place
from zorgzaam.model.places.describe import DescribedFigure, describe
from zorgzaam.model.places.figures import AreaFigures, Filled, Place
from zorgzaam.model.places.live import read_live
from zorgzaam.model.places.own_file import read_own_file, read_own_files

__all__ = [
    "AreaFigures",
    "DescribedFigure",
    "Filled",
    "Match",
    "Place",
    "boundaries",
    "describe",
    "find",
    "place",
    "read_live",
    "read_own_file",
    "read_own_files",
    "resolve",
]
