"""ResNet-50's read-outs, whole and after an edit, against torchinfo's summary of the equal plain network."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import count
from time import perf_counter

import torch
from references.shortcuts import resnet

from studio.compiler import measure
from studio.compiler.analysis import Analysis, analyse
from studio.graph import Graph
from studio.graph.edits import set_layer
from studio.layers import Layer, layer
from studio.layers.block import Block
from studio.project.templates import templates
from tests.benchmarks.result import Benchmark, Result, Unavailable

TURNS = 9
PICTURE = (3, 224, 224)

_fresh = count(70)
"""Numbers of channels that no earlier edit had, so that the layers behind it have to be measured anew."""


def whole_network() -> Result:
    """Every layer measured anew, as when a file is opened."""
    graph = _graph()

    def examine() -> Analysis:
        measure._measured.cache_clear()
        return analyse(graph)

    return _against_torchinfo("all of ResNet-50 read out, against torchinfo", examine, 1.0)


def edit_near_the_end() -> Result:
    """Another number of classes."""
    graph = _graph()
    before = analyse(graph)

    def examine() -> Analysis:
        return analyse(_with(graph, "fc", "Linear", "out_features"), before)

    return _against_torchinfo("after an edit of its last layer, against torchinfo", examine, 0.35)


def edit_of_the_last_stage() -> Result:
    """Another width of the last stage, inside of which every layer changes."""
    graph = _graph()
    before = analyse(graph)

    def examine() -> Analysis:
        stage = graph["layer4"].layer
        assert isinstance(stage, Block)
        return analyse(set_layer(graph, "layer4", stage.model_copy(update={"channels": next(_fresh)})), before)

    return _against_torchinfo("after an edit of its last stage, against torchinfo", examine, 1.0)


def edit_at_the_start() -> Result:
    """Another width of the first convolution."""
    graph = _graph()
    before = analyse(graph)

    def examine() -> Analysis:
        return analyse(_with(graph, "conv1", "Conv2d", "out_channels"), before)

    return _against_torchinfo("after an edit of its first layer, against torchinfo", examine, 1.0)


BENCHMARKS: tuple[Benchmark, ...] = (whole_network, edit_near_the_end, edit_of_the_last_stage, edit_at_the_start)


def _graph() -> Graph:
    (found,) = (template for template in templates() if template.name == "resnet50")
    return found.load().graph


def _with(graph: Graph, name: str, kind: str, parameter: str) -> Graph:
    earlier = graph[name].layer
    assert isinstance(earlier, Layer)
    return set_layer(graph, name, layer(kind, **{**earlier.params(), parameter: next(_fresh)}))


def _against_torchinfo(name: str, examine: Callable[[], Analysis], target: float) -> Result:
    """The least times of both, taken in turns."""
    try:
        from torchinfo import summary
    except ImportError as error:
        raise Unavailable("torchinfo is missing: pip install -e '.[benchmark]'") from error
    plain = resnet((3, 4, 6, 3), bottleneck=True)

    def summarise() -> None:
        summary(plain, input_size=(1, *PICTURE), verbose=0)

    found = examine()
    assert not found.errors, found.errors
    summarise()
    ours, theirs = zip(*_turns(examine, summarise), strict=True)
    return Result(name, min(ours), min(theirs), "ms", target, "at most")


def _turns(*works: Callable[[], object]) -> Iterator[tuple[float, ...]]:
    with torch.no_grad():
        for _ in range(TURNS):
            yield tuple(_timed(work) for work in works)


def _timed(work: Callable[[], object]) -> float:
    start = perf_counter()
    work()
    return 1000 * (perf_counter() - start)
