"""What a study's file says about its analyses: which factors, subjects and questions there are."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import nearest
from zorgzaam.experiments.analysis.design import Ranges
from zorgzaam.experiments.analysis.discovery import discover
from zorgzaam.experiments.analysis.discovery_told import told_discovery
from zorgzaam.experiments.analysis.finding import Finding, write_finding
from zorgzaam.experiments.analysis.observed import Measure, Subject, subject_of
from zorgzaam.experiments.analysis.question import Question, Side
from zorgzaam.experiments.analysis.regret import Better, regret
from zorgzaam.experiments.analysis.regret_told import told_regret
from zorgzaam.experiments.analysis.runner import Runner
from zorgzaam.experiments.analysis.seeds_needed import seeds_for
from zorgzaam.experiments.analysis.seeds_needed_told import told_seeds
from zorgzaam.experiments.analysis.sensitivity import morris, sobol
from zorgzaam.experiments.analysis.sensitivity_told import told_morris, told_sobol
from zorgzaam.experiments.analysis.tipping import tippings
from zorgzaam.experiments.analysis.tipping_beside import told_beside
from zorgzaam.experiments.analysis.tipping_told import told_tipping
from zorgzaam.experiments.analysis.two_levers import two_lever_maps
from zorgzaam.experiments.analysis.two_levers_told import told_map
from zorgzaam.experiments.studies.file import StudyFile
from zorgzaam.experiments.studies.folder import refresh_crate
from zorgzaam.experiments.studies.reading import Finished

MAIN_OUTCOME: Final = "heavily_strained_per_1000_adults"


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """What of a study is looked at; whatever is left out is the study's own choice."""

    outcomes: tuple[str, ...] = ()
    places: tuple[str, ...] = ()
    scenarios: tuple[str, ...] = ()
    against: str | None = None
    measure: Measure | None = None
    without_failed: bool = False

    def outcomes_of(self, file: StudyFile) -> tuple[str, ...]:
        """Those chosen, or the main one of the study."""
        main = MAIN_OUTCOME if MAIN_OUTCOME in file.outcomes else file.outcomes[0]
        return _known("outcome", self.outcomes, file.outcomes) or (main,)

    def places_of(self, found: Finished) -> tuple[str, ...]:
        """Codes of those chosen, or of all."""
        codes = tuple(found.study.places)
        return _known("place", self.places, codes) or codes

    def scenarios_of(self, file: StudyFile) -> tuple[str, ...]:
        """Those chosen, or all but the one that is compared with."""
        others = tuple(name for name in file.scenarios if name != self.against)
        return _known("scenario", self.scenarios, file.scenarios) or others

    def subjects(self, found: Finished) -> list[Subject]:
        """Every outcome of every place and scenario."""
        file = found.study.file
        if self.against is not None:
            _known("scenario", (self.against,), file.scenarios)
        return [
            subject_of(outcome, place, scenario, self.against, self.measure)
            for outcome in self.outcomes_of(file)
            for place in self.places_of(found)
            for scenario in self.scenarios_of(file)
        ]


def _known(what: str, chosen: Sequence[str], known: Sequence[str]) -> tuple[str, ...]:
    for name in chosen:
        if name not in known:
            raise InputError(
                f"{what} '{name}' is not in the study{nearest(name, known) or '.'} It has "
                f"{', '.join(known)}"
            )
    return tuple(dict.fromkeys(chosen))


def ranges_of(file: StudyFile) -> Ranges:
    """The factors of a study with the ends of what they are varied over."""
    return {
        factor.parameter: (min(factor.levels), max(factor.levels)) if factor.levels else factor.span
        for factor in file.factors
    }


def sensitivity(found: Finished, choice: Choice) -> list[Finding]:
    """Morris or Sobol, by the kind of the study's design."""
    file = found.study.file
    kind = file.design.kind if file.design else "none"
    if kind not in ("morris", "saltelli"):
        raise InputError(
            f'the design of this study is {kind}; sensitivity takes kind = "morris" (which of many '
            'factors matter) or kind = "saltelli" (Sobol indices of a few)'
        )
    findings = []
    for subject in choice.subjects(found):
        given = (found.table, ranges_of(file), subject, choice.without_failed)
        findings.append(
            told_morris(morris(*given)) if kind == "morris" else told_sobol(sobol(*given))
        )
    return findings


def questions(
    found: Finished, choice: Choice, side: Side | None, seeds: int | None
) -> list[Question]:
    """The study's question about a lever, for each place and scenario.

    The lever is moved on top of the study's first scenario, unless others are chosen. A threshold below
    nothing (a difference below 0, a ratio below 1) is one to fall below, unless a side is said.
    """
    file = found.study.file
    asked = file.tipping
    if asked is None:
        raise InputError("the study says no [tipping]: which lever, outcome and threshold")
    low, high = asked.span
    level = asked.measure == "level"
    if side is None:
        nothing = {"difference": 0.0, "ratio": 1.0}.get(asked.measure)
        side = "below" if nothing is not None and asked.threshold < nothing else "above"
    count = seeds or file.seeds.at_first
    return [
        Question(
            place=place,
            scenario=scenario,
            outcome=asked.outcome,
            lever=asked.lever,
            low=low,
            high=high,
            threshold=asked.threshold,
            seeds=tuple(range(file.seeds.first, file.seeds.first + count)),
            against=None if level else asked.against,
            measure=asked.measure,
            side=side,
        )
        for place in choice.places_of(found)
        for scenario in _known("scenario", choice.scenarios, file.scenarios) or file.scenarios[:1]
    ]


def tipping_points(asked: Sequence[Question], runner: Runner) -> list[Finding]:
    """The tipping point of every question, and all beside each other."""
    found = tippings(asked, runner)
    findings = [told_tipping(each) for each in found]
    return [told_beside(found), *findings] if len(found) > 1 else findings


def maps(found: Finished, asked: Sequence[Question], runner: Runner) -> list[Finding]:
    """The two-lever map of every question."""
    second = found.study.file.tipping.second if found.study.file.tipping else None
    if second is None:
        raise InputError(
            'the study says no second lever: in [tipping], second = { lever = "...", values = [...] }'
        )
    return [told_map(each) for each in two_lever_maps(asked, second.lever, second.values, runner)]


def discovery(found: Finished, choice: Choice, threshold: float, side: Side) -> list[Finding]:
    """The box of every subject."""
    file = found.study.file
    if not file.factors:
        raise InputError("the study varies nothing: give it a [design] and [[factors]]")
    return [
        told_discovery(
            discover(found.table, ranges_of(file), subject, threshold, side, choice.without_failed)
        )
        for subject in choice.subjects(found)
    ]


def regrets(found: Finished, choice: Choice, better: Better) -> list[Finding]:
    """The regret table of every outcome over the study's scenarios."""
    file = found.study.file
    return [
        told_regret(
            regret(
                found.table,
                outcome,
                choice.places_of(found),
                _known("scenario", choice.scenarios, file.scenarios) or file.scenarios,
                better,
                tuple(ranges_of(file)),
                choice.without_failed,
            )
        )
        for outcome in choice.outcomes_of(file)
    ]


def seeds_answer(found: Finished, choice: Choice, half_width: float) -> list[Finding]:
    """Seeds for this precision, an answer for each outcome."""
    subjects = choice.subjects(found)
    return [
        told_seeds(
            seeds_for(
                found.table,
                [subject for subject in subjects if subject.outcome == outcome],
                half_width,
                choice.without_failed,
            )
        )
        for outcome in choice.outcomes_of(found.study.file)
    ]


def write_all(found: Finished, findings: Sequence[Finding]) -> list[Path]:
    """Write the findings into the folder of their study; raises CannotWriteError."""
    about: dict[str, Any] = {
        "study_sha256": found.manifest["identity_sha256"],
        "model_sha256": found.manifest["identity"]["model_sha256"],
        "runs_finished": len(found.table),
        "runs_asked": found.asked,
    }
    written = [path for each in findings for path in write_finding(each, found.folder, about)]
    refresh_crate(found.folder, found.study.file)
    return written
