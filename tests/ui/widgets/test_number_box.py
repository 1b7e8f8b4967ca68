"""A number box in the application's dress shows its number."""

from __future__ import annotations

from composed import compose
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.ui import theme
from studio.ui.widgets.number_box import NumberBox


def test_it_has_room_for_its_number(qtbot: QtBot, qapp: QApplication) -> None:
    theme.apply(qapp)
    box = NumberBox()
    qtbot.addWidget(box)
    box.setRange(1, 1_000_000)
    with qtbot.waitExposed(box):
        box.show()
    assert box.lineEdit().width() > box.fontMetrics().horizontalAdvance("1000000")


def test_full_width_digits_are_taken_as_plain_ones(qtbot: QtBot) -> None:
    box = NumberBox()
    qtbot.addWidget(box)
    box.setRange(1, 1_000)
    compose(box.lineEdit(), "６４")
    qtbot.keyClick(box, Qt.Key.Key_Return)
    assert (box.value(), box.text()) == (64, "64")
