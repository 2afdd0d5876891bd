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
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numba as nb
from numba.core import types
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


def _cache_folder() -> tuple[Path, bool]:
    """A folder that can be written, for this version of the sources; whether others share it."""
    base = os.environ.get("NUMBA_CACHE_DIR") or user_cache_dir("zorgzaam", appauthor=False)
    folder = Path(base) / f"compiled-{_source_hash()}"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        if os.access(folder, os.W_OK):
            return folder, True
    except OSError:
        pass
    return Path(tempfile.mkdtemp(prefix="zorgzaam-compiled-")), False


CACHE_FOLDER, CACHE_IS_SHARED = _cache_folder()
nb.config.CACHE_DIR = str(CACHE_FOLDER)  # type: ignore[attr-defined]


_HAD_COMPILED = any(CACHE_FOLDER.rglob("*.nbc"))


def is_compiled() -> bool:
    """Whether compiled code of these sources was on disk when the program began.

    If not, the first run takes longer.
    """
    return _HAD_COMPILED


def _plain(argument: Any) -> Any:
    """The widest type that holds an argument: no constants, no small integers or floats."""
    argument = types.unliteral(argument)  # type: ignore[no-untyped-call]
    if isinstance(argument, types.Integer):
        return types.uint64 if argument == types.uint64 else types.int64
    return types.float64 if isinstance(argument, types.Float) else argument


def _compiled_once(options: dict[str, Any]) -> Callable[[Any], Any]:
    """A decorator whose functions are compiled once, not for each type of number they are given.

    Numba would compile ``ask(…, PARTNER, …)`` and ``ask(…, NEIGHBOUR, …)`` as two functions.
    """

    def compiled(function: Any) -> Any:
        dispatcher = nb.njit(**options)(function)
        template_for = dispatcher.get_call_template

        def get_call_template(arguments: Any, keywords: Any) -> Any:
            plain = {name: _plain(argument) for name, argument in keywords.items()}
            return template_for(tuple(_plain(argument) for argument in arguments), plain)

        dispatcher.get_call_template = get_call_template
        return dispatcher

    return compiled


_NO_EXCEPTIONS = {"error_model": "numpy"}
kernel: Any = _compiled_once(_NO_EXCEPTIONS | {"cache": True, "nogil": True})
inlined: Any = _compiled_once(_NO_EXCEPTIONS | {"forceinline": True})
