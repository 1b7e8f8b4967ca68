"""One of two networks side by side: its picture, what it costs, and what it reached."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.formatting.numbers import compact, exact
from studio.project import Project
from studio.text import tr
from studio.ui import theme
from studio.ui.widgets.label import label, set_tone
from studio.ui.widgets.readout import Readout, percent
from studio.ui.widgets.schematic import Schematic, paint_schematic, schematic

HEIGHT = 92


class Twin(QWidget):
    """`colour` is that of its curve."""

    def __init__(self, colour: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.title = label("", 13, 600)
        set_tone(self.title, "accent" if colour == "accent" else "warning")
        self.picture = _Picture()
        self.parameters, self.macs = Readout(tr("Parameters")), Readout(tr("Multiply-accumulates"))
        self.loss = Readout(tr("Training loss"))
        self.training, self.validation = Readout(tr("Training accuracy")), Readout(tr("Validation accuracy"))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        for part in (self.title, self.picture, self.parameters, self.macs, self.loss, self.training, self.validation):
            column.addWidget(part)

    def show_network(self, project: Project, parameters: int, macs: int) -> None:
        """Show a network and what it costs."""
        self.title.setText(project.name)
        self.picture.show_network(schematic(project.graph))
        self.picture.setAccessibleName(tr("Picture of “{name}”", name=project.name))
        self.parameters.show_value(exact(parameters))
        self.macs.show_value(compact(macs))

    def show_reached(
        self, training: Mapping[str, float] | None = None, validation: Mapping[str, float] | None = None
    ) -> None:
        """Show values by name after a training; none before it."""
        if training is None or validation is None:
            for each in (self.loss, self.training, self.validation):
                each.show_value()
            return
        self.loss.show_value(f"{training['loss']:.4g}")
        self.training.show_value(percent(training["accuracy"]))
        self.validation.show_value(percent(validation["accuracy"]))


class _Picture(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self._shown: Schematic | None = None
        self.setFixedHeight(HEIGHT)

    def sizeHint(self) -> QSize:
        return QSize(260, HEIGHT)

    def show_network(self, shown: Schematic) -> None:
        """Show another."""
        self._shown = shown
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter, colours = QPainter(self), theme.current()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colours.border), 1))
        painter.setBrush(QColor(colours.canvas))
        box = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(box, 6, 6)
        if self._shown is not None:
            paint_schematic(painter, box.adjusted(16, 12, -16, -12), self._shown)
