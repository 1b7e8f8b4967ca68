"""A list to choose one entry from, which says with … where there is no room for all of its words."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPalette
from PySide6.QtWidgets import QComboBox, QStyle, QStyleOptionComboBox

EDGE = 4
"""Pixels beside the words that Qt leaves free."""


class Dropdown(QComboBox):
    """A QComboBox; with a style sheet Qt itself cuts its words off in the middle of a letter."""

    @property
    def seen(self) -> str:
        """The words in sight."""
        option = self._option()
        control = QStyle.ComplexControl.CC_ComboBox
        field = self.style().subControlRect(control, option, QStyle.SubControl.SC_ComboBoxEditField, self)
        words = option.currentText
        return self.fontMetrics().elidedText(words, Qt.TextElideMode.ElideRight, field.width() - EDGE)

    def sizeHint(self) -> QSize:
        """Room for the longest entry, and for the edge that Qt counts as the words' own."""
        return super().sizeHint() + QSize(EDGE, 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """As Qt does it, with shortened words."""
        painter, option = QPainter(self), self._option()
        self.style().drawComplexControl(QStyle.ComplexControl.CC_ComboBox, option, painter, self)
        option.currentText = self.seen
        self.style().drawControl(QStyle.ControlElement.CE_ComboBoxLabel, option, painter, self)

    def _option(self) -> QStyleOptionComboBox:
        option = QStyleOptionComboBox()
        self.initStyleOption(option)
        if self.currentIndex() < 0 and self.placeholderText():
            palette = option.palette
            palette.setBrush(QPalette.ColorRole.ButtonText, palette.placeholderText())
            option.palette, option.currentText = palette, self.placeholderText()
        return option
