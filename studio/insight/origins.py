"""How one number of a layer comes about: its weighted sum, its window and kernel, its shifted exponentials."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
from torch import Tensor, nn

from studio.text import tr

Numbers = npt.NDArray[np.float64]
Place = tuple[int, ...]

MOST_TERMS = 6
"""So many terms of a sum are written; the others are summed up in one."""


@dataclass(frozen=True, eq=False)
class Origin:
    """A number with the calculation it is the result of; `window` and `kernel` are what a convolution multiplies.

    `window` is None where no part of the input was looked at by itself; (C, height, width) or (height, width).
    """

    formula: str
    result: float
    window: Numbers | None = None
    kernel: Numbers | None = None


Explain = Callable[[Place], Origin | None]


def explainer(module: nn.Module, arriving: Sequence[Tensor], made: Tensor) -> Explain | None:
    """What explains each number that a module made (without the batch) of what arrived; None where nothing does.

    `arriving` and `made` are those of one sample, without the batch. Nothing of torch is used afterwards.
    """
    inputs = [each.detach().double().numpy() for each in arriving]
    for kind, explain in _KINDS:
        if isinstance(module, kind):
            found: Explain | None = explain(module, inputs[0], made.detach().double().numpy())
            return found
    return None


def sum_of(terms: Sequence[tuple[float, float]], bias: float | None) -> str:
    """`0.1·1 + 0.2·0.5 + 0.1`; of very many products the largest are written, and the others summed up."""
    shown = sorted(range(len(terms)), key=lambda at: -abs(terms[at][0] * terms[at][1]))[:MOST_TERMS]
    written = [f"{short(terms[at][0])}·{_factor(terms[at][1])}" for at in sorted(shown)]
    if len(terms) > MOST_TERMS:
        rest = sum(a * b for at, (a, b) in enumerate(terms) if at not in shown)
        written.append(tr("{rest} (of {count} more)", rest=short(rest), count=len(terms) - len(shown)))
    if bias is not None:
        written.append(short(bias))
    return written[0] + "".join(f" − {each[1:]}" if each[0] == "-" else f" + {each}" for each in written[1:])


def _linear(module: nn.Linear, given: Numbers, made: Numbers) -> Explain:
    weight, bias = _numbers(module.weight), _numbers(module.bias)

    def explain(place: Place) -> Origin:
        unit, arriving = place[-1], given[place[:-1]]
        own = None if bias is None else float(bias[unit])
        terms = list(zip(weight[unit].tolist(), arriving.tolist(), strict=True))
        total = sum(a * b for a, b in terms) + (own or 0.0)
        return Origin(f"{sum_of(terms, own)} = {short(total)}", total)

    return explain


def _convolution(module: nn.Conv2d, given: Numbers, made: Numbers) -> Explain | None:
    weight, bias = _numbers(module.weight), _numbers(module.bias)
    sides = module._reversed_padding_repeated_twice
    left, right, top, bottom = sides
    mode = {"zeros": "constant", "reflect": "reflect", "replicate": "edge", "circular": "wrap"}[module.padding_mode]
    padded = np.pad(given, ((0, 0), (top, bottom), (left, right)), mode=mode)  # type: ignore[call-overload]
    per_group = weight.shape[0] // module.groups

    def explain(place: Place) -> Origin:
        unit, row, column = place
        first = unit // per_group * weight.shape[1]
        rows, columns = (
            slice(at * stride, at * stride + dilation * (size - 1) + 1, dilation)
            for at, stride, dilation, size in zip(
                (row, column), module.stride, module.dilation, weight.shape[2:], strict=True
            )
        )
        window, kernel = padded[first : first + weight.shape[1], rows, columns], weight[unit]
        own = None if bias is None else float(bias[unit])
        total = float((window * kernel).sum()) + (own or 0.0)
        terms = list(zip(kernel.ravel().tolist(), window.ravel().tolist(), strict=True))
        return Origin(f"{sum_of(terms, own)} = {short(total)}", total, window, kernel)

    return explain


def _pooling(module: Any, given: Numbers, made: Numbers) -> Explain | None:
    size, stride, padding = (_pair(each) for each in (module.kernel_size, module.stride, module.padding))
    dilation = _pair(getattr(module, "dilation", 1))
    is_max = isinstance(module, nn.MaxPool2d)

    def explain(place: Place) -> Origin:
        channel, *at = place
        spans = [
            [
                where
                for step in range(size[axis])
                if 0 <= (where := at[axis] * stride[axis] - padding[axis] + step * dilation[axis]) < limit
            ]
            for axis, limit in enumerate(given.shape[1:])
        ]
        window = given[channel][np.ix_(*spans)]
        told = ", ".join(map(short, window.ravel()[:MOST_TERMS].tolist()))
        told = f"{told}, …" if window.size > MOST_TERMS else told
        if is_max:
            result = float(window.max())
            return Origin(f"max({told}) = {short(result)}", result, window)
        result = float(made[place])
        return Origin(f"mean({told}) = {short(result)}", result, window)

    return explain


def _softmax(module: nn.Softmax, given: Numbers, made: Numbers) -> Explain:
    axis = (module.dim or 0) - 1 if (module.dim or 0) > 0 else (module.dim or 0)

    def explain(place: Place) -> Origin:
        line = np.moveaxis(given, axis, -1)
        where = list(place)
        at = where.pop(axis)
        scores = line[tuple(where)]
        largest = float(scores.max())
        powers = np.exp(scores - largest)
        result = float(powers[at] / powers.sum())
        shifted = f"exp({short(float(scores[at]))} − {short(largest)})"
        return Origin(
            f"{shifted} / Σ exp(x − {short(largest)}) = {short(float(powers[at]))} / {short(float(powers.sum()))}"
            f" = {short(result)}",
            result,
        )

    return explain


def _norm(module: Any, given: Numbers, made: Numbers) -> Explain | None:
    if module.training or module.running_mean is None:
        return None
    mean, variance = _numbers(module.running_mean), _numbers(module.running_var)
    scale, shift = _numbers(module.weight), _numbers(module.bias)

    def explain(place: Place) -> Origin:
        channel, x = place[0], float(given[place])
        own = 1.0 if scale is None else float(scale[channel])
        added = 0.0 if shift is None else float(shift[channel])
        spread = float(np.sqrt(variance[channel] + module.eps))
        result = own * (x - float(mean[channel])) / spread + added
        told = (
            f"{short(own)}·({short(x)} − {short(float(mean[channel]))}) / √({short(float(variance[channel]))} + "
            f"{module.eps:g}) + {short(added)}"
        )
        return Origin(f"γ·(x − μ) / √(σ² + ε) + β = {told} = {short(result)}", result)

    return explain


def _dropout(module: nn.Dropout, given: Numbers, made: Numbers) -> Explain:
    def explain(place: Place) -> Origin:
        x, result = float(given[place]), float(made[place])
        if not module.training:
            return Origin(f"{short(x)} = {short(result)}", result)
        mask = 1 if result or not x else 0
        return Origin(f"{short(x)}·{mask} / (1 − {module.p:g}) = {short(result)}", result)

    return explain


def _elementwise(module: nn.Module, given: Numbers, made: Numbers) -> Explain | None:
    if given.shape != made.shape:
        return None
    name = type(module).__name__

    def explain(place: Place) -> Origin:
        result = float(made[place])
        return Origin(f"{name}({short(float(given[place]))}) = {short(result)}", result)

    return explain


_KINDS: tuple[tuple[Any, Callable[[Any, Numbers, Numbers], Explain | None]], ...] = (
    (nn.Linear, _linear),
    (nn.Conv2d, _convolution),
    ((nn.MaxPool2d, nn.AvgPool2d), _pooling),
    (nn.Softmax, _softmax),
    ((nn.BatchNorm1d, nn.BatchNorm2d), _norm),
    (nn.Dropout, _dropout),
    (
        (nn.ReLU, nn.ReLU6, nn.LeakyReLU, nn.ELU, nn.SELU, nn.GELU, nn.SiLU, nn.Mish, nn.Sigmoid, nn.Tanh, nn.Softplus,
         nn.Softsign, nn.Hardswish, nn.Hardsigmoid, nn.Hardtanh),
        _elementwise,
    ),
)  # fmt: skip


def _numbers(tensor: Tensor | None) -> Any:
    return None if tensor is None else tensor.detach().double().numpy()


def _pair(size: Any) -> tuple[int, ...]:
    return tuple(size) if isinstance(size, tuple | list) else (size, size)


def _factor(number: float) -> str:
    """In brackets where it is below 0, as it stands behind a sign."""
    return f"({short(number)})" if number < 0 else short(number)


def short(number: float) -> str:
    """A number as it stands in a calculation: `0.25`, `-1.234e-05`."""
    return f"{number:.4g}"
