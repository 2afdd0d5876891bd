"""Rules of the house that no linter knows: one door to randomness, no trace of a machine."""

import ast
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
LAYERS = ("agents", "model", "experiments", "dashboard", "data")
DOOR = Path("agents/draws.py")  # the only module that makes random numbers
SOURCES = [
    path.relative_to(ROOT) for layer in LAYERS for path in sorted((ROOT / layer).rglob("*.py"))
]

RANDOM_NAMES = {"random", "numpy.random"}
# Mesa's interface, not the model's week: whoever calls shuffle_do on a model's agents gets Mesa's
# generator, as in every Mesa model. No process does.
MESA_FACE = Path("model/mesa_face/view_set.py")
# Fit for the key of a session, which only the dashboard has; never for the model.
SECRET_NAMES = {"secrets", "uuid", "urandom"}


def random_uses(source: str, banned: set[str]) -> list[str]:
    """Each touch of a source of randomness: line and what it is."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = {alias.name for alias in node.names} & banned
        elif isinstance(node, ast.ImportFrom):
            inner = {f"{node.module}.{alias.name}" for alias in node.names}
            names = ({str(node.module)} | inner) & banned
        elif isinstance(node, ast.Attribute):
            names = {node.attr} & banned  # np.random, model.random, os.urandom
            if isinstance(node.value, ast.Attribute) and node.value.attr == "rng":
                names |= {f"rng.{node.attr}"}  # a generator that Mesa keeps on its model
        else:
            continue
        found += [f"line {node.lineno}: {name}" for name in sorted(names)]
    return found


def foreign_imports(source: str) -> list[str]:
    """Imports of a top-level folder under its bare name, and relative ones."""
    found = []
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            names = [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = ["."] if node.level else [str(node.module)]
        else:
            continue
        found += [name for name in names if name.partition(".")[0] in {*LAYERS, ""}]
    return found


@pytest.mark.parametrize("path", [path for path in SOURCES if path != DOOR], ids=str)
def test_only_draws_touches_randomness(path: Path) -> None:
    banned = RANDOM_NAMES if path.parts[0] == "dashboard" else RANDOM_NAMES | SECRET_NAMES
    found = random_uses((ROOT / path).read_text("utf-8"), banned)
    if path == MESA_FACE:
        found = [use for use in found if not use.endswith(": random")]
    assert not found


@pytest.mark.parametrize(
    "line",
    [
        "import random",
        "from numpy import random",
        "import numpy as np; np.random.default_rng(1)",
        "model.random.choice([1])",
        "self.rng.integers(3)",
        "from numpy.random import default_rng",
    ],
)
def test_the_reader_of_randomness_sees_each_way_in(line: str) -> None:
    assert random_uses(line, RANDOM_NAMES)


@pytest.mark.parametrize(
    "path",
    [*SOURCES, *(path.relative_to(ROOT) for path in sorted((ROOT / "tests").rglob("*.py")))],
    ids=str,
)
def test_the_folders_are_imported_only_as_zorgzaam(path: Path) -> None:
    assert not foreign_imports((ROOT / path).read_text("utf-8"))


@pytest.mark.parametrize("line", ["import model", "from agents.draws import x", "from . import y"])
def test_the_reader_of_foreign_imports_sees_each_way(line: str) -> None:
    assert foreign_imports(line)


def test_the_linter_refuses_the_same_things() -> None:
    source = (
        "import model\nfrom agents import draws\nimport random\nimport numpy as np\n"
        "x = np.random.default_rng(1)\n"
    )
    told = [sys.executable, "-m", "ruff", "check", "--select", "TID251", "--output-format"]
    told += ["concise", "--stdin-filename", str(ROOT / "model" / "x.py"), "-"]
    done = subprocess.run(told, cwd=ROOT, input=source, capture_output=True, text=True, check=False)
    lines = {int(number) for number in re.findall(r"x\.py:(\d+):", done.stdout)}
    assert lines == {1, 2, 3, 5}, done.stdout + done.stderr


# Put together here, so that this file does not break its own rule.
MACHINE_PATH = re.compile(
    r"(?<![\w.:/-])/(?:" + "|".join(("work", "root", "tmp", "home")) + r")/\w"
)
REGISTRY_HOSTS = [".".join(parts) for parts in (
    ("pypi", "org"), ("pythonhosted", "org"), ("registry", "npmjs"), ("npmjs", "com"),
    ("registry", "yarnpkg"), ("deb", "debian", "org"), ("proxy", "golang"), ("crates", "io"),
)]  # fmt: skip


def traces(text: str) -> list[str]:
    hosts = [host for host in REGISTRY_HOSTS if host in text]
    return hosts + [found.group() for found in MACHINE_PATH.finditer(text)]


def test_no_file_names_a_path_of_a_machine_or_a_package_registry() -> None:
    told = ["git", "ls-files", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: no list of what is kept")
    found = {}
    for line in listed.stdout.splitlines():
        path = ROOT / line
        if not path.is_file() or b"\0" in (content := path.read_bytes())[:8000]:
            continue
        if problems := traces(content.decode("utf-8", errors="replace")):
            found[line] = problems
    assert not found


def test_the_reader_of_traces_sees_a_path_and_a_host() -> None:
    slash = "/"
    assert traces(f"open('{slash}work{slash}main')")
    assert traces("https:" + slash * 2 + REGISTRY_HOSTS[0])
    assert not traces("model/workforce and/or work/life, a network/root cause")
