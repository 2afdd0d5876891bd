"""The browser's JavaScript for offline use: pinned npm packages, checked and unpacked in a folder.

    python -m zorgzaam.dashboard.assets

fetches them once with the ``npm pack`` client (about 30 MB to fetch, 6 MB kept). With internet the
dashboard works without it: Solara then fetches the same files as they are asked for.
"""

import base64
import hashlib
import os
import shutil
import subprocess
import sys
import tarfile
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path
from typing import Final

from zorgzaam.agents.errors import InputError

COMMAND: Final = "python -m zorgzaam.dashboard.assets"
FOLDER_VARIABLE: Final = "SOLARA_ASSETS_PROXY_CACHE_DIR"  # Solara's own name for the folder


@dataclass(frozen=True, slots=True)
class Package:
    """One pinned npm package: its archive's hash, and the files of it that a page asks for."""

    name: str
    version: str
    sha512: str  # base64, as npm's `integrity` says it
    keep: tuple[str, ...]  # patterns; a `*` does not cross folders here, the folders are flat
    needed: str  # the one file whose presence says that the package is there

    @property
    def folder(self) -> str:
        """Where Solara's asset proxy looks for it."""
        return f"{self.name}@{self.version}"


VUETIFY_APP: Final = Package(
    "@widgetti/solara-vuetify-app",
    "10.1.1",  # written in the page template of Solara 1.64
    "Cdu6G7KIBeohT2jyeQUEDr61dhEozY23St+iDwfA3+ZyPZyoIza/nS4W2g8+dbs0Xhb+WQnXlaRI92TLgeY/Jw==",
    ("dist/fonts.css", "dist/main8.css", "dist/*.woff2", "dist/solara-vuetify-app8.min.js*.txt",
     "dist/solara-vuetify-app8.min.js"),
    "dist/solara-vuetify-app8.min.js",
)  # fmt: skip
REQUIREJS: Final = Package(
    "requirejs",
    "2.3.6",  # the same
    "ipEzlWQe6RK3jkzikgCupiTbTvm4S0/CAU5GlgptkN5SO6F3u0UD0K18wy6ErDqiCyP4J4YYe1HuAShvsxePLg==",
    ("require.js",),
    "require.js",
)
ECHARTS: Final = Package(
    "echarts",
    "5.4.0",  # the version Solara uses; the minified file loads three times as fast
    "uPsO9VRUIKAdFOoH3B0aNg7NRVdN7aM39/OjovjO9MwmWsAkfGyeXJhK+dbRi51iDrQWliXV60/XwLA7kg3z0w==",
    ("dist/echarts.min.js", "LICENSE", "NOTICE"),
    "dist/echarts.min.js",
)
GRID_LAYOUT: Final = Package(
    "@widgetti/vue-grid-layout",
    "2.3.13-alpha.2",  # solara.GridDraggable, which Mesa's SolaraViz lays its plots out with
    "zCPKe2r09eLUDl1NcdL66oPELDsbC07Z2xejPiQpPbE8hLITcr0DHvPEdL5UITQQilordKJwcxJXDE/QWo/KUA==",
    ("dist/vue-grid-layout.umd.js", "LICENSE"),
    "dist/vue-grid-layout.umd.js",
)
PACKAGES: Final = (VUETIFY_APP, REQUIREJS, ECHARTS, GRID_LAYOUT)

AXE: Final = Package(
    "axe-core",
    "4.14.1",  # for the tests only: finds what is hard to use with a screen reader or keyboard
    "FHfa+lmNjQZfJz1q8wKqIDwC6DExcHt/pkjNQb09a3NPjCKg2rhu5qb2S4r76ASyFNNtuFooJpZe37OgudVGtQ==",
    ("axe.min.js", "LICENSE"),
    "axe.min.js",
)


def default_folder() -> Path:
    """The folder for the assets: in a checkout an ignored one, else under the user's cache."""
    told = os.environ.get(FOLDER_VARIABLE)
    if told:
        return Path(told)
    root = Path(__file__).resolve().parent.parent
    if (root / "pyproject.toml").exists():
        return root / ".dashboard-assets"
    import platformdirs

    return platformdirs.user_cache_path("zorgzaam") / "dashboard-assets"


def missing(folder: Path, packages: Sequence[Package] = PACKAGES) -> list[Package]:
    """The packages that are not in the folder."""
    return [
        package for package in packages if not (folder / package.folder / package.needed).is_file()
    ]


def fetch(folder: Path, packages: Sequence[Package] = PACKAGES) -> list[Package]:
    """Fetch, check and unpack what is missing; gives what it fetched.

    Raises InputError where npm is absent, fails, or gives an archive with another hash.
    """
    npm = shutil.which("npm")
    wanted = missing(folder, packages)
    if wanted and npm is None:
        raise InputError(
            "npm was not found. Install Node.js (which brings npm) and run this command again; "
            "with internet the dashboard works without it."
        )
    for package in wanted:
        with tempfile.TemporaryDirectory() as scratch:
            archive = _download(str(npm), package, Path(scratch))
            _check(archive, package)
            _unpack(archive, package, folder)
    return wanted


def _download(npm: str, package: Package, scratch: Path) -> Path:
    done = subprocess.run(
        [npm, "pack", "--silent", package.folder],
        cwd=scratch,
        capture_output=True,
        text=True,
        check=False,
    )
    archives = list(scratch.glob("*.tgz"))
    if done.returncode != 0 or len(archives) != 1:
        last = (done.stderr.strip().splitlines() or ["no message"])[-1]
        raise InputError(f"npm could not fetch {package.folder}: {last}")
    return archives[0]


def _check(archive: Path, package: Package) -> None:
    found = base64.b64encode(hashlib.sha512(archive.read_bytes()).digest()).decode()
    if found != package.sha512:
        raise InputError(
            f"{package.folder}: the archive's sha512 is {found}, expected {package.sha512}. "
            "It is not the package that this version was made with, so nothing was unpacked."
        )


def _unpack(archive: Path, package: Package, folder: Path) -> None:
    """The kept files, first beside their place and then moved, so that half a package never shows."""
    target = folder / package.folder
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=target.parent) as scratch:
        fresh = Path(scratch) / "package"
        with tarfile.open(archive) as tar:
            for member in tar:
                name = member.name.partition("/")[2]  # without npm's leading `package/`
                if not member.isfile() or not any(
                    fnmatch(name, pattern) for pattern in package.keep
                ):
                    continue
                source = tar.extractfile(member)
                if source is None or ".." in Path(name).parts:
                    continue
                place = fresh / name
                place.parent.mkdir(parents=True, exist_ok=True)
                place.write_bytes(source.read())
        if target.exists():
            shutil.rmtree(target)
        fresh.rename(target)


def main(arguments: Sequence[str] | None = None) -> int:
    """``python -m zorgzaam.dashboard.assets [--for-tests]``."""
    told = list(sys.argv[1:] if arguments is None else arguments)
    if set(told) - {"--for-tests"}:
        sys.stdout.write(
            (__doc__ or "") + "\nWith --for-tests also axe-core, which the tests use.\n"
        )
        return 0 if set(told) & {"-h", "--help"} else 2
    packages = (*PACKAGES, AXE) if "--for-tests" in told else PACKAGES
    folder = default_folder()
    try:
        fetched = fetch(folder, packages)
    except (InputError, OSError) as problem:
        sys.stderr.write(f"{problem}\n")
        return 2
    names = ", ".join(package.folder for package in fetched) or "nothing, all was there"
    sys.stdout.write(f"Fetched into {folder}: {names}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
