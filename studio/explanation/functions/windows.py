"""What pooling makes of a window, and where the gradient goes."""

from __future__ import annotations

from math import prod
from typing import Any

from studio.explanation.functions.function import LayerFunction, back, out, register
from studio.explanation.functions.linear import averaged
from studio.layers import Layer, Shape, catalogue
from studio.layers.reduction import Max
from studio.text import tr

IN_WINDOW = tr("over the numbers in its window")
WINNER = tr("the outputs whose largest number it is; where it is none, the gradient is 0")


def _largest(layer: Layer, *shapes: Shape) -> LayerFunction:
    return LayerFunction((out("max_k(x_k)"),), (back("sum_o(g_o)"),), (("k", IN_WINDOW), ("o", WINNER)))


def _mean(layer: Layer, *shapes: Shape) -> LayerFunction:
    settings: dict[str, Any] = dict(layer)
    window = settings.get("kernel_size")
    if window is None or settings.get("ceil_mode"):
        return _mean_of_each_own()
    if any(settings.get("padding", ())) and not settings.get("count_include_pad", True):
        return _mean_of_each_own()
    return averaged(prod(window), tr("numbers in a window, those of the padding among them"))


def _mean_of_each_own() -> LayerFunction:
    """Windows of several sizes."""
    words = tr("numbers that the window of output o is divided by")
    return LayerFunction(
        (out("sum_k(x_k) / n"),),
        (back("sum_o(g_o / n_o)"),),
        (("k", IN_WINDOW), ("n", words), ("o", tr("the outputs it is in"))),
    )


def _norm(layer: Layer, *shapes: Shape) -> LayerFunction:
    power = float(dict(layer)["norm_type"])
    return LayerFunction(
        (out("sum_k(x_k**p)", "s", tr("sum of the powers"), p=power), out("s**(1 / p)", p=power)),
        (back("sum_o(g_o*(x / y_o)**(p - 1))", p=power),),
        (("p", "norm_type"), ("k", IN_WINDOW), ("o", tr("the outputs it is in"))),
    )


def _put_back(layer: Layer, *shapes: Shape) -> LayerFunction:
    words = tr("x where the largest number of the pooling was, 0 elsewhere")
    return LayerFunction((out("x"),), (back("g"),), (("y", words),))


TOLD = (("Unpool", _put_back), ("Max", _largest), ("Avg", _mean), ("LP", _norm))
"""By a part of the name."""

for _declared in catalogue.values():
    if _declared.family == "pooling":
        register(_declared, next(told for word, told in TOLD if word in _declared.__name__))

register(Max, _largest)
