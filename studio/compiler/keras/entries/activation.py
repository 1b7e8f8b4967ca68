"""Activations and arithmetic on each number."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from studio.compiler.keras.lines import Value
from studio.compiler.keras.table import Step, text_of, writes

NAMED = {
    "Sigmoid": "sigmoid", "Tanh": "tanh", "SiLU": "silu", "ReLU6": "relu6", "SELU": "selu", "Mish": "mish",
    "Softsign": "softsign", "Hardswish": "hard_silu", "Hardsigmoid": "hard_sigmoid",
}  # fmt: skip
"""Those without parameters, by the names of Keras."""

FUNCTIONS = {"neg": "negative", "asin": "arcsin", "acos": "arccos", "atan": "arctan"}
"""Functions that Keras calls otherwise than torch."""

SIGNS = {"multiply": "*", "add": "+", "divide": "/", "power": "**"}


def _same(step: Step, text: str) -> Value:
    return Value(text, step.shapes[0], step.input.order)


@writes(*NAMED)
def named(step: Step, layer: Any) -> Value:
    """`Activation("tanh")`."""
    return _same(step, step.made("Activation", NAMED[layer.kind]))


@writes("ReLU")
def relu(step: Step, layer: Any) -> Value:
    """`ReLU`."""
    return _same(step, step.made("ReLU"))


@writes("LeakyReLU")
def leaky(step: Step, layer: Any) -> Value:
    """`LeakyReLU`."""
    return _same(step, step.made("LeakyReLU", negative_slope=layer.negative_slope))


@writes("ELU")
def elu(step: Step, layer: Any) -> Value:
    """`ELU`."""
    return _same(step, step.made("ELU", alpha=layer.alpha))


@writes("RReLU")
def random_slope(step: Step, layer: Any) -> Value:
    """`RandomLeakyReLU`, a layer of its own; nothing is drawn where it is frozen."""
    if step.frozen:
        return _same(step, step.made("LeakyReLU", negative_slope=(layer.lower + layer.upper) / 2))
    return _same(step, step.made("RandomLeakyReLU", layer.lower, layer.upper))


@writes("PReLU", order="last")
def learned_slope(step: Step, layer: Any) -> Value:
    """`PReLU`, whose slopes all places share, and all channels where there is one slope."""
    axes = len(step.input.shape)
    shared = list(range(1, axes + (layer.num_parameters == 1 and step.input.shape[0] > 1)))
    options = {"shared_axes": shared} if shared else {}
    return _same(step, step.made("PReLU", learns=True, options=options))


@writes("Softmax")
def softmax(step: Step, layer: Any) -> Value:
    """`Softmax` along an axis."""
    return _same(step, step.made("Softmax", axis=step.input.axis(layer.dim)))


def _expression(kind: str, text: Callable[[Value, Any], str]) -> None:
    """The entry of a layer that is an expression of its input."""

    @writes(kind)
    def expression(step: Step, layer: Any) -> Value:
        return _same(step, step.computed(text(step.input, layer)))


_expression("LogSoftmax", lambda x, layer: f"ops.log_softmax({x.text}, axis={x.axis(layer.dim)})")
_expression("GELU", lambda x, layer: f"ops.gelu({x.text}, approximate={layer.approximate == 'tanh'})")
_expression("CELU", lambda x, layer: f"ops.celu({x.text}, alpha={layer.alpha})")
_expression("Hardtanh", lambda x, layer: f"ops.clip({x.text}, {layer.min_val}, {layer.max_val})")
_expression("GLU", lambda x, layer: f"ops.glu({x.text}, axis={x.axis(layer.dim)})")
_expression("Threshold", lambda x, layer: f"ops.where({x.text} > {layer.threshold}, {x.text}, {layer.value})")
_expression("Step", lambda x, layer: f"ops.relu(ops.sign({x.text}))")
_expression("Function", lambda x, layer: f"ops.{FUNCTIONS.get(layer.function, layer.function)}({x.text})")


@writes("Softplus")
def softplus(step: Step, layer: Any) -> Value:
    """`softplus(βx) / β`; beyond the threshold it differs from torch by less than float32 tells."""
    if layer.beta == 1:
        return _same(step, step.made("Activation", "softplus"))
    beta = text_of(layer.beta)
    return _same(step, step.computed(f"ops.softplus({beta} * {step.input.text}) / {beta}"))


@writes("Arithmetic")
def arithmetic(step: Step, layer: Any) -> Value:
    """`x * 0.5`, or `ops.minimum(x, 0.5)`."""
    if layer.operation in SIGNS:
        return _same(step, step.computed(f"{step.input.text} {SIGNS[layer.operation]} {layer.number!r}"))
    return _same(step, step.computed(f"ops.{layer.operation}({step.input.text}, {layer.number!r})"))


@writes("Identity")
def identity(step: Step, layer: Any) -> Value:
    """`Identity`."""
    return _same(step, step.made("Identity"))
