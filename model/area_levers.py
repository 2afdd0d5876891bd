"""Levers that may differ by area: a scenario can set them for some areas of a run only.

Each is declared as a parameter beside the rule that uses it; the value that holds in an area this
week stands in `Areas.lever`, in this order.
"""

from typing import Final

AREA_LEVERS: Final = (
    "budget_cut_household_help_share",
    "budget_cut_guidance_share",
    "budget_cut_district_nursing_share",
    "budget_cut_family_support_share",
    "norm_hours_household_help_per_week",
    "norm_hours_guidance_per_week",
    "norm_hours_district_nursing_per_week",
    "norm_hours_day_activity_per_week",
    "norm_hours_family_support_per_week",
    "expected_network_share",
    "collective_first_share",
    "self_reliance_training_share",
    "open_walk_in_share",
    "tie_building_share",
    "cooperative_funding_eur_per_year",
    "nursing_home_places_share",
)
NORM: Final = AREA_LEVERS.index("norm_hours_household_help_per_week")  # norms by service from here
EXPECTED: Final = AREA_LEVERS.index("expected_network_share")
COLLECTIVE_FIRST: Final = AREA_LEVERS.index("collective_first_share")
TRAINING: Final = AREA_LEVERS.index("self_reliance_training_share")
OPEN_WALK_IN: Final = AREA_LEVERS.index("open_walk_in_share")
TIE_BUILDING: Final = AREA_LEVERS.index("tie_building_share")
COOPERATIVE_FUNDING: Final = AREA_LEVERS.index("cooperative_funding_eur_per_year")
PLACES: Final = AREA_LEVERS.index("nursing_home_places_share")
# the budget cut that holds for each service: day activity shares the one of guidance
CUT_OF_SERVICE: Final = (0, 1, 2, 1, 3)
