"""How the parameters of one node begin: as the network says, by a scheme of their own, or typed by hand."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.graph import Graph, edits
from studio.graph.model import InitialValue
from studio.layers import Declaration, Layer, ParameterError
from studio.layers.block import Block
from studio.layers.by_hand import MOST_BY_HAND, ByHand
from studio.layers.initialization import UnknownInitializer, network_initializers
from studio.layers.initializer import Initializer
from studio.ui.dialogs.values import ValuesDialog, fitted
from studio.ui.panels.training_settings import Choice
from studio.ui.parameters_of_layers import Beginning, Covered
from studio.ui.session import Session
from studio.ui.widgets.form_row import LABEL_WIDTH
from studio.ui.widgets.layouts import clear
from studio.ui.widgets.section import Section

if TYPE_CHECKING:
    from studio.compiler.report import NodeReport
    from studio.compiler.tensors import TensorSpec

TITLES = {"weight": "Weights", "bias": "Biases"}
WORDS = {"weight": "weights", "bias": "biases"}

Shapes = Mapping[str, tuple[int, ...]]


class AsNetwork(Declaration):
    """As the training settings say for the whole network."""

    title = "As the network"


class Typed(Declaration):
    """The numbers themselves, typed into a grid or pasted from a spreadsheet."""

    name = "ByHand"
    title = "By hand"


class Unreadable(Declaration):
    """A scheme that this version does not know; it is kept for the file until you choose another."""

    title = "Not known here"


class NodeInitialization(QWidget):
    """One row for the weights of the node shown and one for its biases, each with the parameters of its scheme."""

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session = session
        self._name = ""
        self._report: NodeReport | None = None
        self._covered: Covered = {}
        self._waiting: tuple[str, Beginning] | None = None
        self._made: object = None
        self.rows: dict[str, InitialRow] = {}
        self.dialog: ValuesDialog | None = None
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, 0, 0)
        self._rows.setSpacing(12)
        self.section = Section("Initialisation", content)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.section)
        session.parameters.shapes.ready.connect(self._refresh)
        session.parameters.beginnings.ready.connect(self._open_awaited)

    def show_node(self, name: str, report: NodeReport | None) -> None:
        """Show a node of the present graph with its latest read-outs, which may be a moment behind."""
        if name != self._name:
            self._covered, self._waiting = {}, None
        self._name, self._report = name, report
        self._refresh()

    def _refresh(self) -> None:
        if self._name not in self._session.graph:
            return
        init = dict(self._session.graph[self._name].init)
        known = self._known()
        self._covered = self._covered if known is None else known
        keys = [key for key in TITLES if key in self._covered]
        keys += [key for key in init if key not in keys]
        kinds = {key: choices(self._covered.get(key, {}), init.get(key)) for key in keys}
        made = (self._name, {key: tuple(each) for key, each in kinds.items()})
        if made != self._made:
            self._made = made
            clear(self._rows)
            self.rows = {key: self._row(key, each) for key, each in kinds.items()}
        for key, row in self.rows.items():
            row.show_scheme(init.get(key))
        self.setVisible(bool(self.rows))

    def _known(self) -> Covered | None:
        """The parameters of the node; None while they are not known."""
        layer, report = self._layer(), self._report
        if layer is None or report is None or report.inputs is None:
            return None
        if not report.parameters and not self._session.graph[self._name].init:
            return {}
        return self._session.parameters.covered(layer, report.inputs)

    def _layer(self) -> Layer | None:
        layer = self._session.place.present(self._name).layer
        return layer if isinstance(layer, Layer) and not isinstance(layer, Block) else None

    def _row(self, key: str, kinds: Mapping[str, type[Declaration]]) -> InitialRow:
        row = InitialRow(TITLES.get(key, key), kinds)
        row.edited.connect(lambda label, shown, going_on: self._change(key, label, shown, going_on))
        row.values_wanted.connect(lambda: self._begin_typing(key))
        self._rows.addWidget(row)
        return row

    def _change(self, key: str, label: str, shown: Declaration, going_on: bool) -> None:
        if isinstance(shown, Typed):
            self._refresh()
            self._begin_typing(key)
        elif not isinstance(shown, Unreadable):
            scheme = shown if isinstance(shown, Initializer) else None
            self._set(self._name, key, f"{label} for {_words(key)} of {self._name}", scheme, merge=going_on)

    def _set(self, name: str, key: str, label: str, scheme: Initializer | None, *, merge: bool = False) -> None:
        def edit(graph: Graph) -> Graph:
            others = {each: begun for each, begun in (graph[name].init if name in graph else ()) if each != key}
            return edits.set_init(graph, name, others if scheme is None else {**others, key: scheme})

        self._session.edit(label, edit, merge=merge)
        self._refresh()

    def _begin_typing(self, key: str) -> None:
        """Open the grid on what the parameter begins with now."""
        shapes, layer, report = self._covered.get(key, {}), self._layer(), self._report
        if len(shapes) != 1 or layer is None or report is None or report.inputs is None:
            self._session.refused.emit(
                f"The shape of {_words(key)} of “{self._name}” is not known.", "Link the layer to an input first."
            )
            return
        ((parameter, shape),) = shapes.items()
        if math.prod(shape) > MOST_BY_HAND:
            self._session.refused.emit(
                f"There are {math.prod(shape):,} numbers in {_words(key)} of “{self._name}”; at most "
                f"{MOST_BY_HAND:,} can be typed by hand.",
                "Choose a scheme, or make the layer smaller.",
            )
            return
        own = dict(self._session.graph[self._name].init).get(key)
        if isinstance(own, ByHand):
            self._open(key, parameter, shape, fitted(own.values, shape))
        else:
            self._await(key, parameter, report.inputs)

    def _await(self, key: str, parameter: str, inputs: tuple[TensorSpec, ...]) -> None:
        """Open the grid when the values that a scheme gives are known."""
        training, place = self._session.project.training, self._session.place
        path = place.prefix + self._name
        node = place.present(self._name)
        self._waiting = key, Beginning(node, path, parameter, inputs, training.initial, training.seed)
        self._open_awaited()

    def _open_awaited(self) -> None:
        if self._waiting is None:
            return
        key, question = self._waiting
        flat = self._session.parameters.first_values(question)
        if flat is not None:
            self._waiting = None
            shape = self._covered[key][question.parameter]
            self._open(key, question.parameter, shape, flat or (0.0,) * math.prod(shape))

    def _open(self, key: str, parameter: str, shape: tuple[int, ...], numbers: Sequence[float]) -> None:
        name = self._name
        self.dialog = dialog = ValuesDialog(f"{parameter} of {name}", shape, numbers, self.window())
        dialog.accepted.connect(lambda: self._take(name, key, dialog))
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _take(self, name: str, key: str, dialog: ValuesDialog) -> None:
        try:
            scheme = ByHand.create({"values": dialog.values})
        except ParameterError as error:
            self._session.refused.emit(str(error), "Choose a scheme instead.")
            return
        self._set(name, key, f"Type {_words(key)} of {name}", scheme)


class InitialRow(QWidget):
    """The choice of a scheme with its parameters; of numbers typed by hand, the way to change them."""

    edited = Signal(str, object, bool)  # as of Choice
    values_wanted = Signal()

    def __init__(self, title: str, kinds: Mapping[str, type[Declaration]], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.choice = Choice(title, kinds)
        self.choice.edited.connect(self.edited)
        self.values_button = QPushButton()
        self.values_button.setAutoDefault(False)
        self.values_button.clicked.connect(self.values_wanted)
        self._values = QWidget()
        beside = QHBoxLayout(self._values)
        beside.setContentsMargins(LABEL_WIDTH + 12, 0, 0, 0)
        beside.addWidget(self.values_button)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(self.choice)
        column.addWidget(self._values)

    def show_scheme(self, scheme: InitialValue | None) -> None:
        """Show what is chosen already; None is what the network says."""
        shown = _shown(scheme)
        self.choice.show_value(shown)
        self.choice.kind_field.set_value(shown.kind)
        self._values.setVisible(isinstance(scheme, ByHand))
        if isinstance(scheme, ByHand):
            size = " × ".join(map(str, scheme.shape)) or "1"
            self.values_button.setText(f"Edit numbers ({size})…")


def choices(shapes: Shapes, scheme: InitialValue | None) -> dict[str, type[Declaration]]:
    """The schemes that can fill these parameters, and the one chosen even where it cannot."""
    rank = min(map(len, shapes.values()), default=math.inf)
    found: dict[str, type[Declaration]] = {"AsNetwork": AsNetwork}
    found |= {
        kind: each for kind, each in network_initializers.items() if each.least_rank <= rank or isinstance(scheme, each)
    }
    if len(shapes) == 1 or isinstance(scheme, ByHand):
        found["ByHand"] = Typed
    if isinstance(scheme, UnknownInitializer):
        found["Unreadable"] = Unreadable
    return found


def _shown(scheme: InitialValue | None) -> Declaration:
    if scheme is None:
        return AsNetwork()
    if isinstance(scheme, ByHand):
        return Typed()
    return scheme if isinstance(scheme, Initializer) else Unreadable()


def _words(key: str) -> str:
    """What a key means, in a sentence."""
    return f"the {WORDS[key]}" if key in WORDS else key
