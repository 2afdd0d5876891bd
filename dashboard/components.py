"""The page's own building blocks, each a small Vue file, and plain HTML elements."""

import logging
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import reacton.ipyvuetify as rv
import solara

Json = dict[str, Any]
Told = Callable[[Any], None]
log = logging.getLogger("zorgzaam.dashboard")


def safely(callback: Told) -> Told:
    """The callback, whose failure goes to the log: Solara would send its traceback to the browser."""

    def heard(told: Any) -> None:
        try:
            callback(told)
        except Exception:
            log.exception("a message of the page failed: %.80r", told)

    return heard


@solara.component_vue("vue/site_header.vue")
def SiteHeader(
    words: Mapping[str, str],
    pages: Sequence[Json],
    languages: Sequence[Json],
    language: str,
    title: str,
    embedded: bool = False,
) -> None:
    """The bar at the top; also tells the browser the page's language and title.

    embedded: inside Solara's own bar, which is a landmark already.
    """


@solara.component_vue("vue/place_picker.vue")
def PlacePicker(
    words: Mapping[str, str],
    chosen: str,
    about: str,
    matches: Sequence[Json],
    event_search: Told,
    event_choose: Told,
) -> None:
    """A combobox: what is typed is searched for by the server."""


@solara.component_vue("vue/choice.vue")
def Choice(
    name: str, label: str, value: str, options: Sequence[Json], about: str, event_choose: Told
) -> None:
    """One of a few."""


@solara.component_vue("vue/lever.vue")
def Lever(
    name: str,
    label: str,
    value: float,
    low: float,
    high: float,
    step: float,
    decimals: int,
    unit: str,
    home: float,
    home_label: str,
    moved: bool,
    about: str,
    source_label: str,
    language: str,
    event_move: Told,
) -> None:
    """A slider with its unit, range, source, and a way back to where it came from."""


@solara.component_vue("vue/actions.vue")
def Actions(
    words: Mapping[str, str],
    can_undo: bool,
    can_reset: bool,
    csv: str,
    filename: str,
    event_undo: Told,
    event_reset: Told,
) -> None:
    """Undo, reset, copy the link, download."""


@solara.component_vue("vue/status.vue")
def Status(
    words: Mapping[str, str],
    state: str,
    label: str,
    done: int,
    asked: int,
    event_halt: Told,
    event_resume: Told,
) -> None:
    """How far the computation is, and a button to stop it."""


@solara.component_vue("vue/chart.vue")
def Chart(
    option: Json,
    label: str,
    language: str,
    height: int = 280,
    decimals: int = 0,
    map_name: str = "",
    map: Json | None = None,  # noqa: A002 - ECharts' own word
) -> None:
    """An ECharts drawing; the label is what a screen reader says in its place."""


@solara.component_vue("vue/table.vue")
def Table(
    summary: str,
    caption: str,
    columns: Sequence[str],
    rows: Sequence[Sequence[str]],
    opened: bool = False,
) -> None:
    """A table that opens under its summary; the first cell of a row is its heading."""


def element(tag: str, *children: Any, class_: str = "", **attributes: str | bool) -> Any:
    """A plain HTML element with text or elements in it."""
    return rv.Html(tag=tag, children=list(children), class_=class_, attributes=attributes)
