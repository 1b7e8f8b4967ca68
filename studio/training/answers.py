"""Whether what comes out of a network is what its data ask for: as many numbers, and in their shape."""

from __future__ import annotations

from studio.compiler.analysis import Analysis
from studio.graph import Graph, Kind
from studio.layers import Shape, format_shape
from studio.text import ntr
from studio.training.deciding import deciding_parameter
from studio.training.mismatch import HEAD, LINEAR, LOSS, Aim, Mismatch, error, named_inputs

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


def wrong_output(analysis: Analysis, output: str, aim: Aim) -> Mismatch | None:
    """What keeps the numbers that an Output gets from being answers to what is asked; None where nothing does."""
    shape = given_shape(analysis, output)
    if aim.task == "input":
        return _unlike_input(analysis.graph, output, shape)
    if aim.task == "pixels":
        return _wrong_pixels(analysis.graph, output, shape, aim)
    if aim.task == "positions":
        return _wrong_positions(analysis.graph, output, shape, aim)
    if len(shape) != 1:
        return _no_row(output, shape, aim)
    return _wrong_width(analysis.graph, output, shape[0], aim)


def _no_row(output: str, shape: Shape, aim: Aim) -> Mismatch:
    count = len(aim.classes)
    found = NO_ROW.finding(node=output, shape=format_shape(shape), answers=aim.counted, count=count)
    return error(output, found, output, HEAD, count)


def _wrong_width(graph: Graph, output: str, width: int, aim: Aim) -> Mismatch | None:
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
        return error(output, kind.finding(**told, node=node, parameter=parameter), node, parameter, count)
    if of_pixels:
        return error(output, WRONG_PIXEL_WIDTH.finding(**told))
    return error(output, WRONG_WIDTH.finding(**told), output, LINEAR, count)


def _one_score(output: str, aim: Aim) -> Mismatch:
    return error(output, ONE_SCORE_FOR_TWO.finding(loss=aim.loss.kind), None, LOSS, "BCEWithLogitsLoss")


def _wrong_pixels(graph: Graph, output: str, shape: Shape, aim: Aim) -> Mismatch | None:
    wanted = named_inputs(graph)[0][1].shape[1:]
    if len(shape) == 3 and shape[1:] == wanted:
        return _wrong_width(graph, output, shape[0], aim)
    best = format_shape((len(aim.classes), *wanted))
    return error(output, NO_PICTURE.finding(node=output, shape=format_shape(shape), wanted=best))


def _wrong_positions(graph: Graph, output: str, shape: Shape, aim: Aim) -> Mismatch | None:
    """Scores stand as (classes, positions), or in a row where the loss takes any numbers for scores."""
    wanted = (len(aim.classes), aim.positions)
    if shape == wanted:
        return None
    if len(shape) == 1 and (aim.loss.own == "softmax" or shape[0] != aim.width):
        return _wrong_width(graph, output, shape[0], aim)
    told = {"node": output, "shape": format_shape(shape), "wanted": format_shape(wanted), "count": aim.width}
    return error(output, NO_POSITIONS.finding(**told), *(() if len(shape) == 1 else (output, HEAD, aim.width)))


def _unlike_input(graph: Graph, output: str, shape: Shape) -> Mismatch | None:
    name, layer = named_inputs(graph)[0]
    if shape == layer.shape:
        return None
    decider = deciding_parameter(graph, output, shape[0]) if shape[1:] == layer.shape[1:] else None
    told = {"node": output, "shape": format_shape(shape), "wanted": format_shape(layer.shape), "input": name}
    return error(output, UNLIKE_INPUT.finding(**told), *((*decider, layer.shape[0]) if decider else ()))


def given_shape(analysis: Analysis, output: str) -> Shape:
    """What an Output gets for one sample."""
    specs = analysis.nodes[output].inputs
    assert specs is not None
    return specs[0].shape
