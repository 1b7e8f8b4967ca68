"""Dialogs stay on the screen, whatever they grow to."""

from __future__ import annotations

from PySide6.QtCore import QRect
from PySide6.QtWidgets import QLabel, QPushButton, QVBoxLayout
from pytestqt.qtbot import QtBot

from studio.ui.widgets.dialog import Dialog, within


def test_a_dialog_that_grows_keeps_its_button_on_the_screen(qtbot: QtBot) -> None:
    dialog, button = Dialog(), QPushButton("Close")
    qtbot.addWidget(dialog)
    column = QVBoxLayout(dialog)
    column.addWidget(QLabel("Said"), 1)
    column.addWidget(button)
    room = dialog.screen().availableGeometry()
    dialog.setGeometry(room.right() - 120, room.bottom() - 90, 100, 80)
    with qtbot.waitExposed(dialog):
        dialog.show()
    for width, height in ((300, 400), (room.width() + 200, room.height() + 200)):
        dialog.resize(width, height)
        assert room.contains(QRect(button.mapToGlobal(button.rect().topLeft()), button.size()))
        assert room.contains(dialog.frameGeometry())
        assert dialog.frameGeometry().width() >= min(width, room.width())


def test_what_is_larger_than_the_room_begins_at_its_upper_left_corner() -> None:
    room = QRect(0, 24, 960, 500)
    assert within(QRect(700, 300, 400, 300), room) == QRect(560, 224, 400, 300)
    assert within(QRect(-50, 0, 200, 200), room) == QRect(0, 24, 200, 200)
    assert within(QRect(40, 40, 1200, 700), room).topLeft() == room.topLeft()
    assert within(QRect(40, 40, 100, 100), room) == QRect(40, 40, 100, 100)
