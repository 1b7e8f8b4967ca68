"""Numbers of a picture by the keyboard: arrow keys go from one to the next, and a screen reader is told where."""

from __future__ import annotations

import pytest
import torch
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.insight.strips import strip
from studio.ui.widgets.maps import MapsView

KEYS = Qt.Key


@pytest.mark.parametrize(
    ("shape", "keys", "place"),
    [
        ((5,), [KEYS.Key_Right], (0,)),
        ((5,), [KEYS.Key_Right] * 9, (4,)),
        ((2, 3, 4), [KEYS.Key_Down, KEYS.Key_Down, KEYS.Key_Right, KEYS.Key_PageDown], (1, 1, 1)),
        ((2, 3, 4), [KEYS.Key_Up, KEYS.Key_Up, KEYS.Key_PageUp], (0, 0, 0)),
    ],
)
def test_keys_lead_from_number_to_number(
    qtbot: QtBot, shape: tuple[int, ...], keys: list[Qt.Key], place: tuple[int, ...]
) -> None:
    view = MapsView(strip(torch.rand(shape)))
    qtbot.addWidget(view)
    told: list[object] = []
    view.pointed.connect(told.append)
    for key in keys:
        QTest.keyClick(view, key)
    assert told[-1] == place
    assert view.told_value() == f"at ({', '.join(map(str, place))})"
