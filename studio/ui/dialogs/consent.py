"""The dialog in which a person reads the Python code of a project, layer by layer, before allowing it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from studio.text import tr
from studio.ui.plain_text import tooltip
from studio.ui.widgets.code_editor import CodeEditor
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label

SIZE = (840, 560)
LIST_WIDTH, ROW_HEIGHT = 220, 32
TITLE = tr("Allow the code of this file")


class ConsentDialog(Dialog):
    """Shows each code with the layers that it is; accepted where a person allows all of them."""

    def __init__(self, places: Sequence[tuple[str, str]], parent: QWidget | None = None) -> None:
        """`places` are layers with their code."""
        super().__init__(parent)
        self.setWindowTitle("NN Studio")
        self._codes = [code for _, code in places]
        self.list = QListWidget()
        self.list.setFixedWidth(LIST_WIDTH)
        self.list.setAccessibleName(tr("Layers with code"))
        for place, _ in places:
            item = QListWidgetItem(place, self.list)
            item.setSizeHint(QSize(0, ROW_HEIGHT))
            item.setToolTip(tooltip(place))
        self.code = CodeEditor()
        self.code.setReadOnly(True)
        self.code.setAccessibleName(tr("Code"))
        self.list.currentRowChanged.connect(lambda row: self.code.setPlainText(self._codes[row]))
        layout = QVBoxLayout(self)
        layout.setContentsMargins(24, 20, 24, 20)
        layout.setSpacing(8)
        layout.addWidget(label(tr("Read the code, then decide"), 16, 600))
        layout.addWidget(
            label(
                tr(
                    "Allowed code runs on this machine with your rights: it can read and change your files. "
                    "Allow it only if you understand it, or trust whoever wrote it."
                ),
                tone="muted",
                wrap=True,
            )
        )
        layout.addSpacing(4)
        both = QHBoxLayout()
        both.setSpacing(8)
        both.addWidget(self.list)
        both.addWidget(self.code, 1)
        layout.addLayout(both, 1)
        layout.addSpacing(8)
        layout.addLayout(self._buttons())
        self.resize(*SIZE)
        self.list.setCurrentRow(0)

    def _buttons(self) -> QHBoxLayout:
        self.later, self.allow = QPushButton(tr("Not now")), QPushButton(TITLE)
        self.allow.setProperty("kind", "primary")
        self.later.clicked.connect(self.reject)
        self.allow.clicked.connect(self.accept)
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addStretch(1)
        for button in (self.later, self.allow):
            button.setAutoDefault(False)  # Enter alone allows nothing
            row.addWidget(button)
        return row
