"""A person's answer to a question that a click will lead to."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.ui.dialogs.question import Question


def answer(key: str) -> None:
    """Give this answer to the next question."""

    def choose() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        QTest.mouseClick(question.buttons[key], Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, choose)
