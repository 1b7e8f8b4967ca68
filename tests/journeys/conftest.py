"""A real main window for end-to-end stories, dressed as the application dresses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui import theme
from studio.ui.main_window import MainWindow


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> Iterator[MainWindow]:
    """The window as it stands after the start, on the start page."""
    theme.apply(qapp)
    window = MainWindow()
    with qtbot.waitExposed(window):
        window.show()
    window.begin()
    yield window
    window.shut_down()
    window.deleteLater()
