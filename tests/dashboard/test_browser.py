"""The dashboard in a real Chromium, with the real server and engine, and without internet.

Every page is watched: a request to anywhere else, an answer of 400 or more, or an error of
JavaScript fails the test that caused it.
"""

import contextlib
import os
import re
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from zorgzaam.experiments.scenario import load_scenario

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

pytestmark = pytest.mark.browser

QUICK = "place=WK027301&years=2&seeds=3"  # 1,945 residents in three buurten
ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run",
    "--disable-background-networking", "--disable-component-update", "--disable-sync",
]  # fmt: skip
WAIT = 60_000  # milliseconds
WAIT_FOR_COMPILER = 1_800_000  # the first run on a machine compiles the model
LANGUAGES = ("nl", "en")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def start_server(log: Path, port: int) -> "subprocess.Popen[bytes]":
    """`zorgzaam dashboard`, ready to answer."""
    server = subprocess.Popen(
        [sys.executable, "-m", "zorgzaam.dashboard", str(port)],
        stdout=log.open("wb"),
        stderr=subprocess.STDOUT,
        env={**os.environ, "PYTHONWARNINGS": "default"},
    )
    for _ in range(600):
        assert server.poll() is None, log.read_text()
        with (
            contextlib.suppress(OSError),
            urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz", timeout=5),
        ):
            return server
        time.sleep(0.1)
    server.kill()
    raise AssertionError(f"the server did not start: {log.read_text()}")


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    log = tmp_path_factory.mktemp("dashboard") / "server.log"
    port = free_port()
    server = start_server(log, port)
    yield f"http://127.0.0.1:{port}"
    server.terminate()
    server.wait(30)
    assert "Traceback" not in log.read_text(), log.read_text()


@pytest.fixture(scope="module", autouse=True)
def compiled(browser: "Browser", address: str) -> None:
    """The model is compiled before the first test, which would wait for it otherwise."""
    first = Visitor(browser, address)
    first.go(f"/?{QUICK}")
    first.page.locator(".zz-made").wait_for(timeout=WAIT_FOR_COMPILER)
    first.go(f"/lab?{QUICK}")
    first.page.get_by_text("Step: 0", exact=True).wait_for(timeout=WAIT_FOR_COMPILER)
    first.context.close()


@pytest.fixture(scope="module")
def browser(chromium: str) -> "Iterator[Browser]":
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=chromium, args=ARGUMENTS)
        yield opened
        opened.close()


class Visitor:
    """A browser context of its own, watched."""

    def __init__(self, browser: "Browser", address: str, width: int = 1280) -> None:
        self.address = address
        self.wrong: list[str] = []
        self.context = browser.new_context(viewport={"width": width, "height": 900})
        self.page: Page = self.context.new_page()
        self.page.set_default_timeout(WAIT)
        self.page.on("request", self._request)
        self.page.on("websocket", lambda each: self._look(each.url.replace("ws:", "http:")))
        self.page.on(
            "response",
            lambda each: each.status >= 400 and self.wrong.append(f"{each.status} {each.url}"),
        )
        self.page.on("pageerror", lambda error: self.wrong.append(f"JavaScript: {error}"))
        self.page.on(
            "console", lambda told: told.type == "error" and self.wrong.append(told.text[:300])
        )

    def _request(self, request: Any) -> None:
        self._look(request.url)

    def _look(self, url: str) -> None:
        if not url.startswith((self.address, "data:", "blob:")):
            self.wrong.append(f"external request: {url[:200]}")

    def go(self, path: str) -> None:
        self.page.goto(self.address + path)
        self.page.locator("h1").first.wait_for(state="attached")

    def wait_for_results(self, seeds: int, made: str = "") -> None:
        """Until the figures on the page are those of all seeds, made with what `made` names."""
        self.page.locator(".zz-made", has_text=made).wait_for()
        done = re.compile(rf"^(Klaar: {seeds} herhalingen|Done: {seeds} repetitions)$")
        self.page.locator(".zz-status-text", has_text=done).wait_for()
        self.page.locator(".zz-chart svg").nth(8).wait_for()

    def figures(self) -> list[str]:
        """Every number that the page shows: cards, and the table of all outcomes."""
        cards = self.page.locator(".zz-cards li").all_inner_texts()
        cells = self.page.locator("section[aria-labelledby=zz-key_title] tr").all_inner_texts()
        assert len(cells) > 20
        return [*cards, *cells]


@pytest.fixture
def visitor(browser: "Browser", address: str) -> "Iterator[Any]":
    """Opens visitors; the guard speaks when the test ends."""
    came: list[Visitor] = []

    def come(width: int = 1280) -> Visitor:
        came.append(Visitor(browser, address, width))
        return came[-1]

    yield come
    for each in came:
        each.context.close()
    assert [wrong for each in came for wrong in each.wrong] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_stress_test_opens_computes_and_speaks_the_language(
    visitor: Any, language: str
) -> None:
    guest = visitor()
    guest.go(f"/?{QUICK}&lang={language}")
    guest.wait_for_results(3)
    assert guest.page.locator("html").get_attribute("lang") == language
    words = guest.page.locator("main").inner_text()
    assert ("90 %-interval" if language == "nl" else "90% interval") in words
    assert ("3 herhalingen" if language == "nl" else "3 repetitions") in words
    assert guest.page.locator("h1").count() == 1


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_lab_opens_and_steps_in_the_language(visitor: Any, language: str) -> None:
    guest = visitor()
    guest.go(f"/lab?{QUICK}&lang={language}")
    guest.page.get_by_text("Step: 0", exact=True).wait_for()
    guest.page.get_by_role("button", name="Step", exact=True).click()
    guest.page.get_by_text("Step: 5", exact=True).wait_for()
    assert guest.page.locator("html").get_attribute("lang") == language
    assert guest.page.locator(".vue-grid-item svg, .vue-grid-item img").count() >= 3


def test_a_place_is_found_by_keyboard_a_lever_moved_and_the_link_gives_the_same_figures(
    visitor: Any,
) -> None:
    guest = visitor()
    guest.go("/?years=2&seeds=3&lang=nl")
    place = guest.page.get_by_role("combobox", name="Wijk, buurt of gemeente")
    place.click()
    place.press_sequentially("krachtighuizen", delay=20)
    guest.page.get_by_role("option").first.wait_for()
    place.press("Enter")
    guest.page.wait_for_url(re.compile("place=WK027301"))
    lever = guest.page.locator("input[type=range]").first
    before = lever.input_value()
    lever.focus()
    for _ in range(5):
        lever.press("ArrowRight")
    assert float(lever.input_value()) == float(before) + 5
    guest.page.wait_for_url(re.compile("budget_cut_household_help_share=0.37"))
    guest.wait_for_results(3, "37 %")
    assert guest.page.locator(".zz-outdated").count() == 0
    url, figures = guest.page.url, guest.figures()
    assert len(url) <= 500
    stranger = visitor()
    stranger.page.goto(url)
    stranger.wait_for_results(3)
    assert stranger.figures() == figures


def test_thirty_key_presses_at_once_all_count(visitor: Any) -> None:
    guest = visitor()
    guest.go(f"/?{QUICK}&lang=nl")
    guest.wait_for_results(3)
    lever = guest.page.locator("input[type=range]").first
    before = int(lever.input_value())
    lever.focus()
    for _ in range(30):
        lever.press("ArrowRight")
    guest.page.wait_for_url(re.compile(f"help_share=0.{before + 30}"))
    guest.wait_for_results(3, f"{before + 30} %")
    assert int(lever.input_value()) == before + 30
    steps = 0  # one for the whole move, or a few where a busy machine makes pauses in it
    while int(lever.input_value()) != before:
        guest.page.get_by_role("button", name="Ongedaan maken").click()
        guest.wait_for_results(3)
        steps += 1
        assert steps <= 5


def test_another_language_and_the_other_page_keep_the_question(visitor: Any) -> None:
    guest = visitor()
    guest.go(f"/?{QUICK}&package=cuts-2015-announced&lang=nl")
    guest.wait_for_results(3)
    numbers = re.findall(r"\d+", " ".join(guest.figures()))
    guest.page.get_by_role("link", name="English").click()
    guest.page.locator("html[lang=en]").wait_for(state="attached")
    guest.wait_for_results(3)
    assert re.findall(r"\d+", " ".join(guest.figures())) == numbers
    guest.page.get_by_role("link", name="Model lab").click()
    guest.page.get_by_text("Step: 0", exact=True).wait_for()
    guest.page.get_by_role("link", name="Stress test").click()
    guest.wait_for_results(3)
    assert "package=cuts-2015-announced" in guest.page.url
    assert "place=WK027301" in guest.page.url


def test_undo_takes_back_one_question_and_the_back_button_too(visitor: Any) -> None:
    guest = visitor()
    guest.go(f"/?{QUICK}&lang=en")
    guest.wait_for_results(3)
    first = guest.figures()
    guest.page.get_by_label("Measures").select_option("baseline")
    guest.page.wait_for_url(re.compile("package=baseline"))
    guest.wait_for_results(3, load_scenario("baseline").title_en)
    assert guest.figures() != first
    guest.page.get_by_role("button", name="Undo").click()
    guest.page.wait_for_url(re.compile("package=cuts-2015"))
    guest.wait_for_results(3, load_scenario("cuts-2015").title_en)
    assert guest.figures() == first
    guest.page.go_back()
    guest.page.wait_for_url(re.compile("package=baseline"))
    guest.page.get_by_text("nothing is different").wait_for()


def test_the_tab_key_goes_through_the_page_in_order(visitor: Any) -> None:
    guest = visitor()
    guest.go(f"/?{QUICK}&lang=en")
    guest.wait_for_results(3)
    seen = []
    for _ in range(40):
        guest.page.keyboard.press("Tab")
        seen.append(
            guest.page.evaluate(
                "document.activeElement.id || document.activeElement.innerText.trim()"
            )
        )
    assert seen[0] == "Skip to the results"
    for earlier, later in (
        ("Stress test", "Model lab"),
        ("Model lab", "zz-place"),
        ("zz-place", "zz-package"),
        ("zz-package", "zz-budget_cut_household_help_share"),
        ("zz-budget_cut_household_help_share", "zz-budget_cut_guidance_share"),
        ("zz-years", "zz-seeds"),
    ):
        assert seen.index(earlier) < seen.index(later)
    guest.page.locator(".zz-skip").focus()
    guest.page.keyboard.press("Enter")
    assert guest.page.evaluate("document.activeElement.id") == "zz-results"


@pytest.mark.parametrize("language", LANGUAGES)
def test_axe_finds_nothing_to_complain_about(visitor: Any, language: str) -> None:
    from zorgzaam.dashboard import assets

    folder = assets.default_folder()
    if assets.missing(folder, [assets.AXE]):
        pytest.skip(f"axe is not here: {assets.COMMAND} --for-tests")
    axe = folder / assets.AXE.folder / assets.AXE.needed
    guest = visitor()
    guest.go(f"/?place=WK027301&years=2&seeds=2&lang={language}")
    guest.wait_for_results(2)
    assert violations(guest.page, axe) == []
    guest.go(f"/lab?{QUICK}&lang={language}")
    guest.page.get_by_text("Step: 0", exact=True).wait_for()
    assert violations(guest.page, axe) == []


def violations(page: "Page", axe: Path) -> list[str]:
    page.evaluate(axe.read_text("utf-8"))
    found = page.evaluate("() => axe.run()")
    return [
        f"{each['id']}: {node['target']} {node['failureSummary']}"
        for each in found["violations"]
        for node in each["nodes"][:3]
    ]


@pytest.mark.parametrize("width", [320, 1280])
def test_nothing_sticks_out_sideways(visitor: Any, width: int) -> None:
    guest = visitor(width)
    guest.go("/?place=WK027301&years=2&seeds=2&lang=nl")
    guest.wait_for_results(2)
    guest.page.evaluate("for (const each of document.querySelectorAll('details')) each.open = true")
    assert guest.page.evaluate("document.documentElement.scrollWidth") <= width


def test_nonsense_in_a_link_is_named_on_the_page(visitor: Any) -> None:
    guest = visitor()
    guest.go("/?place=%3Cscript%3Ealert(1)%3C/script%3E&seeds=2&years=2&x=1&lang=en")
    alert = guest.page.get_by_role("alert")
    alert.wait_for()
    assert "<script>alert(1)</script>" in alert.inner_text()
    guest.wait_for_results(2)


def test_a_computation_can_be_stopped(visitor: Any) -> None:
    guest = visitor()
    guest.go("/?place=GM0273&years=15&seeds=50&lang=en")
    guest.page.get_by_role("button", name="Stop").click()
    guest.page.locator(".zz-status-text", has_text="Stopped after").wait_for()


def test_ctrl_c_ends_the_server(tmp_path: Path) -> None:
    server = start_server(tmp_path / "log", free_port())
    server.send_signal(signal.SIGINT)
    server.wait(20)
    assert "Traceback" not in (tmp_path / "log").read_text()


def test_a_port_that_is_taken_is_said_plainly() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        told = [sys.executable, "-m", "zorgzaam.dashboard", str(port)]
        done = subprocess.run(told, capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert f"cannot serve on 127.0.0.1:{port}" in done.stderr
    assert "Traceback" not in done.stderr
