"""The confusion matrix as a widget: pointing at a cell tells of it, a click or Return chooses its samples."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import QAccessible, QColor, QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from studio.formatting.numbers import exact
from studio.formatting.quantities import percent
from studio.text import ntr, tr
from studio.ui import theme
from studio.ui.panels.evaluation.matrix_painter import By, Cell, Confusion, MatrixLayout, paint_matrix
from studio.ui.plain_text import tooltip
from studio.ui.widgets.told import Told, tell_value

MARGIN = 8.0

STEPS = {Qt.Key.Key_Left: (0, -1), Qt.Key.Key_Right: (0, 1), Qt.Key.Key_Up: (-1, 0), Qt.Key.Key_Down: (1, 0)}


class ConfusionMatrix(QWidget, Told):
    """Rows are true classes, columns predicted ones. The arrow keys go from cell to cell."""

    ROLE = QAccessible.Role.Table

    chosen = Signal(int, int)  # true class, predicted class
    pointed = Signal(str)  # what a cell says, "" where the pointer is on none

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._shown: Confusion | None = None
        self._by: By = "counts"
        self._current: Cell | None = None
        self._hovered: Cell | None = None
        self._painted: QPixmap | None = None
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 140)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setAccessibleName(tr("Confusion matrix"))
        theme.notifier().changed.connect(self._renew)

    @property
    def shown(self) -> Confusion | None:
        """What is shown."""
        return self._shown

    @property
    def current(self) -> Cell | None:
        """The cell that the keys have reached, or that was clicked."""
        return self._current

    def show_confusion(self, shown: Confusion | None) -> None:
        """Show another matrix."""
        self._shown, self._current, self._hovered = shown, None, None
        self._renew()

    def show_by(self, by: By) -> None:
        """Have the cells tell counts, or shares of rows or columns."""
        self._by = by
        self._renew()

    def layout_now(self) -> MatrixLayout:
        """Where its cells lie."""
        assert self._shown is not None
        area = QRectF(self.rect()).adjusted(0, 0, -MARGIN, -MARGIN)
        return MatrixLayout.within(area, self._shown.classes)

    def told(self, at: Cell) -> str:
        """A cell in a sentence."""
        assert self._shown is not None
        truth, prediction = (self._shown.classes[place] for place in at)
        count = int(self._shown.counts[at])
        told = {"number": exact(count), "truth": truth, "prediction": prediction}
        if at[0] == at[1]:
            words = ntr("{number} sample of “{truth}” is recognised", "{number} samples of “{truth}” are recognised",
                        count, **told)  # fmt: skip
        else:
            words = ntr("{number} sample of “{truth}” is taken for “{prediction}”",
                        "{number} samples of “{truth}” are taken for “{prediction}”", count, **told)  # fmt: skip
        row, column = percent(float(self._shown.by_row[at])), percent(float(self._shown.by_column[at]))
        shares = tr("{row} of “{truth}”, {column} of what is taken for “{prediction}”",
                    row=row, column=column, truth=truth, prediction=prediction)  # fmt: skip
        return tr("{what}: {shares}.", what=words, shares=shares)

    @property
    def by(self) -> By:
        """What its cells tell."""
        return self._by

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._shown is None:
            return
        ratio = self.devicePixelRatioF()
        if self._painted is None or self._painted.size() != (self.size() * ratio):
            self._painted = QPixmap(self.size() * ratio)
            self._painted.setDevicePixelRatio(ratio)
            self._painted.fill(QColor(theme.current().panel))
            inner = QPainter(self._painted)
            inner.setRenderHint(QPainter.RenderHint.Antialiasing)
            paint_matrix(inner, self._shown, self._by, self.layout_now(), theme.current())
            inner.end()
        painter = QPainter(self)
        painter.drawPixmap(0, 0, self._painted)
        layout, colours = self.layout_now(), theme.current()
        for cell, colour, width in ((self._hovered, colours.muted, 1.0), (self._current, colours.text, 2.0)):
            if cell is not None:
                painter.setPen(QPen(QColor(colour), width))
                painter.drawRect(layout.cell(cell).adjusted(1, 1, -1, -1))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._hover(self._at(event.position()))

    def leaveEvent(self, event: QEvent) -> None:
        self._hover(None)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        at = self._at(event.position())
        if event.button() is Qt.MouseButton.LeftButton and at is not None:
            self._reach(at)
            self.chosen.emit(*at)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if self._shown is None or key not in (*STEPS, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space):
            super().keyPressEvent(event)
        elif key in STEPS:
            last = len(self._shown.classes) - 1
            row, column = self._current if self._current is not None else (0, 0)
            by = STEPS[key] if self._current is not None else (0, 0)
            self._reach((min(max(row + by[0], 0), last), min(max(column + by[1], 0), last)))
        elif self._current is not None:
            self.chosen.emit(*self._current)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent) and self._shown is not None:
            at = self._at(QPointF(event.pos()))
            if at is not None:
                QToolTip.showText(event.globalPos(), tooltip(self.told(at)), self)
                return True
        return super().event(event)

    def _at(self, place: QPointF) -> Cell | None:
        return None if self._shown is None else self.layout_now().at(place)

    def _reach(self, at: Cell) -> None:
        self._current = at
        self.pointed.emit(self.told(at))
        self.update()
        tell_value(self)

    def told_value(self) -> str:
        if self._shown is None:
            return ""
        if self._current is not None:
            return self.told(self._current)
        return ntr("{count} class", "{count} classes", len(self._shown.classes))

    def _hover(self, at: Cell | None) -> None:
        if at != self._hovered:
            self._hovered = at
            seen = at if at is not None else self._current
            self.pointed.emit("" if seen is None else self.told(seen))
            self.update()

    def _renew(self) -> None:
        self._painted = None
        self.update()
