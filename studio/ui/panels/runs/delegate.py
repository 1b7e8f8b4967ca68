"""How cells of the list of runs are drawn: a mark in the run's colour, a star, the sign of a state."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QLineEdit, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from studio.text import tr
from studio.training.runs.description import State
from studio.training.runs.overview import Row
from studio.ui import theme
from studio.ui.panels.runs.columns import MARK, NAME, STAR, STATE
from studio.ui.panels.runs.model import COLOUR, CURRENT, ROW, RunsModel

BOX = 16
SIGN = 16

SIGNS: dict[State, tuple[str, str]] = {
    "running": ("play", "accent"),
    "stopped": ("pause", "muted"),
    "finished": ("success", "success"),
    "failed": ("error", "error"),
    "not begun": ("clock", "muted"),
    "damaged": ("warning", "warning"),
}
"""Icon and tint of each state."""

Index = QModelIndex | QPersistentModelIndex


class RunsDelegate(QStyledItemDelegate):
    """Draws what is no text, and gives the field in which a run is renamed."""

    def __init__(self, model: RunsModel, parent: QWidget) -> None:
        super().__init__(parent)
        self._model = model

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        key = self._key(index)
        if key not in (MARK, STAR):
            super().paint(painter, option, index)
            return
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, QColor(theme.current().selected))
        if key == MARK:
            _paint_mark(painter, _centred(option.rect, BOX), index.data(COLOUR))
            return
        row: Row = index.data(ROW)
        name, tint = ("star-filled", "warning") if row.run.notes.star else ("star", "faint")
        theme.icon(name, tint).paint(painter, _centred(option.rect, SIGN))

    def initStyleOption(self, option: QStyleOptionViewItem, index: Index) -> None:
        super().initStyleOption(option, index)
        key, row = self._key(index), index.data(ROW)
        if key == STATE:
            option.features |= QStyleOptionViewItem.ViewItemFeature.HasDecoration
            option.icon = theme.icon(*SIGNS[row.run.state])
        if key == NAME and index.data(CURRENT):
            option.font = theme.font(weight=600)

    def createEditor(self, parent: QWidget, option: QStyleOptionViewItem, index: Index) -> QWidget:
        editor = QLineEdit(parent)
        editor.setAccessibleName(tr("Name of the run"))
        return editor

    def setEditorData(self, editor: QWidget, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        editor.setText(str(index.data(Qt.ItemDataRole.EditRole)))
        editor.selectAll()

    def setModelData(self, editor: QWidget, model: object, index: Index) -> None:
        assert isinstance(editor, QLineEdit)
        self._model.setData(index, editor.text())

    def _key(self, index: Index) -> str:
        return self._model.columns[index.column()].key


def _centred(room: QRect, size: int) -> QRect:
    box = QRect(0, 0, size, size)
    box.moveCenter(room.center())
    return box


def _paint_mark(painter: QPainter, box: QRect, colour: str) -> None:
    """An empty box, or one in the colour of the run with a tick."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    shape = QRectF(box).adjusted(1.5, 1.5, -1.5, -1.5)
    painter.setPen(QPen(QColor(colour or theme.current().faint), 1.5))
    painter.setBrush(QColor(colour) if colour else Qt.BrushStyle.NoBrush)
    painter.drawRoundedRect(shape, 3.5, 3.5)
    if colour:
        points = [(0.22, 0.52), (0.42, 0.72), (0.78, 0.3)]
        tick = [QPointF(shape.left() + x * shape.width(), shape.top() + y * shape.height()) for x, y in points]
        pen = QPen(QColor(theme.current().panel), 1.8)
        pen.setCapStyle(Qt.PenCapStyle.RoundCap)
        painter.setPen(pen)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolyline(QPolygonF(tick))
    painter.restore()
