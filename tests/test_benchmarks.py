"""The benchmarks run, and the plain Mesa agents that they compare with live by the same rules."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.mark.slow
def test_the_quick_benchmarks_run_and_compare_like_with_like(tmp_path: Path) -> None:
    out = tmp_path / "figures.json"
    told = [sys.executable, "-m", "benchmarks", "--quick", "--out", str(out)]
    done = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    written = json.loads(out.read_text("utf-8"))
    assert written["quick"] is True
    figures = {(figure["group"], figure["name"]): figure for figure in written["figures"]}
    assert all(figure["value"] > 0 for figure in figures.values())
    assert all(name in done.stdout for _, name in figures)
    agreement = {
        name: figure["value"]
        for (group, name), figure in figures.items()
        if group.startswith("what the two lead to")
    }
    # one seed each: carers differ by some percent by chance, hours (very unequal) by some tens
    assert 0.85 < agreement["carers"] < 1.15
    assert 0.6 < agreement["informal hours"] < 1.6
    assert 0.85 < agreement["unmet hours"] < 1.15
