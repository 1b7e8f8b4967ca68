"""The large window for a layer's code: resizable, Ctrl+Enter runs, Esc goes back. Nothing typed in it is lost."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui.actions.shortcuts import native
from studio.ui.dialogs.code_pane import CodePane
from studio.ui.session import Session
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label

SIZE = (920, 680)


class CodeDialog(Dialog):
    """Edits the code of one node of the graph shown."""

    def __init__(self, session: Session, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(tr("{name} — NN Studio", name=name))
        self.setWindowFlag(Qt.WindowType.WindowMaximizeButtonHint)
        self.setSizeGripEnabled(True)
        self._name = name
        self.pane = CodePane(session)
        self.back = QPushButton(tr("Close"))
        self.back.clicked.connect(self.reject)
        keys = tr(
            "Tab indents ({leave} lets it leave) · {comment} makes comments · {run} runs · Esc goes back; "
            "what you typed stays",
            leave=native("Ctrl+Shift+M"), comment=native("Ctrl+/"), run=native("Ctrl+Return"),
        )  # fmt: skip
        self.pane.buttons.insertWidget(0, label(keys, 12, tone="faint"))
        self.pane.buttons.addWidget(self.back)
        for button in (self.pane.revert, self.pane.run, self.back):
            button.setAutoDefault(False)  # Enter is for the code
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(12)
        layout.addWidget(label(tr("Code of {name}", name=name), 16, 600))
        layout.addWidget(self.pane, 1)
        session.project_changed.connect(self._refresh)
        session.problems_changed.connect(self._refresh)
        self.resize(*SIZE)
        self.pane.show_node(name)
        self.pane.setFocus()

    def _refresh(self) -> None:
        self.pane.show_node(self._name)
