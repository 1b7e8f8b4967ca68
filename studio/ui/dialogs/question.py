"""A question with a few answers in words: what is the matter, what each answer does."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label

Kind = Literal["primary", "danger", "normal"]


@dataclass(frozen=True)
class Answer:
    """One way to go on. The primary one is what Enter does."""

    key: str
    text: str
    kind: Kind = "normal"


class Question(Dialog):
    """Asks, and holds the key of the answer; closing it or Esc is the last answer."""

    def __init__(self, title: str, text: str, answers: Sequence[Answer], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self.answer = answers[-1].key
        self.buttons: dict[str, QPushButton] = {}
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(title, 16, 600, wrap=True))
        layout.addWidget(label(text, tone="muted", wrap=True))
        layout.addSpacing(12)
        layout.addLayout(self._row(answers))
        self.setMinimumWidth(440)

    def _row(self, answers: Sequence[Answer]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for answer in reversed(answers):
            button = QPushButton(answer.text, self)
            button.setProperty("kind", answer.kind)
            button.setAutoDefault(False)
            button.clicked.connect(lambda _=False, key=answer.key: self._choose(key))
            self.buttons[answer.key] = button
            row.addWidget(button)
            if answer.kind == "primary":
                button.setDefault(True)
        return row

    def _choose(self, key: str) -> None:
        self.answer = key
        self.accept()


def ask(parent: QWidget | None, title: str, text: str, answers: Sequence[Answer]) -> str:
    """Ask, wait for the answer, give its key."""
    question = Question(title, text, answers, parent)
    question.exec()
    question.deleteLater()
    return question.answer
