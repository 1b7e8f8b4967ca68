"""The inspector's page inside a block while nothing is selected: its name, what it is, and its parameters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.graph import EditError
from studio.graph.definition import Definition
from studio.layers.block import Block
from studio.text import ntr, tr
from studio.ui.panels.inspector.block_parameters import BlockParameters
from studio.ui.panels.inspector.header import Header
from studio.ui.plain_text import tooltip
from studio.ui.session import Session
from studio.ui.widgets.section import Section
from studio.ui.widgets.text import TextField

_NAME = re.compile(r"\w[\w .-]{0,79}")


class BlockPage(QWidget):
    """Edits the definition of the block entered, for all its uses."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: Definition | None = None
        self._told: object = None
        self.header = Header(self._check_name)
        self.header.renamed.connect(self._rename)
        self.about = TextField()
        self.about.setAccessibleName(tr("What the block is"))
        self.about.edited.connect(self._describe)
        self.parameters = BlockParameters(self._redefine)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(Section(tr("About"), self.about))
        column.addWidget(Section(tr("Block parameters"), self.parameters))
        column.addStretch(1)

    def refresh(self) -> None:
        """Show the definition of the block entered."""
        block = self._session.place.block
        if block is None:
            return
        definition, uses = block.definition, self._uses(block.definition.name)
        self._shown = definition
        if self._told != (told := (definition.name, definition.about, uses)):
            self._told = told
            used = ntr("used once", "a change changes all {count} uses", uses)
            self.header.show_name(definition.name, tr("Block, open · {used}", used=used), "other")
            self.about.set_value(definition.about)
            self.about.setToolTip(tooltip(definition.about))
            self.about.setPlaceholderText(tr("What the block does, in a sentence"))
        self.parameters.show_definition(block.definition, self._session.place.values)

    def refresh_readouts(self) -> None:
        """Nothing here is measured."""

    def focus_name(self) -> None:
        """Put the cursor into the name."""
        self.header.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.name.selectAll()

    def _uses(self, name: str) -> int:
        """How many nodes are blocks of this definition, in the network and inside other blocks."""
        project = self._session.project
        graphs = [project.graph, *(each.graph for each in project.definitions.values())]
        layers = (node.layer for graph in graphs for node in graph.values())
        return sum(isinstance(layer, Block) and layer.definition.name == name for layer in layers)

    def _describe(self, text: str) -> None:
        if self._shown is not None:
            self._redefine(tr("Describe the block"), replace(self._shown, about=text), {})

    def _rename(self, name: str) -> None:
        if self._shown is not None:
            self._redefine(tr("Rename the block {name}", name=name), replace(self._shown, name=name), {})

    def _check_name(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise EditError(
                tr("A block needs a name of letters, digits and underscores."), tr("Type one, such as Bottleneck.")
            )
        if self._shown is not None and name != self._shown.name and name in self._session.project.definitions:
            raise EditError(tr("There is another block called {name}.", name=name), tr("Choose another name."))

    def _redefine(self, step: str, definition: Definition, renamed: Mapping[str, str]) -> None:
        """Put a definition in place of the one shown, as one undo step. Raises EditError."""
        assert self._shown is not None
        if definition != self._shown:
            self._session.apply(step, self._session.project.redefined(definition, self._shown.name, renamed))
