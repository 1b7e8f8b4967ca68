"""The start page: what this is, ways to begin, recent files, and the templates to begin from."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLayout,
    QPushButton,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from studio.text import tr
from studio.ui import theme
from studio.ui.background.file_pictures import FilePictures
from studio.ui.background.pool import Pool
from studio.ui.panels.welcome.gallery import Gallery
from studio.ui.panels.welcome.lesson_list import LessonList
from studio.ui.panels.welcome.recent_files import RecentFiles
from studio.ui.panels.welcome.steps import Steps
from studio.ui.widgets.focus_frame import framed_by_keys
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label
from studio.ui.widgets.tile import APP, FamilyTile

PITCH = tr(
    "Draw a neural network, see what every layer does and costs, train it while you watch, and take it with you."
)
SIDE_WIDTH = 264
WIDEST = 1160
CORNER = 12


class Welcome(QScrollArea):
    """Leads a newcomer from a template or an empty canvas to a trained network."""

    left = Signal()  # for the network that is open
    new_requested = Signal()
    open_requested = Signal()
    playgrounds_requested = Signal()
    template_chosen = Signal(str)
    recent_chosen = Signal(str)
    lesson_chosen = Signal(str)

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setAccessibleName(tr("Start page"))
        framed_by_keys(self)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.recent = RecentFiles(FilePictures(pool, self))
        self.recent.chosen.connect(self.recent_chosen)
        self.gallery = Gallery()
        self.gallery.chosen.connect(self.template_chosen)
        self.lessons = LessonList()
        self.lessons.chosen.connect(self.lesson_chosen)
        self._page = QWidget()
        self._page.setProperty("surface", "window")
        self._page.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._body = QHBoxLayout(self._page)
        self._body.setSpacing(48)
        self._body.addLayout(self._side())
        self._body.addLayout(self._main(), 1)
        self.setWidget(self._page)
        self.leave = icon_button("close", tr("Back to the network (Esc)"))
        self.leave.setParent(self)
        self.leave.clicked.connect(self.left)

    def refresh(self, recent: Sequence[Path]) -> None:
        """Show these files as the recent ones, and how far a person came in the lessons."""
        self.recent.show_files(recent)
        self.lessons.refresh()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Keep the page in the middle of a wide window, and as many cards in a row as fit."""
        super().resizeEvent(event)
        width = event.size().width()
        self.leave.adjustSize()
        self.leave.move(width - self.leave.width() - CORNER, CORNER)
        side = max(32, (width - WIDEST) // 2)
        top = max(32, min(96, (event.size().height() - 640) // 2))
        self._body.setContentsMargins(side, top, side, 32)
        room = width - 2 * side - SIDE_WIDTH - self._body.spacing()
        self.gallery.arrange(room)
        self.lessons.arrange(room)

    def _side(self) -> QLayout:
        new = QPushButton(theme.icon("plus", "on_accent"), f" {tr('Start empty')}")
        new.setProperty("kind", "primary")
        new.clicked.connect(self.new_requested)
        new.setAccessibleName(tr("Start empty"))
        files = QPushButton(theme.icon("open"), f" {tr('Open…')}")
        files.clicked.connect(self.open_requested)
        files.setAccessibleName(tr("Open"))
        playgrounds = QPushButton(theme.icon("bolt"), f" {tr('Playgrounds…')}")
        playgrounds.clicked.connect(self.playgrounds_requested)
        playgrounds.setAccessibleName(tr("Playgrounds"))
        for button in (new, files, playgrounds):
            button.setProperty("tall", True)
            button.setIconSize(QSize(18, 18))
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(FamilyTile(APP, 56))
        column.addSpacing(16)
        column.addWidget(label("NN Studio", 28, 700))
        column.addSpacing(8)
        pitch = label(PITCH, 14, tone="muted", wrap=True)
        pitch.setFixedWidth(SIDE_WIDTH)
        column.addWidget(pitch)
        column.addSpacing(24)
        column.addWidget(new)
        column.addSpacing(8)
        column.addWidget(files)
        column.addSpacing(8)
        column.addWidget(playgrounds)
        column.addSpacing(32)
        column.addWidget(self.recent)
        column.addStretch(1)
        return column

    def _main(self) -> QLayout:
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addWidget(Steps())
        column.addSpacing(32)
        column.addWidget(self.lessons)
        column.addSpacing(28)
        column.addWidget(self.gallery)
        column.addStretch(1)
        return column
