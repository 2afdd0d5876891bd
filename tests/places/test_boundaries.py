"""Outlines are closed rings where the area is, for every inhabited wijk of today."""

from itertools import pairwise

from zorgzaam.model.places import boundaries, place


def area_of_ring(ring: list[tuple[float, float]]) -> float:
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairwise(ring))) / 2


def test_the_wijken_of_utrecht_are_closed_rings_near_utrecht() -> None:
    codes = [area.code for area in place("GM0344").areas]
    outlines = boundaries(codes)
    assert set(outlines) == set(codes)
    for rings in outlines.values():
        assert rings
        for ring in rings:
            assert ring[0] == ring[-1]
            assert len(ring) >= 4
            assert all(4.9 < lon < 5.3 and 52.0 < lat < 52.2 for lon, lat in ring)


def test_a_municipality_is_as_large_as_its_wijken() -> None:
    wijken = boundaries(area.code for area in place("GM0344").areas)
    together = sum(area_of_ring(ring) for rings in wijken.values() for ring in rings)
    town = sum(area_of_ring(ring) for ring in boundaries(["GM0344"])["GM0344"])
    assert abs(together / town - 1) < 0.02


def test_there_is_nothing_to_draw_for_a_buurt_or_an_unknown_code() -> None:
    assert boundaries(["BU03440311", "WK999999", "NL"]) == {
        "BU03440311": [],
        "WK999999": [],
        "NL": [],
    }


def test_most_of_the_country_can_be_drawn() -> None:
    areas = place("NL").areas
    outlines = boundaries(area.code for area in areas)
    drawn = sum(area.residents for area in areas if outlines[area.code])
    assert drawn > 0.94 * sum(area.residents for area in areas)
