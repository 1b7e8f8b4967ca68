"""Whether a network, its data and its loss belong together; asked before training, and while drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

from studio.compiler.analysis import Analysis
from studio.compiler.module import inputs_of, outputs_of
from studio.data.config import Data, Task
from studio.data.config.transforms import Transform
from studio.data.config.transforms.listing import scales
from studio.data.errors import DataError
from studio.data.load import check_shape
from studio.data.transforms.arrangement import is_measured
from studio.graph import Finding, Graph, Kind, Problem
from studio.layers import Shape, format_shape
from studio.layers.io import Input
from studio.text import ntr, tr
from studio.training.deciding import deciding_parameter
from studio.training.losses import USUAL, Loss
from studio.training.metrics.suiting import suited, unsuited
from studio.training.mixed_targets import unmixable

if TYPE_CHECKING:
    from studio.data.samples import Description

LEARNT: dict[Task, str] = {
    "classes": tr("one of several classes"),
    "pixels": tr("a class for each pixel"),
    "positions": tr("a class at each of several positions"),
    "labels": tr("labels of which several may hold"),
    "numbers": tr("numbers"),
    "input": tr("the input itself"),
}
"""What is learnt, in words."""

UNSUITABLE_SAMPLES = "unsuitable-samples"
"""The code of samples that an Input cannot take, which tell why themselves."""

DIFFERENT_INPUTS = Kind(
    "different-inputs",
    "Each Input gets the same samples, but “{node}” takes {shape} and “{first}” takes {other}.",
    "Set the shape of “{node}” to {other}, or remove one of the two.",
)
TOKENS_WANTED = Kind(
    "tokens-wanted", "“{node}” takes {dtype}, but the samples are tokens (int64).", "Set its dtype to int64."
)
NUMBERS_WANTED = Kind(
    "numbers-wanted", "“{node}” takes {dtype}, but the samples are float32.", "Set its dtype to float32."
)
TOO_FEW_EMBEDDINGS = Kind(
    "too-few-embeddings",
    "“{node}” has {rows} embeddings, but the data have {tokens} different tokens.",
    "Set num_embeddings of “{node}” to {tokens}.",
)
NOTHING_TO_TRAIN = Kind(
    "nothing-to-train",
    "The network has nothing to train: none of its layers has weights.",
    "Add a layer with weights, such as Linear or Conv2d.",
)
ALL_FROZEN = Kind(
    "all-frozen",
    "The network has nothing to train: all its weights are frozen.",
    "Unfreeze a node with weights.",
)
WRONG_LOSS = Kind(
    "wrong-loss",
    "{loss} cannot learn {task}, as the data ask for.",
    "Choose {usual}, or another target in the data settings.",
)
BEYOND_SHARES = Kind(
    "beyond-shares",
    "{loss} compares answers with numbers from 0 to 1, but the input that is learnt is shifted and scaled.",
    "Choose {usual}, or switch off normalize in the data settings.",
)
WRONG_FACTORS = Kind(
    "wrong-factors",
    "{parameter} of {loss} has {given} numbers, but the data ask for {wanted}.",
    "Correct {parameter} in the training settings, or leave it empty.",
)
NO_ROW = Kind(
    "no-row-of-results",
    "“{node}” gets {shape} for each sample, but needs one number for each of {answers}.",
    "Put a Flatten and a Linear with {count} out_features before it.",
)
_WIDTH = "The network gives {numbers} for each sample, but the data have {answers}."
_PIXEL_WIDTH = "The network gives {numbers} for each pixel, but the data have {answers}."
WRONG_WIDTH = Kind("wrong-width", _WIDTH, "Give the last layer {count} outputs.")
WRONG_WIDTH_OF_LAYER = Kind("wrong-width-of-layer", _WIDTH, "Set {parameter} of “{node}” to {count}.")
WRONG_PIXEL_WIDTH = Kind("wrong-pixel-width", _PIXEL_WIDTH, "Give the last layer {count} outputs.")
WRONG_PIXEL_WIDTH_OF_LAYER = Kind("wrong-pixel-width-of-layer", _PIXEL_WIDTH, "Set {parameter} of “{node}” to {count}.")
ONE_SCORE_FOR_TWO = Kind(
    "one-score-for-two",
    "{loss} compares a score for each of two classes, but the network gives one.",
    "Use BCEWithLogitsLoss, for which one score tells two classes apart, or give the last layer two outputs.",
)
NO_PICTURE = Kind(
    "no-picture-of-classes",
    "“{node}” gets {shape} for each sample, but needs {wanted}: a number a class for each pixel.",
    "Bring it back to the picture's height and width, with Upsample or ConvTranspose2d, and end with a Conv2d.",
)
NO_POSITIONS = Kind(
    "no-positions-of-classes",
    "“{node}” gets {shape} for each sample, but needs {wanted}: a number for each class at each position.",
    "Bring it to {wanted}; for CrossEntropyLoss a Linear of {count} out_features does too, the first position first.",
)
UNLIKE_INPUT = Kind(
    "unlike-input",
    "“{node}” gets {shape} for each sample, but what is learnt is the input itself, which has {wanted} at “{input}”.",
    "Let the network end with {wanted}; an Unflatten turns a flat row into a picture.",
)

LOSS, METRICS, HEAD, LINEAR = "loss", "metrics", "head", "linear"
"""In place of a parameter: the loss as a whole, or the metrics; what lacks before an Output, a Flatten with a Linear of
so many outputs, or the Linear alone."""


Inputs = tuple[tuple[str, Input], ...]
"""The Inputs that lead to an Output, with their names."""


class Change(NamedTuple):
    """The one change that puts a mismatch right: a parameter of a node, or of the training where `node` is None."""

    node: str | None
    parameter: str
    value: Any


class Mismatch(NamedTuple):
    """What keeps a network from being trained on its data, with the change that helps where there is just one."""

    problem: Problem
    change: Change | None = None


@dataclass(frozen=True)
class _Aim:
    """What the data ask of a network."""

    loss: Loss
    classes: Sequence[str]
    task: Task
    vocabulary: int
    normalized: bool
    metrics: Sequence[str]
    positions: int = 0

    @property
    def width(self) -> int:
        """How many numbers a network gives for a sample or pixel; for positions, in a row."""
        return len(self.classes) * (self.positions or 1)

    @property
    def counted(self) -> str:
        """Such as `10 classes`, or `1 number`."""
        count = len(self.classes)
        if self.task == "labels":
            return ntr("{count} label", "{count} labels", count)
        if self.task == "numbers":
            return ntr("{count} number", "{count} numbers", count)
        if self.task == "positions":
            return ntr(
                "{positions} positions with {count} class each", "{positions} positions with {count} classes each",
                count, positions=self.positions,
            )  # fmt: skip
        return ntr("{count} class", "{count} classes", count)

    @property
    def single(self) -> bool:
        """Whether one number may stand for two classes."""
        return self.task in ("classes", "pixels") and len(self.classes) == 2 and self.loss.targets == "like output"


def unsuitable(
    analysis: Analysis, loss: Loss, data: Data, found: Description, metrics: Sequence[str] = ()
) -> tuple[Mismatch, ...]:
    """All that would be refused before the first step of a training on data that are described so."""
    shapes = (_unlike_samples(name, layer.shape, data, found) for name, layer in _inputs(analysis.graph))
    normalized = is_measured(data) or any(each.enabled and scales(each) for each in data.transforms)
    others = mismatches(
        analysis, loss, found.classes, found.task, found.vocabulary,
        normalized=normalized, metrics=metrics, transforms=data.transforms, positions=found.positions,
    )  # fmt: skip
    return (*dict.fromkeys(filter(None, shapes)), *others)


def mismatches(
    analysis: Analysis,
    loss: Loss,
    classes: Sequence[str],
    task: Task = "classes",
    vocabulary: int = 0,
    *,
    normalized: bool = False,
    metrics: Sequence[str] = (),
    transforms: Sequence[Transform] = (),
    positions: int = 0,
) -> tuple[Mismatch, ...]:
    """What keeps a network without errors of its own from being trained on such data; () when nothing does.

    `classes` are the names of what the task tells apart, `vocabulary` is the number of tokens, 0 where there are none;
    `normalized` says that samples are shifted and scaled, `metrics` are the names of those chosen, `transforms` are
    done to samples, `positions` is how many of them have a class each.
    """
    graph, aim = analysis.graph, _Aim(loss, classes, task, vocabulary, normalized, metrics, positions)
    inputs = _inputs(graph)
    found = [_different_inputs(inputs), _input_type(inputs, vocabulary), *_embeddings(analysis, vocabulary)]
    found += [_nothing_to_train(analysis), _wrong_loss(aim), _factors(analysis, aim), _wrong_metric(aim)]
    found += [_error(None, each) for each in unmixable(transforms, loss, task, str(LEARNT[task]))]
    found += [_wrong_output(analysis, output, aim) for output in outputs_of(graph)]
    return tuple(mismatch for mismatch in found if mismatch is not None)


def _error(node: str | None, finding: Finding, *change: Any) -> Mismatch:
    """A mismatch at a node; `change` is its node, parameter and value."""
    return Mismatch(Problem("error", node, finding), Change(*change) if change else None)


def _inputs(graph: Graph) -> Inputs:
    layers = ((name, graph[name].layer) for name in inputs_of(graph))
    return tuple((name, layer) for name, layer in layers if isinstance(layer, Input))


def _unlike_samples(name: str, shape: Shape, data: Data, found: Description) -> Mismatch | None:
    """An Input of a shape that the samples cannot be brought to."""
    refusal = _refusal(data, found, shape)
    if refusal is None:
        return None
    if refusal.setting:
        return _error(None, Finding(UNSUITABLE_SAMPLES, refusal.message, refusal.remedy))
    other_channels = (*found.sample_shape[:1], *shape[1:])
    better = (each for each in (other_channels, found.sample_shape) if _refusal(data, found, each) is None)
    wanted = next(better, None)
    finding = Finding(UNSUITABLE_SAMPLES, refusal.message, refusal.remedy)
    return _error(name, finding, *((name, "shape", wanted) if wanted else ()))


def _refusal(data: Data, found: Description, shape: Shape) -> DataError | None:
    try:
        check_shape(data, found, shape)
    except DataError as error:
        return error
    return None


def _different_inputs(inputs: Inputs) -> Mismatch | None:
    """Every Input gets the same samples, so all have to take them in the same shape."""
    for name, layer in inputs[1:]:
        first, leader = inputs[0]
        if layer.shape != leader.shape:
            shape, other = format_shape(layer.shape), format_shape(leader.shape)
            found = DIFFERENT_INPUTS.finding(node=name, shape=shape, first=first, other=other)
            return _error(name, found, name, "shape", leader.shape)
    return None


def _input_type(inputs: Inputs, vocabulary: int) -> Mismatch | None:
    wanted, kind = ("int64", TOKENS_WANTED) if vocabulary else ("float32", NUMBERS_WANTED)
    for name, layer in inputs:
        if layer.dtype != wanted:
            return _error(name, kind.finding(node=name, dtype=layer.dtype), name, "dtype", wanted)
    return None


def _embeddings(analysis: Analysis, vocabulary: int) -> Iterator[Mismatch]:
    """An Embedding has to have a row for each token that comes to it from an Input, also inside a block."""
    graph = analysis.expansion.network
    for name, node in graph.items():
        rows = getattr(node.layer, "num_embeddings", None)
        if isinstance(rows, int) and rows < vocabulary and _takes_tokens(analysis, name):
            found = TOO_FEW_EMBEDDINGS.finding(node=name, rows=rows, tokens=vocabulary)
            yield _error(name, found, name, "num_embeddings", vocabulary)


def _takes_tokens(analysis: Analysis, name: str) -> bool:
    """Whether integers come to a node from an Input, perhaps rearranged on the way."""
    graph = analysis.expansion.network
    sources = graph[name].inputs
    while len(sources) == 1 and sources[0] is not None:
        name = sources[0].node
        sources = graph[name].inputs
    return isinstance(graph[name].layer, Input)


def _nothing_to_train(analysis: Analysis) -> Mismatch | None:
    if analysis.total.trainable_parameters:
        return None
    kind = ALL_FROZEN if analysis.total.parameters else NOTHING_TO_TRAIN
    return _error(None, kind.finding())


def _wrong_loss(aim: _Aim) -> Mismatch | None:
    usual = USUAL[aim.task]
    if aim.task in aim.loss.tasks:
        if aim.task == "input" and aim.normalized and aim.loss.own == "sigmoid":
            return _error(None, BEYOND_SHARES.finding(loss=aim.loss.kind, usual=usual), None, LOSS, usual)
        return None
    found = WRONG_LOSS.finding(loss=aim.loss.kind, task=LEARNT[aim.task], usual=usual)
    return _error(None, found, None, LOSS, usual)


def _wrong_metric(aim: _Aim) -> Mismatch | None:
    found = unsuited(aim.metrics, aim.task, LEARNT[aim.task], len(aim.classes))
    if found is None:
        return None
    return _error(None, found, None, METRICS, suited(aim.metrics, aim.task, len(aim.classes)))


def _factors(analysis: Analysis, aim: _Aim) -> Mismatch | None:
    """A loss with one factor a class needs just as many; for one score that stands for two classes, just one."""
    factors = getattr(aim.loss, aim.loss.factors, None) if aim.loss.factors else None
    if factors is None:
        return None
    one = aim.single and any(_shape(analysis, output)[:1] == (1,) for output in outputs_of(analysis.graph))
    counts = {1} if one else {1, len(aim.classes)} if aim.single else {len(aim.classes)}
    if aim.task == "input" or len(factors) not in counts:
        told = {"parameter": aim.loss.factors, "loss": aim.loss.kind, "given": len(factors)}
        found = WRONG_FACTORS.finding(**told, wanted=_factors_wanted(aim, one))
        return _error(None, found, None, aim.loss.factors, None)
    return None


def _factors_wanted(aim: _Aim, one: bool) -> str:
    if aim.task == "input":
        return tr("none")
    return tr("one") if one else tr("one for each of {answers}", answers=aim.counted)


def _shape(analysis: Analysis, output: str) -> Shape:
    """What an Output gets for one sample."""
    specs = analysis.nodes[output].inputs
    assert specs is not None
    return specs[0].shape


def _wrong_output(analysis: Analysis, output: str, aim: _Aim) -> Mismatch | None:
    shape = _shape(analysis, output)
    if aim.task == "input":
        return _unlike_input(analysis.graph, output, shape)
    if aim.task == "pixels":
        return _wrong_pixels(analysis.graph, output, shape, aim)
    if aim.task == "positions":
        return _wrong_positions(analysis.graph, output, shape, aim)
    if len(shape) != 1:
        return _no_row(output, shape, aim)
    return _wrong_width(analysis.graph, output, shape[0], aim)


def _no_row(output: str, shape: Shape, aim: _Aim) -> Mismatch:
    count = len(aim.classes)
    found = NO_ROW.finding(node=output, shape=format_shape(shape), answers=aim.counted, count=count)
    return _error(output, found, output, HEAD, count)


def _wrong_width(graph: Graph, output: str, width: int, aim: _Aim) -> Mismatch | None:
    """Whether so many numbers (channels) come out as there are classes; one for two classes may do."""
    count, of_pixels = aim.width, aim.task == "pixels"
    if width == count or (width == 1 and aim.single):
        return None
    if width == 1 and count == 2:
        return _one_score(output, aim)
    told = {"numbers": ntr("one number", "{count} numbers", width), "answers": aim.counted, "count": count}
    decider = deciding_parameter(graph, output, width)
    if decider is not None:
        node, parameter = decider
        kind = WRONG_PIXEL_WIDTH_OF_LAYER if of_pixels else WRONG_WIDTH_OF_LAYER
        return _error(output, kind.finding(**told, node=node, parameter=parameter), node, parameter, count)
    if of_pixels:
        return _error(output, WRONG_PIXEL_WIDTH.finding(**told))
    return _error(output, WRONG_WIDTH.finding(**told), output, LINEAR, count)


def _one_score(output: str, aim: _Aim) -> Mismatch:
    return _error(output, ONE_SCORE_FOR_TWO.finding(loss=aim.loss.kind), None, LOSS, "BCEWithLogitsLoss")


def _wrong_pixels(graph: Graph, output: str, shape: Shape, aim: _Aim) -> Mismatch | None:
    wanted = _inputs(graph)[0][1].shape[1:]
    if len(shape) == 3 and shape[1:] == wanted:
        return _wrong_width(graph, output, shape[0], aim)
    best = format_shape((len(aim.classes), *wanted))
    return _error(output, NO_PICTURE.finding(node=output, shape=format_shape(shape), wanted=best))


def _wrong_positions(graph: Graph, output: str, shape: Shape, aim: _Aim) -> Mismatch | None:
    """Scores stand as (classes, positions), or in a row where the loss takes any numbers for scores."""
    wanted = (len(aim.classes), aim.positions)
    if shape == wanted:
        return None
    if len(shape) == 1 and (aim.loss.own == "softmax" or shape[0] != aim.width):
        return _wrong_width(graph, output, shape[0], aim)
    told = {"node": output, "shape": format_shape(shape), "wanted": format_shape(wanted), "count": aim.width}
    return _error(output, NO_POSITIONS.finding(**told), *(() if len(shape) == 1 else (output, HEAD, aim.width)))


def _unlike_input(graph: Graph, output: str, shape: Shape) -> Mismatch | None:
    name, layer = _inputs(graph)[0]
    if shape == layer.shape:
        return None
    decider = deciding_parameter(graph, output, shape[0]) if shape[1:] == layer.shape[1:] else None
    told = {"node": output, "shape": format_shape(shape), "wanted": format_shape(layer.shape), "input": name}
    return _error(output, UNLIKE_INPUT.finding(**told), *((*decider, layer.shape[0]) if decider else ()))
