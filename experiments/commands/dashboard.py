"""`zorgzaam dashboard`: the same questions in a browser."""

from importlib import import_module
from typing import Annotated

import typer

from zorgzaam.experiments.commands.common import plain_errors


@plain_errors
def dashboard(
    port: Annotated[
        int, typer.Option("--port", min=1, max=65535, help="Port to listen on.")
    ] = 8765,
    host: Annotated[
        str, typer.Option("--host", help="Address to listen on; only this machine by default.")
    ] = "127.0.0.1",
    browser: Annotated[
        bool, typer.Option("--browser/--no-browser", help="Open a browser window.")
    ] = True,
) -> None:
    """Open the dashboard in a browser, on this machine; Ctrl-C stops it.

    Pick a place, move a lever, and see what changes, with the interval over seeds. The second page
    is the model in Mesa's own viewer. It works without internet once its parts are fetched; it says
    how if they are not.
    """
    # By name, since imports run one way: the command is only a door to the room above.
    serve = import_module("zorgzaam.dashboard.serve")
    serve.main(host=host, port=port, open_browser=browser)
