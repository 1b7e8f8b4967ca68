"""Which ports and layers a link fits, and the shape it would produce; measured away from the UI thread."""

from __future__ import annotations

import sys
import threading
from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import QObject, Qt, Signal

from studio.formatting import numbers
from studio.graph import Graph, LayerValue, Source
from studio.graph.topology import affected_by, ancestors
from studio.layers import Layer
from studio.layers.block import Block
from studio.ui.canvas.items.geometry import Port, input_count, output_count

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.compiler.measure import Measurement, Refusal
    from studio.compiler.tensors import TensorSpec

BATCH = 16
"""Answers handed over at a time, so that the first light up while the rest are being worked out."""


@dataclass(frozen=True, slots=True)
class Fit:
    """What a link to a port would do: `label` is the shape that comes out, `refusal` why it would not work.

    Both are empty as long as nobody knows.
    """

    label: str = ""
    refusal: str = ""


class Question(NamedTuple):
    """Would this layer take these inputs?"""

    key: Hashable
    layer: Layer
    inputs: tuple[TensorSpec, ...]


def targets(graph: Graph, source: str) -> list[Port]:
    """The input ports that a link from `source` may end at without forming a loop."""
    barred = ancestors(graph, source) | {source}
    return [
        Port(name, "in", index)
        for name, node in graph.items()
        if name not in barred
        for index in range(input_count(node) - 1 if node.layer.variadic else 0, input_count(node))
    ]


def sources(graph: Graph, target: str) -> list[Port]:
    """The output ports that a link into `target` may begin at without forming a loop."""
    barred = affected_by(graph, [target])
    return [
        Port(name, "out", index) for name in graph if name not in barred for index in range(output_count(graph, name))
    ]


def spec_of(analysis: Analysis | None, source: Source | None) -> TensorSpec | None:
    """What an output hands on, where that is known."""
    report = analysis.nodes.get(source.node) if analysis is not None and source is not None else None
    if source is None or report is None or report.outputs is None or source.port >= len(report.outputs):
        return None
    return report.outputs[source.port]


def question(graph: Graph, analysis: Analysis | None, source: Source, port: Port) -> Question | None:
    """What to ask about a link from `source` to an input port; None where too little is known."""
    node = graph[port.node]
    inputs = list(node.inputs) + [None] * (port.at + 1 - len(node.inputs))
    inputs[port.at] = source
    specs = [spec_of(analysis, each) for each in inputs]
    known = tuple(spec for spec in specs if spec is not None)
    if len(known) < len(specs) or not isinstance(node.layer, Layer):
        return None
    return Question(port, node.layer, known)


def answer(measured: Measurement | Refusal) -> Fit:
    """A measurement in the words of the canvas."""
    outputs = getattr(measured, "outputs", None)
    if outputs is None:
        return Fit(refusal=getattr(measured, "message", ""))
    return Fit(label=numbers.shape(outputs[0].shape) if outputs else "")


def fits_now(analysis: Analysis | None, layer: LayerValue, inputs: Iterable[TensorSpec | None]) -> Fit:
    """The answer at once where torch is at hand already (then it takes about a millisecond), else unknown.

    Of a block it stays unknown: there is a network to be examined.
    """
    specs = tuple(inputs)
    measure = sys.modules.get("studio.compiler.measure") if analysis is not None else None
    if measure is None or None in specs or not isinstance(layer, Layer) or isinstance(layer, Block):
        return Fit()
    return answer(measure.measure(layer, specs))


class Fitter(QObject):
    """Answers questions on a thread of its own, always the latest set of them."""

    _found = Signal(int, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._stop = threading.Event()
        self._threads: list[threading.Thread] = []
        self._round = 0
        self._tell: Callable[[dict[Any, Fit]], None] | None = None
        self._found.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    def ask(self, questions: Iterable[Question], tell: Callable[[dict[Any, Fit]], None]) -> None:
        """Have these answered in this order, in place of those before; `tell` gets the answers by key, in parts."""
        self.forget()
        self._tell = tell
        self._stop = threading.Event()
        asked = (self._round, list(questions), self._stop)
        thread = threading.Thread(target=self._work, args=asked, name="fitting", daemon=True)
        self._threads = [*(earlier for earlier in self._threads if earlier.is_alive()), thread]
        thread.start()

    def forget(self) -> None:
        """Nobody waits for the answers any more."""
        self._stop.set()
        self._tell = None
        self._round += 1

    def close(self) -> None:
        """End the work; waits for the questions in hand."""
        self.forget()
        for thread in self._threads:
            thread.join()

    def _work(self, number: int, questions: list[Question], stop: threading.Event) -> None:
        from studio.compiler.block_trial import try_on

        found: dict[Hashable, Fit] = {}
        for asked in questions:
            if stop.is_set():
                return
            found[asked.key] = answer(try_on(asked.layer, asked.inputs))
            if len(found) == BATCH:
                self._found.emit(number, found)
                found = {}
        if found and not stop.is_set():
            self._found.emit(number, found)

    def _deliver(self, number: int, found: dict[Any, Fit]) -> None:
        if number == self._round and self._tell is not None:
            self._tell(found)
