"""The installed Qt binding counts references to None correctly; some versions do not and abort after a while."""

from __future__ import annotations

import sys

from PySide6.QtCore import QObject
from pytestqt.qtbot import QtBot

CALLS = 10_000


def test_ten_thousand_calls_that_return_nothing_cost_no_reference_to_none(qtbot: QtBot) -> None:
    target = QObject()
    before = sys.getrefcount(None)
    for _ in range(CALLS):
        target.setObjectName("name")
    lost = before - sys.getrefcount(None)
    assert lost < CALLS / 10
