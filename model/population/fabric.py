"""The social fabric of an area: where more people volunteer, and fewer miss a circle of acquaintances.

The health monitor publishes both by area, below and from 65. Against the country's shares they say how
many of an area's people are willing to help outside the family, and how many friends and neighbours
people know there. Nothing of it is a share of carers.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from zorgzaam.agents.parameters import parameter, rule_of
from zorgzaam.model.places.figures import Place

FIRST_OLD_YEARS: Final = 65  # from here on the figures of 65 and over hold

_MONITOR = "RIVM, GGD'en, CBS, Gezondheidsmonitor 2020, Netherlands"


class FabricRule(NamedTuple):
    """How an area's figures differ from the country's, and how much of that counts."""

    # fmt: off
    country_volunteering_18_plus_share: float = parameter(
        0.246, "volunteers, 18 or over, in the country", "share", 0.1, 0.6, _MONITOR, "H")
    country_volunteering_65_plus_share: float = parameter(
        0.275, "volunteers, 65 or over, in the country", "share", 0.1, 0.6, _MONITOR, "H")
    country_socially_lonely_18_plus_share: float = parameter(
        0.300, "socially lonely, 18 or over, in the country", "share", 0.1, 0.6, _MONITOR, "H")
    country_socially_lonely_65_plus_share: float = parameter(
        0.326, "socially lonely, 65 or over, in the country", "share", 0.1, 0.6, _MONITOR, "H")
    willing_power_of_volunteering: float = parameter(
        1.0, "willing people go with an area's volunteers, against the country's, to this power",
        "power", 0.0, 2.0, "proportional: assumption; people who volunteer care more often (R-M SCP)",
        "A")
    contacts_power_of_not_lonely: float = parameter(
        1.0, "friends and neighbours known go with those who are not socially lonely, to this power",
        "power", 0.0, 3.0, "proportional: assumption; social loneliness is the want of such contacts",
        "A")
    # fmt: on


class Fabric(NamedTuple):
    """Against the country: [area, below 65 or from 65 on]; the last area is elsewhere, with 1."""

    willing: NDArray[np.float64]
    contacts: NDArray[np.float64]


def fabric_of(place: Place, values: Mapping[str, float]) -> Fabric:
    """What the figures of a place say of its social fabric."""
    rule = rule_of(FabricRule, values)
    lonely = np.array(
        [rule.country_socially_lonely_18_plus_share, rule.country_socially_lonely_65_plus_share]
    )
    volunteering = np.array(
        [rule.country_volunteering_18_plus_share, rule.country_volunteering_65_plus_share]
    )
    of_areas = np.array(
        [
            [
                [area.volunteering_pct_18_plus, area.volunteering_pct_65_plus],
                [area.socially_lonely_pct_18_plus, area.socially_lonely_pct_65_plus],
            ]
            for area in place.areas
        ]
    )
    willing = (of_areas[:, 0] / 100.0 / volunteering) ** rule.willing_power_of_volunteering
    contacts = ((1.0 - of_areas[:, 1] / 100.0) / (1.0 - lonely)) ** (
        rule.contacts_power_of_not_lonely
    )
    elsewhere = np.ones((1, 2))
    return Fabric(np.concatenate([willing, elsewhere]), np.concatenate([contacts, elsewhere]))


__all__ = ["FIRST_OLD_YEARS", "Fabric", "FabricRule", "fabric_of"]
