"""Serve the dashboard: Solara's server in production mode, with settings fit to be seen by others."""

import contextlib
import os
import socket
import sys
import threading
import time
import warnings
import webbrowser
from pathlib import Path
from typing import Final

from zorgzaam.agents.errors import InputError
from zorgzaam.dashboard import assets
from zorgzaam.dashboard.protection import LOCAL_NAMES, Protection

# Solara reads these when it is first imported; whoever runs the server may set others beforehand.
SETTINGS: Final = {
    "SOLARA_APP": "zorgzaam.dashboard.app",
    "SOLARA_MODE": "production",
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_KERNEL_CULL_TIMEOUT": "10m",  # 24 h by default: a closed tab would hold its memory all day
    "SOLARA_KERNEL_MAX_COUNT": "100",
    "SOLARA_KERNEL_MAX_PER_SESSION": "25",
    "SOLARA_SESSION_HTTP_ONLY": "True",
    "SOLARA_STATE_AUTO_REMOUNT": "True",  # all state is in the address, so a lost page comes back
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
    "SOLARA_SERVER_HTTP_GZIP": "False",  # the pages are mended first and compressed after
    "SOLARA_CHECK_HOOKS": "off",  # it warns of Mesa's own components
    "SOLARA_THEME_TITLE": "Zorgzaam",
    "SOLARA_THEME_LOADER": "plain",
    "SOLARA_THEME_SHOW_BANNER": "False",
}
MESSAGE_BYTES: Final = 2**20  # a browser sends a few hundred bytes at a time
SECONDS_TO_REACH: Final = 3.0


def main(host: str = "127.0.0.1", port: int = 8765, open_browser: bool = True) -> None:
    """Serve until Ctrl-C. Port 0 takes a free one.

    Raises InputError where the port is taken or no port.
    """
    listening = _listen(host, port)
    port = listening.getsockname()[1]
    folder = assets.default_folder()
    _configure(folder)

    import uvicorn
    from solara.server import reload
    from solara.server import settings as solara_settings
    from solara.server import starlette as solara_starlette

    reload.reloader.on_change = None  # files that change on disk are the next start's
    protected = Protection(
        solara_starlette.app,
        Path(solara_settings.assets.proxy_cache_dir),
        LOCAL_NAMES if host in LOCAL_NAMES else (),
        _assets_reachable,
    )
    application = solara_starlette.SolaraGZipMiddleware(protected, minimum_size=1000)
    server = uvicorn.Server(
        uvicorn.Config(
            application,
            log_level="warning",
            access_log=False,
            ws_max_size=MESSAGE_BYTES,
            timeout_graceful_shutdown=2,
            loop="asyncio",
        )
    )
    address = f"http://{'[::1]' if host == '::1' else host}:{port}/"
    threading.Thread(
        target=_announce, args=(server, address, folder, open_browser), daemon=True
    ).start()
    with contextlib.suppress(KeyboardInterrupt):  # uvicorn has already closed everything
        server.run(sockets=[listening])


def _configure(folder: Path) -> None:
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    # Signs nothing today; a known default would be an invitation the day something does.
    os.environ.setdefault("SOLARA_SESSION_SECRET_KEY", os.urandom(32).hex())
    if not assets.missing(folder):
        os.environ.setdefault(assets.FOLDER_VARIABLE, str(folder))
    warnings.filterwarnings("ignore", message="Cookies with samesite=none")


def _listen(host: str, port: int) -> socket.socket:
    if not 0 <= port <= 65535:
        raise InputError(f"port = {port} is no port: choose one from 1024 to 65535")
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family, socket.SOCK_STREAM)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
    except OSError as problem:
        listening.close()
        raise InputError(
            f"cannot serve on {host}:{port} ({problem.strerror}): choose another port, "
            "or 0 for any free one"
        ) from None
    return listening


def _announce(server: object, address: str, folder: Path, open_browser: bool) -> None:
    """Say where the dashboard is, once it answers."""
    while not getattr(server, "started", False):
        time.sleep(0.05)
    lines = [f"Zorgzaam: {address}   (Ctrl-C stops it)"]
    if assets.missing(folder):
        lines.append(
            "The browser's JavaScript is fetched from the internet as it is asked for. "
            f"To work without internet, run once: {assets.COMMAND}"
        )
    sys.stderr.write("\n".join(lines) + "\n")
    sys.stderr.flush()
    if open_browser:
        webbrowser.open(address)


def _assets_reachable() -> bool:
    """Whether the server from which Solara fetches the JavaScript answers."""
    import requests
    import solara.settings

    try:
        requests.head(solara.settings.assets.cdn, timeout=SECONDS_TO_REACH)
    except requests.RequestException:
        return False
    return True
