"""docs/ODD.md describes the model that is there: its names exist, and nothing declared is left out."""

import re
from pathlib import Path
from typing import Final

from zorgzaam.agents.columns import columns_of
from zorgzaam.experiments.docs_tables import TABLES
from zorgzaam.model.initiatives import Initiatives
from zorgzaam.model.measures import MEASURE_NAMES
from zorgzaam.model.parameters import PARAMETERS
from zorgzaam.model.week import SETTLING_WEEK, WEEK

ODD = (Path(__file__).resolve().parent.parent / "docs" / "ODD.md").read_text("utf-8")
STANDS_FOR: Final = {
    "<age>": r"(under_\d+|\d+_plus|\d+(_\d+)?)",
    "<ages>": r"\d+_plus",
    "<severity>": "(light|moderate|severe)",
    "<domain>": "(household|company|personal|nursing)",
    "<service>": "(household_help|guidance|district_nursing|day_activity|family_support)",
    "<relation>": "(partner|child|child_in_law|parent|parent_at_home|kin|friend|neighbour)",
    "…": r"\w+",
}
OTHER_WORDS: Final = {"in_this_type", "_PRIORS"}


def names() -> list[str]:
    """What stands in code type and looks like a name, patterns included."""
    told = re.findall(r"`([^`\n]+)`", ODD)
    return [name for name in told if re.fullmatch(r"[\w<>…]+", name) and name not in OTHER_WORDS]


def pattern(name: str) -> re.Pattern[str]:
    for word, meaning in STANDS_FOR.items():
        name = name.replace(word, meaning)
    return re.compile(name)


def declared() -> set[str]:
    columns = {name for table in (*TABLES.values(), Initiatives) for name in columns_of(table)}
    tables = {*TABLES, "initiatives"}
    steps = {process.name for process in (*WEEK, *SETTLING_WEEK)}
    return {*PARAMETERS, *columns, *tables, *steps, *MEASURE_NAMES}


def test_every_name_in_the_odd_exists() -> None:
    there = declared() | {"key"}
    missing = [n for n in names() if not any(pattern(n).fullmatch(name) for name in there)]
    assert not [name for name in missing if name not in {"<severity>", "<age>", "<service>", "…"}]


def test_every_parameter_and_process_is_in_the_odd() -> None:
    told = [pattern(name) for name in names() if name not in STANDS_FOR]
    wanted = [*PARAMETERS, *(process.name for process in (*WEEK, *SETTLING_WEEK))]
    assert not [name for name in wanted if not any(p.fullmatch(name) for p in told)]


def test_the_odd_tells_the_processes_in_the_order_of_the_week() -> None:
    rows = re.findall(r"^\| \d+ \| `(\w+)` \|", ODD, flags=re.MULTILINE)
    assert rows == [process.name for process in WEEK]
