"""The newest question wins, stopping stops, and what goes wrong is said to the visitor."""

import threading
from collections.abc import Iterator
from typing import Any

import pytest

from zorgzaam.agents.errors import InputError
from zorgzaam.dashboard import stream as stream_module
from zorgzaam.dashboard.inputs import Inputs
from zorgzaam.dashboard.stream import Answer, Remembered, Stream
from zorgzaam.dashboard.turns import Turns
from zorgzaam.model.places.catalogue import resolve
from zorgzaam.model.simulation import Cancelled

PLACE = resolve("WK034403")
SHORT = Inputs(years=2, seeds=3)


class Listener:
    """Keeps the answers, and waits for the one that is wanted."""

    def __init__(self) -> None:
        self.answers: list[Answer] = []
        self._changed = threading.Condition()

    def __call__(self, answer: Answer) -> None:
        with self._changed:
            self.answers.append(answer)
            self._changed.notify_all()

    def until(self, state: str, inputs: Inputs) -> Answer:
        def is_there() -> bool:
            return any(a.state == state and a.asked == inputs for a in self.answers)

        with self._changed:
            assert self._changed.wait_for(is_there, timeout=30), self.answers[-1:]
        return next(a for a in self.answers if a.state == state and a.asked == inputs)


@pytest.fixture
def patient_engine(monkeypatch: pytest.MonkeyPatch, made_up_engine: None) -> threading.Event:
    """Seeds after the first wait for this event; a cancelled question is left at once."""
    gate = threading.Event()
    quick = stream_module.compare

    def slow(*given: Any, cancelled: Any, **others: Any) -> Iterator[Any]:
        for number, comparison in enumerate(quick(*given, **others)):
            while number and not gate.wait(0.01):
                if cancelled():
                    raise Cancelled
            yield comparison

    monkeypatch.setattr(stream_module, "compare", slow)
    return gate


def test_an_answer_carries_the_inputs_it_was_made_with(made_up_engine: None) -> None:
    heard = Listener()
    Stream(heard).ask(SHORT, PLACE)
    done = heard.until("done", SHORT)
    assert done.found is not None
    assert (done.found_for, done.found.seeds) == (SHORT, 3)


def test_figures_of_the_question_before_are_marked_as_such(
    patient_engine: threading.Event,
) -> None:
    heard = Listener()
    stream = Stream(heard)
    stream.ask(SHORT, PLACE)
    patient_engine.set()
    heard.until("done", SHORT)
    patient_engine.clear()
    other = Inputs(years=3, seeds=3)
    stream.ask(other, PLACE)
    waiting = heard.until("computing", other)
    assert waiting.found is not None
    assert waiting.found_for == SHORT
    assert not waiting.is_current
    stream.close()


def test_thirty_questions_at_once_end_with_the_last_one(patient_engine: threading.Event) -> None:
    heard = Listener()
    stream = Stream(heard)
    patient_engine.set()
    questions = [SHORT.with_lever("budget_cut_guidance_share", 0.3 + i / 100) for i in range(30)]
    for question in questions:
        stream.ask(question, PLACE)
    heard.until("done", questions[-1])
    finished = [answer.asked for answer in heard.answers if answer.state == "done"]
    assert finished == [questions[-1]]


def test_stopping_keeps_what_was_found(patient_engine: threading.Event) -> None:
    heard = Listener()
    stream = Stream(heard)
    stream.ask(SHORT, PLACE)
    while not any(answer.is_current for answer in heard.answers):
        threading.Event().wait(0.01)
    stream.stop()
    stopped = heard.until("stopped", SHORT)
    assert stopped.found is not None
    assert stopped.found.seeds == 1
    patient_engine.set()
    assert heard.answers[-1] is stopped


def test_a_question_asked_before_is_answered_at_once(made_up_engine: None) -> None:
    heard, again = Listener(), Listener()
    Stream(heard).ask(SHORT, PLACE)
    done = heard.until("done", SHORT)
    Stream(again).ask(SHORT, PLACE)
    assert [answer.found for answer in again.answers] == [done.found]


def test_what_a_user_can_mend_is_said_and_what_he_cannot_is_not(
    monkeypatch: pytest.MonkeyPatch, made_up_engine: None
) -> None:
    problems = iter([InputError("years = 99: give fewer"), ZeroDivisionError("inside")])

    def broken(*given: Any, **others: Any) -> Iterator[Any]:
        raise next(problems)

    monkeypatch.setattr(stream_module, "compare", broken)
    heard = Listener()
    stream = Stream(heard)
    stream.ask(SHORT, PLACE)
    assert heard.until("failed", SHORT).problem == "years = 99: give fewer"
    other = Inputs(seeds=2)
    stream.ask(other, PLACE)
    assert heard.until("failed", other).problem == ""


def test_only_the_latest_answers_are_remembered(made_up: Any) -> None:
    from zorgzaam.dashboard.findings import findings

    found = findings(made_up(seeds=1))
    remembered = Remembered(most=2)
    questions = [Inputs(seeds=seeds) for seeds in (1, 2, 3)]
    for question in questions[:2]:
        remembered.put(question, found)
    remembered.get(questions[0])
    remembered.put(questions[2], found)
    assert [remembered.get(question) is not None for question in questions] == [True, False, True]


def test_visitors_take_turns_and_each_ends_with_the_own_answer(
    monkeypatch: pytest.MonkeyPatch, made_up_engine: None
) -> None:
    quick = stream_module.compare
    lock = threading.Lock()
    at_work: list[int] = []
    counts: list[int] = []

    def counted(*given: Any, **others: Any) -> Iterator[Any]:
        with lock:
            at_work.append(1)
            counts.append(len(at_work))
        threading.Event().wait(0.02)
        yield from quick(*given, **others)
        with lock:
            at_work.pop()

    monkeypatch.setattr(stream_module, "compare", counted)
    monkeypatch.setattr(stream_module, "_turns", Turns(2))
    visitors = [(Listener(), Inputs(years=2, seeds=2 + number)) for number in range(8)]
    for heard, question in visitors:
        Stream(heard).ask(question, PLACE)
    for heard, question in visitors:
        found = heard.until("done", question).found
        assert found is not None
        assert (found.seeds, found.seeds_asked) == (question.seeds, question.seeds)
    assert max(counts) == 2


def test_a_long_question_lets_a_short_one_in_between(
    monkeypatch: pytest.MonkeyPatch, made_up_engine: None
) -> None:
    monkeypatch.setattr(stream_module, "_turns", Turns(1))
    quick, begun = stream_module.compare, threading.Event()
    short_waits = threading.Event()

    def slow(*given: Any, seeds: Any, **others: Any) -> Iterator[Any]:
        begun.set()
        short_waits.wait(10)
        yield from quick(*given, seeds=seeds, **others)

    monkeypatch.setattr(stream_module, "compare", slow)
    order: list[int] = []
    long, short = Inputs(years=2, seeds=40), Inputs(years=2, seeds=1)
    heard, other = Listener(), Listener()
    Stream(lambda answer: (heard(answer), _note(order, answer))).ask(long, PLACE)
    assert begun.wait(10)
    Stream(lambda answer: (other(answer), _note(order, answer))).ask(short, PLACE)
    while not stream_module._turns._waiting:
        threading.Event().wait(0.01)
    short_waits.set()
    heard.until("done", long)
    other.until("done", short)
    assert order == [1, 40]


def _note(order: list[int], answer: Answer) -> None:
    if answer.state == "done":
        order.append(answer.asked.seeds)


def test_who_waits_for_a_turn_and_asks_something_else_leaves_the_queue() -> None:
    turns, gone = Turns(1), threading.Event()
    left: list[bool] = []

    def wait() -> None:
        with pytest.raises(Cancelled), turns.taken(gone.is_set):
            left.append(False)
        left.append(True)

    with turns.taken(lambda: False):
        waiting = threading.Thread(target=wait)
        waiting.start()
        gone.set()
        waiting.join(10)
        assert left == [True]
    with turns.taken(lambda: False):  # the place is free again
        pass
