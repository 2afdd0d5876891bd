"""The first page: a place, a package of cuts, levers; and what they do, as it is computed."""

import math
import time
from collections.abc import Callable
from typing import Any, Final, cast

import solara

from zorgzaam.dashboard.components import Actions, Status, element, safely
from zorgzaam.dashboard.controls import Controls
from zorgzaam.dashboard.header import Header
from zorgzaam.dashboard.inputs import (
    ALL_LEVERS,
    Asked,
    Inputs,
    lever_factor,
    lever_label,
    lever_unit,
    read,
)
from zorgzaam.dashboard.results import Results
from zorgzaam.dashboard.stream import Answer, Stream
from zorgzaam.dashboard.texts import number, text
from zorgzaam.dashboard.words import seeds_words, summary_csv
from zorgzaam.experiments.scenario import load_scenario

MOST_UNDO: Final = 50
SECONDS_OF_ONE_MOVE: Final = 1.0  # a slider that goes on within this time is still the same step
SLIDERS: Final = frozenset((*ALL_LEVERS, "years", "seeds"))


class Steps:
    """What undo goes back to; the positions that one move of a slider passes are one step."""

    def __init__(self) -> None:
        self.earlier: list[Inputs] = []
        self._moved: frozenset[str] = frozenset()
        self._when = -math.inf

    def add(self, before: Inputs, after: Inputs, now: float) -> None:
        """Remember a change that is about to be asked, `now` in seconds of any clock."""
        moved = _differing(before, after)
        goes_on = moved == self._moved and now - self._when < SECONDS_OF_ONE_MOVE
        self._moved, self._when = moved, now
        if not (goes_on and moved <= SLIDERS):
            self.earlier.append(before)
            del self.earlier[:-MOST_UNDO]

    def take_back(self) -> Inputs:
        """The question before the last step."""
        self._when = -math.inf
        return self.earlier.pop()


def _differing(one: Inputs, other: Inputs) -> frozenset[str]:
    """Names of the inputs in which two questions differ."""
    fields = (name for name in ("place", "package", "years", "seeds")
              if getattr(one, name) != getattr(other, name))  # fmt: skip
    return frozenset((*fields, *(name for name, _ in {*one.levers} ^ {*other.levers})))


@solara.component
def StressTest() -> Any:
    """The page; its inputs live in the address."""
    router = solara.use_router()
    asked: Asked = solara.use_memo(lambda: read(router.search), [router.search])
    steps: Steps = solara.use_memo(Steps, [])
    answer, set_answer = solara.use_state(cast(Answer | None, None))
    stream: Stream = solara.use_memo(lambda: Stream(set_answer), [])

    def go(inputs: Inputs) -> None:
        router.push(f"/?{inputs.query(asked.language)}")

    def ask(inputs: Inputs) -> None:
        if inputs == asked.inputs:
            return
        steps.add(asked.inputs, inputs, time.monotonic())
        go(inputs)

    def undo(_: object) -> None:
        if steps.earlier:
            go(steps.take_back())

    solara.use_effect(lambda: stream.ask(asked.inputs, asked.place), [asked.inputs])
    solara.use_effect(lambda: stream.close, [])
    language = asked.language
    with element("div", class_="zz-page") as main:
        Header(asked, "/")
        with element("main", class_="zz-main"):
            element("h1", text("stress_test", language), class_="zz-hidden")
            Problems(text("problems", language), asked.problems)
            with element("div", class_="zz-side"):
                Controls(asked, ask)
                Tools(asked, answer, bool(steps.earlier), undo, lambda _: ask(Inputs()))
            with element("div", class_="zz-results", id="zz-results"):
                Progress(asked, answer, stream)
                if answer is not None and answer.found is not None and answer.found_for is not None:
                    made_for = answer.found_for
                    MadeWith(made_for, answer, language)
                    Results(
                        answer.found, package_words(made_for, language), language,
                        outdated=answer.found_for != asked.inputs,
                    )  # fmt: skip
                Limits(asked)
    return main


def package_words(inputs: Inputs, language: str) -> str:
    """The title of the package, and that levers were moved."""
    title = load_scenario(inputs.package).title(language)
    return f"{title} ({text('levers_moved', language)})" if inputs.levers else title


@solara.component
def Tools(
    asked: Asked,
    answer: Answer | None,
    can_undo: bool,
    undo: Callable[[object], None],
    reset: Callable[[object], None],
) -> Any:
    """Undo, reset, link, download."""
    current = answer is not None and answer.is_current and answer.asked == asked.inputs
    rows = answer.found.rows if current and answer and answer.found else ()
    keys = ("undo", "reset", "copy_link", "copied", "download")
    return Actions(
        words={key: text(key, asked.language) for key in keys},
        can_undo=can_undo,
        can_reset=asked.inputs != Inputs(),
        csv=summary_csv(rows) if rows else "",
        filename=f"zorgzaam-{asked.inputs.place}-{asked.inputs.package}.csv",
        event_undo=safely(undo),
        event_reset=safely(reset),
    )


@solara.component
def Problems(title: str, problems: tuple[str, ...]) -> Any:
    """What of the address could not be used."""
    if not problems:
        return element("div", class_="zz-nothing")
    return element(
        "div",
        element("h2", title, class_="zz-h3"),
        element("ul", *(element("li", problem) for problem in problems)),
        class_="zz-problems",
        role="alert",
    )


@solara.component
def Progress(asked: Asked, answer: Answer | None, stream: Stream) -> Any:
    """How far it is, and what went wrong if it did."""
    language, total = asked.language, asked.inputs.seeds
    if answer is not None and answer.state == "failed":
        cause = answer.problem or text("broken_body", language)
        return Problems(text("failed", language), (cause,))
    current = answer is not None and answer.is_current and answer.asked == asked.inputs
    done = answer.found.seeds if current and answer and answer.found else 0
    state = answer.state if answer is not None else "computing"
    if state == "done" and current:
        label = text("done", language, done=done)
    elif state == "stopped":
        label = text("stopped", language, done=done, asked=total)
    elif done:
        label = text("seeds_done", language, done=done, asked=total)
    else:
        first = answer is None or answer.found is None
        label = text("first_compile" if first else "computing", language)
    return Status(
        words={key: text(key, language) for key in ("computing", "stop", "go_on")},
        state="done"
        if state == "done" and current
        else "stopped"
        if state == "stopped"
        else "computing",
        label=label,
        done=done,
        asked=total,
        event_halt=safely(lambda _: stream.stop()),
        event_resume=safely(lambda _: stream.ask(asked.inputs, asked.place)),
    )


@solara.component
def MadeWith(inputs: Inputs, answer: Answer, language: str) -> Any:
    """The inputs of the figures on the page, beside the number of seeds behind them."""
    found = answer.found
    assert found is not None
    parts = [
        found.place,
        package_words(inputs, language),
        *(_lever_words(name, value, language) for name, value in inputs.levers),
        f"{inputs.years} {text('years_unit', language)}",
        seeds_words(found.seeds, language),
    ]
    words = [element("p", text("made_with", language, what=" · ".join(parts)), class_="zz-made")]
    if not answer.is_current:
        words.append(element("p", text("outdated", language), class_="zz-outdated-note"))
    return element("div", *words)


def _lever_words(name: str, value: float, language: str) -> str:
    people_read = round(value * lever_factor(name), 6)
    shown = f"{number(people_read, language, 0 if people_read.is_integer() else 1)} {lever_unit(name, language)}"
    return f"{lever_label(name, language)} {shown}"


@solara.component
def Limits(asked: Asked) -> Any:
    """What the model cannot tell, and where its figures come from."""
    language = asked.language
    keys = ("limits_1", "limits_2", "limits_3", "limits_4")
    return element(
        "section",
        element("h2", text("limits_title", language), class_="zz-h2", id="zz-limits"),
        element("ul", *(element("li", text(key, language)) for key in keys)),
        element("h3", text("sources_title", language), class_="zz-h3"),
        element("p", text("sources_body", language)),
        element("p", text("data_version", language, version=asked.place.data_version)),
        class_="zz-card zz-limits",
        **{"aria-labelledby": "zz-limits"},
    )
