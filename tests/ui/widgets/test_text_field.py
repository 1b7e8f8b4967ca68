"""A field for a text that may be too long to be edited."""

from __future__ import annotations

from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot

from studio.ui.widgets.text import LONGEST, TextField


def test_a_very_long_text_stays_whole_until_another_is_typed(qtbot: QtBot) -> None:
    field = TextField()
    qtbot.addWidget(field)
    given: list[object] = []
    field.edited.connect(given.append)
    text = "7" * (LONGEST + 1)
    field.set_value(text)
    assert field.text().endswith("…")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (given, field.value()) == ([], text)
    field.selectAll()
    qtbot.keyClicks(field, "1 2")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert (given, field.value()) == (["1 2"], "1 2")
