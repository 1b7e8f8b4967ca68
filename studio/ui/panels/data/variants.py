"""Training samples beside what chance makes of them in the first epochs, with the seed of the training."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import QAbstractTableModel, QModelIndex, QPersistentModelIndex, QSize, Qt
from PySide6.QtGui import QResizeEvent, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QHBoxLayout, QScrollArea, QTableView, QVBoxLayout, QWidget

from studio.data import Data
from studio.formatting.numbers import exact
from studio.text import ntr, tr
from studio.ui.background.data_look import DataLook, VariantsOf
from studio.ui.panels.data.grid import icon_of
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label
from studio.ui.widgets.scrolled import scrolled
from studio.ui.widgets.transform_list import TransformList

SIDE = 48
ROWS = 8
"""Samples on a page."""

EPOCHS = 6

EDITOR_WIDTH = 280
BESIDE_FROM = 640
"""Pixels of width from which the list of transforms stands beside what it makes of samples."""

Index = QModelIndex | QPersistentModelIndex


class VariantsModel(QAbstractTableModel):
    """A row for each sample: as it is, then as each epoch draws it."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.shown: tuple[VariantsOf, ...] = ()
        self._ratio = 1.0

    def show(self, shown: tuple[VariantsOf, ...], ratio: float) -> None:
        """Show other samples; pictures have `ratio` pixels to a logical one."""
        self.beginResetModel()
        self.shown, self._ratio = shown, ratio
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else len(self.shown)

    def columnCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008  as Qt has it
        return 0 if parent.isValid() else 1 + EPOCHS

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if not index.isValid():
            return None
        row, column = self.shown[index.row()], index.column()
        told = row.told[column - 1] if column else tr("As it is: {answer}", answer=row.words or exact(row.place + 1))
        if role == Qt.ItemDataRole.DecorationRole:
            return icon_of(row.tiles[column], self._ratio)
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return told
        return tooltip(told) if role == Qt.ItemDataRole.ToolTipRole else None

    def headerData(self, section: int, orientation: Qt.Orientation, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        if role != Qt.ItemDataRole.DisplayRole:
            return None
        if orientation is Qt.Orientation.Vertical:
            return self.shown[section].words or exact(self.shown[section].place + 1)
        return tr("Epoch {number}", number=section) if section else tr("As it is")


class VariantsView(QWidget):
    """Has variants drawn when it comes into sight and when a person turns the page."""

    def __init__(self, session: Session, look: DataLook, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._look = session, look
        self.transforms = TransformList(session.project.data)
        self._editor = _scrolled(self.transforms)
        self._first = 0
        self._asked: object = None
        self.words = label("", 12, tone="muted", wrap=True)
        self.back_button = icon_button("chevron-left", tr("The samples before"))
        self.on_button = icon_button("chevron-right", tr("More samples"))
        self.model = VariantsModel(self)
        self.table = QTableView()
        self.nothing = EmptyState("image", tr("Nothing is drawn"), "")
        self._dress()
        bar = QHBoxLayout()
        bar.setContentsMargins(12, 6, 12, 6)
        bar.addWidget(self.words, 1)
        bar.addWidget(self.back_button)
        bar.addWidget(self.on_button)
        column = QVBoxLayout()
        column.setSpacing(0)
        column.addLayout(bar)
        column.addWidget(self.table, 1)
        column.addWidget(self.nothing, 1)
        self.nothing.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(0)
        row.addWidget(self._editor)
        row.addLayout(column, 1)
        self.transforms.edited.connect(self._change_data)
        session.project_changed.connect(lambda _, now: self.transforms.show_value(now.data))
        self.back_button.clicked.connect(lambda: self.turn(-1))
        self.on_button.clicked.connect(lambda: self.turn(1))
        look.changed.connect(self._follow)
        look.varied.connect(self._show)
        look.unvaried.connect(self._tell)

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._follow()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Where there is little room, the list stands in the training panel alone."""
        super().resizeEvent(event)
        self._editor.setVisible(event.size().width() >= BESIDE_FROM)

    def turn(self, by: int) -> None:
        """Show the next samples, or those before with −1."""
        laid = self._look.laid
        first = self._first + by * ROWS
        if laid is not None and 0 <= first < len(laid.opened.parts["train"]):
            self._first = first
            self._ask()

    def _follow(self) -> None:
        """Begin at the first sample of data that have been opened anew."""
        laid = self._look.laid
        if laid is None or not self.isVisible() or self._asked is laid:
            return
        self._asked, self._first = laid, 0
        self.model.show((), 1.0)
        reason = self._reason()
        self._show_reason(reason)
        if not reason:
            self._ask()

    def _reason(self) -> str:
        """Why there is nothing to show; "" where there is."""
        laid = self._look.laid
        assert laid is not None
        if laid.opened.preparation.sample != "picture":
            return tr("Variants are shown of pictures.")
        if not any(each.random and each.enabled for each in laid.opened.config.transforms):
            return tr("No transform of the data goes by chance, so that every epoch sees the same samples.")
        return ""

    def _ask(self) -> None:
        self._look.ask_for_variants(self._first, ROWS, round(SIDE * self.devicePixelRatioF()))

    def _show(self, shown: tuple[VariantsOf, ...]) -> None:
        laid = self._look.laid
        if laid is None:
            return
        self._show_reason("")
        self.model.show(shown, self.devicePixelRatioF())
        count = ntr("{count} transform", "{count} transforms", len(laid.opened.config.transforms))
        told = tr("{transforms}, drawn with the seed of the training. Point at a picture to see what was done.",
                  transforms=count)  # fmt: skip
        self.words.setText(told)
        self.back_button.setEnabled(self._first > 0)
        self.on_button.setEnabled(self._first + ROWS < len(laid.opened.parts["train"]))

    def _tell(self, error: Exception) -> None:
        self._show_reason(str(error))

    def _change_data(self, step: str, data: Data, going_on: bool) -> None:
        self._session.apply(step, replace(self._session.project, data=data), merge=going_on)

    def _show_reason(self, reason: str) -> None:
        self.nothing.set_sentence(reason)
        self.nothing.setVisible(bool(reason))
        for widget in (self.table, self.words, self.back_button, self.on_button):
            widget.setHidden(bool(reason))

    def _dress(self) -> None:
        table = self.table
        table.setModel(self.model)
        table.setAccessibleName(tr("Variants of samples"))
        table.setFrameShape(QFrame.Shape.NoFrame)
        table.setShowGrid(False)
        table.setIconSize(QSize(SIDE, SIDE))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setTabKeyNavigation(False)
        table.verticalHeader().setDefaultSectionSize(SIDE + 8)
        table.horizontalHeader().setDefaultSectionSize(SIDE + 16)
        table.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)


def _scrolled(shown: QWidget) -> QScrollArea:
    inner = QWidget()
    inner.setProperty("surface", "clear")
    column = QVBoxLayout(inner)
    column.setContentsMargins(12, 8, 12, 8)
    column.addWidget(shown)
    column.addStretch(1)
    area = scrolled(inner)
    area.setFixedWidth(EDITOR_WIDTH)
    return area
