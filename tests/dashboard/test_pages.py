"""The pages without a browser: what they put on the screen, and what a click asks for."""

import itertools
import threading
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import solara

from zorgzaam.dashboard import app, stream
from zorgzaam.dashboard.inputs import ALL_LEVERS, LEVERS, Inputs
from zorgzaam.dashboard.stress_test import Steps


@solara.component
def site(address: str) -> Any:
    """The application at an address, without a server."""
    path, set_path = solara.use_state(address)
    router = solara.routing.Router(path, app.routes, set_path=set_path)
    solara.routing.router_context.provide(router)
    return app.Frame(children=[router.path_routes[0].component()])


class Visit:
    """A rendered page and the few things that tests look at."""

    def __init__(self, address: str) -> None:
        self.box, self.rc = solara.render(site(address), handle_error=False)

    def everything(self) -> Iterator[Any]:
        """Every widget and text, from the top."""
        waiting = [self.box]
        while waiting:
            each = waiting.pop(0)
            yield each
            waiting[:0] = getattr(each, "children", None) or ()

    def widgets(self, name: str) -> list[Any]:
        """Our Vue components by the file that they are made of."""
        return [each for each in self.everything() if _template(each) == name]

    def words(self) -> str:
        """All text of plain elements."""
        return "\n".join(each for each in self.everything() if isinstance(each, str))

    def until(self, is_so: Callable[[], bool]) -> None:
        pause = threading.Event()
        for _ in range(500):
            if is_so():
                return
            pause.wait(0.02)
        raise AssertionError(self.words())


def _template(widget: Any) -> str:
    told = getattr(widget, "template_file", None)
    return str(told[1]).removeprefix("vue/").removesuffix(".vue") if told else ""


@pytest.fixture
def visit(made_up_engine: None) -> Any:
    """Opens an address; closed after the test."""
    opened: list[Visit] = []

    def open_(address: str) -> Visit:
        opened.append(Visit(address))
        return opened[-1]

    yield open_
    for each in opened:
        each.rc.close()


def done(page: Visit) -> bool:
    return [w.state for w in page.widgets("status")] == ["done"]


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_page_says_charts_and_tables_what_was_found(visit: Any, language: str) -> None:
    page = visit(f"/?seeds=3&years=3&lang={language}")
    page.until(lambda: done(page))
    assert "Overvecht" in page.words()
    charts = page.widgets("chart")
    assert len(charts) == 9
    assert all(chart.label and chart.language == language for chart in charts)
    assert len(page.widgets("table")) == len(charts) + 1
    assert len(page.widgets("lever")) == len(ALL_LEVERS) + 2  # years and seeds


def test_a_municipality_is_drawn_as_a_map_and_a_wijk_as_bars(visit: Any) -> None:
    utrecht, overvecht = visit("/?place=GM0344&seeds=2"), visit("/?place=WK034403&seeds=2")
    for page in (utrecht, overvecht):
        page.until(lambda page=page: done(page))
    assert [bool(c.map) for c in utrecht.widgets("chart")].count(True) == 1
    assert not any(c.map for c in overvecht.widgets("chart"))


def test_moving_a_lever_changes_the_address_and_undo_takes_it_back(visit: Any) -> None:
    page = visit("/?seeds=2")
    page.until(lambda: done(page))
    lever = next(w for w in page.widgets("lever") if w.name.startswith("budget_cut_household"))
    assert not page.widgets("actions")[0].can_undo
    lever.vue_move(60)
    page.until(lambda: done(page) and "60" in page.words())
    moved = next(w for w in page.widgets("lever") if w.name == lever.name)
    assert moved.moved
    assert moved.value == 60
    assert page.widgets("actions")[0].can_undo
    page.widgets("actions")[0].vue_undo({})
    page.until(lambda: done(page) and not page.widgets("actions")[0].can_undo)
    assert not next(w for w in page.widgets("lever") if w.name == lever.name).moved


@pytest.mark.parametrize("forged", ["NaN", "1e999", -5, 101, None, {"a": 1}, "<b>"])
def test_a_forged_message_moves_nothing(visit: Any, forged: object) -> None:
    page = visit("/?seeds=2")
    for lever in page.widgets("lever")[:5]:
        if forged == 101 and lever.high > 101:
            continue
        lever.vue_move(forged)
    assert not any(lever.moved for lever in page.widgets("lever")[:5])


def test_the_language_changes_and_nothing_else(visit: Any) -> None:
    page = visit("/?place=WK027300&package=cuts-2015-phased&years=6&seeds=2&lang=nl")
    links = {link["code"]: link["href"] for link in page.widgets("site_header")[0].languages}
    assert links["en"] == links["nl"].replace("lang=nl", "lang=en")
    assert "years=6" in links["en"]
    pages = [link["href"] for link in page.widgets("site_header")[0].pages]
    assert pages[0].partition("?")[2] == pages[1].partition("?")[2]


def test_nonsense_in_the_address_is_named_and_the_page_still_computes(visit: Any) -> None:
    page = visit("/?place=Atlantis&seeds=2&years=4000")
    page.until(lambda: done(page))
    assert "Atlantis" in page.words()
    assert "4000" in page.words()
    assert "Overvecht" in page.words()


def test_a_place_is_searched_for_by_name(visit: Any) -> None:
    page = visit("/?seeds=2")
    page.widgets("place_picker")[0].vue_search("overve")
    matches = page.widgets("place_picker")[0].matches
    assert "WK034403" in {match["code"] for match in matches}
    page.widgets("place_picker")[0].vue_choose("WK027300")
    page.until(lambda: done(page) and page.widgets("place_picker")[0].chosen.startswith("Putten"))


def test_a_page_that_breaks_shows_no_traceback(
    visit: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the secret of the house")

    page = visit("/?seeds=2")
    page.until(lambda: done(page))
    monkeypatch.setattr("zorgzaam.dashboard.words.number", broken)
    page.widgets("choice")[0].vue_choose("baseline")
    page.until(lambda: "Er ging iets mis" in page.words())
    assert "secret" not in page.words()
    assert "secret" in caplog.text


def test_a_message_that_breaks_leaves_the_page_as_it_was(
    visit: Any, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(*_: object) -> None:
        raise ZeroDivisionError("the secret of the house")

    page = visit("/?seeds=2")
    monkeypatch.setattr("zorgzaam.dashboard.controls.find", broken)
    page.widgets("place_picker")[0].vue_search("overve")
    assert "secret" in caplog.text
    page.until(lambda: done(page))


def test_the_engine_is_the_real_one_outside_of_tests() -> None:
    from zorgzaam.experiments.comparison import compare

    assert stream.compare is compare


def test_one_move_of_a_slider_is_one_step_back() -> None:
    steps, start = Steps(), Inputs()
    now, question = 0.0, start
    for value in (0.4, 0.5, 0.6):
        after = question.with_lever(LEVERS[0], value)
        steps.add(question, after, now)
        now, question = now + 0.1, after
    assert steps.earlier == [start]
    other = question.with_lever(LEVERS[1], 0.5)
    steps.add(question, other, now)
    assert steps.earlier == [start, question]
    assert steps.take_back() == question
    steps.add(question, other, now + 0.1)
    steps.add(other, other.with_lever(LEVERS[1], 0.6), now + 9)
    assert steps.earlier == [start, question, other]


def test_fifty_steps_are_kept_and_another_place_is_always_one() -> None:
    steps = Steps()
    places = [Inputs(place=f"WK03440{number % 9}", seeds=number) for number in range(60)]
    for number, (before, after) in enumerate(itertools.pairwise(places)):
        steps.add(before, after, 0.01 * number)
    assert steps.earlier == places[9:59]
