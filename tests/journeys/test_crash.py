"""The process is killed in mid-edit: the next start gives the work back."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from hands import Hands
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio import paths
from studio.project import recovery
from studio.ui.dialogs.restore import RestoreDialog
from studio.ui.window.main_window import MainWindow

SCRIPT = Path(__file__).parent.parent / "support" / "edit_until_killed.py"


@pytest.mark.slow
def test_work_of_a_killed_process_comes_back(qtbot: QtBot, window: MainWindow) -> None:
    process = subprocess.Popen([sys.executable, str(SCRIPT), "Conv2d"], stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == "edited\n"
        qtbot.waitUntil(lambda: any(paths.recovery().glob(f"*{recovery.SUFFIX}")), timeout=20_000)
        assert recovery.pending() == ()
    finally:
        process.kill()
        process.communicate()

    def restore() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, RestoreDialog)
        Hands(qtbot, window).click(dialog.rows[0].restore)

    QTimer.singleShot(0, restore)
    window.reopening.offer_recovered()
    assert [node.layer.kind for node in window.session.graph.values()] == ["Input", "Conv2d"]
    assert window.session.is_modified
    qtbot.waitUntil(lambda: len(list(paths.recovery().iterdir())) == 1)
