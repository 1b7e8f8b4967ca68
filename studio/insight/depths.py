"""How activations lie through the depth of a network for each way to begin: whether signals fade, blow up or spread."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.compiler.analysis import analyse
from studio.compiler.initialize import InitialValue
from studio.compiler.module import compile_graph
from studio.compiler.own_generator import OwnGenerator
from studio.graph import Graph
from studio.insight.numbers import in_json
from studio.insight.trace import Trace, traced
from studio.layers.initialization import KaimingNormal, Normal, XavierNormal, Zeros
from studio.text import tr

BINS = 30

SCHEMES: Mapping[str, tuple[str, tuple[tuple[str, InitialValue], ...]]] = {
    "normal-1": (tr("Normal, σ 1"), (("weight", Normal(std=1.0)),)),
    "normal-0.01": (tr("Normal, σ 0.01"), (("weight", Normal(std=0.01)),)),
    "xavier": (tr("Xavier"), (("weight", XavierNormal()),)),
    "he": (tr("He"), (("weight", KaimingNormal()),)),
}
"""The schemes of the experiment, by name."""


@dataclass(frozen=True)
class Depth:
    """The numbers behind one activation: `counts` of them in equal parts from `low` to `high`."""

    node: str
    mean: float
    std: float
    low: float
    high: float
    counts: tuple[int, ...]

    def to_json(self) -> dict[str, object]:
        """The same as JSON has it."""
        numbers = ("mean", "std", "low", "high")
        return {**asdict(self), **{name: in_json(getattr(self, name)) for name in numbers}, "counts": [*self.counts]}


def depths(
    graph: Graph, inputs: Sequence[Tensor], schemes: Sequence[tuple[str, InitialValue]], seed: int
) -> tuple[Depth, ...]:
    """How what leaves each activation of a network lies for a batch (B, *shape), when all its weights begin so.

    Biases begin at 0. Of a network without activations it is every layer with weights.
    """
    graph = Graph({name: replace(node, init=()) for name, node in graph.items()})
    analysis = analyse(graph)
    network = compile_graph(graph, seed=seed, initialization=(*schemes, ("bias", Zeros())), analysis=analysis).eval()
    with torch.no_grad(), OwnGenerator(seed):
        trace = traced(network, analysis, inputs)
    return tuple(_depth(name, trace.outputs[name][0]) for name in _looked_at(trace))


def _looked_at(trace: Trace) -> list[str]:
    layers = {name: trace.flat[name].layer for name in trace.outputs}
    found = [name for name, layer in layers.items() if getattr(layer, "family", "") == "activation"]
    if found:
        return found
    modules = ((name, trace.module(name)) for name in layers)
    return [name for name, module in modules if module is not None and any(True for _ in module.parameters())]


def _depth(name: str, tensor: Tensor) -> Depth:
    numbers: npt.NDArray[np.float64] = tensor.double().numpy().ravel()
    sound = numbers[np.isfinite(numbers)]
    low, high = (float(sound.min()), float(sound.max())) if sound.size else (0.0, 0.0)
    counts, _ = np.histogram(sound, BINS, (low, high) if low < high else (low - 0.5, low + 0.5))
    return Depth(name, float(numbers.mean()), float(numbers.std()), low, high, tuple(map(int, counts)))
