"""Imports run one way: dashboard → experiments → model → agents; and never in a circle."""

import ast
from collections.abc import Collection
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
ORDER = ("agents", "model", "experiments", "dashboard")  # each may import itself and those before
MODULES = {
    ".".join(("zorgzaam", *path.relative_to(ROOT).with_suffix("").parts)).removesuffix(
        ".__init__"
    ): path
    for layer in (*ORDER, "data")
    for path in sorted((ROOT / layer).rglob("*.py"))
}


def is_for_types_only(node: ast.AST) -> bool:
    return isinstance(node, ast.If) and ast.unparse(node.test).endswith("TYPE_CHECKING")


def imports(source: str, known: Collection[str], with_types: bool = True) -> set[str]:
    """The project's modules that a source imports, wherever in the file it does so."""
    found = set()
    left: list[ast.AST] = [ast.parse(source)]
    while left:
        node = left.pop()
        if not with_types and is_for_types_only(node):
            continue
        left.extend(ast.iter_child_nodes(node))
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names if alias.name.startswith("zorgzaam.")}
        elif isinstance(node, ast.ImportFrom) and f"{node.module}.".startswith("zorgzaam."):
            for alias in node.names:
                inner = f"{node.module}.{alias.name}"
                found.add(inner if inner in known else str(node.module))
    return found


GRAPH = {name: imports(path.read_text("utf-8"), MODULES) - {name} for name, path in MODULES.items()}


def layer(module: str) -> str:
    return module.split(".")[1]


@pytest.mark.parametrize("name", ORDER)
def test_a_layer_imports_only_itself_and_the_layers_below(name: str) -> None:
    below = ORDER[: ORDER.index(name) + 1]
    upward = [
        f"{module} imports {target}"
        for module, targets in GRAPH.items()
        for target in sorted(targets)
        if layer(module) == name and layer(target) not in (*below, "data")
    ]
    assert not upward


def test_the_data_folder_holds_files_and_imports_nothing_of_the_project() -> None:
    assert not [module for module in GRAPH if layer(module) == "data" and GRAPH[module]]


def test_no_two_modules_import_each_other_even_by_way_of_others() -> None:
    # An import for the type checker alone never runs, so it cannot close a circle.
    executed = {
        name: imports(path.read_text("utf-8"), MODULES, with_types=False) - {name}
        for name, path in MODULES.items()
    }
    try:
        TopologicalSorter(executed).prepare()
    except CycleError as circle:
        pytest.fail(" → ".join(circle.args[1]))


def test_every_import_of_the_project_names_a_module_that_exists() -> None:
    unknown = [
        f"{module} imports {target}"
        for module, targets in GRAPH.items()
        for target in targets
        if target not in MODULES
    ]
    assert not unknown


def test_the_reader_of_imports_sees_each_way_of_importing() -> None:
    source = """
import zorgzaam.model.ties
from zorgzaam.model import money, ParticipationModel
def late():
    from zorgzaam.agents.draws import uniform
import numpy
if TYPE_CHECKING:
    from zorgzaam.model.world import World
"""
    known = {"zorgzaam.model.money"}
    executed = imports(source, known, with_types=False)
    assert imports(source, known) - executed == {"zorgzaam.model.world"}
    assert executed == {
        "zorgzaam.model.ties",
        "zorgzaam.model.money",
        "zorgzaam.model",
        "zorgzaam.agents.draws",
    }
