"""A number box in the application's dress shows its number."""

from __future__ import annotations

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
