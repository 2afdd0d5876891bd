"""The tables in docs/ that say what the code declares: `python -m zorgzaam.experiments.docs_tables docs`.

They are made from the declarations and never edited by hand; a test holds them together.
"""

import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from zorgzaam.agents.care_file import CareFiles
from zorgzaam.agents.columns import columns_of
from zorgzaam.agents.errors import InputError
from zorgzaam.agents.parameters import Parameter, parameters_of
from zorgzaam.agents.people import People
from zorgzaam.agents.professional import Professionals
from zorgzaam.experiments.costs import CostRule
from zorgzaam.experiments.outcomes import OUTCOMES
from zorgzaam.model.areas import Areas
from zorgzaam.model.households import Households
from zorgzaam.model.measures import AGE_GROUPS, INCOMES, MEASURES, SEXES, TENURES
from zorgzaam.model.network import CareTies, Contacts
from zorgzaam.model.parameters import RULES
from zorgzaam.model.week import SETTLING_WEEK, WEEK

TABLES: Final[Mapping[str, type[Any]]] = {
    "people": People,
    "households": Households,
    "contacts": Contacts,
    "files": CareFiles,
    "ties": CareTies,
    "professionals": Professionals,
    "areas": Areas,
}
_MADE: Final = (
    "<!-- Made by `make docs-tables` from what the code declares. Do not edit by hand. -->\n"
)


def _text(value: object) -> str:
    """A cell: one line, no stray column."""
    return " ".join(str(value).split()).replace("|", "\\|")


def _table(heading: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    lines = ["| " + " | ".join(heading) + " |", "|" + "---|" * len(heading)]
    lines += ["| " + " | ".join(_text(cell) for cell in row) + " |" for row in rows]
    return "\n".join(lines) + "\n"


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"`{name}`" for name in names)


def _first_line(documented: type[Any]) -> str:
    return (documented.__doc__ or "").strip().splitlines()[0]


def _parameter_cells(row: Parameter) -> tuple[object, ...]:
    low, high = f"{row.low:g}", f"{row.high:g}"
    allowed = ", ".join(row.choices) if row.choices else f"{low} to {high}"
    return (f"`{row.name}`", row.value, row.unit, allowed, row.confidence, row.source, row.meaning)


def parameters() -> str:
    """Every parameter, by the rule that declares it."""
    parts = [
        _MADE,
        "# Parameters\n",
        (
            "Each is declared once, beside the rule that uses it. The number of *evidence* and of *F* "
            "is that of [evidence.md](evidence.md).\n\n"
            "Confidence: **H** high, **M** medium, **L** low, **A** an assumption: no figure is known, "
            "and the range says how wide the doubt is.\n"
        ),
    ]
    users = {rule: [step.name for step in WEEK if rule in step.rules] for rule in RULES}
    for rule in (*RULES, CostRule):
        used = users.get(rule)
        by = f" Used by {_code(used)}." if used else ""
        rows = [_parameter_cells(row) for row in parameters_of(rule).values()]
        heading = ("name", "value", "unit", "range", "conf.", "source", "meaning")
        parts.append(f"## {rule.__name__}\n\n{_first_line(rule)}{by}\n")
        parts.append(_table(heading, rows))
    return "\n".join(parts)


def outcomes() -> str:
    """Every outcome of a comparison, and every measure that is written down weekly."""
    made = _table(
        ("name", "unit", "meaning", "betekenis"),
        [(f"`{o.name}`", o.unit, o.meaning_en, o.meaning_nl) for o in OUTCOMES],
    )
    counted = _table(
        ("name", "unit", "meaning", "by group"),
        [(f"`{m.name}`", m.unit, m.meaning, "yes" if m.by_group else "") for m in MEASURES],
    )
    groups = [", ".join(kind) for kind in (AGE_GROUPS, SEXES, INCOMES, TENURES)]
    return "\n".join(
        (
            _MADE,
            "# Outcomes and measures\n",
            "## Outcomes of a comparison\n",
            (
                "Taken over the weeks from the first change of the scenario to the end, all areas "
                "together.\n"
            ),
            made,
            "## Measures of a run\n",
            (
                "Summed every week over the residents of each area. Those marked are also kept as means "
                f"over quarters by age ({groups[0]}), sex ({groups[1]}), income ({groups[2]}) and "
                f"tenure ({groups[3]}).\n"
            ),
            counted,
        )
    )


def week() -> str:
    """The processes in their order."""
    steps = _table(
        ("", "process", "why here", "reads", "writes", "rules"),
        [
            (
                number,
                f"`{step.name}`",
                step.why,
                _code(step.reads),
                _code(step.writes),
                _code(rule.__name__ for rule in step.rules),
            )
            for number, step in enumerate(WEEK, 1)
        ],
    )
    instead = [step for step in SETTLING_WEEK if step not in WEEK]
    left_out = [step for step in WEEK if step not in SETTLING_WEEK]
    return "\n".join(
        (
            _MADE,
            "# The week\n",
            steps,
            "In the settling weeks before the start "
            + "; ".join(f"`{step.name}` runs ({step.why})" for step in instead)
            + f". Left out: {_code(step.name for step in left_out)}.\n",
        )
    )


def columns() -> str:
    """Every column of every table."""
    parts = [_MADE, "# Tables and columns\n", "One NumPy array a column, one row a thing.\n"]
    for name, table in TABLES.items():
        rows = [
            (
                f"`{column_name}`",
                column.dtype + (f" × {column.width}" if column.width > 1 else ""),
                column.unit,
                column.meaning,
                _code(column.by),
            )
            for column_name, column in columns_of(table).items()
        ]
        parts.append(f"## {name}\n\n`{table.__name__}`: {_first_line(table)}\n")
        parts.append(_table(("column", "type", "unit", "meaning", "written by"), rows))
    return "\n".join(parts)


PAGES: Final[Mapping[str, Callable[[], str]]] = {
    "parameters.md": parameters,
    "outcomes.md": outcomes,
    "week.md": week,
    "columns.md": columns,
}


def main(folder: Path) -> None:
    """Writes every page into a folder that is there."""
    if not folder.is_dir():
        raise InputError(f"{folder} is not a folder: name the one where the documentation stands")
    for name, page in PAGES.items():
        (folder / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1] if len(sys.argv) > 1 else "docs"))
