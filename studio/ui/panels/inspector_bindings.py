"""In the inspector of a node inside a block: which of its parameters follow from the block's, and how."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QLabel, QMenu, QPushButton, QVBoxLayout, QWidget

from studio.graph import EditError, Graph, Node
from studio.graph.expressions import ExpressionError, Value, evaluate
from studio.layers import Layer, ParameterError, fields, format_value
from studio.layers.block import BYPASSED, bound
from studio.ui import theme
from studio.ui.session import Session
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.text import TextField

EXPLAINED = "Such as “4 * channels”. Empty the field to give the parameter a value of its own again."


def follow(graph: Graph, name: str, parameter: str, text: str, values: Mapping[str, Value]) -> Graph:
    """Have a parameter of a node follow an expression of the block's parameters; an empty text ends that.

    Raises EditError where the expression, or what it gives for `values`, is not allowed.
    """
    node, text = graph[name], text.strip().removeprefix("=").strip()
    bindings = dict(node.bindings)
    if text:
        bindings[parameter] = text
    else:
        bindings.pop(parameter, None)
    changed = replace(node, bindings=tuple(bindings.items()))
    try:
        bound(changed, values)
    except ParameterError as error:
        raise EditError(str(error)) from None
    return graph.replacing({name: changed})


class Bindings(QWidget):
    """One line for each parameter that follows, and a button to let another one follow."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._name = ""
        self._shown: object = None
        self.lines: dict[str, TextField] = {}
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(12)
        self._grid.setVerticalSpacing(6)
        self._grid.setColumnStretch(1, 1)
        self._error = label(size=12, tone="error", wrap=True)
        self._error.hide()
        self.add = QPushButton(theme.icon("link"), "Follow a Block Parameter…")
        self.menu = QMenu(self.add)
        self.add.setMenu(self.menu)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(self._grid)
        column.addWidget(self._error)
        column.addWidget(label(EXPLAINED, 12, tone="muted", wrap=True))
        column.addWidget(self.add, 0, Qt.AlignmentFlag.AlignLeft)

    @property
    def error(self) -> str:
        """Why what was typed last is refused; empty where it is not."""
        return self._error.text()

    def show_node(self, name: str) -> None:
        """Show what of a node of the graph shown follows."""
        node, values = self._session.graph[name], dict(self._session.place.values)
        if (name, node.bindings, values) == self._shown:
            return
        self._name, self._shown = name, (name, node.bindings, values)
        self._say("")
        clear(self._grid)
        self.lines = {}
        for row, (parameter, text) in enumerate(node.bindings):
            self._add_line(row, parameter, text, values)
        self._fill_menu(node, values)

    def _add_line(self, row: int, parameter: str, text: str, values: Mapping[str, Value]) -> None:
        field = TextField()
        field.set_value(f"= {text}")
        field.setAccessibleName(f"{parameter} follows")
        field.edited.connect(partial(self._change, parameter))
        self.lines[parameter] = field
        self._grid.addWidget(label(parameter, 12), row, 0)
        self._grid.addWidget(field, row, 1)
        now = QLabel(_worked_out(text, values))
        now.setToolTip("Its value in the copy shown")
        self._grid.addWidget(now, row, 2)

    def _fill_menu(self, node: Node, values: Mapping[str, Value]) -> None:
        """For each parameter that may follow, the block's parameters."""
        self.menu.clear()
        names = [spec.name for spec in fields(type(node.layer))] if isinstance(node.layer, Layer) else []
        for parameter in [*names, BYPASSED]:
            if parameter not in self.lines:
                choices = self.menu.addMenu(parameter)
                for value in values:
                    choices.addAction(f"= {value}", partial(self._change, parameter, value))
        self.add.setEnabled(bool(values))
        self.add.setToolTip("" if values else "The block has no parameters yet: select nothing, and add one.")

    def _change(self, parameter: str, text: str) -> None:
        graph = self._session.graph
        try:
            changed = follow(graph, self._name, parameter, text, self._session.place.values)
        except EditError as error:
            self._say(f"{parameter}: {error}")
            return
        self._say("")
        verb = "Bind" if parameter in dict(changed[self._name].bindings) else "Free"
        self._session.apply_graph(f"{verb} {parameter} of {self._name}", changed)

    def _say(self, sentence: str) -> None:
        self._error.setText(sentence)
        self._error.setVisible(bool(sentence))


def _worked_out(text: str, values: Mapping[str, Value]) -> str:
    try:
        return format_value(evaluate(text, values))
    except ExpressionError:
        return "–"
