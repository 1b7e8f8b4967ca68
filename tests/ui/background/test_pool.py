"""Background questions share few threads: of each place the latest is worked out, and nothing after the end."""

from __future__ import annotations

import logging
import threading
from functools import partial

import pytest
import torch
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui.background.async_cache import AsyncCache
from studio.ui.background.pool import THREADS, Channel, Pool

LONG = 30_000


class Bench:
    """Work that waits until it is allowed to end, and what was begun of it."""

    def __init__(self) -> None:
        self.gate = threading.Event()
        self.begun: list[object] = []
        self.threads: set[str] = set()

    def work(self, question: object) -> object:
        self.begun.append(question)
        self.threads.add(threading.current_thread().name)
        assert self.gate.wait(60)
        return question


@pytest.fixture
def bench() -> Bench:
    return Bench()


def test_scrubbing_works_out_the_first_value_and_the_last(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    cache = AsyncCache(bench.work, "answer", pool)
    for value in range(100):
        assert cache.of(value, "row") is None
    bench.gate.set()
    qtbot.waitUntil(lambda: cache.of(99, "row") == 99, timeout=LONG)
    assert len(bench.begun) <= THREADS
    assert bench.begun[-1] == 99


def test_scrubbing_several_rows_at_once_works_out_the_last_of_each(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    cache = AsyncCache(bench.work, "answer", pool)
    for value in range(100):
        for row in ("weight", "bias", "gain"):
            cache.of((row, value), row)
    bench.gate.set()
    qtbot.waitUntil(
        lambda: all(cache.of((row, 99), row) is not None for row in ("weight", "bias", "gain")), timeout=LONG
    )
    assert len(bench.begun) <= THREADS + 3


def test_what_another_place_still_waits_for_is_worked_out(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    cache = AsyncCache(bench.work, "answer", pool)
    for busy in range(THREADS):
        cache.of(f"busy {busy}", f"place {busy}")
    cache.of("shared", "inspector")
    cache.of("shared", "help")
    cache.of("other", "inspector")
    bench.gate.set()
    qtbot.waitUntil(lambda: cache.of("shared", "help") == "shared", timeout=LONG)
    assert bench.begun.count("shared") == 1


def test_going_back_to_a_value_that_was_begun_does_not_begin_it_again(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    cache = AsyncCache(bench.work, "answer", pool)
    cache.of(1, "row")
    qtbot.waitUntil(lambda: bench.begun == [1], timeout=LONG)
    cache.of(2, "row")
    cache.of(1, "row")
    bench.gate.set()
    qtbot.waitUntil(lambda: cache.of(1, "row") == 1, timeout=LONG)
    assert bench.begun.count(1) == 1


def test_an_answer_is_asked_once_and_kept_and_can_be_renewed(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    bench.gate.set()
    cache = AsyncCache(bench.work, "answer", pool)
    with qtbot.waitSignal(cache.ready, timeout=LONG):
        cache.of("a", "row")
    assert cache.of("a", "row") == cache.of("a", "elsewhere") == "a"
    assert bench.begun == ["a"]
    cache.renew("a")
    with qtbot.waitSignal(cache.ready, timeout=LONG):
        assert cache.of("a", "row") is None
    assert bench.begun == ["a", "a"]


def test_a_question_without_an_answer_is_told_with_its_reason_and_not_asked_for_ever(qtbot: QtBot, pool: Pool) -> None:
    def refuse(question: object) -> object:
        raise ValueError(f"no {question}")

    cache = AsyncCache(refuse, "answer", pool)
    with qtbot.waitSignal(cache.ready, timeout=LONG):
        cache.of("tea", "row")
    assert cache.of("tea", "row") is None
    assert str(cache.error_of("tea")) == "no tea"
    with qtbot.assertNotEmitted(cache.ready, wait=50):
        cache.of("tea", "row")


def test_however_much_is_asked_the_threads_are_few(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    cache = AsyncCache(bench.work, "answer", pool)
    for value in range(40):
        cache.of(value, f"place {value}")
    bench.gate.set()
    qtbot.waitUntil(lambda: all(cache.of(value, f"place {value}") is not None for value in range(1, 40)), timeout=LONG)
    assert len(bench.threads) <= THREADS
    assert sorted(bench.begun) == list(range(40))  # type: ignore[type-var]


def test_an_urgent_question_waits_for_no_slow_ones(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    cache = AsyncCache(bench.work, "answer", pool)
    for value in range(10):
        cache.of(value, f"place {value}")
    urgent = Channel(pool, "analysis", urgent=True)
    with qtbot.waitSignal(urgent.answered, timeout=LONG):
        urgent.ask(lambda: "at once")
    assert len(bench.begun) < THREADS
    bench.gate.set()


def test_of_one_channel_only_the_latest_answer_is_told(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    channel = Channel(pool, "answer")
    told: list[object] = []
    channel.answered.connect(told.append)
    for value in range(100):
        channel.ask(partial(bench.work, value))
    assert channel.is_waiting
    bench.gate.set()
    qtbot.waitUntil(lambda: not channel.is_waiting, timeout=LONG)
    assert told == [99]
    assert len(bench.begun) <= 2


def test_a_channel_that_waits_no_more_is_told_nothing(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    channel, other = Channel(pool, "answer"), Channel(pool, "other")
    told: list[object] = []
    channel.answered.connect(told.append)
    channel.ask(partial(bench.work, "begun"))
    qtbot.waitUntil(lambda: bench.begun == ["begun"], timeout=LONG)
    channel.withdraw()
    bench.gate.set()
    with qtbot.waitSignal(other.answered, timeout=LONG):
        other.ask(lambda: "later")
    QApplication.processEvents()
    assert told == []
    assert not channel.is_waiting


def test_an_asker_that_is_gone_is_told_nothing(qtbot: QtBot, pool: Pool, bench: Bench) -> None:
    widget, other = QObject(), Channel(pool, "other")
    told: list[object] = []
    channel = Channel(pool, "answer", widget)
    channel.answered.connect(told.append)
    channel.ask(partial(bench.work, "begun"))
    qtbot.waitUntil(lambda: bench.begun == ["begun"], timeout=LONG)
    channel.ask(partial(bench.work, "never"))
    with qtbot.waitSignal(widget.destroyed):
        widget.deleteLater()
    bench.gate.set()
    with qtbot.waitSignal(other.answered, timeout=LONG):
        other.ask(lambda: "later")
    assert told == []
    assert bench.begun == ["begun"]


def test_after_the_end_nothing_is_told_or_begun_and_no_thread_is_left(
    qtbot: QtBot, qapp: QApplication, bench: Bench
) -> None:
    pool = Pool()
    cache, channel = AsyncCache(bench.work, "answer", pool), Channel(pool, "answer")
    told: list[object] = []
    cache.ready.connect(told.append)
    channel.answered.connect(told.append)
    channel.ask(partial(bench.work, "channel"))
    for value in range(10):
        cache.of(value, f"place {value}")
    qtbot.waitUntil(lambda: len(bench.begun) == THREADS - 1, timeout=LONG)
    waiting = threading.Event()

    def let_end_once_it_closes() -> None:
        while not pool._closed:
            waiting.wait(0.001)
        bench.gate.set()

    threading.Thread(target=let_end_once_it_closes).start()
    pool.close()
    channel.ask(partial(bench.work, "after"))
    cache.of("after", "place")
    qapp.processEvents()
    assert told == []
    assert len(bench.begun) == THREADS - 1
    assert not [thread.name for thread in threading.enumerate() if thread.name.startswith("background")]


class Refused(Exception):
    """What a person can mend."""

    remedy = "Choose another."


@pytest.mark.parametrize(("error", "logged"), [(ValueError("ours"), True), (Refused("yours"), False)])
def test_failing_work_is_told_and_what_is_our_fault_is_logged(
    qtbot: QtBot, pool: Pool, caplog: pytest.LogCaptureFixture, error: Exception, logged: bool
) -> None:
    def fail() -> None:
        raise error

    channel = Channel(pool, "answer")
    with caplog.at_level(logging.ERROR), qtbot.waitSignal(channel.failed, timeout=LONG) as told:
        channel.ask(fail)
    assert told.args == [error]
    assert ("Traceback" in caplog.text) == logged
    with qtbot.waitSignal(channel.answered, timeout=LONG):
        channel.ask(lambda: "and works on")


def test_work_that_tries_to_end_the_program_ends_as_a_failure(qtbot: QtBot, pool: Pool) -> None:
    channel = Channel(pool, "answer")
    with qtbot.waitSignal(channel.failed, timeout=LONG) as told:
        channel.ask(lambda: exit(3))
    assert "SystemExit" in str(told.args[0])


def test_operations_of_torch_in_the_background_keep_to_one_core(qtbot: QtBot, pool: Pool) -> None:
    channel = Channel(pool, "answer")
    with qtbot.waitSignal(channel.answered, timeout=LONG) as told:
        channel.ask(torch.get_num_threads)
    assert told.args == [1]
