"""Whether a network, its data and its loss belong together; asked before training, and while drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from studio.compiler.analysis import Analysis
from studio.compiler.module import inputs_of, outputs_of
from studio.data.config import Task
from studio.graph import Graph, Problem
from studio.layers import Shape, format_shape
from studio.layers.io import Input
from studio.training.losses import USUAL, Loss

PLURALS: dict[Task, str] = {"classes": "classes", "pixels": "classes", "labels": "labels", "numbers": "numbers"}
LEARNT: dict[Task, str] = {
    "classes": "one of several classes",
    "pixels": "a class for each pixel",
    "labels": "labels of which several may hold",
    "numbers": "numbers",
    "input": "the input itself",
}
"""What is learnt, in words."""


@dataclass(frozen=True)
class _Aim:
    """What the data ask of a network."""

    loss: Loss
    classes: Sequence[str]
    task: Task
    vocabulary: int

    @property
    def single(self) -> bool:
        """Whether one number may stand for two classes."""
        return self.task in ("classes", "pixels") and len(self.classes) == 2 and self.loss.targets == "like output"


def mismatches(
    analysis: Analysis, loss: Loss, classes: Sequence[str], task: Task = "classes", vocabulary: int = 0
) -> tuple[Problem, ...]:
    """What keeps a network without errors of its own from being trained on such data; () when nothing does.

    `classes` are the names of what the task tells apart, `vocabulary` is the number of tokens, 0 where there are none.
    """
    graph, aim = analysis.graph, _Aim(loss, classes, task, vocabulary)
    found = [_different_inputs(graph), _input_type(graph, vocabulary), _embedding(graph, vocabulary)]
    found += [_nothing_to_train(analysis), _wrong_loss(aim), _factors(aim)]
    found += [_wrong_output(analysis, output, aim) for output in outputs_of(graph)]
    return tuple(problem for problem in found if problem is not None)


def _inputs(graph: Graph) -> Iterator[tuple[str, Input]]:
    for name in inputs_of(graph):
        layer = graph[name].layer
        assert isinstance(layer, Input)
        yield name, layer


def _different_inputs(graph: Graph) -> Problem | None:
    """Every Input gets the same samples, so all have to take them in the same shape."""
    inputs = list(_inputs(graph))
    for name, layer in inputs[1:]:
        first, leader = inputs[0]
        if layer.shape != leader.shape:
            return Problem(
                "error",
                name,
                f"Each Input gets the same samples, but “{name}” takes {format_shape(layer.shape)} and “{first}” "
                f"takes {format_shape(leader.shape)}.",
                f"Set the shape of “{name}” to {format_shape(leader.shape)}, or remove one of the two.",
            )
    return None


def _input_type(graph: Graph, vocabulary: int) -> Problem | None:
    wanted, samples = ("int64", "are tokens (int64)") if vocabulary else ("float32", "are float32")
    for name, layer in _inputs(graph):
        if layer.dtype != wanted:
            return Problem(
                "error",
                name,
                f"“{name}” takes {layer.dtype}, but the samples {samples}.",
                f"Set its dtype to {wanted}.",
            )
    return None


def _embedding(graph: Graph, vocabulary: int) -> Problem | None:
    """An Embedding has to have a row for each token that an Input gives it."""
    inputs = {name for name, _ in _inputs(graph)}
    for name, node in graph.items():
        rows = getattr(node.layer, "num_embeddings", None)
        if isinstance(rows, int) and rows < vocabulary and any(it and it.node in inputs for it in node.inputs):
            return Problem(
                "error",
                name,
                f"“{name}” has {rows} embeddings, but the data have {vocabulary} different tokens.",
                f"Set num_embeddings of “{name}” to {vocabulary}.",
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


def _wrong_loss(aim: _Aim) -> Problem | None:
    if aim.task in aim.loss.tasks:
        return None
    return Problem(
        "error",
        None,
        f"{aim.loss.kind} cannot learn {LEARNT[aim.task]}, as the data ask for.",
        f"Choose {USUAL[aim.task]}, or another target in the data settings.",
    )


def _factors(aim: _Aim) -> Problem | None:
    """A loss with one factor a class needs just as many."""
    factors = getattr(aim.loss, aim.loss.factors, None) if aim.loss.factors else None
    if factors is None:
        return None
    counts = {len(aim.classes), 1} if aim.single else {len(aim.classes)}
    if aim.task == "input" or len(factors) not in counts:
        wanted = "none" if aim.task == "input" else f"one for each of {len(aim.classes)} {PLURALS[aim.task]}"
        return Problem(
            "error",
            None,
            f"{aim.loss.factors} of {aim.loss.kind} has {len(factors)} numbers, but the data ask for {wanted}.",
            f"Correct {aim.loss.factors} in the training settings, or leave it empty.",
        )
    return None


def _wrong_output(analysis: Analysis, output: str, aim: _Aim) -> Problem | None:
    specs = analysis.nodes[output].inputs
    assert specs is not None
    shape = specs[0].shape
    if aim.task == "input":
        return _unlike_input(analysis.graph, output, shape)
    if aim.task == "pixels":
        return _wrong_pixels(analysis.graph, output, shape, aim)
    if len(shape) != 1:
        return _no_row(output, shape, aim)
    return _wrong_width(analysis.graph, output, shape[0], aim)


def _no_row(output: str, shape: Shape, aim: _Aim) -> Problem:
    count = len(aim.classes)
    return Problem(
        "error",
        output,
        f"“{output}” gets {format_shape(shape)} for each sample, but needs one number for each of {count} "
        f"{PLURALS[aim.task]}.",
        f"Put a Flatten and a Linear with {count} out_features before it.",
    )


def _wrong_width(graph: Graph, output: str, width: int, aim: _Aim) -> Problem | None:
    """Whether so many numbers (channels) come out as there are classes; one for two classes may do."""
    count, each = len(aim.classes), "pixel" if aim.task == "pixels" else "sample"
    if width == count or (width == 1 and aim.single):
        return None
    return Problem(
        "error",
        output,
        f"The network gives {width} numbers for each {each}, but the data have {count} {PLURALS[aim.task]}.",
        _width_remedy(graph, output, width, count),
    )


def _wrong_pixels(graph: Graph, output: str, shape: Shape, aim: _Aim) -> Problem | None:
    wanted = next(layer.shape for _, layer in _inputs(graph))[1:]
    if len(shape) == 3 and shape[1:] == wanted:
        return _wrong_width(graph, output, shape[0], aim)
    best = format_shape((len(aim.classes), *wanted))
    return Problem(
        "error",
        output,
        f"“{output}” gets {format_shape(shape)} for each sample, but needs {best}: a number a class for each pixel.",
        "Bring it back to the picture's height and width, with Upsample or ConvTranspose2d, and end with a Conv2d.",
    )


def _unlike_input(graph: Graph, output: str, shape: Shape) -> Problem | None:
    name, layer = next(_inputs(graph))
    if shape == layer.shape:
        return None
    return Problem(
        "error",
        output,
        f"“{output}” gets {format_shape(shape)} for each sample, but what is learnt is the input itself, which has "
        f"{format_shape(layer.shape)} at “{name}”.",
        f"Let the network end with {format_shape(layer.shape)}; an Unflatten turns a flat row into a picture.",
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


def _width_remedy(graph: Graph, output: str, got: int, wanted: int) -> str:
    """Names the layer that decides how many numbers come out, when one alone does."""
    decider = deciding_parameter(graph, output, got)
    return f"Set {decider[1]} of “{decider[0]}” to {wanted}." if decider else f"Give the last layer {wanted} outputs."
