"""Whether a network, its data and its loss belong together; asked before training, and while drawing."""

from __future__ import annotations

from collections.abc import Sequence

from studio.compiler.analysis import Analysis
from studio.compiler.module import inputs_of, outputs_of
from studio.graph import Graph, Problem
from studio.layers import format_shape
from studio.layers.io import Input
from studio.training.losses import Loss


def mismatches(analysis: Analysis, loss: Loss, classes: Sequence[str]) -> tuple[Problem, ...]:
    """What keeps a network without errors of its own from being trained on such classes; () when nothing does."""
    graph = analysis.graph
    found = [_several_ends(graph), _integer_input(graph), _nothing_to_train(analysis)]
    outputs = outputs_of(graph)
    if len(outputs) == 1:
        found.append(_wrong_output(analysis, outputs[0], loss, classes))
    return tuple(problem for problem in found if problem is not None)


def _several_ends(graph: Graph) -> Problem | None:
    for kind, names in (("Input", inputs_of(graph)), ("Output", outputs_of(graph))):
        if len(names) > 1:
            return Problem(
                "error",
                names[1],
                f"Training needs one {kind}, but the network has {len(names)}: {', '.join(names)}.",
                f"Keep one {kind} and remove the others.",
            )
    return None


def _integer_input(graph: Graph) -> Problem | None:
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        if layer.dtype != "float32":
            return Problem(
                "error",
                name,
                f"“{name}” takes {layer.dtype}, but the pictures are float32.",
                "Set its dtype to float32.",
            )
    return None


def _nothing_to_train(analysis: Analysis) -> Problem | None:
    if analysis.total.trainable_parameters:
        return None
    return Problem(
        "error",
        None,
        "The network has nothing to train: none of its layers has weights.",
        "Add a layer with weights, such as Linear or Conv2d.",
    )


def _wrong_output(analysis: Analysis, output: str, loss: Loss, classes: Sequence[str]) -> Problem | None:
    specs = analysis.nodes[output].inputs
    assert specs is not None
    shape, count = specs[0].shape, len(classes)
    if len(shape) != 1:
        return Problem(
            "error",
            output,
            f"“{output}” gets {format_shape(shape)} for each sample, but needs one number for each of {count} classes.",
            f"Put a Flatten and a Linear with {count} out_features before it.",
        )
    if shape[0] == count or (shape[0] == 1 and count == 2 and loss.targets == "like output"):
        return None
    return Problem(
        "error",
        output,
        f"The network gives {shape[0]} numbers for each sample, but the data have {count} classes.",
        _remedy(analysis.graph, output, shape[0], count),
    )


def deciding_parameter(graph: Graph, output: str, got: int) -> tuple[str, str] | None:
    """(node, parameter) that alone decides that `got` numbers come out of a network, None when none does."""
    name = output
    while len(sources := graph[name].inputs) == 1 and sources[0] is not None:
        name = sources[0].node
        for parameter in ("out_features", "out_channels"):
            if getattr(graph[name].layer, parameter, None) == got:
                return name, parameter
    return None


def _remedy(graph: Graph, output: str, got: int, wanted: int) -> str:
    """Names the layer that decides how many numbers come out, when one alone does."""
    decider = deciding_parameter(graph, output, got)
    return f"Set {decider[1]} of “{decider[0]}” to {wanted}." if decider else f"Give the last layer {wanted} outputs."
