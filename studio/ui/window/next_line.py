"""The quiet line below the canvas that says what to do next; closed, it stays away until it is wanted again."""

from __future__ import annotations

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio.project.next_steps import Next, what_next
from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.background.training_job import TrainingJob
from studio.ui.plain_text import caption, tooltip
from studio.ui.session import Session
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.live_text import LiveText

HEIGHT = 34


class NextLine(QWidget):
    """Follows document and training while it is in sight."""

    wanted = Signal(str)  # the action that does what it says
    closed = Signal()

    def __init__(self, session: Session, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._job = session, job
        self._is_exported = False
        self.next: Next | None = None
        self.words = LiveText(size=12, tone="muted")
        self.button = QPushButton()
        self.button.setProperty("kind", "plain")
        self.close_button = icon_button("close", tr("Say no more what to do next; the View menu brings it back"))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 2, 8, 2)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.button)
        row.addWidget(self.close_button)
        self.setFixedHeight(HEIGHT)
        self.button.clicked.connect(lambda: self.wanted.emit(self.next.action if self.next is not None else ""))
        self.close_button.clicked.connect(self.closed)
        for signal in (session.examined, session.problems_changed, session.project_changed,
                       job.state_changed, job.recalled, job.forgotten):  # fmt: skip
            signal.connect(self.refresh)
        job.forgotten.connect(self._begin_anew)

    def note_export(self, _: object = None) -> None:
        """A file was written of what is open."""
        self._is_exported = True
        self.refresh()

    def refresh(self) -> None:
        """Say what is true now."""
        if self.isHidden():
            return
        job = self._job
        known = self._session.problems if self._session.analysis is not None else None
        self.next = what_next(self._session.project, known, job.state,
                              has_run=job.has_weights, is_exported=self._is_exported)  # fmt: skip
        self.words.set_text(in_language(self.next.words))
        self.words.setToolTip(tooltip(self.next.words))
        self.button.setText(caption(self.next.offer))
        self.button.setVisible(bool(self.next.offer))

    def setVisible(self, visible: bool) -> None:
        """What is shown is up to date."""
        super().setVisible(visible)
        self.refresh()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the canvas above it may get."""
        return QSize(0, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours, painter = theme.current(), QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.panel))
        painter.fillRect(0, 0, self.width(), 1, QColor(colours.border))

    def _begin_anew(self) -> None:
        self._is_exported = False
        self.refresh()
