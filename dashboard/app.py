"""The Solara application: two pages, one frame that never shows a traceback."""

import logging
from pathlib import Path
from typing import Any, Final

import solara

from zorgzaam.dashboard.components import element
from zorgzaam.dashboard.inputs import read
from zorgzaam.dashboard.lab import ModelLab
from zorgzaam.dashboard.stress_test import StressTest
from zorgzaam.dashboard.texts import text

STYLE: Final = Path(__file__).with_name("style.css").read_text(encoding="utf-8")
log = logging.getLogger("zorgzaam.dashboard")


@solara.component
def Frame(children: Any = ()) -> Any:
    """The page with the house style, or, when it breaks, a sentence and a way back."""
    error, clear = solara.use_exception()
    router = solara.use_router()
    if error is not None:
        log.error("a page failed: %s", router.search, exc_info=error)

    def start_again() -> None:
        clear()
        router.push("/")

    style = solara.Style(STYLE)
    if error is None:
        return element("div", style, *children, class_="zz-frame")
    language = read(None).language
    broken = element(
        "main",
        element("h1", text("broken_title", language)),
        element("p", text("broken_body", language)),
        solara.Button(text("start_again", language), on_click=start_again),
        class_="zz-broken",
    )
    return element("div", style, broken, class_="zz-frame")


routes = [
    solara.Route(path="/", component=StressTest, layout=Frame, label="Zorgzaam"),
    solara.Route(path="lab", component=ModelLab, label="Zorgzaam"),
]
