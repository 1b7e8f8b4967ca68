"""What every test stands on: an off-screen Qt, a home of its own, and no thread or timer left behind."""

from __future__ import annotations

import gc
import os
import sys
import threading
from collections.abc import Iterator
from itertools import count
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from hypothesis import settings

if TYPE_CHECKING:
    from PySide6.QtWidgets import QApplication
    from pytestqt.qtbot import QtBot

    from studio.ui.window.main_window import MainWindow

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
# There is a test process for each core already; teams of threads would only get in each other's way.
os.environ.setdefault("OMP_NUM_THREADS", "1")
# Whoever runs the tests may speak another language; a test that is about those of systems names one.
os.environ["LC_ALL"] = "C.UTF-8"


# Each of the many processes that tests begin would compile the whole package anew.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# The tests and the libraries they stand on stay to the end: no collection has to look through them as they come.
gc.disable()


# The files of a test need not outlive a power cut, and each wait for the disk is as long as many a test.
os.fsync = lambda descriptor: None


# A run fails for what was changed, never for the luck of the draw nor for a busy machine; for new luck:
# pytest --hypothesis-profile=default.
settings.register_profile("same-each-time", derandomize=True, deadline=None)
settings.load_profile("same-each-time")

AWAY = (20_000, 20_000)
"""Pixels of the screen where no window stands."""

ENDING = 30.0
"""Seconds in which a thread that was told to end, as that of a progress bar, is over."""

COLLECT_EVERY, COLLECT_ALL_EVERY = 50, 1000
"""Tests between two collections: of what came since the one before, and of all there is, which takes some tenths of a
second."""


def pytest_collection_finish() -> None:
    """Nor again."""
    gc.collect()
    gc.freeze()


@pytest.fixture(autouse=True)
def home_of_its_own(homes: Iterator[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    """Runs and recovery files of a test stay in a folder of its own, which is there once something is put into it."""
    monkeypatch.setenv("NN_STUDIO_HOME", str(next(homes)))


@pytest.fixture(scope="session")
def homes(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    folder = tmp_path_factory.mktemp("homes")
    return (folder / str(number) for number in count(1))


@pytest.fixture
def qtbot(qapp: QApplication, request: pytest.FixtureRequest) -> QtBot:
    """A hand on Qt that also waits for a machine with other things to do; the pointer begins away from all windows."""
    from PySide6.QtGui import QCursor

    QCursor.setPos(*AWAY)
    from patient_bot import PatientBot

    return PatientBot(request)


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The main window as it stands after the start, on the start page, dressed as the application dresses it."""
    from studio.ui import theme
    from studio.ui.window.main_window import MainWindow

    theme.apply(qapp)
    window = MainWindow()
    with qtbot.waitExposed(window):
        window.show()
    window.begin()
    yield window
    window.shut_down()
    window.deleteLater()


@pytest.fixture(autouse=True)
def theme_of_the_system() -> Iterator[None]:
    """A theme that a test chose is not that of the next."""
    yield
    theme = sys.modules.get("studio.ui.theme")
    if theme is not None and theme.choice() != "system":
        theme.set_mode("system")


@pytest.fixture(autouse=True)
def garbage_collected_on_this_thread(_tests_run: Iterator[int]) -> Iterator[None]:
    """Python frees garbage on whichever thread is running; a Qt object freed off the UI thread ends the process."""
    gc.disable()
    yield
    number = next(_tests_run)
    if number % COLLECT_EVERY == 0:
        gc.collect(2 if number % COLLECT_ALL_EVERY == 0 else 1)


@pytest.fixture(scope="session")
def _tests_run() -> Iterator[int]:
    return count(1)


@pytest.fixture(autouse=True)
def no_thread_left_behind() -> Iterator[None]:
    """A test that leaves a thread of ours running fails; one that was told to end may do so."""
    before = set(threading.enumerate())
    yield
    ours = [thread for thread in set(threading.enumerate()) - before if not _is_foreign(thread)]
    for thread in ours:
        thread.join(ENDING)
    left = [thread.name for thread in ours if thread.is_alive()]
    assert not left, f"threads left running: {left}"


def _is_foreign(thread: threading.Thread) -> bool:
    """Libraries keep pools of their own for the life of the process."""
    return thread.name.startswith(("ThreadPoolExecutor", "Dummy", "pydevd", "tqdm"))
