"""In the inspector: how a node's read-outs come about, its curve where it has one, and the way to its help page."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from studio.explanation.curve import has_curve
from studio.explanation.functions.values import is_comparable
from studio.explanation.markup import items_html, section_html
from studio.explanation.page import formulas, function
from studio.explanation.subject import Subject
from studio.text import tr
from studio.ui import theme
from studio.ui.background.activation_curves import LayerCurves
from studio.ui.widgets.function_plot import FunctionPlot
from studio.ui.widgets.rich_text import style_sheet

MORE, COMPARE = tr("More (F1)"), tr("Compare with Others…")


class NodeFormulas(QWidget):
    """The formulas of one node, filled in."""

    more_requested = Signal()
    compare_requested = Signal(object)  # the layer, whose curve is drawn

    def __init__(self, curves: LayerCurves, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._curves = curves
        self._about: Subject | None = None
        self.lines = QLabel()
        self.lines.setTextFormat(Qt.TextFormat.RichText)
        self.lines.setWordWrap(True)
        self.lines.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.plot = FunctionPlot()
        self.more = QPushButton(MORE)
        self.more.clicked.connect(self.more_requested)
        self.compare = QPushButton(COMPARE)
        self.compare.clicked.connect(lambda: self._about and self.compare_requested.emit(self._about.value))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addWidget(self.lines)
        column.addWidget(self.plot)
        ways = QHBoxLayout()
        ways.addWidget(self.more)
        ways.addWidget(self.compare)
        ways.addStretch(1)
        column.addLayout(ways)
        curves.ready.connect(self._show_curve)
        theme.notifier().changed.connect(self._write)

    def show_subject(self, about: Subject | None) -> None:
        """Show the formulas of a node; None where its layer cannot be read."""
        if about != self._about:
            self._about = about
            self._write()
            self._show_curve()

    def _write(self) -> None:
        about = self._about
        text = "".join(map(section_html, function(about))) + items_html(formulas(about)) if about is not None else ""
        self.lines.setText(f"<style>{style_sheet()}</style>{text}")
        self.lines.setVisible(bool(text))

    def _show_curve(self) -> None:
        value = self._about.value if self._about is not None else None
        drawn = value is not None and has_curve(value)
        self.plot.setVisible(drawn)
        self.compare.setVisible(is_comparable(value))
        if value is not None and drawn:
            self.plot.show_curve(self._curves.of(value, NodeFormulas))
