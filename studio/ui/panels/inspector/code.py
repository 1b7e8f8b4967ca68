"""The inspector's section for a layer written in Python: its code, and the way to a larger window for it."""

from __future__ import annotations

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QToolButton, QVBoxLayout, QWidget

from studio.layers.custom import Custom
from studio.text import tr
from studio.ui import theme
from studio.ui.dialogs.code import CodeDialog
from studio.ui.dialogs.code_pane import CodePane
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.label import label
from studio.ui.widgets.section import Section

HEIGHT = 240


class NodeCode(Section):
    """In sight for layers with code."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        self.pane = CodePane(session, tells_failures=False)
        self.pane.code.setFixedHeight(HEIGHT)
        self.larger = QToolButton()
        self.larger.setIcon(theme.icon("expand"))
        self.larger.setIconSize(QSize(16, 16))
        self.larger.setFixedSize(28, 28)
        self.larger.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.larger.setToolTip(tooltip(tr("Edit in a larger window")))
        self.larger.setAccessibleName(tr("Edit in a larger window"))
        self.larger.clicked.connect(self._enlarge)
        self.dialog: CodeDialog | None = None
        self._session = session
        self._name = ""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        head = QHBoxLayout()
        head.addWidget(label(tr("A function “forward”, or a class with one"), 12, tone="muted"), 1)
        head.addWidget(self.larger)
        column.addLayout(head)
        column.addWidget(self.pane)
        super().__init__(tr("Code"), content, parent=parent)

    def show_node(self, name: str, layer: object) -> None:
        """Show the code of a node of the present graph, if its layer has any."""
        self._name = name
        self.setVisible(isinstance(layer, Custom))
        if isinstance(layer, Custom):
            self.pane.show_node(name)

    def refresh_readouts(self) -> None:
        """Show what the latest analysis found."""
        if not self.isHidden():
            self.pane.refresh()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leaves the editor, in which Tab indents."""
        if event.key() == Qt.Key.Key_Escape and self.pane.code.hasFocus():
            self.larger.setFocus(Qt.FocusReason.ShortcutFocusReason)
        else:
            super().keyPressEvent(event)

    def _enlarge(self) -> None:
        self.dialog = dialog = CodeDialog(self._session, self._name, self.window())
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()
