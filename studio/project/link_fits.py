"""Whether a link fits a port or a layer, and the shape it would produce."""

from __future__ import annotations

import sys
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from studio.formatting import numbers
from studio.graph import Graph, LayerValue, Source
from studio.graph.links import Port
from studio.layers import Layer
from studio.layers.block import Block

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.compiler.measure import Measurement, Refusal
    from studio.compiler.tensors import TensorSpec


@dataclass(frozen=True, slots=True)
class Fit:
    """What a link to a port would do: `label` is the shape that comes out, `refusal` why it would not work.

    Both are empty as long as nobody knows. Where shapes clash, it may be linked and mended behind that; it `is_barred`
    where the link itself hands on numbers of a type that the layer does not compute with, and `remedy` is what helps.
    """

    label: str = ""
    refusal: str = ""
    remedy: str = ""
    is_barred: bool = False


class Question(NamedTuple):
    """Would this layer take these inputs, of which the one `at` some place would be new?"""

    key: Hashable
    layer: Layer
    inputs: tuple[TensorSpec, ...]
    at: int = 0


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
    return Question(port, node.layer, known, port.at)


def answer(measured: Measurement | Refusal, new: TensorSpec | None = None) -> Fit:
    """A measurement in the words of the canvas; `new` is what a link would hand on."""
    outputs = getattr(measured, "outputs", None)
    if outputs is None:
        is_barred = new is not None and getattr(measured, "wrong_type", "") == new.dtype
        return Fit("", getattr(measured, "message", ""), getattr(measured, "remedy", ""), is_barred)
    return Fit(label=numbers.shape(outputs[0].shape) if outputs else "")


def fits_now(analysis: Analysis | None, layer: LayerValue, inputs: Iterable[TensorSpec | None], at: int = 0) -> Fit:
    """The answer at once where torch is at hand already (then it takes about a millisecond), else unknown.

    Of a block it stays unknown: there is a network to be examined.
    """
    specs = tuple(inputs)
    measure = sys.modules.get("studio.compiler.measure") if analysis is not None else None
    if measure is None or None in specs or not isinstance(layer, Layer) or isinstance(layer, Block):
        return Fit()
    return answer(measure.measure(layer, specs), specs[at] if at < len(specs) else None)
