"""Programmes: what a pilot pays for ends with it.

Levers that are paid by a programme fall back, after its length, to what they were before.
"""

from typing import Final, NamedTuple

from zorgzaam.agents.parameters import parameter

PROGRAMME_LEVERS: Final = (
    "open_walk_in_share",
    "tie_building_share",
    "collective_first_share",
    "self_reliance_training_share",
    "cooperative_funding_eur_per_year",
    "carer_support_share",
    "respite_share",
)


class ProgrammeRule(NamedTuple):
    """How long programmes are paid for."""

    # fmt: off
    programme_weeks: float = parameter(
        0, "weeks after which walk-ins, time for the network, collective offers, trainings, funding, carer support and respite end again; 0: lasting",
        "weeks", 0, 520, "sources 001: experiments die as pilots; evidence (iii) H5: 1-2 years", "M",
        whole=True, label_nl="Programma eindigt na (weken)", label_en="Programme ends after (weeks)")
    # fmt: on
