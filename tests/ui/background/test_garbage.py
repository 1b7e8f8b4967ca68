"""Whatever thread makes garbage, the UI thread collects it."""

from __future__ import annotations

import gc
import threading
from collections.abc import Iterator

import pytest
from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

from studio.ui.background.garbage import BULK, MOST, YOUNG, GarbageCollection


class Knot:
    """Refers to itself and to a Qt object, and notes the thread on which it ends."""

    def __init__(self, ends: list[threading.Thread]) -> None:
        self.itself = self
        self.widget = QObject()
        self.ends = ends

    def __del__(self) -> None:
        self.ends.append(threading.current_thread())


@pytest.fixture
def collection() -> Iterator[GarbageCollection]:
    was_enabled = gc.isenabled()
    gc.collect()  # of the tests before there may be enough to be taken for a large document
    gc.enable()
    made = GarbageCollection()
    yield made
    made.deleteLater()
    if was_enabled:
        gc.enable()


def busy(rounds: int) -> None:
    """Make far more objects than Python lets pass without a collection of its own."""
    kept = [[number] for number in range(rounds * YOUNG)]
    assert len(kept) == rounds * YOUNG


def test_knots_tied_here_are_freed_here_though_another_thread_is_busy(
    qtbot: QtBot, collection: GarbageCollection
) -> None:
    ends: list[threading.Thread] = []
    Knot(ends)
    thread = threading.Thread(target=busy, args=(20,))
    thread.start()
    thread.join()
    assert not ends
    kept = [[number] for number in range(2 * YOUNG)]
    qtbot.waitUntil(lambda: bool(ends))
    assert ends == [threading.main_thread()]
    assert kept


def test_older_generations_have_their_turn(collection: GarbageCollection) -> None:
    ends: list[threading.Thread] = []
    knot = Knot(ends)
    gc.collect(0)
    gc.collect(1)
    del knot
    kept = []
    while not ends:
        kept.append([[number] for number in range(2 * YOUNG)])
        collection.look()
        assert len(kept) < 1_000, "the oldest were never gone through"
    assert ends == [threading.main_thread()]


def test_what_is_spared_is_not_gone_through_again(collection: GarbageCollection) -> None:
    try:
        collection.spare()
        assert gc.get_freeze_count() > 0
        assert len(gc.get_objects()) < gc.get_freeze_count()
    finally:
        gc.unfreeze()


def test_what_comes_in_bulk_is_left_out_of_later_rounds(collection: GarbageCollection) -> None:
    gc.collect()
    try:
        document = [[number] for number in range(BULK + YOUNG)]
        collection.look()
        assert gc.get_freeze_count() > BULK
        assert document
    finally:
        gc.unfreeze()


def test_a_folder_of_very_many_files_is_not_gone_through_over_and_over(collection: GarbageCollection) -> None:
    kept = []
    for _ in range(2 * MOST // BULK + 10):
        kept.append([[number] for number in range(BULK - YOUNG)])
        collection.look()
    rounds = gc.get_stats()
    kept.append([[number] for number in range(YOUNG)])
    collection.look()
    assert [each["collections"] for each in gc.get_stats()[1:]] == [each["collections"] for each in rounds[1:]]
    assert gc.get_freeze_count() > MOST
    gc.unfreeze()
    assert kept
