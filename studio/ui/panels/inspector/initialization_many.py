"""How the parameters of several nodes begin, chosen for all of them at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.formatting.numbers import exact
from studio.graph import Graph, edits
from studio.graph.model import InitialValue
from studio.layers import Declaration, Layer
from studio.layers.block import Block
from studio.layers.initializer import Initializer
from studio.text import ntr, tr
from studio.ui.panels.inspector.initial_row import AsNetwork, InitialRow, Otherwise, choices, words_of
from studio.ui.session import Session
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.section import Section


class ManyInitialization(QWidget):
    """A row for the weights of all nodes shown and one for their biases, where all of them have some."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._names: tuple[str, ...] = ()
        self._made: object = None
        self.rows: dict[str, InitialRow] = {}
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(Section(tr("Initialisation of all"), content))
        session.parameters.ranks.ready.connect(self._refresh)

    def show_nodes(self, names: Sequence[str]) -> None:
        """Show nodes of the present graph; those without parameters are left out."""
        self._names = tuple(names)
        self._refresh()

    def _refresh(self) -> None:
        ranks = self._ranks()
        schemes = {group: self._schemes(group) for group in ranks}
        kinds = {group: choices(rank, _one(schemes[group]), by_hand=False) for group, rank in ranks.items()}
        made = {group: tuple(each) for group, each in kinds.items()}
        if made != self._made:
            self._made = made
            clear(self._rows)
            self.rows = {group: self._row(group, each) for group, each in kinds.items()}
        for group, row in self.rows.items():
            if len(schemes[group]) == 1:
                row.show_scheme(_one(schemes[group]), Otherwise())
            else:
                row.show_differing()
        self.setVisible(bool(self.rows))

    def _ranks(self) -> Mapping[str, int]:
        """The groups that all the nodes with parameters have, with the least rank in each; {} until known."""
        asked = [
            (layer, report.inputs)
            for name in self._present()
            if (report := self._session.report(name)) is not None and report.inputs is not None
            if isinstance(layer := self._session.place.present(name).layer, Layer)
        ]
        return (
            self._session.parameters.least_ranks(tuple(dict.fromkeys(asked)), ManyInitialization) or {} if asked else {}
        )

    def _present(self) -> list[str]:
        """The nodes that have parameters of their own, as far as read-outs tell."""
        graph, read_outs = self._session.graph, self._session.read_outs
        reports = read_outs.nodes if read_outs is not None else {}
        return [
            name
            for name in self._names
            if (report := reports.get(name)) is not None and report.parameters
            if name in graph and not isinstance(graph[name].layer, Block)
        ]

    def _schemes(self, group: str) -> set[InitialValue | None]:
        graph = self._session.graph
        return {dict(graph[name].init).get(group) for name in self._present()}

    def _row(self, group: str, kinds: Mapping[str, type[Declaration]]) -> InitialRow:
        row = InitialRow(group, kinds)
        row.edited.connect(lambda label, shown, going_on: self._change(group, label, shown, going_on))
        self._rows.addWidget(row)
        return row

    def _change(self, group: str, label: str, shown: Declaration, going_on: bool) -> None:
        if not isinstance(shown, Initializer | AsNetwork):
            self._refresh()
            return
        names = self._present()
        scheme = shown if isinstance(shown, Initializer) else None

        def edit(graph: Graph) -> Graph:
            for name in names:
                others = {key: begun for key, begun in graph[name].init if key != group}
                graph = edits.set_init(graph, name, others if scheme is None else {**others, group: scheme})
            return graph

        self._session.edit(
            tr(
                "{choice} for {what} of {layers}",
                choice=label,
                what=words_of(group),
                layers=ntr("{count} layer", "{count} layers", len(names), count=exact(len(names))),
            ),
            edit,
            merge=going_on,
        )
        self._refresh()


def _one(schemes: set[InitialValue | None]) -> InitialValue | None:
    """The scheme that all have; None also where they differ."""
    return next(iter(schemes)) if len(schemes) == 1 else None
