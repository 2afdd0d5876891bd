"""What makes two runs the same run: a hash of everything that decides the result, and of nothing else.

Titles and names of scenarios are left out; what a scenario changes is in. The version of the model is
a hash of its code, comments included, so that no result of other code is ever taken for one of this.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, Final

from zorgzaam.experiments.record import canonical_sha256, code_sha256, figures_sha256
from zorgzaam.experiments.studies.plan import Study
from zorgzaam.experiments.studies.point import Point
from zorgzaam.model.timeline import Timeline

_EXPERIMENTS: Final = Path(__file__).resolve().parent.parent
_MAKE_FIGURES: Final = tuple(
    _EXPERIMENTS / name
    for name in ("branches.py", "costs.py", "outcomes.py", "window.py", "studies/work.py")
)


@cache
def model_version() -> str:
    """The version of everything between a point and its figures."""
    return code_sha256(*_MAKE_FIGURES)


class Identities:
    """The identities of the runs of one study.

    `model` and `figures` are of today's code and data, or as they were when a study was run.
    """

    def __init__(
        self, study: Study, model: str | None = None, figures: Mapping[str, str] | None = None
    ) -> None:
        self._study = study
        self.model = model or model_version()
        self._common = {
            "model": self.model,
            "weeks": study.weeks,
            "from_week": study.from_week,
            "series": list(study.file.series),
        }
        self.figures = dict(figures or {}) or {
            code: figures_sha256(place) for code, place in study.places.items()
        }
        self._changes: dict[Timeline, list[list[Any]]] = {}

    def __call__(self, point: Point) -> str:
        """SHA-256 of canonical JSON (RFC 8785) of all that decides the figures of a run."""
        study = self._study
        return canonical_sha256(
            {
                **self._common,
                "place": point.place,
                "figures": self.figures[point.place],
                "data_version": study.places[point.place].data_version,
                "reference": self._written(study.reference(point.place)),
                "seed": point.seed,
                "values": dict(point.values),
                "changes": self._written(study.timeline(point)),
            }
        )

    def _written(self, timeline: Timeline | None) -> list[list[Any]] | None:
        if timeline is None:
            return None
        if timeline not in self._changes:
            self._changes[timeline] = [
                [change.week, change.name, change.value, change.area] for change in timeline.changes
            ]
        return self._changes[timeline]
