"""Whether a network, its data and its loss belong together; asked before training, and while drawing."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

from studio.compiler.analysis import Analysis
from studio.compiler.module import outputs_of
from studio.data.config import Data, Task
from studio.data.config.transforms import Transform
from studio.data.config.transforms.listing import scales
from studio.data.errors import DataError
from studio.data.load import check_shape
from studio.data.transforms.arrangement import is_measured, own_shape
from studio.graph import Finding, Kind
from studio.layers import Shape, format_shape
from studio.layers.io import Input
from studio.text import tr
from studio.training.answers import given_shape, wrong_output
from studio.training.losses import USUAL, Loss
from studio.training.metrics.suiting import suited, unsuited
from studio.training.mismatch import LEARNT, LOSS, METRICS, Aim, Inputs, Mismatch, error, named_inputs
from studio.training.mixed_targets import unmixable

if TYPE_CHECKING:
    from studio.data.dataset import Dataset
    from studio.data.samples import Description
    from studio.training.config import TrainingConfig

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


def unsuitable(
    analysis: Analysis, loss: Loss, data: Data, found: Description, metrics: Sequence[str] = ()
) -> tuple[Mismatch, ...]:
    """All that would be refused before the first step of a training on data that are described so."""
    shapes = (_unlike_samples(name, layer.shape, data, found) for name, layer in named_inputs(analysis.graph))
    normalized = is_measured(data) or any(each.enabled and scales(each) for each in data.transforms)
    others = mismatches(
        analysis, loss, found.classes, found.task, found.vocabulary,
        normalized=normalized, metrics=metrics, transforms=data.transforms, positions=found.positions,
    )  # fmt: skip
    return (*dict.fromkeys(filter(None, shapes)), *others)


def unsuited_to(analysis: Analysis, training: TrainingConfig, data: Data, dataset: Dataset) -> tuple[Mismatch, ...]:
    """The same of data that were loaded."""
    return mismatches(
        analysis, training.loss, dataset.classes, dataset.task, dataset.vocabulary,
        normalized=dataset.preparation.normalization is not None, metrics=training.metrics,
        transforms=data.transforms, positions=dataset.preparation.positions,
    )  # fmt: skip


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
    graph, aim = analysis.graph, Aim(loss, classes, task, vocabulary, normalized, metrics, positions)
    inputs = named_inputs(graph)
    found = [_different_inputs(inputs), _input_type(inputs, vocabulary), *_embeddings(analysis, vocabulary)]
    found += [_nothing_to_train(analysis), *_of_loss(analysis, aim), _wrong_metric(aim)]
    found += [error(None, each) for each in unmixable(transforms, loss, task, str(LEARNT[task]))]
    found += [wrong_output(analysis, output, aim) for output in outputs_of(graph)]
    return tuple(mismatch for mismatch in found if mismatch is not None)


def incomparable(analysis: Analysis, aim: Aim) -> tuple[Mismatch, ...]:
    """What keeps the loss from comparing that which comes out of a network with targets; () when nothing does."""
    found = [*_of_loss(analysis, aim), *(wrong_output(analysis, output, aim) for output in outputs_of(analysis.graph))]
    return tuple(mismatch for mismatch in found if mismatch is not None)


def _of_loss(analysis: Analysis, aim: Aim) -> tuple[Mismatch | None, Mismatch | None]:
    return _wrong_loss(aim), _factors(analysis, aim)


def _unlike_samples(name: str, shape: Shape, data: Data, found: Description) -> Mismatch | None:
    """An Input of a shape that the samples cannot be brought to."""
    refusal = _refusal(data, found, shape)
    if refusal is None:
        return None
    if refusal.setting:
        return error(None, Finding(UNSUITABLE_SAMPLES, refusal.message, refusal.remedy))
    other_channels = (*found.sample_shape[:1], *shape[1:])
    better = (each for each in (other_channels, own_shape(data, found)) if _refusal(data, found, each) is None)
    wanted = next(better, None)
    finding = Finding(UNSUITABLE_SAMPLES, refusal.message, refusal.remedy)
    return error(name, finding, *((name, "shape", wanted) if wanted else ()))


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
            return error(name, found, name, "shape", leader.shape)
    return None


def _input_type(inputs: Inputs, vocabulary: int) -> Mismatch | None:
    wanted, kind = ("int64", TOKENS_WANTED) if vocabulary else ("float32", NUMBERS_WANTED)
    for name, layer in inputs:
        if layer.dtype != wanted:
            return error(name, kind.finding(node=name, dtype=layer.dtype), name, "dtype", wanted)
    return None


def _embeddings(analysis: Analysis, vocabulary: int) -> Iterator[Mismatch]:
    """An Embedding has to have a row for each token that comes to it from an Input, also inside a block."""
    graph = analysis.expansion.network
    for name, node in graph.items():
        rows = getattr(node.layer, "num_embeddings", None)
        if isinstance(rows, int) and rows < vocabulary and _takes_tokens(analysis, name):
            found = TOO_FEW_EMBEDDINGS.finding(node=name, rows=rows, tokens=vocabulary)
            yield error(name, found, name, "num_embeddings", vocabulary)


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
    return error(None, kind.finding())


def _wrong_loss(aim: Aim) -> Mismatch | None:
    usual = USUAL[aim.task]
    if aim.task in aim.loss.tasks:
        if aim.task == "input" and aim.normalized and aim.loss.own == "sigmoid":
            return error(None, BEYOND_SHARES.finding(loss=aim.loss.kind, usual=usual), None, LOSS, usual)
        return None
    found = WRONG_LOSS.finding(loss=aim.loss.kind, task=LEARNT[aim.task], usual=usual)
    return error(None, found, None, LOSS, usual)


def _wrong_metric(aim: Aim) -> Mismatch | None:
    found = unsuited(aim.metrics, aim.task, LEARNT[aim.task], len(aim.classes))
    if found is None:
        return None
    return error(None, found, None, METRICS, suited(aim.metrics, aim.task, len(aim.classes)))


def _factors(analysis: Analysis, aim: Aim) -> Mismatch | None:
    """A loss with one factor a class needs just as many; for one score that stands for two classes, just one."""
    factors = getattr(aim.loss, aim.loss.factors, None) if aim.loss.factors else None
    if factors is None:
        return None
    one = aim.single and any(given_shape(analysis, output)[:1] == (1,) for output in outputs_of(analysis.graph))
    counts = {1} if one else {1, len(aim.classes)} if aim.single else {len(aim.classes)}
    if aim.task == "input" or len(factors) not in counts:
        told = {"parameter": aim.loss.factors, "loss": aim.loss.kind, "given": len(factors)}
        found = WRONG_FACTORS.finding(**told, wanted=_factors_wanted(aim, one))
        return error(None, found, None, aim.loss.factors, None)
    return None


def _factors_wanted(aim: Aim, one: bool) -> str:
    if aim.task == "input":
        return tr("none")
    return tr("one") if one else tr("one for each of {answers}", answers=aim.counted)
