"""Layers that add up numbers with weights: dense layers, convolutions, means, interpolation, products of branches."""

from __future__ import annotations

from math import prod

from studio.explanation.functions.function import OF_BIAS, OF_WEIGHT, LayerFunction, back, layer_function, out, register
from studio.explanation.notation import Value
from studio.layers import Layer, Shape, catalogue
from studio.layers import merge as m
from studio.layers.dense import Bilinear, Linear, Maxout
from studio.layers.reduction import Max, Mean, Sum
from studio.layers.resizing import Upsample
from studio.text import in_language, tr

SPREAD = "sum_o(w_o*g_o)"
WHICH = tr("the outputs o that the number goes into, each with the weight w it has there")
WINDOW = tr("over the k numbers in its window, in all channels that it sees")
MEAN_OF = tr("numbers that are averaged")


def weighted_sum(count: int, words: str, *, bias: bool = True, learned: bool = True) -> LayerFunction:
    """`y = Σ w·x + b` over so many numbers."""
    total = "sum_k(w_k*x_k) + b" if bias else "sum_k(w_k*x_k)"
    backward = [back(SPREAD)]
    backward += [back("sum_o(g_o*x_o)", "w", OF_WEIGHT)] if learned else []
    backward += [back("sum_o(g_o)", "b", OF_BIAS)] if bias else []
    return LayerFunction((out(total),), tuple(backward), (("k", f"{in_language(words)} ({count:,})"), ("o", WHICH)))


@layer_function.register
def linear(layer: Linear, *shapes: Shape) -> LayerFunction:
    """A unit adds up all features."""
    return weighted_sum(shapes[0][-1], tr("over the features that come in"), bias=layer.bias)


def _convolution(layer: Layer, *shapes: Shape) -> LayerFunction:
    """An output adds up its window."""
    settings = dict(layer)
    groups = shapes[0][0] if layer.kind == "DepthwiseConv2d" else settings.get("groups", 1)
    window = settings.get("kernel_size", 1)
    count = prod(window) if isinstance(window, tuple) else window
    return weighted_sum(shapes[0][0] // groups * count, WINDOW, bias=settings["bias"])


for _declared in catalogue.values():
    if _declared.family == "convolution":
        register(_declared, _convolution)


@layer_function.register
def resized(layer: Upsample, *shapes: Shape) -> LayerFunction:
    """Neighbours by their distance; the nearest alone where that is the mode."""
    told = (out("sum_k(w_k*x_k)"),)
    words = tr("the neighbours, with weights that sum to 1: by their distance, or 1 for the nearest")
    return LayerFunction(told, (back(SPREAD),), (("k", words), ("o", WHICH)))


def averaged(count: int, words: str = MEAN_OF) -> LayerFunction:
    """The mean of so many numbers."""
    n: dict[str, Value] = {"n": count}
    return LayerFunction(
        (out("sum_k(x_k) / n", **n),), (back("sum_o(g_o) / n", **n),), (("n", words), ("o", tr("the outputs it is in")))
    )


def _counted(layer: Mean | Sum | Max, shape: Shape) -> int:
    sizes = (0, *shape)
    return prod(sizes[at] for at in {axis % len(sizes) for axis in layer.dim})


@layer_function.register
def mean(layer: Mean, *shapes: Shape) -> LayerFunction:
    """Over axes."""
    return averaged(_counted(layer, shapes[0]))


@layer_function.register
def total(layer: Sum, *shapes: Shape) -> LayerFunction:
    """Over axes."""
    return LayerFunction((out("sum_k(x_k)"),), (back("sum_o(g_o)"),), (("o", tr("the output it is in")),))


@layer_function.register
def bilinear(layer: Bilinear, *shapes: Shape) -> LayerFunction:
    """Every pair of features has a weight."""
    bias = " + c" if layer.bias else ""
    return LayerFunction(
        (out(f"sum_k(w_k*a_k*b_k){bias}"),),
        (
            back("sum_o(w_o*b_o*g_o)", "a"),
            back("sum_o(w_o*a_o*g_o)", "b"),
            back("sum_o(g_o*a_o*b_o)", "w", OF_WEIGHT),
            *((back("sum_o(g_o)", "c", OF_BIAS),) if layer.bias else ()),
        ),
        (
            ("k", tr("pairs of a feature a of the first input and b of the second")),
            ("o", tr("where the number is used: pairs and outputs")),
        ),
    )


@layer_function.register
def maxout(layer: Maxout, *shapes: Shape) -> LayerFunction:
    """The largest of some sums; only the weights of that piece learn."""
    told = weighted_sum(shapes[0][-1], tr("over the features that come in"), bias=layer.bias)
    (pieces,) = told.forward
    piece = out(pieces.expression, "z_j", tr("piece j of the unit"))
    words = ("o", tr("the outputs whose largest piece the number goes into"))
    return LayerFunction((piece, out("max_j(z_j)")), told.backward, (told.meanings[0], words))


@layer_function.register
def added(layer: m.Add, *shapes: Shape) -> LayerFunction:
    """Each branch gets the whole gradient."""
    return LayerFunction((out("sum_k(x_k)"),), (back("sum_o(g_o)", "x_k"),), (*BRANCH, *BROADCAST))


BRANCH = (("k", tr("the branches")),)
BROADCAST = (
    ("o", tr("the outputs that the number is used for: one, or several where an axis of size 1 stands for all")),
)
TWO = (("a", tr("a number of the first branch")), ("b", tr("a number of the second")))


@layer_function.register
def subtracted(layer: m.Subtract, *shapes: Shape) -> LayerFunction:
    """The second gets the gradient with the other sign."""
    return LayerFunction((out("a - b"),), (back("sum_o(g_o)", "a"), back("-sum_o(g_o)", "b")), (*TWO, *BROADCAST))


@layer_function.register
def multiplied(layer: m.Multiply, *shapes: Shape) -> LayerFunction:
    """Each branch gets the gradient times what the others say."""
    return LayerFunction(
        (out("prod_k(x_k)"),),
        (back("sum_o(g_o*w_o)", "x_k"),),
        (*BRANCH, ("w", tr("product of the other branches there")), *BROADCAST),
    )


@layer_function.register
def divided(layer: m.Divide, *shapes: Shape) -> LayerFunction:
    """The quotient rule."""
    return LayerFunction(
        (out("a / b"),), (back("sum_o(g_o / b_o)", "a"), back("-sum_o(g_o*a_o) / b**2", "b")), (*TWO, *BROADCAST)
    )


@layer_function.register
def matrices(layer: m.MatMul, *shapes: Shape) -> LayerFunction:
    """Rows of the first with columns of the second."""
    words = (("k", tr("a number of the row with that of the column")), ("o", tr("the outputs it goes into")))
    return LayerFunction(
        (out("sum_k(a_k*b_k)"),), (back("sum_o(g_o*b_o)", "a"), back("sum_o(g_o*a_o)", "b")), (*TWO, *words)
    )
