"""The history: the steps of undo as a list; choosing one goes back or forth to it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QKeyEvent, QShowEvent
from PySide6.QtWidgets import QListView, QVBoxLayout, QWidget

from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.session import Session

Index = QModelIndex | QPersistentModelIndex


class HistoryPanel(QWidget):
    """The document as it was opened, and every step since; those that were taken back are fainter."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._model = _Steps(self)
        self.list = _StepList(self._model)
        self.list.setIconSize(QSize(16, 16))
        self.list.clicked.connect(self._go)
        self.list.activated.connect(self._go)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.list)
        self.setFocusProxy(self.list)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._show)
        session.history_changed.connect(self._renew)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._show()

    def _renew(self) -> None:
        if self.isVisible():
            self._later.start()

    def _show(self) -> None:
        self._model.show(self._session.steps, self._session.steps_done)
        here = self._model.index(self._session.steps_done)
        self.list.setCurrentIndex(here)
        self.list.scrollTo(here)

    def _go(self, index: QModelIndex) -> None:
        self._later.stop()
        self._session.go_to_step(index.row())
        self._show()


class _StepList(QListView):
    """The list itself; Enter goes where a click would."""

    def __init__(self, model: QAbstractListModel) -> None:
        super().__init__()
        self.setModel(model)
        self.setAccessibleName(tr("History"))
        self.setUniformItemSizes(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and self.currentIndex().isValid():
            self.activated.emit(self.currentIndex())
            return
        super().keyPressEvent(event)


class _Steps(QAbstractListModel):
    """The steps as Qt's lists want them: the first row is the document as it was opened."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._steps: tuple[str, ...] = ()
        self._done = 0

    def show(self, steps: tuple[str, ...], done: int) -> None:
        """Show these steps, of which so many are done."""
        self.beginResetModel()
        self._steps, self._done = steps, done
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        return 0 if parent.isValid() else len(self._steps) + 1

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        row = index.row()
        said = in_language(self._steps[row - 1]) if row else tr("As it was opened")
        if role == Qt.ItemDataRole.DisplayRole:
            return said
        if role == Qt.ItemDataRole.ToolTipRole:
            return tooltip(said)
        if role == Qt.ItemDataRole.DecorationRole:
            return theme.icon("check" if row == self._done else "undo" if row > self._done else "clock", "muted")
        if role == Qt.ItemDataRole.ForegroundRole and row > self._done:
            return QColor(theme.current().faint)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            if row == self._done:
                return tr("{step}, here now", step=said)
            return tr("{step}, taken back", step=said) if row > self._done else said
        return None
