"""A box to search in that floats over the canvas: type, arrow keys, Enter."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QAbstractListModel, QEvent, QModelIndex, QObject, QPersistentModelIndex, QPoint, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QLabel, QListView, QVBoxLayout, QWidget

from studio.ui import theme
from studio.ui.canvas.search.entry import Entry
from studio.ui.canvas.search.entry_painter import HEIGHT, EntryPainter
from studio.ui.plain_text import tooltip
from studio.ui.widgets.search import SearchField

WIDTH, ROWS = 340, 8
_MARGIN = 8


class SearchPopup(QFrame):
    """Shows what `find` gives for the words typed, and tells what was chosen."""

    chosen = Signal(str)
    dismissed = Signal()

    def __init__(self, parent: QWidget, placeholder: str, find: Callable[[str], list[Entry]], *, nothing: str) -> None:
        super().__init__(parent)
        self._host = parent
        self._find = find
        self._nothing = nothing
        self.setObjectName("popup")
        self.field = SearchField(placeholder, parent=self)
        self.list = QListView(self)
        self._entries = _Entries(self)
        self._hint = QLabel(self, textFormat=Qt.TextFormat.PlainText)
        self._build()
        self.field.installEventFilter(self)
        self.field.textChanged.connect(self.refresh)
        self.field.stepped.connect(self._step)
        self.field.chosen.connect(lambda: self._choose(self.list.currentIndex()))
        self.list.clicked.connect(self._choose)
        self._at = QPoint()
        self.refresh()

    def open_at(self, at: QPoint) -> None:
        """Appear with the field at this point of the parent, moved so that all of it is in sight."""
        self._at = at
        self._fit()
        self.show()
        self.raise_()
        self.field.setFocus(Qt.FocusReason.PopupFocusReason)

    @property
    def entries(self) -> list[Entry]:
        """What is offered now, best first."""
        return self._entries.entries

    def refresh(self) -> None:
        """Look again for what fits the words typed, keeping the choice where it is still offered."""
        current = self.list.currentIndex().row()
        kept = self.entries[current].key if 0 <= current < len(self.entries) and current > 0 else None
        self._entries.show(self._find(self.field.text().strip()))
        keys = [entry.key for entry in self.entries]
        row = keys.index(kept) if kept in keys else 0
        self.list.setCurrentIndex(self._entries.index(row))
        self._hint.setText(self._nothing)
        self._hint.setVisible(not keys)
        self.list.setVisible(bool(keys))
        self._fit()

    def dismiss(self) -> None:
        """Go away without a choice."""
        self._leave()
        self.dismissed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """What the field makes no use of, or is done with, is not for the canvas underneath."""
        event.accept()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Esc closes, Tab moves on in the list, and a click elsewhere closes, too."""
        if event.type() is QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            steps = {Qt.Key.Key_Tab: 1, Qt.Key.Key_Backtab: -1}
            if event.key() in steps:
                self._step(steps[Qt.Key(event.key())])
                return True
            if event.key() == Qt.Key.Key_Escape:
                self.dismiss()
                return True
        if event.type() is QEvent.Type.FocusOut and self.isVisible() and not self._has_focus():
            self.dismiss()
        return super().eventFilter(watched, event)

    def _step(self, rows: int) -> None:
        row = self.list.currentIndex().row() + rows
        self.list.setCurrentIndex(self._entries.index(max(0, min(row, len(self.entries) - 1))))

    def _choose(self, index: QModelIndex) -> None:
        if index.isValid():
            key = self.entries[index.row()].key
            self._leave()
            self.chosen.emit(key)

    def _leave(self) -> None:
        had_focus = self._has_focus()
        self.hide()
        if had_focus:
            self._host.setFocus(Qt.FocusReason.PopupFocusReason)
        self.deleteLater()

    def _has_focus(self) -> bool:
        focused = self.window().focusWidget()
        return focused is not None and self.isAncestorOf(focused)

    def _build(self) -> None:
        self.setFixedWidth(WIDTH)
        self.list.setModel(self._entries)
        self.list.setItemDelegate(EntryPainter(self.list))
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.setUniformItemSizes(True)
        self.list.setMouseTracking(True)
        self.list.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._hint.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._hint.setFixedHeight(64)
        box = QVBoxLayout(self)
        box.setContentsMargins(_MARGIN, _MARGIN, _MARGIN, _MARGIN)
        box.setSpacing(_MARGIN)
        box.addWidget(self.field)
        box.addWidget(self.list)
        box.addWidget(self._hint)
        self._dress()
        theme.notifier().changed.connect(self._dress)

    def _dress(self) -> None:
        colours = theme.current()
        self.setStyleSheet(
            f"#popup {{ background: {colours.raised}; border: 1px solid {colours.border}; border-radius: 10px; }}"
            f"#popup QListView {{ background: transparent; }} #popup QLabel {{ color: {colours.muted}; }}"
        )
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(32)
        shadow.setOffset(0, 8)
        colour = shadow.color()
        colour.setAlpha(70)
        shadow.setColor(colour)
        self.setGraphicsEffect(shadow)

    def _fit(self) -> None:
        """Take as many rows as there are and the parent has room for, and stay within it."""
        room = self._host.rect().adjusted(_MARGIN, _MARGIN, -_MARGIN, -_MARGIN)
        beside = self.field.sizeHint().height() + 3 * _MARGIN
        rows = min(len(self.entries), ROWS, (room.height() - beside) // HEIGHT)
        self.list.setFixedHeight(max(1, rows) * HEIGHT)
        self.adjustSize()
        x, y = (min(self._at.x(), room.right() - self.width()), min(self._at.y(), room.bottom() - self.height()))
        self.move(max(room.left(), x), max(room.top(), y))


class _Entries(QAbstractListModel):
    """The entries as Qt's lists want them."""

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.entries: list[Entry] = []

    def show(self, entries: list[Entry]) -> None:
        self.beginResetModel()
        self.entries = entries
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self.entries)

    def data(self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        entry = self.entries[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return entry.title
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(entry.detail)
        return entry if role == Qt.ItemDataRole.UserRole else None
