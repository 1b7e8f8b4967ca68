"""The page on which a person reads a Python file and says what in it makes the network, before any of it runs."""

from __future__ import annotations

from hashlib import sha256
from pathlib import Path

from PySide6.QtWidgets import QFormLayout, QLineEdit, QVBoxLayout, QWidget

from studio.compiler.importing.python_text import classes_in, functions_in, signature_of
from studio.project.import_asked import arguments_of, shape_of
from studio.project.importing import Code, Shapes
from studio.text import half_width, tr
from studio.ui.widgets.code_editor import CodeEditor
from studio.ui.widgets.dropdown import Dropdown
from studio.ui.widgets.label import label


class CodePage(QWidget):
    """The code, and three fields: the class or function, its arguments, the shape of what it takes."""

    def __init__(self, source: Path, parent: QWidget | None = None) -> None:
        """Reads the file; nothing of it is run. Raises NetworkImportError."""
        super().__init__(parent)
        self._source = source
        names = [*reversed(classes_in(source)), *functions_in(source)]
        self.code = CodeEditor()
        self.code.setReadOnly(True)
        self.code.setAccessibleName(tr("Code"))
        text = source.read_bytes()
        self._digest = sha256(text).hexdigest()
        self.code.setPlainText(text.decode("utf-8", errors="replace"))
        self.name = Dropdown()
        self.name.setAccessibleName(tr("Class or function"))
        self.name.addItems(names)
        self.arguments, self.shape = QLineEdit(), QLineEdit()
        self.arguments.setAccessibleName(tr("Arguments"))
        self.shape.setAccessibleName(tr("Shape of a sample"))
        self.shape.setPlaceholderText("3, 224, 224")
        self.name.currentTextChanged.connect(self._show_signature)
        self._show_signature(self.name.currentText())
        form = QFormLayout()
        form.setSpacing(8)
        form.addRow(tr("Class or function"), self.name)
        form.addRow(tr("Arguments"), self.arguments)
        form.addRow(tr("Shape of a sample"), self.shape)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        warning = tr(
            "To make the network this code has to run, in a process of its own but with your rights: it can "
            "read and change your files. Allow it only if you understand it, or trust whoever wrote it."
        )
        column.addWidget(label(warning, tone="muted", wrap=True))
        column.addWidget(self.code, 1)
        column.addLayout(form)

    @property
    def asked(self) -> tuple[Code, Shapes]:
        """What is to be made, for what. Raises AskedError."""
        shapes = dict(map(shape_of, filter(None, (part.strip() for part in half_width(self.shape.text()).split(";")))))
        return Code(self.name.currentText() or None, arguments_of(self.arguments.text()), self._digest), shapes

    def _show_signature(self, name: str) -> None:
        self.arguments.setPlaceholderText(signature_of(self._source, name) if name else "")
