"""Outlines of wijken and municipalities (2022), to draw maps with."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterable
from functools import cache
from importlib.resources import files

Ring = list[tuple[float, float]]  # closed, (longitude, latitude) in degrees (WGS84)
_FILES = {
    "WK": "boundaries_wijken_2022.json.gz",
    "GM": "boundaries_municipalities_2022.json.gz",
}


@cache
def _stored(kind: str) -> tuple[float, dict[str, list[list[int]]]]:
    """Degrees of one step, and every area's rings as differences in steps."""
    packed = (files("zorgzaam.data") / _FILES[kind]).read_bytes()
    content = json.loads(gzip.decompress(packed))
    return content["degrees_per_step"], content["areas"]


def _unpack(steps: list[int], degrees_per_step: float) -> Ring:
    digits = 4
    x = y = 0
    ring = []
    for east, north in zip(steps[::2], steps[1::2], strict=True):
        x, y = x + east, y + north
        ring.append((round(x * degrees_per_step, digits), round(y * degrees_per_step, digits)))
    return [*ring, ring[0]]


def boundaries(codes: Iterable[str]) -> dict[str, list[Ring]]:
    """Rings (outlines, islands and holes) by code; an empty list where there is no geometry.

    Draw with the even-odd rule: an enclave is a ring inside a ring. There are none for buurten and
    for wijken that had gone by 2022.
    """
    found: dict[str, list[Ring]] = {}
    for code in codes:
        if code[:2] not in _FILES:
            found[code] = []
            continue
        degrees_per_step, areas = _stored(code[:2])
        found[code] = [_unpack(steps, degrees_per_step) for steps in areas.get(code, [])]
    return found
