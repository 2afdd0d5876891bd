"""Only the very packages that this version names are unpacked, and only what a page needs of them."""

import base64
import dataclasses
import hashlib
import io
import os
import re
import stat
import sys
import tarfile
from importlib.resources import files
from pathlib import Path

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.dashboard import assets
from zorgzaam.dashboard.assets import Package

NAMES = {
    "package/dist/a.js": b"a",
    "package/dist/a.js.map": b"large",
    "package/README.md": b"read me",
    "package/../../outside.js": b"escape",
}


def archive() -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w:gz") as tar:
        for name, content in NAMES.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return out.getvalue()


@pytest.fixture
def package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Package:
    """A package that a stand-in for npm delivers."""
    content = archive()
    (tmp_path / "there.tgz").write_bytes(content)
    npm = tmp_path / "bin" / "npm"
    npm.parent.mkdir()
    npm.write_text(
        f"#!{sys.executable}\n"
        "import shutil, sys\n"
        "if 'nowhere' in sys.argv[-1]: sys.exit('npm error 404 not found')\n"
        f"shutil.copy({str(tmp_path / 'there.tgz')!r}, 'there-1.0.0.tgz')\n"
    )
    npm.chmod(npm.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", str(npm.parent), prepend=os.pathsep)
    digest = base64.b64encode(hashlib.sha512(content).digest()).decode()
    return Package("@some/there", "1.0.0", digest, ("dist/*.js", "*outside.js"), "dist/a.js")


def test_the_kept_files_of_a_package_are_unpacked(package: Package, tmp_path: Path) -> None:
    folder = tmp_path / "assets"
    assert assets.fetch(folder, [package]) == [package]
    found = {p.relative_to(folder).as_posix() for p in folder.rglob("*") if p.is_file()}
    assert found == {"@some/there@1.0.0/dist/a.js"}
    assert not assets.missing(folder, [package])
    assert assets.fetch(folder, [package]) == []


def test_an_archive_with_another_hash_is_refused(package: Package, tmp_path: Path) -> None:
    other = dataclasses.replace(package, sha512="AAAA")
    with pytest.raises(InputError, match="expected AAAA"):
        assets.fetch(tmp_path / "assets", [other])
    assert assets.missing(tmp_path / "assets", [other]) == [other]


def test_what_npm_cannot_fetch_is_named(package: Package, tmp_path: Path) -> None:
    nowhere = dataclasses.replace(package, name="nowhere")
    with pytest.raises(InputError, match=r"nowhere@1\.0\.0: npm error 404"):
        assets.fetch(tmp_path / "assets", [nowhere])


def test_without_npm_the_reader_is_told_what_to_install(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(InputError, match=r"Install Node\.js"):
        assets.fetch(tmp_path / "assets")


def test_the_pinned_packages_are_those_that_solara_asks_for() -> None:
    """A newer Solara that asks for other versions must not pass unseen."""
    page = files("solara").joinpath("server/templates/solara.html.j2").read_text("utf-8")
    asked = set(re.findall(r"cdn}}/((?:@\w+/)?[\w-]+@[\d.]+)/", page))
    pinned = {package.folder for package in assets.PACKAGES}
    assert {name for name in asked if "vuetify3" not in name} <= pinned
    grid = files("solara").joinpath("widgets/vue/gridlayout.vue").read_text("utf-8")
    assert f"{assets.GRID_LAYOUT.folder}/{assets.GRID_LAYOUT.needed}" in grid


def test_our_chart_asks_for_the_pinned_echarts() -> None:
    chart = files("zorgzaam.dashboard").joinpath("vue/chart.vue").read_text("utf-8")
    assert f"{assets.ECHARTS.folder}/{assets.ECHARTS.needed}" in chart
