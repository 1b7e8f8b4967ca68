"""What optimizers do with a weight and its gradient, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.explanation.formula import Rule
from studio.explanation.notation import Value
from studio.text import tr
from studio.training.optimizers import Optimizer

WEIGHT = tr("the step")
PULLED = tr("gradient with the pull towards 0")


def optimizer_rules(optimizer: Optimizer) -> tuple[Rule, ...]:
    """One step. w: weight, g: its gradient, t: number of the step; all else begins at 0."""
    return RULES[optimizer.kind](dict(optimizer)) if optimizer.kind in RULES else ()


def _step(quantity: str, symbol: str, expression: str, **values: Value) -> Rule:
    return Rule(quantity, symbol, expression, values, step=True)


def _pull(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    decay = settings["weight_decay"]
    return (_step(PULLED, "g", "g + λ*w", λ=decay),) if decay else ()


def _sgd(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    rate, momentum = settings["lr"], settings["momentum"]
    if not momentum:
        return *_pull(settings), _step(WEIGHT, "w", "w - lr*g", lr=rate)
    velocity = _step(tr("momentum: the gradients so far, fading; it begins at 0"), "v", "μ*v + g", μ=momentum)
    ahead = "w - lr*(g + μ*v)" if settings["nesterov"] else "w - lr*v"
    return *_pull(settings), velocity, _step(WEIGHT, "w", ahead, lr=rate, **({"μ": momentum} if "μ" in ahead else {}))


def _adam(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return *_pull(settings), *_moments(settings)


def _adam_decoupled(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    decay: dict[str, Value] = {"lr": settings["lr"], "λ": settings["weight_decay"]}
    pulled = (
        (_step(tr("the pull towards 0, apart from the gradient"), "w", "w - lr*λ*w", **decay),) if decay["λ"] else ()
    )
    return *pulled, *_moments(settings)


def _moments(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    first, second = settings["betas"]
    largest = (_step(tr("the largest so far"), "v_max", "max(v_max, v)"),) if settings["amsgrad"] else ()
    return (
        _step(tr("running mean of the gradient, which begins at 0"), "m", "β_1*m + (1 - β_1)*g", β_1=first),
        _step(tr("running mean of its square, which begins at 0"), "v", "β_2*v + (1 - β_2)*g**2", β_2=second),
        *largest,
        _step(tr("made up for the start at 0"), "m̂", "m / (1 - β_1**t)", β_1=first),
        _step(tr("made up for the start at 0 too"), "v̂", f"{'v_max' if largest else 'v'} / (1 - β_2**t)", β_2=second),
        _step(WEIGHT, "w", "w - lr*m̂ / (sqrt(v̂) + ε)", lr=settings["lr"], ε=settings["eps"]),
    )


RULES: Mapping[str, Callable[[Mapping[str, Any]], tuple[Rule, ...]]] = {
    "SGD": _sgd,
    "Adam": _adam,
    "AdamW": _adam_decoupled,
}
"""What an optimizer does, by kind, from its settings."""
