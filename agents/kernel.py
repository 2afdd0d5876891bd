"""How the project compiles its rules: once, cached on disk, without the interpreter's lock.

`inlined` is for a decision about one person, folded into the loops that call it. `kernel` is for a
loop over the rows that matter. No fast-math: results must be the same to the last bit everywhere.

Numba looks only at a kernel's own file to see whether its cached code is stale, not at the files of
the rules that it calls. So the cache folder carries a hash of all source files: edited code can
never run as its old self.
"""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

import numba as nb
from platformdirs import user_cache_dir


def _source_hash() -> str:
    """Hash of every source file whose code can end up in a kernel."""
    here = Path(__file__).resolve().parent
    digest = hashlib.sha256()
    for folder in (here, here.parent / "model"):
        for file in sorted(folder.rglob("*.py")):
            if file.parent.name != "places":  # figures are read, never compiled
                digest.update(file.read_bytes())
    return digest.hexdigest()[:16]


def _cache_folder() -> Path:
    """A folder that can be written, for this version of the sources."""
    base = os.environ.get("NUMBA_CACHE_DIR") or user_cache_dir("zorgzaam", appauthor=False)
    folder = Path(base) / f"compiled-{_source_hash()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="zorgzaam-compiled-"))


CACHE_FOLDER = _cache_folder()
nb.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]


_HAD_COMPILED = any(CACHE_FOLDER.rglob("*.nbc"))


def is_compiled() -> bool:
    """Whether compiled code of these sources was on disk when the program began.

    If not, the first run takes longer.
    """
    return _HAD_COMPILED


kernel: Any = nb.njit(cache=True, nogil=True, error_model="numpy")
inlined: Any = nb.njit(forceinline=True, error_model="numpy")
