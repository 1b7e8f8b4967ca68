"""The application: one Qt application object, one main window, and what happens when something of ours breaks."""

from __future__ import annotations

import logging
import os
import sys
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QEvent, QMessageLogContext, QObject, Qt, QTimer, QtMsgType, qInstallMessageHandler
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QWidget

from studio.project.errors import ProjectError
from studio.project.preferences import choose_language
from studio.text import choice, language, paragraph, tr
from studio.text.retelling import retell_constants
from studio.ui import theme
from studio.ui.background.garbage import GarbageCollection
from studio.ui.theme import faces, speech
from studio.ui.widgets.focus_ring import ring_focus
from studio.ui.window.choices import shown_theme
from studio.ui.window.main_window import MainWindow
from studio.ui.window.renewal import renewed
from studio.ui.window.restoring import keep_from_now_on, restore

TURN = 0.001
"""Seconds that a thread may keep the interpreter while another waits: painting a frame waits for many turns."""

OFF_SCREEN_REMARK = "This plugin does not support propagateSizeHints()"

LEVELS = {
    QtMsgType.QtDebugMsg: logging.DEBUG,
    QtMsgType.QtInfoMsg: logging.INFO,
    QtMsgType.QtWarningMsg: logging.WARNING,
    QtMsgType.QtCriticalMsg: logging.ERROR,
    QtMsgType.QtFatalMsg: logging.CRITICAL,
}

_log = logging.getLogger(__name__)


def application() -> QApplication:
    """The process's Qt application with our name, fonts and theme; made at the first call."""
    present = QApplication.instance()
    if isinstance(present, QApplication):
        return present
    QGuiApplication.setDesktopFileName("nn-studio")
    sys.setswitchinterval(TURN)
    qInstallMessageHandler(_log_qt)
    app = QApplication(sys.argv[:1])
    app.setApplicationName("NN Studio")
    app.setWindowIcon(theme.icon("app", "accent"))
    theme.apply(app)
    ring_focus(app)
    told = speech.follow(app)
    if told is not None:
        print(paragraph(*told), file=sys.stderr)
    return app


def run(path: Path | None = None) -> int:
    """Open the window, with the project at `path` if given, and stay until it is closed. Gives the exit status."""
    wanted, told = _wanted_language()
    app = application()
    theme.set_mode(shown_theme())
    standing = Standing(MainWindow(), app)
    window = standing.window
    sys.excepthook = _Reporter(standing)
    collection = GarbageCollection(app)
    # By then torch is loaded, whose objects would make each thorough round ten frames long.
    window.session.analysis_changed.connect(collection.spare, Qt.ConnectionType.SingleShotConnection)
    restore(window)
    keep_from_now_on(window)
    after_first_paint(window, lambda: window.begin(path))
    window.show()
    for message, remedy in filter(None, (told, faces.missing(wanted))):
        window.tell(message, remedy)
    return app.exec()


def _wanted_language() -> tuple[str, choice.Wording | None]:
    """The language that texts are in as the window is about to be made, and why that is not what a person wants."""
    told = choice.begin() if language.current() == language.SOURCE else None
    return language.current(), told


class Standing(QObject):
    """The window that there is: another takes its place where its language becomes another."""

    def __init__(self, window: MainWindow, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        self._stand(window)

    def speak(self, name: str) -> None:
        """Have a language spoken from now on, or that of the system; or tell why that cannot be."""
        before = language.current()
        told = choice.speak(name) or speech.follow(self._app)
        if told is not None:
            language.use(before)
            speech.follow(self._app)
            self.window.tell(*told)
            return
        self._keep(name)
        if language.current() != before:
            retell_constants()
            self._stand(renewed(self.window))

    def _stand(self, window: MainWindow) -> None:
        self.window = window
        window.language_wanted.connect(self.speak)

    def _keep(self, name: str) -> None:
        os.environ.pop(choice.VARIABLE, None)
        try:
            choose_language(name)
        except ProjectError as error:
            self.window.tell(error.message, error.remedy)


def after_first_paint(window: QWidget, act: Callable[[], None]) -> None:
    """Do something, such as importing torch, that would delay the first sight of the window."""
    window.installEventFilter(_FirstPaint(window, act))


class _FirstPaint(QObject):
    """Waits for one paint of its parent, and then until that is done."""

    def __init__(self, window: QWidget, act: Callable[[], None]) -> None:
        super().__init__(window)
        self._act = act

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() is QEvent.Type.Paint:
            watched.removeEventFilter(self)
            QTimer.singleShot(0, self._act)
        return False


def _log_qt(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    """Qt's messages go to the log; a remark of the off-screen platform about itself is none of anyone's business."""
    if message != OFF_SCREEN_REMARK:
        _log.log(LEVELS[kind], "Qt: %s", message)


class _Reporter:
    """Tells a failure of our own in a sentence, with the traceback in the log, and keeps the window alive."""

    def __init__(self, standing: Standing) -> None:
        self._standing = standing

    def __call__(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        _log.critical("Unexpected failure", exc_info=(kind, error, trace))
        if issubclass(kind, KeyboardInterrupt):
            self._standing.window.close()
            return
        self._standing.window.tell(
            tr("Something went wrong inside NN Studio ({kind}: {error}).", kind=kind.__name__, error=str(error)),
            tr(
                "Your work is untouched. Save it under another name if you are in doubt; Undo takes back the last step."
            ),
        )
