"""The inspector's page for several nodes: how many of what, their sums, and parameters they share to set at once."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import fields as dataclass_fields
from operator import attrgetter
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QPushButton, QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.graph import Graph, Node
from studio.layers import Layer
from studio.layers.block import marks
from studio.text import ntr, tr
from studio.ui import theme
from studio.ui.panels.inspector.header import MARGIN
from studio.ui.panels.inspector.initialization_many import ManyInitialization
from studio.ui.panels.inspector.node_readouts import CostReadouts
from studio.ui.panels.inspector.parameters import Parameters
from studio.ui.session import Session, selection_edits
from studio.ui.widgets.label import label
from studio.ui.widgets.section import Section
from studio.ui.widgets.value import MIXED, Value

if TYPE_CHECKING:
    from studio.compiler.analysis import Totals


class ManyPage(QWidget):
    """Edits every selected node."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._shown: tuple[str, ...] = ()
        self.title = label(size=15, weight=600)
        self.kinds = label(size=12, tone="muted", wrap=True)
        self.parameters = Parameters(session, tr("Parameters of all"))
        self.initialization = ManyInitialization(session)
        self.costs = CostReadouts()
        head = QVBoxLayout()
        head.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        head.setSpacing(2)
        head.addWidget(self.title)
        head.addWidget(self.kinds)
        head.addSpacing(12)
        head.addLayout(self._buttons())
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addLayout(head)
        column.addWidget(self.parameters)
        column.addWidget(self.initialization)
        column.addWidget(Section(tr("Sum of the selection"), self.costs))
        column.addStretch(1)

    def refresh(self) -> None:
        """Show the selection of the moment."""
        graph = self._session.graph
        names = tuple(filter(self._session.selection.__contains__, graph))
        counts = Counter(graph[name].layer.kind for name in names)
        self.title.setText(
            ntr("{count} layer selected", "{count} layers selected", len(names), count=exact(len(names)))
        )
        self.kinds.setText(tr(", ").join(f"{count} {kind}" for kind, count in counts.most_common()))
        self._shown = names
        kind = _one_kind(graph, names)
        if kind is not None and kind.model_fields:
            self.parameters.show_layers(
                kind, _common_values([self._session.place.present(name) for name in names]), names
            )
        else:
            self.parameters.show_nothing()
        self.refresh_readouts()

    def refresh_readouts(self) -> None:
        """Show the latest sums."""
        self.initialization.show_nodes(self._shown)
        analysis = self._session.read_outs
        if analysis is None:
            self.costs.show_costs(None, None)
            return
        reports = [analysis.nodes[name] for name in self._shown if name in analysis.nodes]
        total = analysis.total
        sums = {field.name: sum(map(attrgetter(field.name), reports)) for field in dataclass_fields(total)}
        summed: Totals = type(total)(**sums)
        self.costs.show_costs(summed, total)

    def _buttons(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setSpacing(8)
        self.group = QPushButton(theme.icon("layers"), tr("Group into Block"))
        self.group.clicked.connect(lambda: selection_edits.group(self._session, self._shown))
        duplicate = QPushButton(theme.icon("duplicate"), tr("Duplicate"))
        duplicate.clicked.connect(lambda: selection_edits.duplicate(self._session, self._shown))
        delete = QPushButton(theme.icon("delete"), tr("Delete"))
        delete.clicked.connect(lambda: selection_edits.delete(self._session, self._shown))
        grid.addWidget(self.group, 0, 0, 1, 2)
        grid.addWidget(duplicate, 1, 0)
        grid.addWidget(delete, 1, 1)
        return grid


def _one_kind(graph: Graph, names: tuple[str, ...]) -> type[Layer] | None:
    """The declaration all these nodes have, if they have one and the same."""
    kinds = {type(graph[name].layer) for name in names}
    kind = kinds.pop() if len(kinds) == 1 else None
    return kind if kind is not None and issubclass(kind, Layer) else None


def _common_values(nodes: Sequence[Node]) -> dict[str, Value]:
    """Each parameter's value, and their marks, `MIXED` where the nodes differ."""
    params = [{**dict(node.layer), **marks(node)} for node in nodes if isinstance(node.layer, Layer)]
    return {key: params[0][key] if all(p[key] == params[0][key] for p in params) else MIXED for key in params[0]}
