"""After a crash: the unsaved work that was kept, each to be restored or discarded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QScrollArea, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.project.recovery import Recovered
from studio.text import ntr, tr
from studio.ui.plain_text import tooltip
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label


class RestoreDialog(Dialog):
    """Lists recovered projects. After it, `chosen` is the one to restore, None for none now."""

    def __init__(self, found: Sequence[Recovered], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("Restore unsaved work"))
        self.chosen: Recovered | None = None
        self.rows: list[_Row] = [_Row(recovered, self) for recovered in found]
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(tr("NN Studio ended unexpectedly"), 16, 600))
        layout.addWidget(
            label(tr("This work was not saved. Restore it to go on where you left off."), 13, tone="muted")
        )
        layout.addSpacing(8)
        layout.addWidget(self._list(), 1)
        layout.addSpacing(4)
        later = QPushButton(tr("Not now"), autoDefault=False)
        later.setToolTip(tooltip(tr("Ask again at the next start")))
        later.clicked.connect(self.reject)
        layout.addWidget(later, alignment=Qt.AlignmentFlag.AlignRight)
        self.setMinimumWidth(560)

    def restore(self, row: _Row) -> None:
        """Choose the work of a row, and close."""
        self.chosen = row.recovered
        self.accept()

    def discard(self, row: _Row) -> None:
        """Take the work of a row away for good; the dialog closes behind the last one."""
        row.recovered.discard()
        self.rows.remove(row)
        row.deleteLater()
        if not self.rows:
            self.reject()

    def _list(self) -> QWidget:
        inner = QWidget()
        inner.setProperty("surface", "clear")
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        for row in self.rows:
            column.addWidget(row)
            row.restore.clicked.connect(lambda _=False, row=row: self.restore(row))
            row.discard.clicked.connect(lambda _=False, row=row: self.discard(row))
        column.addStretch(1)
        area = QScrollArea(widgetResizable=True)
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its buttons take the keyboard
        area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        area.setWidget(inner)
        area.setMinimumHeight(min(len(self.rows), 4) * 76)
        if self.rows:
            self.rows[0].restore.setDefault(True)
        return area


class _Row(QFrame):
    """One recovered project: its name, where it belongs, how old it is, and what can be done with it."""

    def __init__(self, recovered: Recovered, parent: QWidget) -> None:
        super().__init__(parent)
        self.recovered = recovered
        self.setProperty("card", True)
        self.restore = QPushButton(tr("Restore"), autoDefault=False)
        self.restore.setProperty("kind", "primary")
        self.discard = QPushButton(tr("Discard"), autoDefault=False)
        self.discard.setProperty("kind", "danger")
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(label(recovered.project.name, 13, 600))
        words.addWidget(label(_facts(recovered), 12, tone="muted"))
        row = QHBoxLayout(self)
        row.setContentsMargins(16, 12, 12, 12)
        row.setSpacing(8)
        row.addLayout(words, 1)
        row.addWidget(self.discard)
        row.addWidget(self.restore)


def _facts(recovered: Recovered) -> str:
    place = recovered.path.name if recovered.path else tr("never saved")
    count = len(recovered.project.graph)
    layers = ntr("{count} layer", "{count} layers", count, count=exact(count))
    return f"{ago(recovered.time, datetime.now(UTC))} · {layers} · {place}"


def ago(then: datetime, now: datetime) -> str:
    """How long ago that was, in words; with the date when it is days."""
    minutes = max(int((now - then).total_seconds() // 60), 0)
    if minutes < 1:
        return tr("Moments ago")
    if minutes < 60:
        return ntr("{count} minute ago", "{count} minutes ago", minutes)
    if minutes < 24 * 60:
        return ntr("{count} hour ago", "{count} hours ago", minutes // 60)
    return f"{then.astimezone():%d %B %Y, %H:%M}"
