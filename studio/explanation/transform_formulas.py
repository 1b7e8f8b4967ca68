"""What transforms make of a sample: where a pixel comes from, or which number it becomes."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from studio.data.config.transforms import Transform
from studio.data.config.transforms.sound import Vol
from studio.data.config.transforms.values import Normalize, Rescale
from studio.explanation.formula import Rule
from studio.explanation.notation import Value
from studio.text import tr

FROM_X, FROM_Y = tr("column of the picture that is seen there"), tr("row of the picture that is seen there")
BECOMES = tr("what a number becomes")
EVENLY = tr("drawn evenly for each sample of each epoch, with u from 0 to 1")


def transform_rules(transform: Transform) -> tuple[Rule, ...]:
    """The rules of a transform with its settings; x and y are measured from the middle, to the right and down."""
    if isinstance(transform, Normalize):
        return _normalize(transform)
    if isinstance(transform, Rescale):
        return (Rule(BECOMES, "v_2", "255*v*s + o", {"s": transform.scale, "o": transform.offset}),)
    if isinstance(transform, Vol):
        return (Rule(BECOMES, "v_2", "min(max(f*v, -1), 1)", {"f": transform.factor}),)
    return RULES[transform.kind](dict(transform))


def _between(symbol: str, pair: tuple[float, float]) -> Rule:
    return Rule(EVENLY, symbol, "a + u*(b - a)", {"a": pair[0], "b": pair[1]})


def _seen(column: str, row: str, **values: Value) -> tuple[Rule, ...]:
    return Rule(FROM_X, "x_1", column, values), Rule(FROM_Y, "y_1", row, values)


def _normalize(transform: Normalize) -> tuple[Rule, ...]:
    values: dict[str, Value] = {}
    if transform.mean is not None and transform.std is not None and len(transform.mean) == 1:
        values = {"μ": transform.mean[0], "σ_v": transform.std[0]}
    return (Rule(BECOMES, "v_2", "(v - μ) / σ_v", values),)


def _resize(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    size = settings["size"]
    if len(size) == 1:
        told = tr("length of the longer side b, that of the shorter one being a")
        return (Rule(told, "b_2", "floor(S*b / a)", {"S": size[0]}),)
    told = tr("columns of the picture that count for a new one, on both sides of its middle")
    return (Rule(told, "r", "max(W_1 / W_2, 1)", {"W_2": size[1]}),)


def _middle(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    height, width = settings["size"]
    return (
        Rule(tr("first row"), "t", "nearest((H_1 - H_2) / 2)", {"H_2": height}),
        Rule(tr("first column"), "l", "nearest((W_1 - W_2) / 2)", {"W_2": width}),
    )


def _random_crop(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    height, width = settings["size"]
    left, top, right, bottom = settings["padding"]
    return (
        Rule(tr("first row"), "t", "floor(u*(H_1 + p - H_2 + 1))", {"H_2": height, "p": top + bottom}),
        Rule(tr("first column"), "l", "floor(u*(W_1 + p - W_2 + 1))", {"W_2": width, "p": left + right}),
    )


def _pad(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    left, top, right, bottom = settings["padding"]
    return (
        Rule(tr("height afterwards"), "H_2", "H_1 + t + b", {"t": top, "b": bottom}),
        Rule(tr("width afterwards"), "W_2", "W_1 + l + r", {"l": left, "r": right}),
    )


def _part(settings: Mapping[str, Any], height: str, width: str) -> tuple[Rule, ...]:
    low, high = (math.log(end) for end in settings["ratio"])
    told = tr("logarithm of the ratio, drawn evenly")
    return (
        _between("A", settings["scale"]),
        Rule(told, "g", "a + u*(b - a)", {"a": round(low, 4), "b": round(high, 4)}),
        Rule(tr("height in pixels"), "h", f"nearest(sqrt(A*H_1*W_1{height}exp(g)))"),
        Rule(tr("width in pixels"), "w", f"nearest(sqrt(A*H_1*W_1{width}exp(g)))"),
    )


def _turned(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return _between("θ", settings["degrees"]), *_seen("cos(θ)*x - sin(θ)*y", "sin(θ)*x + cos(θ)*y")


def _affine(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return (
        _between("θ", settings["degrees"]),
        _between("k", settings["scale"]),
        *_seen("(cos(θ)*(x - d_x) + sin(θ)*(y - d_y)) / k", "(cos(θ)*(y - d_y) - sin(θ)*(x - d_x)) / k"),
    )


def _jitter(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return (
        Rule(tr("brightness: what a number becomes"), "v_2", "min(max(f*v, 0), 1)"),
        Rule(tr("contrast: what a number becomes"), "v_2", "min(max(f*v + (1 - f)*m, 0), 1)"),
        Rule(tr("saturation: what a number becomes"), "v_2", "min(max(f*v + (1 - f)*g, 0), 1)"),
    )


def _grey(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return (Rule(tr("brightness of a colour"), "g", "0.299*R + 0.587*G + 0.114*B"),)


def _noise(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    added = "v + μ + s*n"
    values = {"μ": settings["mean"], "s": settings["sigma"]}
    return (Rule(BECOMES, "v_2", f"min(max({added}, 0), 1)" if settings["clip"] else added, values),)


def _mixed(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return (
        Rule(tr("a number of the sample that is trained with"), "v_m", "λ*v_i + (1 - λ)*v_j"),
        Rule(tr("its target"), "t_m", "λ*t_i + (1 - λ)*t_j"),
    )


def _pasted(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return (
        Rule(tr("height of the rectangle before it is cut off at the edges"), "h", "floor(H_1*sqrt(1 - λ))"),
        Rule(tr("its target, where the rectangle covers A pixels"), "t_m", "t_i + (t_j - t_i)*A / (H_1*W_1)"),
    )


RULES: Mapping[str, Callable[[Mapping[str, Any]], tuple[Rule, ...]]] = {
    "Resize": _resize,
    "CenterCrop": _middle,
    "Pad": _pad,
    "RandomCrop": _random_crop,
    "RandomResizedCrop": lambda settings: _part(settings, " / ", "*"),
    "RandomHorizontalFlip": lambda settings: _seen("-x", "y"),
    "RandomVerticalFlip": lambda settings: _seen("x", "-y"),
    "RandomRotation": _turned,
    "RandomAffine": _affine,
    "RandomShift": lambda settings: _seen(
        "x - q*W_1*(2*u - 1)", "y - r*H_1*(2*u - 1)", q=settings["width"], r=settings["height"]
    ),
    "RandomShear": lambda settings: (
        _between("θ", (-settings["degrees"], settings["degrees"])), *_seen("cos(θ)*x", "y - sin(θ)*x")
    ),
    "RandomZoom": lambda settings: (_between("k_x", settings["range"]), *_seen("k_x*x", "k_y*y")),
    "ColorJitter": _jitter,
    "Grayscale": _grey,
    "RandomGrayscale": _grey,
    "GaussianBlur": lambda settings: (
        _between("s", settings["sigma"]),
        Rule(tr("weight of a pixel, before all are divided by their sum"), "w", "exp(-d**2 / (2*s**2))"),
    ),
    "GaussianNoise": _noise,
    "RandomErasing": lambda settings: _part(settings, "*", " / "),
    "MixUp": _mixed,
    "CutMix": _pasted,
    "FeatureNoise": lambda settings: (Rule(BECOMES, "v_2", "v + s*σ_v*n", {"s": settings["sigma"]}),),
    "RandomSequenceCrop": lambda settings: (
        Rule(tr("first place"), "l", "floor(u*(L - S + 1))", {"S": settings["size"]}),
    ),
    "PadTrim": lambda settings: (
        Rule(tr("numbers that follow it"), "p", "max(S - L, 0)", {"S": settings["max_len"]}),
    ),
    "RandomGain": lambda settings: (_between("g", settings["gain"]), Rule(BECOMES, "v_2", "v*10**(g / 20)")),
    "RandomTimeShift": lambda settings: (
        Rule(tr("places by which it comes later"), "d", "nearest(q*L*(2*u - 1))", {"q": settings["shift"]}),
    ),
    "AddNoise": lambda settings: (
        _between("g", settings["snr"]),
        Rule(tr("what a number becomes, r being the root mean square of its channel"), "v_2", "v + n*r / 10**(g / 20)"),
    ),
    "TimeMasking": lambda settings: (
        Rule(tr("length of the stretch"), "w", "u*min(T, L)", {"T": settings["time_mask_param"]}),
        Rule(tr("its first place"), "l", "floor(u*(L - w))"),
    ),
}  # fmt: skip
"""The rules by kind, from the settings of the transform."""
