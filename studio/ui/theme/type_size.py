"""How large all type is: as designed, or larger before an audience, and exactly as before again."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtGui import QFont
from PySide6.QtWidgets import QApplication, QWidget

from studio.ui.theme import fonts
from studio.ui.theme.mode import notifier

TALLEST = 48
"""Pixels up to which a widget of fixed height holds a line or two of type, and grows along with it."""

_FONT, _HEIGHT = "font_as_designed", "height_as_designed"


def enlarge_type(factor: float) -> None:
    """Have all type so many times as large as it is designed; 1 brings everything back as it was.

    The canvas, which has a zoom of its own, and pictures for files stay as they are.
    """
    before = fonts.scale()
    if factor == before:
        return
    fonts.set_scale(factor)
    notifier().changed.emit()  # first, as a style sheet that is set gives widgets the fonts back that they had
    for widget in QApplication.allWidgets():
        _scale_font(widget, factor, before)
        _scale_height(widget, factor)
        widget.updateGeometry()


def _scale_font(widget: QWidget, factor: float, before: float) -> None:
    """Of a font that is the widget's own; others follow the application's."""
    if not widget.testAttribute(Qt.WidgetAttribute.WA_SetFont):
        return
    designed = widget.property(_FONT)
    if designed is None:
        designed = QFont(widget.font())
        designed.setPixelSize(round(designed.pixelSize() / before))
    large = QFont(designed)
    large.setPixelSize(round(designed.pixelSize() * factor))
    widget.setFont(large)
    widget.setProperty(_FONT, None if factor == 1.0 else designed)


def _scale_height(widget: QWidget, factor: float) -> None:
    """Of a line of fixed height; a picture, which is as wide as it is high, keeps its size."""
    designed = widget.property(_HEIGHT)
    if designed is None:
        least, most = widget.minimumSize(), widget.maximumSize()
        is_line = 0 < least.height() == most.height() <= TALLEST and least.width() != most.width()
        if factor == 1.0 or not is_line:
            return
        designed = least.height()
    widget.setFixedHeight(round(designed * factor))
    widget.setProperty(_HEIGHT, None if factor == 1.0 else designed)
