"""A network in Chinese, from the start page to an ONNX file: every word is told, and everything is found by it."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import onnx
import pytest
from answering import when_asked
from hands import Hands
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QLabel, QTabWidget, QWidget
from pytestqt.qtbot import QtBot

from studio.project.templates import template
from studio.text import choice, language, tr
from studio.text.retelling import retell_constants
from studio.training.events import EpochDone
from studio.ui import theme
from studio.ui.dialogs.export import ExportDialog
from studio.ui.theme import faces, speech
from studio.ui.window.main_window import MainWindow

LONG = 60_000
CONTROL = Qt.KeyboardModifier.ControlModifier
HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> Iterator[MainWindow]:
    """The window as a system in Chinese begins it."""
    if not faces.beside("zh_CN"):
        pytest.skip("no Chinese typeface is installed")
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert choice.begin() is None
    assert language.current() == "zh_CN"
    theme.apply(qapp)
    speech.follow(qapp)
    retell_constants()
    made = MainWindow()
    with qtbot.waitExposed(made):
        made.show()
    made.begin()
    yield made
    made.shut_down()
    made.deleteLater()
    language.use("en")
    speech.follow(qapp)
    retell_constants()


def write(field: QWidget, words: str) -> None:
    """As an input method gives words, once they are chosen."""
    event = QInputMethodEvent()
    event.setCommitString(words)
    QApplication.sendEvent(field, event)


def english_left(within: QWidget) -> list[str]:
    """What is told in English although the catalogue has Chinese words for it."""
    shown = [each for kind in (QLabel, QAbstractButton) for each in within.findChildren(kind) if each.isVisible()]
    said = [each.text() for each in (*shown, *within.findChildren(QAction))]
    said += [tabs.tabText(at) for tabs in within.findChildren(QTabWidget) for at in range(tabs.count())]
    return [text for text in said if text and language.gettext(text) != text]


def test_a_network_is_found_changed_trained_and_exported_in_chinese(
    qtbot: QtBot, window: MainWindow, tmp_path: Path
) -> None:
    hands, session = Hands(qtbot, window), window.session
    assert english_left(window) == []
    search = window.welcome.gallery.search
    search.setFocus()
    write(search, template("two-layer-net").title)
    QTest.keyClick(search, Qt.Key.Key_Return)
    assert "fc1" in session.graph
    session.select(["relu1"] if "relu1" in session.graph else list(session.graph)[2:3])
    hands.press(Qt.Key.Key_L, CONTROL)
    write(window.layers.search, "丢弃")
    QTest.keyClick(window.layers.search, Qt.Key.Key_Return)
    assert "Dropout" in [type(node.layer).__name__ for node in session.graph.values()]
    assert window.action["edit.undo"].text() == tr("Undo {step}", step=session.undo_label)
    assert HAN.search(window.action["edit.undo"].text())
    session.undo()
    with qtbot.waitSignal(
        window.job.happened, timeout=LONG, check_params_cb=lambda event: isinstance(event, EpochDone)
    ):
        window.show_beside(window.training)
        hands.click(window.training.controls.train_button)
    qtbot.waitUntil(lambda: bool(window.plots.charts), timeout=LONG)
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        hands.click(hands.button(window.training, tr("Stop")))
    qtbot.waitUntil(lambda: window.job.has_weights, timeout=LONG)
    assert english_left(window) == []
    told = exported(qtbot, window, tmp_path / "网络.onnx")
    assert HAN.search(told)
    assert onnx.load(tmp_path / "网络.onnx").graph.node


def exported(qtbot: QtBot, window: MainWindow, path: Path) -> str:
    """Press Export and write to `path`; what the dialog says of it."""
    told: list[str] = []

    def fill_in(dialog: QWidget) -> None:
        assert isinstance(dialog, ExportDialog)
        try:
            qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
            assert english_left(dialog) == []
            dialog.path.setFocus()
            dialog.path.selectAll()
            write(dialog.path, str(path))
            QTest.keyClick(dialog.path, Qt.Key.Key_Return)
            qtbot.waitUntil(lambda: bool(dialog.outcome.text), timeout=LONG)
            told.append(dialog.outcome.text)
        finally:
            dialog.done(0)

    when_asked(fill_in)
    window.action["file.export"].trigger()
    return told[0]
