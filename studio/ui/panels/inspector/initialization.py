"""How the parameters of one node begin: as the network says, by a scheme of their own, or typed by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.graph import Graph, Node, edits
from studio.graph.model import InitialValue
from studio.layers import Declaration, Layer, ParameterError
from studio.layers.block import Block
from studio.layers.by_hand import MOST_BY_HAND, ByHand
from studio.layers.initialization import Default
from studio.layers.initializer import Initializer
from studio.project import Project
from studio.text import tr
from studio.ui.background.parameter_facts import Covered, InitialValuesQuery
from studio.ui.dialogs.values import ValuesDialog, fitted
from studio.ui.panels.inspector.initial_row import (
    TITLES,
    InitialRow,
    Otherwise,
    Typed,
    Unreadable,
    choices,
    words_of,
)
from studio.ui.session import Session
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.section import Section

if TYPE_CHECKING:
    from studio.compiler.first_weights import Distribution
    from studio.compiler.report import NodeReport


class NodeInitialization(QWidget):
    """One row for the weights of the node shown and one for its biases, each with the parameters of its scheme and a
    picture of the numbers that it gives. A group of several parameters opens into a row for each."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._name = ""
        self._report: NodeReport | None = None
        self._covered: Covered = {}
        self._opened: set[str] = set()
        self._waiting: tuple[str, InitialValuesQuery] | None = None
        self._made: object = None
        self.rows: dict[str, InitialRow] = {}
        self.dialog: ValuesDialog | None = None
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)
        self.section = Section(tr("Initialisation"), content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.section)
        parameters = session.parameters
        parameters.beginnings.ready.connect(self._open_awaited)
        for answers in (parameters.shapes, parameters.linear, parameters.distributions):
            answers.ready.connect(self._refresh)
        session.project_changed.connect(self._follow)

    def show_node(self, name: str, report: NodeReport | None) -> None:
        """Show a node of the present graph with its latest read-outs, which may be a moment behind."""
        if name != self._name:
            self._covered, self._opened, self._waiting = {}, set(), None
        self._name, self._report = name, report
        self._refresh()

    def _refresh(self) -> None:
        if self._name not in self._session.graph:
            return
        init = dict(self._session.graph[self._name].init)
        known = self._known()
        self._covered = self._covered if known is None else known
        kinds = {key: self._choices(key, init.get(key)) for key in self._keys(init)}
        made = (self._name, {key: tuple(each) for key, each in kinds.items()})
        if made != self._made:
            self._made = made
            clear(self._rows)
            self.rows = {key: self._row(key, each) for key, each in kinds.items()}
        for key, row in self.rows.items():
            row.show_scheme(init.get(key), self._otherwise(key, init))
            row.show_distribution(self._distribution(key))
            row.show_parts(len(self._covered.get(key, ())), opened=key in self._opened)
        self.setVisible(bool(self.rows))

    def _follow(self, before: Project, now: Project) -> None:
        """What begins as the network says follows the training's settings."""
        if now.training is not before.training:
            self._refresh()

    def _keys(self, init: Mapping[str, InitialValue]) -> list[str]:
        """The groups that the node has, behind each the parameters chosen for by themselves."""
        keys: list[str] = []
        for group in (group for group in TITLES if group in self._covered):
            parts = [name for name in self._covered[group] if name != group]
            keys += [group, *(part for part in parts if group in self._opened or part in init)]
        return keys + [key for key in init if key not in keys]

    def _choices(self, key: str, scheme: InitialValue | None) -> dict[str, type[Declaration]]:
        shapes = self._covered.get(key, {})
        rank = min(map(len, shapes.values()), default=math.inf)
        return choices(rank, scheme, by_hand=len(shapes) == 1)

    def _otherwise(self, key: str, init: Mapping[str, InitialValue]) -> Otherwise:
        """What a parameter or group begins as where nothing is chosen for it."""
        group = next((group for group in TITLES if key != group and key in self._covered.get(group, {})), key)
        own = init.get(group)
        if group != key and own is not None:
            return Otherwise(tr("As {what}", what=words_of(group)), own.title if isinstance(own, Initializer) else "")
        scheme = dict(self._session.project.training.initial).get(group, Default())
        layer, report = self._layer(), self._report
        if layer is None or report is None or report.inputs is None:
            return Otherwise()
        filled = self._session.parameters.linear_weights(layer, report.inputs, NodeInitialization)
        if filled is None:
            return Otherwise()
        shapes = self._covered.get(key, {})
        reaches = any(name in filled and len(shape) >= scheme.least_rank for name, shape in shapes.items())
        if reaches or isinstance(scheme, Default):
            return Otherwise(scheme=scheme.title)
        return Otherwise(scheme=tr("{title}: that of the network is for weighted sums", title=Default.title))

    def _distribution(self, key: str) -> Distribution | None:
        question = self._question(key)
        return self._session.parameters.distribution(question, (NodeInitialization, key)) if question else None

    def _question(self, parameter: str) -> InitialValuesQuery | None:
        """What the numbers of a parameter or group depend on; None where that is not known."""
        report, training, place = self._report, self._session.project.training, self._session.place
        if self._layer() is None or report is None or report.inputs is None or parameter not in self._covered:
            return None
        node = place.present(self._name)
        asked = Node(node.layer, init=node.init)
        return InitialValuesQuery(
            asked, place.prefix + self._name, parameter, report.inputs, training.initial, training.seed
        )

    def _known(self) -> Covered | None:
        """The parameters of the node; None while they are not known."""
        layer, report = self._layer(), self._report
        if layer is None or report is None or report.inputs is None:
            return None
        if not report.parameters and not self._session.graph[self._name].init:
            return {}
        return self._session.parameters.covered(layer, report.inputs, NodeInitialization)

    def _layer(self) -> Layer | None:
        layer = self._session.place.present(self._name).layer
        return layer if isinstance(layer, Layer) and not isinstance(layer, Block) else None

    def _row(self, key: str, kinds: Mapping[str, type[Declaration]]) -> InitialRow:
        row = InitialRow(key, kinds)
        row.edited.connect(lambda label, shown, going_on: self._change(key, label, shown, going_on))
        row.values_wanted.connect(lambda: self._begin_typing(key))
        row.parts_wanted.connect(lambda: self._turn(key))
        self._rows.addWidget(row)
        return row

    def _turn(self, group: str) -> None:
        """Show the parameters of a group one by one, or those alone for which something is chosen."""
        self._opened ^= {group}
        self._refresh()

    def _change(self, key: str, label: str, shown: Declaration, going_on: bool) -> None:
        if isinstance(shown, Typed):
            self._refresh()
            self._begin_typing(key)
        elif not isinstance(shown, Unreadable):
            scheme = shown if isinstance(shown, Initializer) else None
            self._set(
                self._name,
                key,
                tr("{choice} for {what} of {name}", choice=label, what=words_of(key), name=self._name),
                scheme,
                merge=going_on,
            )

    def _set(self, name: str, key: str, label: str, scheme: Initializer | None, *, merge: bool = False) -> None:
        def edit(graph: Graph) -> Graph:
            others = {
                each: initialized for each, initialized in (graph[name].init if name in graph else ()) if each != key
            }
            return edits.set_init(graph, name, others if scheme is None else {**others, key: scheme})

        self._session.edit(label, edit, merge=merge)
        self._refresh()

    def _begin_typing(self, key: str) -> None:
        """Open the grid on what the parameter begins with now."""
        shapes, layer, report = self._covered.get(key, {}), self._layer(), self._report
        if len(shapes) != 1 or layer is None or report is None or report.inputs is None:
            self._session.refused.emit(
                tr("The shape of {what} of “{name}” is not known.", what=words_of(key), name=self._name),
                tr("Link the layer to an input first."),
            )
            return
        ((parameter, shape),) = shapes.items()
        if math.prod(shape) > MOST_BY_HAND:
            self._session.refused.emit(
                tr(
                    "There are {count} numbers in {what} of “{name}”; at most {most} can be typed by hand.",
                    count=f"{math.prod(shape):,}",
                    what=words_of(key),
                    name=self._name,
                    most=f"{MOST_BY_HAND:,}",
                ),
                tr("Choose a scheme, or make the layer smaller."),
            )
            return
        own = dict(self._session.graph[self._name].init).get(key)
        if isinstance(own, ByHand):
            self._open(key, parameter, shape, fitted(own.values, shape))
        elif (question := self._question(parameter)) is not None:
            self._waiting = key, question
            self._open_awaited()

    def _open_awaited(self) -> None:
        if self._waiting is None:
            return
        key, question = self._waiting
        flat = self._session.parameters.first_values(question, NodeInitialization)
        if flat is not None:
            self._waiting = None
            shape = self._covered[key][question.parameter]
            self._open(key, question.parameter, shape, flat or (0.0,) * math.prod(shape))

    def _open(self, key: str, parameter: str, shape: tuple[int, ...], numbers: Sequence[float]) -> None:
        name = self._name
        self.dialog = dialog = ValuesDialog(
            tr("{parameter} of {name}", parameter=parameter, name=name), shape, numbers, self.window()
        )
        dialog.accepted.connect(lambda: self._take(name, key, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, name: str, key: str, dialog: ValuesDialog) -> None:
        try:
            scheme = ByHand.create({"values": dialog.values})
        except ParameterError as error:
            self._session.refused.emit(str(error), tr("Choose a scheme instead."))
            return
        self._set(name, key, tr("Type {what} of {name}", what=words_of(key), name=name), scheme)
