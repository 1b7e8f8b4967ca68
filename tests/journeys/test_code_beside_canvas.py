"""The code panel in the whole window, by mouse and keys: lines and cards select each other, typing changes both."""

from __future__ import annotations

from pathlib import Path

from hands import Hands
from networks import chain
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication, QTextCursor
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from studio.layers import layer
from studio.project import Project
from studio.project.file import save
from studio.project.identity import identified
from studio.ui.window.main_window import MainWindow

TIME = 20_000
CONTROL = Qt.KeyboardModifier.ControlModifier

WRITTEN_ELSEWHERE = """class Other(nn.Module):
    def __init__(self):
        super().__init__()
        self.wide = nn.Linear(4, 32)
        self.act = nn.Tanh()
        self.last = nn.Linear(32, 2)

    def forward(self, input):
        return self.last(self.act(self.wide(input)))
"""


class Reader:
    """Someone who works in the code beside the canvas."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        self.qtbot, self.window, self.code = qtbot, window, window.code.code
        window.show_below(window.code)
        qtbot.waitUntil(lambda: "nn.Linear(4, 6)" in self.code.toPlainText(), timeout=TIME)

    def click(self, text: str) -> None:
        """Click behind a text."""
        cursor = QTextCursor(self.code.document())
        cursor.setPosition(self.code.toPlainText().index(text) + len(text))
        place = self.code.cursorRect(cursor).center() + QPoint(1, 0)
        QTest.mouseClick(self.code.viewport(), Qt.MouseButton.LeftButton, pos=place)

    def press(self, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        QTest.keyClick(self.code, key, modifier)

    def until_code_has(self, text: str) -> None:
        self.qtbot.waitUntil(lambda: text in self.code.toPlainText(), timeout=TIME)

    def lit(self) -> set[str]:
        """The lines that are marked as selected."""
        return {each.cursor.block().text().strip() for each in self.code.extraSelections()}


def test_code_and_canvas_are_one_document(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    graph = chain(input=layer("Input", shape=[4]), fc1=layer("Linear", out_features=6), relu=layer("ReLU"),
                  fc2=layer("Linear", out_features=2), output=layer("Output"))  # fmt: skip
    session = window.session
    save(identified(Project("Net", graph)), tmp_path / "net.nns")
    window.files.open(tmp_path / "net.nns")
    reader, hands = Reader(qtbot, window), Hands(qtbot, window)

    reader.click("self.relu = nn.ReLU()")
    assert session.selection == {"relu"}
    hands.select("fc2")
    assert "self.fc2 = nn.Linear(6, 2)" in reader.lit()

    reader.click("nn.Linear(4, 6")
    reader.press(Qt.Key.Key_Backspace)
    QTest.keyClicks(reader.code, "12")
    qtbot.waitUntil(lambda: session.graph["fc1"].layer == layer("Linear", out_features=12), timeout=TIME)
    reader.until_code_has("nn.Linear(12, 2)")
    assert session.undo_label == "Edit fc1 in the code"

    reader.click("nn.Linear(4, 12")
    QTest.keyClicks(reader.code, ",,")
    qtbot.waitUntil(lambda: reader.code.error_line > 0, timeout=TIME)
    wrong = reader.code.toPlainText().split("\n")[reader.code.error_line - 1]
    assert "nn.Linear(4, 12,,)" in wrong
    assert window.code.mistake.isVisible()
    assert session.graph["fc1"].layer == layer("Linear", out_features=12)
    for _ in range(2):
        reader.press(Qt.Key.Key_Backspace)
    qtbot.waitUntil(lambda: reader.code.error_line == 0, timeout=TIME)

    hands.select("fc1")
    hands.press(Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: session.graph["fc1"].layer == layer("Linear", out_features=6), timeout=TIME)
    reader.until_code_has("nn.Linear(4, 6)")

    QGuiApplication.clipboard().setText(WRITTEN_ELSEWHERE)
    reader.click("nn.Linear(4, 6")
    reader.press(Qt.Key.Key_A, CONTROL)
    reader.press(Qt.Key.Key_V, CONTROL)
    qtbot.waitUntil(lambda: "wide" in session.graph, timeout=TIME)
    assert set(session.graph) == {"input", "wide", "act", "last", "output"}
    hands.select("wide")
    hands.press(Qt.Key.Key_Z, CONTROL)
    qtbot.waitUntil(lambda: set(session.graph) == {"input", "fc1", "relu", "fc2", "output"}, timeout=TIME)
    reader.until_code_has("self.fc1 = nn.Linear(4, 6)")
