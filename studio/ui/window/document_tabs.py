"""The tabs of the open documents, below the toolbar; out of sight while there is but one."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from PySide6.QtCore import QSignalBlocker, QSize, Qt, Signal
from PySide6.QtGui import QIcon, QMouseEvent, QResizeEvent
from PySide6.QtWidgets import QMainWindow, QTabBar, QToolBar, QToolButton

from studio.formatting.shortened import shortened
from studio.text import tr
from studio.ui import theme
from studio.ui.background.training_job import TrainingJob
from studio.ui.plain_text import caption, tooltip
from studio.ui.session import Session
from studio.ui.window.documents import Documents
from studio.ui.window.tab import Tab

LONGEST = 32
MARGIN = 8
LINE = 1


class Shown(NamedTuple):
    """What is seen of a tab."""

    name: str
    place: str
    is_modified: bool
    is_trained: bool

    @property
    def words(self) -> str:
        """What stands on it."""
        name = shortened(self.name, LONGEST)
        return caption(f"{name} •" if self.is_modified else name)

    @property
    def spoken(self) -> str:
        """What a screen reader says."""
        told = [self.name]
        if self.is_modified:
            told.append(tr("not saved"))
        if self.is_trained:
            told.append(tr("is being trained"))
        return tr(", ").join(told)


class TabBar(QTabBar):
    """A click of the middle button closes a tab."""

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """The middle button does not choose a tab."""
        if event.button() is not Qt.MouseButton.MiddleButton:
            super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        if event.button() is Qt.MouseButton.MiddleButton and (at := self.tabAt(event.position().toPoint())) >= 0:
            self.tabCloseRequested.emit(at)
        else:
            super().mouseReleaseEvent(event)


class DocumentTabs(QToolBar):
    """Follows the open documents."""

    close_wanted = Signal(object)  # Tab

    def __init__(self, window: QMainWindow, session: Session, documents: Documents, job: TrainingJob) -> None:
        super().__init__(tr("Open documents"), window)
        self._documents, self._job = documents, job
        self._shown: list[Shown] = []
        self._is_wanted = False
        self.setObjectName("documents")
        self.setMovable(False)
        self.bar = TabBar(self)
        self.bar.setAccessibleName(tr("Open documents"))
        self.bar.setDocumentMode(True)
        self.bar.setMovable(True)
        self.bar.setExpanding(False)
        self.bar.setDrawBase(False)
        self.bar.setUsesScrollButtons(True)
        self.bar.setElideMode(Qt.TextElideMode.ElideNone)
        window.addToolBarBreak()
        window.addToolBar(self)
        self.bar.currentChanged.connect(lambda place: documents.bring(documents.tabs[place]))
        self.bar.tabCloseRequested.connect(self._ask_to_close)
        self.bar.tabMoved.connect(self._move)
        documents.changed.connect(self.refresh)
        session.history_changed.connect(self.refresh)
        job.changed.connect(self.refresh)
        theme.notifier().changed.connect(self._dress)
        self.refresh()

    def sizeHint(self) -> QSize:
        return QSize(self.bar.sizeHint().width() + 2 * MARGIN, self.bar.sizeHint().height() + LINE)

    def minimumSizeHint(self) -> QSize:
        return QSize(2 * MARGIN, self.bar.sizeHint().height() + LINE)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The tabs take all of it: the margins that a style gives to toolbars are for buttons."""
        super().resizeEvent(event)
        self.bar.setGeometry(MARGIN, 0, self.width() - 2 * MARGIN, self.height() - LINE)

    def want(self, is_wanted: bool) -> None:
        """Be in sight where there are several documents, or in no case."""
        self._is_wanted = is_wanted
        self.setVisible(is_wanted and self.bar.count() > 1)

    def refresh(self) -> None:
        """Show what is open now."""
        tabs = self._documents.tabs
        wanted = self._seen(tabs)
        with QSignalBlocker(self.bar):
            while self.bar.count() > len(wanted):
                self.bar.removeTab(self.bar.count() - 1)
                self._shown.pop()
            for place, each in enumerate(wanted):
                self._put(place, each)
            self.bar.setCurrentIndex(tabs.index(self._documents.shown))
        self.want(self._is_wanted)

    def _seen(self, tabs: tuple[Tab, ...]) -> list[Shown]:
        same = Counter(tab.name for tab in tabs)
        return [
            Shown(
                tr("{name} in {folder}", name=tab.name, folder=tab.path.parent.name)
                if same[tab.name] > 1 and tab.path is not None
                else tab.name,
                str(tab.path or ""),
                tab.document.is_modified,
                self._job.trainings.is_active(tab.document),
            )
            for tab in tabs
        ]

    def _put(self, place: int, seen: Shown) -> None:
        if place == self.bar.count():
            self.bar.addTab("")
            self.bar.setTabButton(place, QTabBar.ButtonPosition.RightSide, self._button())
            self._shown.append(Shown("", "", is_modified=False, is_trained=False))
        if seen != self._shown[place]:
            self._shown[place] = seen
            self.bar.setTabText(place, seen.words)
            self.bar.setTabToolTip(place, tooltip(seen.place or tr("Not saved to a file yet")))
            self.bar.setTabIcon(place, theme.icon("play", "accent") if seen.is_trained else QIcon())
            self.bar.setAccessibleTabName(place, seen.spoken)

    def _button(self) -> QToolButton:
        button = QToolButton(self.bar)
        button.setObjectName("closes")
        button.setIcon(theme.icon("close", "muted"))
        button.setIconSize(QSize(12, 12))
        button.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        button.setAccessibleName(tr("Close"))
        button.setToolTip(tooltip(tr("Close (a click of the middle button does so, too)")))
        button.clicked.connect(lambda: self._ask_to_close(self.bar.tabAt(button.geometry().center())))
        return button

    def _ask_to_close(self, place: int) -> None:
        self.close_wanted.emit(self._documents.tabs[place])

    def _move(self, place: int, to: int) -> None:
        """A tab was drawn elsewhere; the bar has done that already."""
        self._shown.insert(to, self._shown.pop(place))
        self._documents.move(place, to)

    def _dress(self) -> None:
        for place, each in enumerate(self._shown):
            if each.is_trained:
                self.bar.setTabIcon(place, theme.icon("play", "accent"))
