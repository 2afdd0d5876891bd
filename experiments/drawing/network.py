"""A neighbourhood's care network at some moments: a ring of addresses, with care ties as arcs.

The addresses of a stretch stand in their order on a ring, with a gap at the top between the last
and the first. Their people stand inside it; whoever lives elsewhere stands on a rim around it, near
those with whom there are ties. Everybody has one place in all moments, and nothing is left to
chance.
"""

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib.resources import files
from textwrap import wrap
from typing import Final

import numpy as np
from numpy.typing import NDArray

from zorgzaam.experiments.drawing.canvas import WIDTH, Drawing, Text, coordinate, label, svg

PANEL: Final = WIDTH
_MIDDLE: Final = PANEL / 2
_HOUSES: Final = 116.0  # radius of the ring
_RIM: Final = 156.0
_GAP: Final = math.radians(12)
_STEP_INWARD: Final = 6.4  # between people of one address
_APART: Final = 5.4  # least distance on the rim, where there is room
_BOW: Final = 9.0  # least bend of a tie
_TOP: Final = 34.0  # heading of a panel
_LEGEND_ROW: Final = 20.0
_BIG_LETTER: Final = 10.2  # width of a letter of the title, on the safe side

Point = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody with a care tie. `address`: place in the stretch, or None for who lives elsewhere."""

    id: int
    address: int | None
    near: bool  # lives in the place (in the stretch or not)
    hours_per_week: float  # care given and received
    gives: bool
    strained: bool


@dataclass(frozen=True, slots=True)
class Tie:
    """Care between two people; `kind` is a class of the style sheet."""

    carer: int
    recipient: int
    kind: str


@dataclass(frozen=True, slots=True)
class Moment:
    """The network at one moment, with a heading and a line of figures."""

    heading: str
    note: str
    people: Sequence[Person]
    ties: Sequence[Tie]


@dataclass(frozen=True, slots=True)
class Sample:
    """An entry of the legend: its sign (a class, see `_sign`) and what it stands for."""

    sign: str
    words: str


def network_style() -> str:
    """The style sheet of these pictures."""
    return (files("zorgzaam.experiments.drawing") / "network.css").read_text(encoding="utf-8")


def places_of(moments: Sequence[Moment], addresses: int) -> dict[int, Point]:
    """Where everybody stands, the same in every moment; `addresses` is the length of the ring."""
    people = {person.id for moment in moments for person in moment.people}
    home = {  # the last one: who moved away keeps it, for those who care for them
        person.id: person.address
        for moment in moments
        for person in moment.people
        if person.address is not None
    }
    angle: dict[int, float] = {}
    places: dict[int, Point] = {}
    inside: dict[int, int] = {}
    for number, address in sorted(home.items()):
        nth = inside.get(address, 0)
        inside[address] = nth + 1
        angle[number] = _angle(address, addresses)
        places[number] = _at(angle[number], _HOUSES - 10 - _STEP_INWARD * nth)
    partners: dict[int, set[int]] = {number: set() for number in people if number not in places}
    for moment in moments:
        for tie in moment.ties:
            for one, other in ((tie.carer, tie.recipient), (tie.recipient, tie.carer)):
                if one in partners and other in angle:
                    partners[one].add(other)
    wanted = {
        number: sum(angle[other] for other in others) / len(others)
        for number, others in partners.items()
        if others
    }
    order = sorted(wanted, key=lambda number: (wanted[number], number))
    spread = _spread(np.array([wanted[number] for number in order]))
    places |= {number: _at(at, _RIM) for number, at in zip(order, spread, strict=True)}
    return places


def network_panel(
    name: str, text: Text, moment: Moment, places: Mapping[int, Point], addresses: int
) -> Drawing:
    """One moment as a picture of its own."""
    parts = ['<g class="network">', *_panel(moment, places, addresses, heading=False), "</g>"]
    return svg(name, text, PANEL, parts)


def network_chart(
    name: str,
    text: Text,
    moments: Sequence[Moment],
    addresses: int,
    legend: Sequence[Sample],
    notes: Sequence[str] = (),
) -> Drawing:
    """All moments side by side, two in a row, with title and legend: an SVG file of its own."""
    places = places_of(moments, addresses)
    across = min(len(moments), 2)
    width = across * PANEL + 20.0
    parts = [
        (
            f"<style>svg {{ font: 11px sans-serif; }} text {{ fill: #26323a; }} "
            f".note {{ fill: #55626b; font-size: 10.5px; }}\n{network_style()}</style>"
        ),
        '<rect width="100%" height="100%" fill="#fff"/><g class="network">',
    ]
    titles = wrap(text.title, int((width - 20) / _BIG_LETTER))
    parts += [label(10, 26 + 21 * nth, line, "big") for nth, line in enumerate(titles)]
    below = 24 + 21 * len(titles)
    parts += [label(10, below + 15 * nth, note, "note") for nth, note in enumerate(notes)]
    top = below - 5.0 + 15 * len(notes)
    for nth, moment in enumerate(moments):
        x, y = 10 + nth % across * PANEL, top + nth // across * (PANEL + _TOP)
        parts.append(f'<g transform="translate({coordinate(x)} {coordinate(y)})">')
        parts += [*_panel(moment, places, addresses, heading=True), "</g>"]
    height = top + math.ceil(len(moments) / across) * (PANEL + _TOP) + 14
    rows = math.ceil(len(legend) / across)
    for nth, each in enumerate(legend):
        left = 10 + nth // rows * (width - 20) / across
        parts += _sign(each.sign, left, height + nth % rows * _LEGEND_ROW)
        parts.append(label(left + 36, height + nth % rows * _LEGEND_ROW + 4, each.words))
    parts.append("</g>")
    drawn = svg(name, text, height + rows * _LEGEND_ROW, parts, width=width)
    size = f'width="{coordinate(width)}" height="{coordinate(height + rows * _LEGEND_ROW)}"'
    opening = f'<svg xmlns="http://www.w3.org/2000/svg" {size} '
    return Drawing(drawn.svg.replace("<svg ", opening, 1))


def sample(sign: str) -> Drawing:
    """A sign of the legend, for a page."""
    return Drawing(
        '<svg class="chart sample" aria-hidden="true" viewBox="0 0 28 12"><g class="network">'
        f"{''.join(_sign(sign, 0, 6))}</g></svg>"
    )


def _panel(
    moment: Moment, places: Mapping[int, Point], addresses: int, *, heading: bool
) -> Iterable[str]:
    down = _TOP if heading else 0.0
    if heading:
        yield label(_MIDDLE, 14, moment.heading, "heading", "middle")
        yield label(_MIDDLE, 29, moment.note, "note", "middle")
    yield f'<g transform="translate({coordinate(_MIDDLE)} {coordinate(_MIDDLE + down)})">'
    active = {person.address for person in moment.people}
    yield from _ring(addresses, active)
    inside = {person.id for person in moment.people if person.address is not None}
    for tie in moment.ties:
        within = tie.carer in inside and tie.recipient in inside
        yield _arc(tie.kind, places[tie.carer], places[tie.recipient], within=within)
    for person in sorted(moment.people, key=lambda person: (-person.hours_per_week, person.id)):
        yield from _dot(person, places[person.id])
    yield "</g>"


def _ring(addresses: int, active: set[int | None]) -> Iterable[str]:
    """The street, and a house for every address; darker where care is given or received."""
    first, last = _at(_angle(0, addresses), _HOUSES), _at(_angle(addresses - 1, addresses), _HOUSES)
    radius = coordinate(_HOUSES)
    if addresses > 1:
        yield f'<path class="ring" d="M{_xy(first)}A{radius} {radius} 0 1 1 {_xy(last)}"/>'
    side = min(4.2, 0.72 * (2 * math.pi - _GAP) * _HOUSES / max(addresses, 1))
    half = coordinate(side / 2)
    for address in range(addresses):
        angle = _angle(address, addresses)
        kind = "house cares" if address in active else "house"
        turned = f"rotate({coordinate(math.degrees(angle))}) translate({coordinate(_HOUSES)} 0)"
        yield (
            f'<rect class="{kind}" x="-{half}" y="-{half}" width="{coordinate(side)}" '
            f'height="{coordinate(side)}" transform="{turned}"/>'
        )


def _dot(person: Person, at: Point) -> Iterable[str]:
    """A person: larger with more hours; filled gives care, open receives it; a square lives near."""
    x, y = at
    size = 1.5 + 0.5 * math.sqrt(max(person.hours_per_week, 0.0))
    kind = "person carer" if person.gives else "person recipient"
    if person.strained:
        yield _circle(x, y, size + 2.4, "strained halo")
    if person.near and person.address is None:
        yield _square(x, y, size, kind)
    else:
        yield _circle(x, y, size, kind)


def _circle(x: float, y: float, radius: float, kind: str) -> str:
    return f'<circle class="{kind}" cx="{coordinate(x)}" cy="{coordinate(y)}" r="{radius:.2f}"/>'


def _square(x: float, y: float, half: float, kind: str) -> str:
    side = coordinate(1.8 * half)
    return (
        f'<rect class="{kind}" x="{coordinate(x - 0.9 * half)}" y="{coordinate(y - 0.9 * half)}" '
        f'width="{side}" height="{side}"/>'
    )


def _sign(sign: str, x: float, y: float) -> list[str]:
    """What the legend shows beside its words, 28 wide around height y."""
    if sign.startswith("tie"):
        return [f'<path class="{sign}" d="M{_xy((x + 1, y))}H{coordinate(x + 27)}"/>']
    if sign == "hours":
        return [
            part
            for hours, at in ((1.0, 4.0), (8.0, 12.0), (32.0, 22.0))
            for part in _dot(Person(0, 0, True, hours, True, False), (x + at, y))
        ]
    person = {
        "carer": Person(0, 0, True, 6.0, True, False),
        "recipient": Person(0, 0, True, 6.0, False, False),
        "strained": Person(0, 0, True, 6.0, True, True),
        "elsewhere": Person(0, None, False, 6.0, True, False),
        "near": Person(0, None, True, 6.0, True, False),
    }
    if sign == "house":
        return [_square(x + 9, y, 2.3, "house"), _square(x + 19, y, 2.3, "house cares")]
    return list(_dot(person[sign], (x + 14, y)))


def _angle(address: int, addresses: int) -> float:
    """Clockwise from the gap at the top."""
    return -math.pi / 2 + _GAP / 2 + (2 * math.pi - _GAP) * (address + 0.5) / addresses


def _at(angle: float, radius: float) -> Point:
    return radius * math.cos(angle), radius * math.sin(angle)


def _xy(point: Point) -> str:
    return f"{coordinate(point[0])} {coordinate(point[1])}"


def _arc(kind: str, one: Point, two: Point, *, within: bool) -> str:
    """A tie: through the middle between people of the stretch, the shorter the flatter."""
    middle = ((one[0] + two[0]) / 2, (one[1] + two[1]) / 2)
    if not within:  # to the rim, nearly straight
        across = (two[1] - one[1], one[0] - two[0])
        bend = (middle[0] + 0.08 * across[0], middle[1] + 0.08 * across[1])
    else:
        apart = math.dist(one, two)
        far = math.hypot(*middle) or 1.0
        if apart < 2.5 * _STEP_INWARD and abs(math.hypot(*one) - math.hypot(*two)) > apart / 2:
            aside = (-middle[1] / far, middle[0] / far)  # housemates stand behind one another
            bend = (middle[0] + 5 * aside[0], middle[1] + 5 * aside[1])
        else:
            inward = max(0.0, 1 - (0.28 * apart + _BOW) / far)
            bend = (middle[0] * inward, middle[1] * inward)
    return f'<path class="tie {kind}" d="M{_xy(one)}Q{_xy(bend)} {_xy(two)}"/>'


def _spread(wanted: NDArray[np.float64]) -> list[float]:
    """Angles in the same order, as near to the wanted ones as a least distance allows.

    Least squares: neighbours that would stand too close are moved together as one block.
    """
    if not len(wanted):
        return []
    low, high = -math.pi / 2, 1.5 * math.pi
    apart = min(_APART / _RIM, (high - low) / len(wanted))
    blocks: list[tuple[float, int]] = []  # mean of wanted - nth * apart, and number
    for nth, angle in enumerate(wanted):
        mean, number = float(angle) - nth * apart, 1
        while blocks and blocks[-1][0] >= mean:
            before, more = blocks.pop()
            mean, number = (mean * number + before * more) / (number + more), number + more
        blocks.append((mean, number))
    last = max(low, high - len(wanted) * apart)
    bases = [min(max(mean, low), last) for mean, number in blocks for _ in range(number)]
    return [base + nth * apart for nth, base in enumerate(bases)]
