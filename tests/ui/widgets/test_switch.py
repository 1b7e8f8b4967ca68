"""A switch tells of what a person does, by whatever means, and not of what it is given to show."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.ui.widgets.switch import Switch
from studio.ui.widgets.value import MIXED

WAYS: dict[str, Callable[[Switch], object]] = {
    "mouse": lambda switch: QTest.mouseClick(switch, Qt.MouseButton.LeftButton),
    "keys": lambda switch: QTest.keyClick(switch, Qt.Key.Key_Space),
    "screen reader": lambda switch: switch.toggle(),
}


@pytest.mark.parametrize("way", WAYS)
def test_what_a_person_does_is_told_once(qtbot: QtBot, way: str) -> None:
    switch = Switch()
    qtbot.addWidget(switch)
    told: list[object] = []
    switch.edited.connect(told.append)
    for value in (True, MIXED, False):
        switch.set_value(value)
    assert told == []
    WAYS[way](switch)
    assert told == [True]
    assert switch.value() is True
