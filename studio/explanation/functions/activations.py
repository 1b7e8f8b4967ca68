"""What activation functions make of a number, with their derivatives, and those along an axis."""

from __future__ import annotations

from collections.abc import Mapping
from math import pi, sqrt

from studio.explanation.formula import Rule
from studio.explanation.functions.function import GOES_BACK, LayerFunction, back, layer_function, out, register
from studio.explanation.notation import SLOPE, Value, symbols
from studio.layers import Layer, Shape
from studio.layers import activation as a
from studio.layers.elementwise import Arithmetic, Function
from studio.text import tr

DERIVATIVE = tr("its derivative")
SHIFT = tr("the shift: the largest number, so that no exponential overflows")
STEP_ON_THE_WAY = tr("on the way")
FIXED = tr("a fixed number, with which mean 0 and variance 1 stay")

UNIT_SLOPE = "1 if x > 0 else {}"
SELU = {"λ": 1.0507009873554805, "α": 1.6732632423543772}

PLAIN: dict[type[Layer], tuple[str, str]] = {
    a.ReLU: ("max(0, x)", "1 if x > 0 else 0"),
    a.Sigmoid: ("1 / (1 + exp(-x))", "y*(1 - y)"),
    a.Tanh: ("(exp(x) - exp(-x)) / (exp(x) + exp(-x))", "1 - y**2"),
    a.SiLU: ("x*σ(x)", "σ(x)*(1 + x*(1 - σ(x)))"),
    a.ReLU6: ("min(max(0, x), 6)", "0 if x <= 0 else 1 if x < 6 else 0"),
    a.Softsign: ("x / (1 + abs(x))", "1 / (1 + abs(x))**2"),
    a.Hardswish: ("x*min(max(0, x + 3), 6) / 6", "(2*x + 3) / 6 if abs(x) < 3 else 0 if x < 0 else 1"),
    a.Hardsigmoid: ("min(max(0, x + 3), 6) / 6", "1 / 6 if abs(x) < 3 else 0"),
    a.Step: ("1 if x > 0 else 0", "0"),
    a.Identity: ("x", "1"),
}
"""Without settings: the function and its derivative, of x and y."""

FUNCTIONS = {
    "exp": ("exp(x)", "y"),
    "log": ("log(x)", "1 / x"),
    "sqrt": ("sqrt(x)", "1 / (2*y)"),
    "rsqrt": ("1 / sqrt(x)", "-y**3 / 2"),
    "square": ("x**2", "2*x"),
    "reciprocal": ("1 / x", "-y**2"),
    "abs": ("abs(x)", "sign(x)"),
    "neg": ("-x", "-1"),
    "sign": ("sign(x)", "0"),
    "floor": ("floor(x)", "0"),
    "ceil": ("ceil(x)", "0"),
    "round": ("nearest(x)", "0"),
    "erf": ("erf(x)", "2 / sqrt(π)*exp(-x**2)"),
    "sin": ("sin(x)", "cos(x)"),
    "cos": ("cos(x)", "-sin(x)"),
    "tan": ("tan(x)", "1 + y**2"),
    "asin": ("asin(x)", "1 / sqrt(1 - x**2)"),
    "acos": ("acos(x)", "-1 / sqrt(1 - x**2)"),
    "atan": ("atan(x)", "1 / (1 + x**2)"),
    "sinh": ("(exp(x) - exp(-x)) / 2", "(exp(x) + exp(-x)) / 2"),
    "cosh": ("(exp(x) + exp(-x)) / 2", "(exp(x) - exp(-x)) / 2"),
}
ARITHMETIC = {
    "multiply": ("x*c", "c"),
    "add": ("x + c", "1"),
    "divide": ("x / c", "1 / c"),
    "power": ("x**c", "c*x**(c - 1)"),
    "minimum": ("min(x, c)", "1 if x < c else 0"),
    "maximum": ("max(x, c)", "1 if x > c else 0"),
}


Settings = Mapping[str, tuple[Value, str]]
"""Symbols of settings, each with its value and what it stands for."""


def _by_number(function: str, derivative: str, settings: Settings | None = None, *before: Rule) -> LayerFunction:
    """A function of each number and its derivative, after what is worked out before."""
    known = settings or {}

    def used(expression: str) -> dict[str, Value]:
        return {name: value for name, (value, _) in known.items() if name in symbols(expression)}

    told = (out(function, **used(function)), out(derivative, SLOPE, DERIVATIVE, **used(derivative)))
    meanings = tuple((name, words) for name, (_, words) in known.items())
    return LayerFunction((*before, *told), (back(f"g*{SLOPE}"),), meanings)


for _declared, (_function, _derivative) in PLAIN.items():
    register(_declared, lambda layer, *shapes, f=_function, d=_derivative: _by_number(f, d))


@layer_function.register
def leaky(layer: a.LeakyReLU, *shapes: Shape) -> LayerFunction:
    """A factor for negative numbers."""
    return _by_number("x if x > 0 else a*x", UNIT_SLOPE.format("a"), {"a": (layer.negative_slope, "negative_slope")})


@layer_function.register
def learned(layer: a.PReLU, *shapes: Shape) -> LayerFunction:
    """The factor is learned, and so has a gradient."""
    told = _by_number("x if x > 0 else a*x", UNIT_SLOPE.format("a"))
    of_factor = back("sum_i(g_i*min(x_i, 0))", "a", tr("gradient of the factor"))
    words = tr("the factor, which is learned; it begins at {init}", init=f"{layer.init:g}")
    return LayerFunction(told.forward, (*told.backward, of_factor), (("a", words),))


@layer_function.register
def drawn(layer: a.RReLU, *shapes: Shape) -> LayerFunction:
    """In use the mean of the bounds."""
    slope = "(l + u) / 2"
    words = tr("upper; in training the factor of negative numbers is drawn from l to u, for each number anew")
    settings: Settings = {"l": (layer.lower, "lower"), "u": (layer.upper, words)}
    return _by_number(f"x if x > 0 else {slope}*x", UNIT_SLOPE.format(slope), settings)


@layer_function.register
def gaussian(layer: a.GELU, *shapes: Shape) -> LayerFunction:
    """Exact, or by tanh."""
    if layer.approximate == "none":
        told = _by_number("x*Φ(x)", "Φ(x) + x*φ(x)")
        share, density = tr("share of the normal distribution below x"), tr("its density, exp(−x²/2) / √(2π)")
        return LayerFunction(told.forward, told.backward, (("Φ", share), ("φ", density)))
    inner = out("tanh(c*(x + 0.044715*x**3))", "u", STEP_ON_THE_WAY, c=sqrt(2 / pi))
    slope = "(1 + u) / 2 + x*(1 - u**2) / 2*c*(1 + 0.134145*x**2)"
    return _by_number("x*(1 + u) / 2", slope, {"c": (sqrt(2 / pi), "√(2 / π)")}, inner)


@layer_function.register
def exponential(layer: a.ELU, *shapes: Shape) -> LayerFunction:
    """Negative numbers near −α."""
    slope = UNIT_SLOPE.format("α*exp(x)")
    return _by_number("x if x > 0 else α*(exp(x) - 1)", slope, {"α": (layer.alpha, "alpha")})


@layer_function.register
def scaled(layer: a.SELU, *shapes: Shape) -> LayerFunction:
    """An ELU with fixed factors."""
    settings: Settings = {name: (value, FIXED) for name, value in SELU.items()}
    return _by_number("λ*x if x > 0 else λ*α*(exp(x) - 1)", "λ if x > 0 else λ*α*exp(x)", settings)


@layer_function.register
def smooth(layer: a.CELU, *shapes: Shape) -> LayerFunction:
    """An ELU with slope 1 at 0."""
    slope = UNIT_SLOPE.format("exp(x / α)")
    return _by_number("x if x > 0 else α*(exp(x / α) - 1)", slope, {"α": (layer.alpha, "alpha")})


@layer_function.register
def mish(layer: a.Mish, *shapes: Shape) -> LayerFunction:
    """By the softplus s."""
    soft = out("log(1 + exp(x))", "s", STEP_ON_THE_WAY)
    return _by_number("x*tanh(s)", "tanh(s) + x*(1 - tanh(s)**2)*σ(x)", None, soft)


@layer_function.register
def softplus(layer: a.Softplus, *shapes: Shape) -> LayerFunction:
    """Straight above its threshold."""
    settings: Settings = {"β": (layer.beta, "beta"), "s": (layer.threshold, "threshold")}
    function = "x if β*x > s else log(1 + exp(β*x)) / β"
    return _by_number(function, "1 if β*x > s else σ(β*x)", settings)


@layer_function.register
def limited(layer: a.Hardtanh, *shapes: Shape) -> LayerFunction:
    """Cut off at both ends."""
    slope = "0 if x <= a else 1 if x < b else 0"
    settings: Settings = {"a": (layer.min_val, "min_val"), "b": (layer.max_val, "max_val")}
    return _by_number("min(max(x, a), b)", slope, settings)


@layer_function.register
def cut(layer: a.Threshold, *shapes: Shape) -> LayerFunction:
    """A value in the place of what is not above."""
    settings: Settings = {"s": (layer.threshold, "threshold"), "v": (layer.value, "value")}
    return _by_number("x if x > s else v", "1 if x > s else 0", settings)


@layer_function.register
def mathematics(layer: Function, *shapes: Shape) -> LayerFunction:
    """The function chosen."""
    function, derivative = FUNCTIONS[layer.function]
    return _by_number(function, derivative, {"π": (pi, "3.14159…")} if "π" in derivative else None)


@layer_function.register
def arithmetic(layer: Arithmetic, *shapes: Shape) -> LayerFunction:
    """The operation chosen."""
    return _by_number(*ARITHMETIC[layer.operation], {"c": (layer.number, "number")})


@layer_function.register
def probabilities(layer: a.Softmax, *shapes: Shape) -> LayerFunction:
    """Exponentials, shifted by the largest number."""
    return LayerFunction(
        (out("max_j(x_j)", "m", SHIFT), out("exp(x_k - m) / sum_j(exp(x_j - m))", "y_k")),
        (back("y_k*(g_k - sum_j(g_j*y_j))", "x_k"),),
    )


@layer_function.register
def log_probabilities(layer: a.LogSoftmax, *shapes: Shape) -> LayerFunction:
    """The logarithm of a softmax in one step, so that it never is that of 0."""
    return LayerFunction(
        (out("max_j(x_j)", "m", SHIFT), out("x_k - m - log(sum_j(exp(x_j - m)))", "y_k")),
        (back("g_k - exp(y_k)*sum_j(g_j)", "x_k"),),
    )


@layer_function.register
def gated(layer: a.GLU, *shapes: Shape) -> LayerFunction:
    """One half opens and shuts the other."""
    return LayerFunction(
        (out("a*σ(b)"),),
        (back("g*σ(b)", "a", GOES_BACK), back("g*a*σ(b)*(1 - σ(b))", "b", GOES_BACK)),
        (("a", tr("a number of the first half of the axis")), ("b", tr("that of the second half at its place"))),
    )
