"""Patterns known from surveys and registers: reported with their bands, held only to sanity.

Nothing is tuned yet, so a miss is news and not an error: `make slow` prints the table, and
`python -m benchmarks.patterns` does for more seeds.
"""

import json
import math
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLACES = ("WK034403", "WK027300")  # Overvecht, Putten


@pytest.mark.slow
def test_the_patterns_stay_within_what_is_sane(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "patterns.json"
    told = [sys.executable, "-m", "benchmarks.patterns", "--seeds", "2", "--out", str(out)]
    done = subprocess.run(
        [*told, "--places", *PLACES], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    with capsys.disabled():
        print(done.stdout)  # noqa: T201  # the report is what this test is for
    found = json.loads(out.read_text("utf-8"))
    assert tuple(found) == PLACES
    numbers = {pattern["number"] for patterns in found.values() for pattern in patterns}
    assert numbers >= {"1", "2", "4", "5", "6", "9"}
    insane = [
        (place, pattern["name"], pattern["values"], pattern["sane"])
        for place, patterns in found.items()
        for pattern in patterns
        for low, high in [pattern["sane"]]
        if not all(math.isfinite(value) and low <= value <= high for value in pattern["values"])
    ]
    assert not insane
