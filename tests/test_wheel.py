"""The package as others get it: built from its source archive, installed and run elsewhere."""

import os
import shutil
import site
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FOLDERS = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"][
    "package-dir"
]


def run(*told: str | Path, cwd: Path) -> str:
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    environment |= {"COLUMNS": "160", "NO_COLOR": "1", "PYTHONUTF8": "1"}
    done = subprocess.run(
        [str(word) for word in told], cwd=cwd, env=environment, capture_output=True, text=True,
        check=False, stdin=subprocess.DEVNULL,
    )  # fmt: skip
    assert done.returncode == 0, f"{told}\n{done.stdout[-3000:]}\n{done.stderr[-3000:]}"
    return done.stdout


def kept_files() -> list[Path]:
    """What a fresh clone would hold, with what is about to be added; relative to the root."""
    told = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(told, cwd=ROOT, capture_output=True, text=True, check=False)
    if listed.returncode:
        pytest.skip("not a git checkout: no list of what is kept")
    return [Path(line) for line in listed.stdout.split("\0") if line and (ROOT / line).is_file()]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Built in a copy: setuptools would pack whatever an earlier build left in the checkout."""
    copy = tmp_path_factory.mktemp("source") / "zorgzaam"
    for path in kept_files():
        (copy / path.parent).mkdir(parents=True, exist_ok=True)
        shutil.copy2(ROOT / path, copy / path)
    out = tmp_path_factory.mktemp("dist")
    # Without further word `build` makes the sdist, and the wheel from that sdist.
    run(sys.executable, "-m", "build", "--no-isolation", "--outdir", out, copy, cwd=out)
    wheels = list(out.glob("*.whl"))
    assert len(wheels) == 1
    return wheels[0]


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an environment that has the wheel, and no sight of the checkout."""
    venv = tmp_path_factory.mktemp("venv")
    run(sys.executable, "-m", "venv", "--without-pip", venv, cwd=venv)
    programs = venv / "bin"
    told = [sys.executable, "-m", "pip", "--python", programs / "python", "install", "--quiet"]
    run(*told, "--no-deps", "--no-index", "--disable-pip-version-check", wheel, cwd=venv)
    # The libraries come from this environment. A path in a .pth file does not run the .pth files
    # found there, so the editable install of the checkout stays out of sight.
    packages = next(venv.glob("lib/python*/site-packages"))
    (packages / "libraries.pth").write_text("\n".join(site.getsitepackages()), encoding="utf-8")
    return programs


def test_the_wheel_holds_every_kept_file_of_the_five_folders(wheel: Path) -> None:
    inside = set(zipfile.ZipFile(wheel).namelist())
    wanted = {
        "/".join((*name.split("."), *path.relative_to(folder).parts))
        for name, folder in FOLDERS.items()
        for path in kept_files()
        if path.is_relative_to(folder)
    }
    assert not wanted - inside


def test_the_wheel_brings_nothing_else(wheel: Path) -> None:
    inside = zipfile.ZipFile(wheel).namelist()
    allowed = (*(name.replace(".", "/") + "/" for name in FOLDERS), "zorgzaam-")
    assert not [name for name in inside if not name.startswith(allowed) or "__pycache__" in name]
    assert any(name.endswith("dist-info/licenses/LICENSE") for name in inside)


def test_every_module_of_the_wheel_can_be_imported_outside_the_checkout(
    wheel: Path, installed: Path, tmp_path: Path
) -> None:
    modules = [
        name.removesuffix(".py").removesuffix("/__init__").replace("/", ".")
        for name in zipfile.ZipFile(wheel).namelist()
        if name.endswith(".py") and not name.endswith("__main__.py")
    ]
    code = (
        "import importlib, sys\n"
        f"for name in {modules!r}:\n"
        "    module = importlib.import_module(name)\n"
        "    assert module.__file__.startswith(sys.prefix), module.__file__\n"
        "print('imported')"
    )
    assert "imported" in run(installed / "python", "-c", code, cwd=tmp_path)


def test_the_installed_command_finds_a_place_outside_the_checkout(
    installed: Path, tmp_path: Path
) -> None:
    assert "WK034403" in run(installed / "zorgzaam", "places", "Overvecht", cwd=tmp_path)
