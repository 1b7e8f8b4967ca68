"""The bar above the canvas while the project holds code that nobody has allowed: read it, allow it, or leave it."""

from __future__ import annotations

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.layers import consent
from studio.layers.custom import code_places
from studio.project import consents
from studio.text import in_language, ntr, tr
from studio.ui import theme
from studio.ui.dialogs.consent import TITLE, ConsentDialog
from studio.ui.session import Session
from studio.ui.widgets.label import label

ICON = 20
SIDE_BY_SIDE_FROM = 640


class CodeNotice(QWidget):
    """In sight exactly while there is code to allow."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._waiting: list[tuple[str, str]] = []
        self.dialog: ConsentDialog | None = None
        self.words = label(weight=500, wrap=True)
        self.read, self.allow = QPushButton(tr("Read the code…")), QPushButton(in_language(TITLE))
        self.read.clicked.connect(self._read)
        self.allow.clicked.connect(self._allow)
        texts = QVBoxLayout()
        texts.setSpacing(2)
        texts.addWidget(self.words)
        told = tr("Until it is, none of it runs, and what follows from it stays unknown.")
        texts.addWidget(label(told, 12, tone="muted", wrap=True))
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self.read)
        buttons.addWidget(self.allow)
        buttons.addStretch(1)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(44, 8, 12, 8)
        self._row.setSpacing(8)
        self._row.addLayout(texts, 1)
        self._row.addLayout(buttons)
        session.project_changed.connect(self._refresh)
        session.consent_changed.connect(self._refresh)
        self._refresh()

    def minimumSizeHint(self) -> QSize:
        """As narrow as the canvas may get: the words wrap."""
        return QSize(0, super().minimumSizeHint().height())

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Put the buttons below the words where there is no room beside them."""
        narrow = event.size().width() < SIDE_BY_SIDE_FROM
        self._row.setDirection(QBoxLayout.Direction.TopToBottom if narrow else QBoxLayout.Direction.LeftToRight)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = theme.current()
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(colours.warning_fill))
        painter.fillRect(QRectF(0, self.height() - 1, self.width(), 1), QColor(colours.border))
        box = QRectF(14, (self.height() - ICON) / 2, ICON, ICON).toRect()
        theme.icon("code", "warning").paint(painter, box)

    def _refresh(self) -> None:
        places = code_places(self._session.project.graph)
        self._waiting = [(place, code) for place, code in places if not consent.is_allowed(code)]
        count = len(self._waiting)
        self.words.setText(
            ntr(
                "Python code in {number} layer has not been allowed to run.",
                "Python code in {number} layers has not been allowed to run.",
                count,
                number=exact(count),
            )
        )
        self.setVisible(bool(self._waiting))

    def _read(self) -> None:
        self.dialog = dialog = ConsentDialog(self._waiting, self.window())
        dialog.accepted.connect(self._allow)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _allow(self) -> None:
        consents.allow(self._session.project.graph, self._session.path)
