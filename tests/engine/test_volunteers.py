"""Volunteers who have a coordinator stay longer, and coordinators ask others to join."""

import numpy as np
import pytest

from zorgzaam.model.areas import VOLUNTEERS_QUIT
from zorgzaam.model.initiatives import VOLUNTEER_ORGANISATION
from zorgzaam.model.processes.workforce import WORKFORCE
from zorgzaam.model.simulation import start

PLACE = "WK027301"


def after_three_rounds(settled, coordinated_share: float) -> tuple[float, int]:
    """How many volunteers stopped and began in twelve weeks in which so many have a coordinator."""
    world = start(settled)
    organisation = world.areas.first_initiative[: world.n_areas] + VOLUNTEER_ORGANISATION
    world.initiatives.coordinated_share[organisation] = coordinated_share
    before = np.count_nonzero(world.people.volunteer_hours)
    for _ in range(12):
        WORKFORCE(world)
        world.week += 1
    stopped = world.areas.events[:, VOLUNTEERS_QUIT].sum()
    return stopped, int(np.count_nonzero(world.people.volunteer_hours) - before + stopped)


@pytest.fixture(scope="module")
def turnover(settled_place):
    settled = settled_place(
        PLACE, volunteer_quits_per_year=0.35, quits_ratio_without_coordinator=4.0
    )
    return {share: after_three_rounds(settled, share) for share in (0.0, 0.5, 1.0)}


def test_the_fewer_volunteers_have_a_coordinator_the_more_stop(turnover):
    stopped = [turnover[share][0] for share in (1.0, 0.5, 0.0)]
    assert stopped[0] < stopped[1] < stopped[2]


def test_people_join_in_proportion_to_the_coordinators_there_are(turnover):
    began = [turnover[share][1] for share in (0.0, 0.5, 1.0)]
    assert began[0] == 0 < began[1] < began[2]


def test_at_the_start_every_post_is_filled_and_every_volunteer_has_a_coordinator(settled_place):
    settled = settled_place(PLACE, volunteers_per_coordinator_fte=20.0)
    world = start(settled)
    volunteers = np.bincount(
        world.people.area[world.people.volunteer_hours > 0], minlength=world.n_areas
    )
    organisation = world.areas.first_initiative[: world.n_areas] + VOLUNTEER_ORGANISATION
    filled = world.initiatives.coordinators[organisation]
    assert filled.max() > 1
    assert (filled <= np.maximum(1, np.ceil(volunteers / 20))).all()
