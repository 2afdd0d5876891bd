"""The folder that a test of claims leaves: every figure, every verdict, the report and the record."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict
from importlib.metadata import version
from pathlib import Path
from typing import Any

from zorgzaam.experiments.claims.claim import AS_DECLARED, Variation, common, common_sha256
from zorgzaam.experiments.claims.study import Study
from zorgzaam.experiments.claims.verdicts import ClaimResult, PlaceResult
from zorgzaam.experiments.claims.wording import unit_of
from zorgzaam.experiments.comparison import WEEKS_PER_RUN_YEAR
from zorgzaam.experiments.record import (
    RECORD_FORMAT,
    canonical_sha256,
    changes_of,
    environment,
    place_record,
    utc,
)
from zorgzaam.experiments.scenario import start_date
from zorgzaam.experiments.store import number_or_none, write_whole

RESULT_COLUMNS = (
    "claim", "place", "assumption", "end", "arm", "seed", "outcome", "from_week", "to_week",
    "value",
)  # fmt: skip
VERDICT_COLUMNS = (
    "claim", "overall", "provisional", "place", "assumption", "end", "verdict", "test", "kind", "outcome", "unit",
    "decides", "value", "low", "high", "seeds", "state", "seeds_needed", "best",
)  # fmt: skip


def write_folder(study: Study, folder: Path, language: str = "en") -> list[Path]:
    """Write results.csv, verdicts.csv, report.html and record.json.

    Raises CannotWriteError, and then leaves the folder as it was found.
    """
    from zorgzaam.experiments.claims.report import write_report

    results = study.results()
    return write_whole(
        folder,
        {
            "results.csv": lambda path: _write(path, RESULT_COLUMNS, result_rows(study)),
            "verdicts.csv": lambda path: _write(path, VERDICT_COLUMNS, verdict_rows(results)),
            "report.html": lambda path: write_report(study, results, path, language),
        },
        record(study),
    )


def _write(path: Path, columns: Iterable[str], rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(columns))
        writer.writeheader()
        writer.writerows(rows)


def result_rows(study: Study) -> Iterator[dict[str, Any]]:
    """One row a figure of a seed: everything that the verdicts are made of."""
    for claim in study.claims:
        for (variation, place), seeds in study.values(claim).items():
            for seed, values in seeds.items():
                for figure, value in values.items():
                    yield {
                        "claim": claim.name,
                        "place": place,
                        "assumption": variation.row,
                        "end": variation.end,
                        "arm": figure.arm,
                        "seed": seed,
                        "outcome": figure.outcome,
                        "from_week": figure.first,
                        "to_week": figure.last,
                        "value": number_or_none(value),
                    }


def verdict_rows(results: Iterable[ClaimResult]) -> Iterator[dict[str, Any]]:
    """One row a test, by place and with all places together, as declared and as varied."""
    for result in results:
        yield from _rows(result, result.together, AS_DECLARED)
        for place in result.places:
            yield from _rows(result, place, AS_DECLARED)
        for variation, together in result.varied.items():
            yield from _rows(result, together, variation)
            for (other, _), place in result.varied_places.items():
                if other == variation:
                    yield from _rows(result, place, variation)


def _rows(
    result: ClaimResult, place: PlaceResult, variation: Variation
) -> Iterator[dict[str, Any]]:
    for name, found in place.tests.items():
        test = result.claim.tests[name]
        yield {
            "claim": result.claim.name,
            "overall": result.overall,
            "provisional": result.provisional,
            "place": place.place or "all",
            "assumption": variation.row,
            "end": variation.end,
            "verdict": place.verdict,
            "test": name,
            "kind": test.kind,
            "outcome": test.outcome,
            "unit": unit_of(test),
            "decides": test.decides,
            "value": number_or_none(found.found.value),
            "low": number_or_none(found.found.low),
            "high": number_or_none(found.found.high),
            "seeds": found.found.seeds,
            "state": found.state,
            "seeds_needed": found.seeds_needed,
            "best": found.best,
        }


def money_rows(study: Study) -> Iterator[dict[str, Any]]:
    """What was found for arms that are to spend as much as another, and what they then spent."""
    for (name, place, variation), levers in sorted(study.money.found.items(), key=str):
        claim = next(claim for claim in study.claims if claim.name == name)
        for arm, found in levers.items():
            same = claim.file.arms[arm].same_money
            yield {
                "claim": name,
                "place": place,
                "assumption": variation.row,
                "end": variation.end,
                "arm": arm,
                "as_arm": same.as_arm if same else None,
                "lever": same.lever if same else None,
                "value": found.value,
                "then_percent_more": found.percent,
            }


def record(study: Study) -> dict[str, Any]:
    """What was put to the test, with what, by which versions: enough to repeat it."""
    variations = dict.fromkeys(job.variation for job in study.jobs if job.variation.row)
    identity = {
        "zorgzaam": version("zorgzaam"),
        "common_sha256": common_sha256(),
        "claims": {
            claim.name: {
                "file_sha256": claim.sha256,
                "places": [place.code for place in study.places[claim.name]],
                "seeds": list(study.seeds[claim.name]),
                "years": study.years[claim.name],
            }
            for claim in study.claims
        },
        "varied_seeds": list(study.varied_seeds),
        "money_seeds": list(common().money_seeds),
        "assumptions": [
            {"row": each.row, "end": each.end, "of": each.of, "values": dict(each.values)}
            for each in variations
        ],
        "figures_sha256": {
            code: canonical_sha256([asdict(area) for area in place.areas])
            for code, place in sorted((place.code, place) for place in study.all_places)
        },
        "data_version": study.all_places[0].data_version,
        "parameters": dict(study.jobs[0].values),
    }
    return {
        "format": RECORD_FORMAT,
        "identity_sha256": canonical_sha256(identity),
        "identity": identity,
        "populations_asked": len(study.jobs),
        "populations_finished": len(study.done),
        "claims": {
            claim.name: {
                "title_nl": claim.file.title_nl,
                "title_en": claim.file.title_en,
                "source": claim.file.source,
                "start": claim.start(),
                "arms": {
                    arm: changes_of(
                        claim.arm(arm).timeline(
                            start_date(study.places[claim.name][0]),
                            round(study.years[claim.name] * WEEKS_PER_RUN_YEAR),
                            [area.code for area in study.places[claim.name][0].areas],
                        )
                    )
                    for arm in claim.file.arms
                },
            }
            for claim in study.claims
        },
        "equal_money": list(money_rows(study)),
        "places": [place_record(place) for place in study.all_places],
        "environment": environment(),
        "times": {"started": utc(study.started), "finished": utc(study.finished)},
    }
