"""The inspector's page inside a block while nothing is selected: its name, what it is, and its parameters."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QPushButton, QToolButton, QVBoxLayout, QWidget

from studio.graph import EditError
from studio.graph.definition import Definition, definitions
from studio.graph.expressions import ExpressionError, Value, evaluate, names
from studio.layers import format_value
from studio.layers.block_edits import redefine
from studio.ui import theme
from studio.ui.panels.inspector_header import Header
from studio.ui.session import Session
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.section import Section
from studio.ui.widgets.text import TextField

_NAME = re.compile(r"\w[\w .-]{0,79}")


class BlockPage(QWidget):
    """Edits the definition of the block entered, for all its uses."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Definition | None = None
        self.header = Header(self._check_name)
        self.header.renamed.connect(lambda name: self._redefine(f"Rename the block {name}", name=name))
        self.about = TextField()
        self.about.setAccessibleName("What the block is")
        self.about.edited.connect(lambda text: self._redefine("Describe the block", about=str(text)))
        self.defaults: dict[str, TextField] = {}
        self.added = TextField()
        self.added.setAccessibleName("Name of a new parameter")
        self.added.returnPressed.connect(self.add_parameter)
        self.add = QPushButton(theme.icon("plus"), "Add")
        self.add.clicked.connect(self.add_parameter)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._error = label(size=12, tone="error", wrap=True)
        self._error.hide()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Section("About", self.about))
        column.addWidget(Section("Block parameters", self._parameters()))
        column.addStretch(1)

    @property
    def error(self) -> str:
        """Why the last change of a parameter was refused; empty where it was not."""
        return self._error.text()

    def refresh(self) -> None:
        """Show the definition of the block entered."""
        block = self._session.place.block
        if block is None or block.definition is self._shown:
            return
        self._shown = definition = block.definition
        self.header.show_name(definition.name, "Block, open", "other")
        self.about.set_value(definition.about)
        self._say("")
        clear(self._grid)
        self.defaults = {}
        for row, (name, default) in enumerate(definition.parameters):
            self._add_row(row, name, default)

    def refresh_readouts(self) -> None:
        """Nothing here is measured."""

    def focus_name(self) -> None:
        """Put the cursor into the name."""
        self.header.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.name.selectAll()

    def add_parameter(self) -> None:
        """Add the parameter whose name was typed, with 1 as its default."""
        name, definition = self.added.text().strip(), self._definition
        if name in dict(definition.parameters):
            self._say(f"The block has a parameter “{name}” already.")
        elif self._redefine(f"Add the parameter {name}", parameters=(*definition.parameters, (name, 1))):
            self.added.set_value("")

    @property
    def _definition(self) -> Definition:
        assert self._shown is not None
        return self._shown

    def _parameters(self) -> QWidget:
        whole = QWidget()
        column = QVBoxLayout(whole)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        told = "Each block of this definition has its own values. Layers inside can follow them."
        column.addWidget(label(told, 12, tone="muted", wrap=True))
        column.addLayout(self._grid)
        line = QGridLayout()
        line.setHorizontalSpacing(8)
        line.setColumnStretch(0, 1)
        self.added.setPlaceholderText("channels")
        line.addWidget(self.added, 0, 0)
        line.addWidget(self.add, 0, 1)
        column.addLayout(line)
        column.addWidget(self._error)
        return whole

    def _add_row(self, row: int, name: str, default: Value) -> None:
        field = TextField()
        field.set_value(str(default))
        field.setAccessibleName(f"Default of {name}")
        field.setToolTip(f"Default of {name}; in the copy shown it is {format_value(self._session.place.values[name])}")
        field.edited.connect(partial(self._change_default, name))
        self.defaults[name] = field
        drop = QToolButton()
        drop.setIcon(theme.icon("close", "muted"))
        drop.setToolTip(f"Remove the parameter {name}")
        drop.setAccessibleName(drop.toolTip())
        drop.clicked.connect(partial(self._remove, name))
        self._grid.addWidget(label(name, 12), row, 0)
        self._grid.addWidget(field, row, 1)
        self._grid.addWidget(drop, row, 2)

    def _change_default(self, name: str, text: str) -> None:
        try:
            value = evaluate(text, {})
        except ExpressionError as error:
            self._say(f"{name}: {error}")
            return
        if isinstance(value, tuple):
            self._say(f"{name}: write a number, or True or False.")
            return
        changed = tuple((each, value if each == name else there) for each, there in self._definition.parameters)
        self._redefine(f"Change the default of {name}", parameters=changed)

    def _remove(self, name: str) -> None:
        definition = self._definition
        for each, node in definition.graph.items():
            for parameter, text in node.bindings:
                if name in names(text):
                    self._say(
                        f"“{parameter}” of “{each}” follows “{name}” (= {text}). Give it a value of its own first."
                    )
                    return
        rest = tuple(pair for pair in definition.parameters if pair[0] != name)
        self._redefine(f"Remove the parameter {name}", parameters=rest)

    def _check_name(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise EditError("A block needs a name of letters, digits and underscores.", "Type one, such as Bottleneck.")
        if name != self._definition.name and name in definitions(self._session.project.graph):
            raise EditError(f"There is another block called {name}.", "Choose another name.")

    def _redefine(self, step: str, **changes: object) -> bool:
        project, before = self._session.project, self._definition
        try:
            graph = redefine(project.graph, replace(before, **changes), before.name)  # type: ignore[arg-type]
        except EditError as error:
            self._say(str(error))
            return False
        self._say("")
        self._session.apply(step, project.with_graph(graph))
        return True

    def _say(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))
