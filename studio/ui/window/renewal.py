"""Builds the window anew in another language, over the same documents, trainings and panels: nothing is retold.

What the window holds beside its texts is handed over: open documents with all their steps, where a person is in each,
what is trained, which panels stand where. The window before goes once the new one is on the screen.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt, QTimer

from studio.ui.window.dialogs_again import open_again
from studio.ui.window.main_window import MainWindow
from studio.ui.window.restoring import keep_from_now_on
from studio.ui.window.typing_settled import settle_typing

CARRIED = ("view.values", "view.presentation", "view.canvas_alone")
"""Actions that are on or off for as long as the window is open."""


def renewed(old: MainWindow) -> MainWindow:
    """A window in the language in use in place of another, which is not used afterwards."""
    settle_typing(old)
    old.session.put_away()
    made = MainWindow()
    _lay_out_unseen(made, old)
    _hand_over(old, made)
    made.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen, False)
    made.hide()
    _take_place(made, old)
    _Successor(made, old)
    made.show()
    made.activateWindow()
    open_again(old, made)
    keep_from_now_on(made)
    return made


def _lay_out_unseen(made: MainWindow, old: MainWindow) -> None:
    """Give it its size and panels before anyone sees it: views are those of the canvas as large as it was."""
    made.setAttribute(Qt.WidgetAttribute.WA_DontShowOnScreen)
    made.resize(old.size())
    made.workspace.restore(old.workspace.layout_now())
    made.show_as(old)
    made.show()


def _take_place(made: MainWindow, old: MainWindow) -> None:
    """Stand where the other stands, to the pixel; what fills the screen goes back to where that would."""
    if old.isMaximized() or old.isFullScreen():
        made.restoreGeometry(old.saveGeometry())
    else:
        made.setGeometry(old.geometry())


def _hand_over(old: MainWindow, made: MainWindow) -> None:
    for tab in old.documents.tabs:
        tab.document.retell()
    made.session.begin()
    made.job.take_over(old.job)
    made.sweep.take_over(old.sweep)
    made.canvas.context.views.take_over(old.canvas.context.views)
    made.documents.take_over(old.documents)
    made.session.examination.renew()
    for chosen in old.session.runs.chosen:
        made.session.runs.choose(chosen.path)
    made.show_as(old)
    for name in CARRIED:
        if old.action[name].isChecked():
            made.action[name].setChecked(True)
    made.tour.take_over(old.tour)


class _Successor(QObject):
    """Waits until the new window was painted, or is closed before, and then takes the old one away."""

    def __init__(self, made: MainWindow, old: MainWindow) -> None:
        super().__init__(made)
        self._old: MainWindow | None = old
        made.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self, self._take_away)
        elif event.type() is QEvent.Type.Close:
            self._take_away()
        return False

    def _take_away(self) -> None:
        if self._old is not None:
            self._old.hide()
            self._old.retire()
            self._old.deleteLater()
            self._old = None
