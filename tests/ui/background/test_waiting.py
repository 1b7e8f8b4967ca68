"""Work on another thread is waited for with the window alive."""

from __future__ import annotations

import threading

import pytest
from PySide6.QtCore import QTimer
from pytestqt.qtbot import QtBot

from studio.ui.background.waiting import awaited


def test_what_the_work_gives_is_given(qtbot: QtBot) -> None:
    assert awaited(lambda: 7) == 7


def test_what_the_work_raises_is_raised(qtbot: QtBot) -> None:
    with pytest.raises(ZeroDivisionError):
        awaited(lambda: 1 // 0)


def test_the_event_loop_goes_on_meanwhile(qtbot: QtBot) -> None:
    ticked = threading.Event()
    QTimer.singleShot(0, ticked.set)

    def work() -> tuple[bool, threading.Thread]:
        return ticked.wait(timeout=20), threading.current_thread()

    was_seen, thread = awaited(work)
    assert was_seen
    assert thread is not threading.main_thread()
