"""Pictures of the real window with a project in it, without showing it to anyone."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, Qt, QTimer

from studio.files import replace_file
from studio.ui import theme
from studio.ui.app import application
from studio.ui.picture import cannot_be_written, png_bytes
from studio.ui.window.main_window import MainWindow

if TYPE_CHECKING:
    from studio.project import Project
    from studio.training.runs import Run
    from studio.ui.panels.charts.plots import PlotsPanel

SIZE = (1600, 1000)
PATIENCE = 60_000
"""Milliseconds for the read-outs of a network to be there."""

LEVELS = 3
"""So many layouts, one within the other, wait for each other at most."""


def take(
    project: Project,
    out: Path,
    *,
    mode: theme.Choice = "light",
    size: tuple[int, int] = SIZE,
    run: Run | None = None,
) -> None:
    """Draw the window with a project, and with the curves of a run, into a PNG file. Raises PictureError.

    Needs no display: without one (and unless QT_QPA_PLATFORM says otherwise) Qt draws off-screen.
    """
    application()
    before = theme.choice()
    theme.set_mode(mode)
    window = MainWindow()
    try:
        window.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
        window.resize(*size)
        window.show()
        window.present(project, run)
        _wait_for_read_outs(window)
        settle_curves(window.plots)
        picture = window.grab()
    finally:
        window.shut_down()
        window.deleteLater()
        theme.set_mode(before)
    try:
        replace_file(out, png_bytes(picture.toImage()))
    except OSError as error:
        raise cannot_be_written(out, error) from None


def use_off_screen_without_display() -> None:
    """Before Qt starts: let it draw off-screen where there is no display to draw on."""
    if os.name == "posix" and not any(map(os.environ.get, ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM"))):
        os.environ["QT_QPA_PLATFORM"] = "offscreen"


def _wait_for_read_outs(window: MainWindow) -> None:
    loop = QEventLoop()
    window.session.analysis_changed.connect(loop.quit)
    QTimer.singleShot(PATIENCE, loop.quit)
    if window.session.analysis is None or window.session.analysis.graph is not window.session.project.graph:
        loop.exec()
    _let_layouts_be_made()


def settle_curves(plots: PlotsPanel) -> None:
    """Wait until the curves are read, draw them, and give each chart its place."""
    loop = QEventLoop()
    plots.settled.connect(loop.quit)
    QTimer.singleShot(PATIENCE, loop.quit)
    if not plots.is_settled:
        loop.exec()
    if plots.board is not None:
        plots.board.draw()
        _let_layouts_be_made()


def _let_layouts_be_made() -> None:
    """Widgets that came last get their places in the next turns, each within one that has its own."""
    loop = QEventLoop()
    for _ in range(LEVELS):
        QTimer.singleShot(0, loop.quit)
        loop.exec()
