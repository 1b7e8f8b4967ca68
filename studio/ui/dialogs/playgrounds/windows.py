"""im2col: a small picture, its windows as columns of a matrix, and the convolution as one product."""

from __future__ import annotations

from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting, Work
from studio.ui.widgets.cells import Cells
from studio.ui.widgets.label import label
from studio.ui.widgets.number_slider import NumberSlider


def whole(value: float) -> str:
    """Without decimals."""
    return f"{value:.0f}".replace("-", "−")


class WindowsView(PlaygroundView):
    """Choosing a column of the matrix, by click or arrow keys, shows the cells of the picture that it holds."""

    def __init__(self, setting: Setting, parent: QWidget | None = None) -> None:
        self.picture = Cells(tr("Picture, with its padding"))
        self.kernel = Cells(tr("Kernel"))
        self.matrix = Cells(tr("Matrix: each column a window"), chooses_columns=True)
        self.result = Cells(tr("Kernel in a row, times the matrix"), chooses_columns=True)
        super().__init__(setting, self._laid_out(), parent)
        self.channels = NumberSlider(tr("Channels"), (1, 2), 1, whole)
        self.side = NumberSlider(tr("Side of the picture"), (3, 4, 5), 4, whole)
        self.kernel_size = NumberSlider(tr("Kernel size"), (1, 2, 3), 3, whole)
        self.stride = NumberSlider(tr("Stride"), (1, 2, 3), 1, whole)
        self.padding = NumberSlider(tr("Padding"), (0, 1), 0, whole)
        for each in (self.channels, self.side, self.kernel_size, self.stride, self.padding):
            self.add(each)
        self.shape = self.add_readout(tr("Matrix"))
        self.place = self.add_readout(tr("Window of the column"))
        self.sum = self.add_readout(tr("Kernel · column"))
        self.agreement = self.add_readout(tr("Largest difference to conv2d"))
        self.end_side()
        self.matrix.chosen.connect(self.choose)
        self.result.chosen.connect(self.choose)
        self.column = 0

    def question(self) -> Work:
        numbers = (
            int(each.value()) for each in (self.channels, self.side, self.kernel_size, self.stride, self.padding)
        )
        return partial(_unfolded, *numbers)

    def show_answer(self, answer: Any) -> None:
        channels, height, width = answer.padded.shape
        pad = int(self.padding.value())
        frame = {
            (c * (height + 1) + y, x)
            for c in range(channels) for y in range(height) for x in range(width)
            if not (pad <= y < height - pad and pad <= x < width - pad)
        }  # fmt: skip
        self.picture.show_numbers(_below_each_other(answer.padded), quiet=frame)
        self.kernel.show_numbers(_below_each_other(answer.kernel))
        self.matrix.show_numbers(answer.matrix.tolist())
        self.result.show_numbers([answer.product.tolist()])
        rows, columns = answer.matrix.shape
        self.shape.show_value(f"{rows} × {columns}", tr("Channels · kernel · kernel, by windows"))
        self.agreement.show_value(f"{float((answer.product - answer.convolved).abs().max()):g}")
        self.choose(min(self.column, columns - 1))

    def choose(self, column: int) -> None:
        """Show the cells that a column holds."""
        self.column = column
        answer = self.answer
        _, height, width = answer.padded.shape
        held = {_place(cell, height, width) for cell in answer.cells[:, column].tolist()}
        self.picture.mark(held)
        self.matrix.choose_column(column)
        self.result.choose_column(column)
        box = self.matrix.box(0, column)
        self._area.ensureVisible(round(box.center().x()), round(box.top()), round(box.width()), 0)
        down, across = divmod(column, answer.out[1])
        self.place.show_value(tr("row {row}, column {column}", row=down + 1, column=across + 1))
        self.sum.show_value(f"{answer.product[column]:g}".replace("-", "−"))

    def _laid_out(self) -> QWidget:
        page = QWidget()
        above = QHBoxLayout()
        above.setSpacing(16)
        above.addWidget(_titled(self.picture), 3)
        above.addWidget(_titled(self.kernel), 2)
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addLayout(above, 4)
        column.addWidget(self._scrolled(), 6)
        return page

    def _scrolled(self) -> QWidget:
        """Matrix and product one above the other, which scroll together where they are wide."""
        page = QWidget()
        column = QVBoxLayout(page)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(12)
        column.addWidget(_titled(self.matrix), 5)
        column.addWidget(_titled(self.result), 1)
        area = QScrollArea()
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # its matrix takes the keyboard
        area.setFrameShape(QFrame.Shape.NoFrame)
        area.setWidgetResizable(True)
        area.setWidget(page)
        self._area = area
        return area


def _titled(cells: Cells) -> QWidget:
    page = QWidget()
    column = QVBoxLayout(page)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(4)
    column.addWidget(label(cells.accessibleName(), 12, tone="muted"))
    column.addWidget(cells, 1)
    return page


def _below_each_other(maps: Any) -> list[list[float | None]]:
    """Channels (C, H, W) as one table, with a free row between two."""
    rows: list[list[float | None]] = []
    for each in maps.tolist():
        if rows:
            rows.append([None] * len(each[0]))
        rows.extend(each)
    return rows


def _place(cell: int, height: int, width: int) -> tuple[int, int]:
    """The row and column, in the table of all channels, of a place in the flat picture."""
    channel, rest = divmod(cell, height * width)
    row, column = divmod(rest, width)
    return channel * (height + 1) + row, column


def _unfolded(channels: int, side: int, size: int, stride: int, padding: int) -> object:
    from studio.insight.playgrounds.unfolding import kernel_of, picture, unfolded

    return unfolded(picture(channels, side), kernel_of(channels, size), stride, padding)
