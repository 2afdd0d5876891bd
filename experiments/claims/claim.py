"""Claims ready to run: the shipped files, read, checked, and remembered by their hash."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final, Literal

from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import Parameter, nearest
from zorgzaam.experiments.claims.file import (
    KEYS,
    KINDS,
    Assumption,
    ClaimFile,
    CommonFile,
    SameMoney,
    Test,
    arms_of,
)
from zorgzaam.experiments.parameters import check
from zorgzaam.experiments.scenario import Moment, Scenario
from zorgzaam.experiments.toml_file import File, parse, problem_at
from zorgzaam.model.parameters import PARAMETERS

_FILES: Final = files("zorgzaam.experiments.claims") / "files"
COMMON: Final = "common"


@dataclass(frozen=True, slots=True)
class Variation:
    """What is assumed: as declared (no row), or one assumption at an end of its range."""

    row: str = ""
    end: str = ""  # "low" or "high"
    values: tuple[tuple[str, float], ...] = ()
    of: Literal["start", "arms"] = "start"

    def start(self) -> dict[str, float]:
        """What it changes from settling on."""
        return dict(self.values) if self.of == "start" else {}


AS_DECLARED: Final = Variation()
ENDS: Final = ("low", "high")


@dataclass(frozen=True, slots=True)
class Claim:
    """A claim file with its name, where it was read, and the hash of its bytes."""

    name: str
    where: str
    sha256: str
    file: ClaimFile = field(compare=False)  # told apart by its hash

    @property
    def tests(self) -> Mapping[str, Test]:
        """Its tests by name."""
        return self.file.tests

    @property
    def weeks(self) -> int:
        """Length of every run."""
        return self.file.weeks

    def said(self, what: str, language: str) -> str:
        """One of its texts (title, claim, expectation, rule) in 'nl' or 'en'."""
        text: str = getattr(self.file, f"{what}_{language}")
        return text

    def start(self) -> dict[str, float]:
        """The parameters of all arms from settling on, checked."""
        return {
            name: check(name, value, f"{self.where}: start")
            for name, value in self.file.start.items()
        }

    @property
    def assumptions(self) -> tuple[Assumption, ...]:
        """All that is varied: what every claim varies, and what this one does besides."""
        further = {each.row: each for each in common().further_assumptions}
        for row in self.file.vary:
            if row not in further:
                raise InputError(f"{self.where}: vary: unknown row '{row}'{nearest(row, further)}")
        rows = (*common().assumptions, *(further[row] for row in self.file.vary))
        together = (*rows, *self.file.assumptions)
        names = [each.row for each in together]
        for row in names:
            if names.count(row) > 1:
                raise InputError(f"{self.where}: the assumption '{row}' is there more than once")
        return together

    @property
    def variations(self) -> tuple[Variation, ...]:
        """Every assumption at the low and at the high end of its declared range."""
        return tuple(
            Variation(each.row, end, tuple(sorted(_at(each, end, self.where).items())), each.of)
            for each in self.assumptions
            for end in ENDS
        )

    @property
    def deciding_arms(self) -> tuple[str, ...]:
        """The arms on which the verdict rests, the first, and those that give them equal money."""
        asked = {next(iter(self.file.arms))}
        for test in self.tests.values():
            if test.decides:
                asked.update(arms_of(test))
        for arm in tuple(asked):
            if balance := self.balance(arm):
                asked |= {balance[0], balance[1].as_arm}
        return tuple(arm for arm in self.file.arms if arm in asked)

    def balance(self, name: str) -> tuple[str, SameMoney] | None:
        """What gives an arm the money of another, and the arm that says so: itself, or above it."""
        for each in self._chain(name):
            same = self.file.arms[each].same_money
            if same is not None:
                return each, same
        return None

    def arm(
        self,
        name: str,
        variation: Variation = AS_DECLARED,
        levers: Mapping[str, float] | None = None,
    ) -> Scenario:
        """One arm as a scenario, its parameters checked; `levers` as found for equal money."""
        arm = self.file.arms[name]
        moments = [m for each in reversed(self._chain(name)) for m in self._moments(each)]
        if variation.of == "arms":
            values = dict(variation.values)
            moments = [replace(m, value=values.get(m.name, m.value)) for m in moments]
        balance = self.balance(name)
        if balance:
            at, same = balance
            where = f"{self.where}: arm {at}: same_money"
            value = (levers or {}).get(at, float(lever_of(same, where).value))
            moments.append(Moment(None, same.week, same.lever, value, where))
        return Scenario(
            name,
            arm.title_nl,
            arm.title_en,
            why_nl="",
            why_en="",
            source=self.file.source,
            changes=tuple(moments),
        )

    def _chain(self, name: str) -> list[str]:
        """The arm, the one it extends, and so on."""
        chain = [name]
        while above := self.file.arms[chain[-1]].extends:
            chain.append(above)
            if above in chain[:-1]:
                circle = " -> ".join(reversed(chain[chain.index(above) :]))
                raise InputError(f"{self.where}: arms extend each other in a circle: {circle}")
        return chain

    def _moments(self, name: str) -> list[Moment]:
        """What an arm itself changes."""
        where = f"{self.where}: arm {name}"
        return [
            Moment(
                change.at,
                change.week,
                parameter,
                check(parameter, value, where),
                where,
                change.areas,
            )
            for change in self.file.arms[name].changes
            for parameter, value in change.set.items()
        ]


def lever_of(same: SameMoney, where: str) -> Parameter:
    """The parameter that is moved until two arms spend the same."""
    lever = PARAMETERS.get(same.lever)
    if lever is None or lever.choices or lever.whole:
        raise InputError(
            f"{where}: '{same.lever}' is no parameter that can be moved bit by bit"
            f"{nearest(same.lever, PARAMETERS)}"
        )
    return lever


def claim_names() -> tuple[str, ...]:
    """Names of the shipped claims, in order."""
    stems = (entry.name.removesuffix(".toml") for entry in _FILES.iterdir())
    return tuple(sorted(stem for stem in stems if stem != COMMON and "." not in stem))


def load_claim(name_or_path: str) -> Claim:
    """A shipped claim by name (h2a is H2a), or anybody's by the path of its TOML file.

    Its shape is checked, its parameters when it is planned. Raises InputError for an unknown name, a
    file that cannot be read or is not TOML, and for whatever in it is not right.
    """
    known = claim_names()
    for name in known:
        if name.lower() == name_or_path.strip().lower():
            return _claim(name, name, (_FILES / f"{name}.toml").read_bytes())
    path = Path(name_or_path)
    if path.suffix.lower() != ".toml":
        raise InputError(
            f"unknown claim '{name_or_path}'{nearest(name_or_path, known)} "
            f"Known: {', '.join(known)}, or all; or give the path of a TOML file."
        )
    try:
        return _claim(path.stem, str(path), path.read_bytes())
    except OSError as error:
        raise InputError(f"{path}: cannot be read ({error.strerror})") from None


def _claim(name: str, where: str, content: bytes) -> Claim:
    return Claim(name, where, hashlib.sha256(content).hexdigest(), _read(where, content, ClaimFile))


@cache
def common() -> CommonFile:
    """Places and assumptions that all claims share."""
    return _read(COMMON, (_FILES / f"{COMMON}.toml").read_bytes(), CommonFile)


def common_sha256() -> str:
    """Hash of the file of what all claims share."""
    return hashlib.sha256((_FILES / f"{COMMON}.toml").read_bytes()).hexdigest()


def _at(assumption: Assumption, end: str, where: str) -> dict[str, float]:
    for name in assumption.parameters:
        if name not in PARAMETERS:
            raise InputError(
                f"{where}: assumption {assumption.row}: unknown parameter '{name}'"
                f"{nearest(name, PARAMETERS)}"
            )
    return {
        name: float(PARAMETERS[name].low if end == "low" else PARAMETERS[name].high)
        for name in assumption.parameters
    }


def _read(where: str, content: bytes, kind: type[File]) -> File:
    return parse(kind, where, content, "claim", _problem)


def _problem(error: dict[str, Any]) -> str:
    """One mistake in words: where in the file, what is wrong, what would be right."""
    steps = [str(step) for step in error["loc"]]
    path = ".".join(steps)
    kinds = ", ".join(kind.__name__.lower() for kind in KINDS)
    match error["type"]:
        case "value_error":
            return f"{path}: {error['ctx']['error']}".removeprefix(": ")
        case "union_tag_not_found":
            return f"{path}: 'kind' is missing; kinds are {kinds}"
        case "union_tag_invalid":
            return f"{path}: unknown kind '{error['ctx']['tag']}'; kinds are {kinds}"
        case _:
            return problem_at(".".join(steps[:-1]), steps[-1] if steps else "", error, KEYS)
