"""The inspector's page for one node: name, problems, parameters, and what it does to the data and costs."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.graph import Node, edits
from studio.layers import Layer, format_value
from studio.layers.block import Block, marks
from studio.layers.placeholder import Placeholder, family_of, title_of
from studio.text import tr
from studio.ui import theme
from studio.ui.explaining import subject_of
from studio.ui.panels.inspector.arguments import NodeArguments
from studio.ui.panels.inspector.code import NodeCode
from studio.ui.panels.inspector.formulas import NodeFormulas
from studio.ui.panels.inspector.header import MARGIN, Header
from studio.ui.panels.inspector.initialization import NodeInitialization
from studio.ui.panels.inspector.node_readouts import NodeReadouts
from studio.ui.panels.inspector.parameters import Parameters
from studio.ui.panels.inspector.problem_cards import ProblemCards
from studio.ui.session import Session
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.readout import Readout
from studio.ui.widgets.section import Section


class NodePage(QWidget):
    """Edits the node it was last told to show."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._name = ""
        self._node: Node | None = None
        self.header = Header(lambda name: edits.rename(session.graph, self._name, name))
        self.header.renamed.connect(self._rename)
        self.problems = ProblemCards(session)
        self.code = NodeCode(session)
        self.arguments = NodeArguments(session)
        self.parameters = Parameters(session, tr("Parameters"))
        self._unreadable = QVBoxLayout()
        self.initialization = NodeInitialization(session)
        self.open_block = QPushButton(theme.icon("open"), tr("Open Block"))
        self.open_block.clicked.connect(lambda: session.enter(self._name))
        self._way_in = QWidget()
        way = QHBoxLayout(self._way_in)
        way.setContentsMargins(MARGIN, 0, MARGIN, 12)
        way.addWidget(self.open_block)
        way.addStretch(1)
        self.readouts = NodeReadouts()
        self.formulas = NodeFormulas(session.curves)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.header)
        column.addWidget(self._way_in)
        column.addWidget(self.code)
        column.addWidget(self.parameters)
        column.addWidget(self.arguments)
        column.addLayout(self._unreadable)
        column.addWidget(self.problems)  # below the fields, which it would push from under the pointer
        column.addWidget(Section(tr("Read-out"), self.readouts))
        column.addWidget(self.initialization)
        column.addWidget(Section(tr("How it computes"), self.formulas))
        column.addStretch(1)

    def show_node(self, name: str) -> None:
        """Show a node of the present graph, or what has become of the one shown."""
        node = self._session.place.present(name)
        earlier, self._node = self._node, node
        another = name != self._name
        self._name = name
        if another or earlier is None or node.layer is not earlier.layer:
            self.header.show_name(name, _what(node.layer), family_of(node.layer))
            self._way_in.setVisible(isinstance(node.layer, Block))
        self._show_parameters(node)
        self.code.show_node(name, node.layer)
        self.arguments.show_node(name, node.layer)
        self.refresh_readouts()

    def refresh_readouts(self) -> None:
        """Show the latest analysis, which may be a moment behind the graph."""
        analysis = self._session.analysis
        report = self._session.report(self._name)
        self.formulas.show_subject(subject_of(self._session, self._name))
        self.readouts.show_node(report, analysis.total if analysis is not None else None, family_of(self._layer))
        self.initialization.show_node(self._name, report)
        self.readouts.show_field(self._session.receptive_field(self._name))
        self.code.refresh_readouts()
        found = self._session.problems_of(self._name)
        self.header.show_problems(found)
        self.problems.show_problems(found)

    def focus_name(self) -> None:
        """Put the cursor into the name."""
        self.header.name.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.header.name.selectAll()

    def focus_parameters(self) -> None:
        """Put the cursor into the first parameter; of a layer without any, into the name."""
        form = self.parameters.form
        if form is None or not form.focus_first():
            self.focus_name()

    @property
    def _layer(self) -> object:
        return self._node.layer if self._node is not None else None

    def _rename(self, name: str) -> None:
        old = self._name
        self._session.apply_graph(
            tr("Rename {old} to {name}", old=old, name=name), edits.rename(self._session.graph, old, name)
        )
        self._session.select([name])

    def _show_parameters(self, node: Node) -> None:
        layer = node.layer
        clear(self._unreadable)
        if isinstance(layer, Layer):
            self.parameters.show_layers(type(layer), {**dict(layer), **marks(node)}, (self._name,))
        elif isinstance(layer, Placeholder):
            self.parameters.show_nothing()
            self._unreadable.addWidget(Section(tr("Parameters"), _as_written(layer)))


def _what(layer: object) -> str:
    if isinstance(layer, Layer):
        return layer.kind if layer.title == layer.kind else f"{layer.kind} · {layer.title}"
    assert isinstance(layer, Placeholder)
    return f"{layer.kind} · {title_of(layer)}"


def _as_written(layer: Placeholder) -> QWidget:
    """The parameters of a layer that cannot be read here, to look at."""
    shown = QWidget()
    column = QVBoxLayout(shown)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(0)
    for name, value in layer.params().items():
        line = Readout(name)
        line.show_value(format_value(value))
        column.addWidget(line)
    column.addWidget(label(tr("They are kept and saved back unchanged."), 12, tone="muted", wrap=True))
    return shown
