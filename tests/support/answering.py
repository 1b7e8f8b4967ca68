"""A person's answer to a question that a click will lead to."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt, QTimer
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QWidget

from studio.ui.dialogs.question import Question
from studio.ui.dialogs.words import FieldDialog


def answer(key: str) -> None:
    """Give this answer to the next question."""

    def choose() -> None:
        question = QApplication.activeModalWidget()
        assert isinstance(question, Question)
        QTest.mouseClick(question.buttons[key], Qt.MouseButton.LeftButton)

    QTimer.singleShot(0, choose)


def when_asked(act: Callable[[QWidget], object]) -> None:
    """Have the dialog answered that opens next, however long that takes."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        if dialog is None:
            QTimer.singleShot(10, look)
        else:
            act(dialog)

    QTimer.singleShot(0, look)


def take(key: str) -> Callable[[QWidget], object]:
    """Take one of several in a list, by its key."""

    def choose(dialog: QWidget) -> None:
        assert isinstance(dialog, FieldDialog)
        assert isinstance(dialog.field, QComboBox)
        dialog.field.setCurrentIndex(dialog.field.findData(key))
        dialog.keep_button.click()

    return choose
