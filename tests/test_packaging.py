"""What is installed is what is on disk: no subpackage, file, library or pin silently missing."""

import ast
import importlib.metadata
import re
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from packaging.version import Version

ROOT = Path(__file__).resolve().parent.parent
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
SETUPTOOLS = PROJECT["tool"]["setuptools"]
LAYERS = {name: ROOT / folder for name, folder in SETUPTOOLS["package-dir"].items()}

CONSTRAINTS = [
    Requirement(line)
    for line in (ROOT / "constraints.txt").read_text("utf-8").splitlines()
    if line and not line.startswith("#")
]


def modules() -> list[Path]:
    return [path for folder in LAYERS.values() for path in sorted(folder.rglob("*.py"))]


def packages_on_disk() -> set[str]:
    found = set()
    for name, folder in LAYERS.items():
        for path in folder.rglob("*.py"):
            inside = path.parent.relative_to(folder).parts
            found.add(".".join((name, *inside)))
    return found


def test_every_package_on_disk_is_listed_in_pyproject() -> None:
    listed, found = set(SETUPTOOLS["packages"]), packages_on_disk()
    assert listed == found, (
        "pyproject.toml, [tool.setuptools] packages: "
        f"add {sorted(found - listed)}, remove {sorted(listed - found)}"
    )


def test_every_package_has_an_init_file() -> None:
    folders = {path.parent for path in modules()}
    assert not [str(folder) for folder in folders if not (folder / "__init__.py").is_file()]


def test_every_library_that_the_code_imports_is_a_declared_dependency() -> None:
    lines = list(PROJECT["project"]["dependencies"])
    for extra, more in PROJECT["project"]["optional-dependencies"].items():
        lines += more if extra != "dev" else []
    declared = {canonicalize_name(Requirement(line).name) for line in lines}
    distributions = importlib.metadata.packages_distributions()
    undeclared = set()
    for path in modules():
        for module in imported_modules(path):
            top = module.partition(".")[0]
            if top in sys.stdlib_module_names or top == "zorgzaam":
                continue
            # Solara's own name is an umbrella: its modules come from packages it depends on.
            names = {canonicalize_name(name) for name in (top, *distributions.get(top, []))}
            if not names & declared:
                undeclared.add(f"{path.relative_to(ROOT)}: {top}")
    assert not undeclared


def imported_modules(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return found


def test_every_dependency_has_exactly_one_pin_on_each_python() -> None:
    lines = list(PROJECT["project"]["dependencies"])
    lines += PROJECT["project"]["optional-dependencies"]["dev"]
    for python in ("3.11", "3.12", "3.13"):
        pins: dict[str, list[str]] = {}
        for pin in CONSTRAINTS:
            if pin.marker is None or pin.marker.evaluate({"python_version": python}):
                pins.setdefault(canonicalize_name(pin.name), []).append(str(pin.specifier))
        for line in lines:
            wanted = Requirement(line)
            found = pins.get(canonicalize_name(wanted.name), [])
            assert len(found) == 1, f"constraints.txt, Python {python}: {wanted.name} has {found}"
            version = Version(found[0].removeprefix("=="))
            assert version in wanted.specifier, f"{wanted} against the pin {version}"


def test_constraints_are_exact_and_carry_no_address() -> None:
    for pin in CONSTRAINTS:
        assert pin.url is None, pin
        assert re.fullmatch(r"==[0-9][0-9A-Za-z.+!]*", str(pin.specifier)), pin


def test_every_file_that_is_kept_beside_the_code_matches_a_package_data_pattern() -> None:
    patterns = SETUPTOOLS["package-data"]
    for name, folder in LAYERS.items():
        allowed = patterns["*"] + patterns.get(name, [])
        for path in kept_files(folder):
            if path.suffix == ".py":
                continue
            relative = path.relative_to(folder)
            assert any(matches(relative, pattern) for pattern in allowed), (
                f"{path.relative_to(ROOT)} would not be in the wheel: "
                "add its kind to [tool.setuptools.package-data] in pyproject.toml"
            )


def matches(path: Path, pattern: str) -> bool:
    # `**/` also stands for no folder at all, in setuptools but not in Python 3.11's match().
    return path.match(pattern) or path.match(pattern.removeprefix("**/"))


def kept_files(folder: Path) -> list[Path]:
    told = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "--", str(folder)]
    listed = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: no list of what is kept")
    return [path for line in listed.stdout.splitlines() if (path := ROOT / line).is_file()]
