"""The application: one Qt application object, one main window, and what happens when something of ours breaks."""

from __future__ import annotations

import logging
import sys
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from studio.ui import theme
from studio.ui.main_window import MainWindow

_log = logging.getLogger(__name__)


def application() -> QApplication:
    """The process's Qt application with our name, fonts and theme; made at the first call."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    QGuiApplication.setDesktopFileName("nn-studio")
    app = QApplication(sys.argv[:1])
    app.setApplicationName("NN Studio")
    app.setWindowIcon(theme.icon("app", "accent"))
    theme.apply(app)
    return app


def run(path: Path | None = None) -> int:
    """Open the window, with the project at `path` if given, and stay until it is closed. Gives the exit status."""
    app = application()
    window = MainWindow()
    sys.excepthook = _Reporter(window)
    window.show()
    QTimer.singleShot(0, lambda: window.begin(path))
    return app.exec()


class _Reporter:
    """Tells a failure of our own in a sentence, with the traceback in the log, and keeps the window alive."""

    def __init__(self, window: MainWindow) -> None:
        self._window = window

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log.critical("Unexpected failure", exc_info=(kind, error, trace))
        if issubclass(kind, KeyboardInterrupt):
            self._window.close()
            return
        self._window.tell(
            f"Something went wrong inside NN Studio ({kind.__name__}: {error}).",
            "Your work is untouched. Save it under another name if you are in doubt; Undo takes back the last step.",
        )
