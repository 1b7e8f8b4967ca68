"""What optimizers do with a weight and its gradient, step by step."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.explanation.formula import Rule
from studio.explanation.notation import Value
from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.optimizers import Optimizer

WEIGHT = tr("the step")
PULLED = tr("gradient with the pull towards 0")


def optimizer_rules(optimizer: Optimizer) -> tuple[Rule, ...]:
    """One step. w: weight, g: its gradient, t: number of the step; all else begins at 0."""
    return RULES[optimizer.kind](dict(optimizer)) if optimizer.kind in RULES else ()


def clipping_rules(training: TrainingConfig) -> tuple[Rule, ...]:
    """What limits make of a gradient g before the step, where G is the norm of that of all weights together."""
    found = []
    if training.clip_value is not None:
        cut = tr("the gradient, each number cut to the limit")
        found.append(_step(cut, "g", "max(-c, min(c, g))", c=training.clip_value))
    if training.clip_norm is not None:
        shortened = tr("the gradient, shortened to the limit")
        found.append(_step(shortened, "g", "g*min(1, c / (G + 0.000001))", c=training.clip_norm))
    return tuple(found)


def _step(quantity: str, symbol: str, expression: str, **values: Value) -> Rule:
    return Rule(quantity, symbol, expression, values, step=True)


def _pull(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    decay = settings["weight_decay"]
    return (_step(PULLED, "g", "g + λ*w", λ=decay),) if decay else ()


def _sgd(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    rate, momentum = settings["lr"], settings["momentum"]
    if not momentum:
        return *_pull(settings), _step(WEIGHT, "w", "w - lr*g", lr=rate)
    fading = tr("momentum: the gradients so far, fading; it begins at 0")
    dampening = settings["dampening"]
    velocity = (
        _step(fading, "v", "g if t < 2 else μ*v + (1 - τ)*g", μ=momentum, τ=dampening)
        if dampening
        else _step(fading, "v", "μ*v + g", μ=momentum)
    )
    ahead = "w - lr*(g + μ*v)" if settings["nesterov"] else "w - lr*v"
    return *_pull(settings), velocity, _step(WEIGHT, "w", ahead, lr=rate, **({"μ": momentum} if "μ" in ahead else {}))


def _adam(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return *_pull(settings), *_moments(settings)


def _adam_decoupled(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return *_apart(settings), *_moments(settings)


def _apart(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    decay: dict[str, Value] = {"lr": settings["lr"], "λ": settings["weight_decay"]}
    return (_step(tr("the pull towards 0, apart from the gradient"), "w", "w - lr*λ*w", **decay),) if decay["λ"] else ()


def _either_pull(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return _apart(settings) if settings["decoupled_weight_decay"] else _pull(settings)


def _mean(first: float) -> Rule:
    return _step(tr("running mean of the gradient, which begins at 0"), "m", "β_1*m + (1 - β_1)*g", β_1=first)


def _mean_square(second: float) -> Rule:
    return _step(tr("running mean of its square, which begins at 0"), "v", "β_2*v + (1 - β_2)*g**2", β_2=second)


def _mean_made_up(first: float) -> Rule:
    return _step(tr("made up for the start at 0"), "m̂", "m / (1 - β_1**t)", β_1=first)


def _moments(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    first, second = settings["betas"]
    largest = (_step(tr("the largest so far"), "v_max", "max(v_max, v)"),) if settings["amsgrad"] else ()
    return (
        _mean(first),
        _mean_square(second),
        *largest,
        _mean_made_up(first),
        _step(tr("made up for the start at 0 too"), "v̂", f"{'v_max' if largest else 'v'} / (1 - β_2**t)", β_2=second),
        _step(WEIGHT, "w", "w - lr*m̂ / (sqrt(v̂) + ε)", lr=settings["lr"], ε=settings["eps"]),
    )


def _ahead(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    """NAdam, where p is the product of the momenta so far."""
    (first, second), grown = settings["betas"], {"β_1": settings["betas"][0], "ψ": settings["momentum_decay"]}
    return (
        *_either_pull(settings),
        _step(tr("momentum of this step"), "μ_t", "β_1*(1 - 0.96**(t*ψ) / 2)", **grown),
        _step(tr("momentum of the next step"), "μ_n", "β_1*(1 - 0.96**((t + 1)*ψ) / 2)", **grown),
        _step(tr("product of the momenta so far, which begins at 1"), "p", "p*μ_t"),
        _mean(first),
        _mean_square(second),
        _step(tr("mean of gradient and momentum, looking ahead"), "m̂", "μ_n*m / (1 - p*μ_n) + (1 - μ_t)*g / (1 - p)"),
        _step(tr("made up for the start at 0"), "v̂", "v / (1 - β_2**t)", β_2=second),
        _step(WEIGHT, "w", "w - lr*m̂ / (sqrt(v̂) + ε)", lr=settings["lr"], ε=settings["eps"]),
    )


def _rectified(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    """RAdam, where ρ says from how many gradients the mean square is made."""
    first, second = settings["betas"]
    rectified = "sqrt((ρ - 4)*(ρ - 2)*ρ_m / ((ρ_m - 4)*(ρ_m - 2)*ρ)) if ρ > 5 else 0"
    return (
        *_either_pull(settings),
        _mean(first),
        _mean_square(second),
        _mean_made_up(first),
        _step(tr("gradients in the mean square at most"), "ρ_m", "2 / (1 - β_2) - 1", β_2=second),
        _step(tr("gradients in the mean square so far"), "ρ", "ρ_m - 2*t*β_2**t / (1 - β_2**t)", β_2=second),
        _step(tr("how far the mean square can be trusted"), "r", rectified),
        _step(
            tr("size of the gradient"), "u", "(sqrt(v) + ε) / sqrt(1 - β_2**t) if ρ > 5 else 1",
            β_2=second, ε=settings["eps"],
        ),
        _step(WEIGHT, "w", "w - lr*m̂*r / u if ρ > 5 else w - lr*m̂", lr=settings["lr"]),
    )  # fmt: skip


def _by_the_largest(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    first, second = settings["betas"]
    return (
        *_pull(settings),
        _mean(first),
        _step(
            tr("largest gradient of late, which begins at 0"), "u", "max(β_2*u, abs(g) + ε)",
            β_2=second, ε=settings["eps"],
        ),
        _mean_made_up(first),
        _step(WEIGHT, "w", "w - lr*m̂ / u", lr=settings["lr"]),
    )  # fmt: skip


def _adagrad(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    start, decay = settings["initial_accumulator_value"], settings["lr_decay"]
    falling: dict[str, Value] = {"lr": settings["lr"], **({"η": decay} if decay else {})}
    rate = "lr / (1 + (t - 1)*η)" if decay else "lr"
    below = "sqrt(s + s_0) + ε" if start else "sqrt(s) + ε"
    return (
        *_pull(settings),
        _step(tr("sum of all squared gradients, which begins at 0"), "s", "s + g**2"),
        _step(
            WEIGHT, "w", f"w - {rate}*g / ({below})", **falling, ε=settings["eps"], **({"s_0": start} if start else {})
        ),
    )


def _adadelta(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    rho, eps = settings["rho"], settings["eps"]
    return (
        *_pull(settings),
        _step(tr("running mean of its square, which begins at 0"), "v", "ρ*v + (1 - ρ)*g**2", ρ=rho),
        _step(tr("the step before the learning rate"), "d", "sqrt(u + ε) / sqrt(v + ε)*g", ε=eps),
        _step(tr("running mean of the square of such steps, which begins at 0"), "u", "ρ*u + (1 - ρ)*d**2", ρ=rho),
        _step(WEIGHT, "w", "w - lr*d", lr=settings["lr"]),
    )


def _rmsprop(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    alpha, momentum, centered = settings["alpha"], settings["momentum"], settings["centered"]
    mean = tr("running mean of the gradient, which begins at 0")
    scaled = "g / (sqrt(v - m**2) + ε)" if centered else "g / (sqrt(v) + ε)"
    kept = tr("momentum: the steps so far, fading; it begins at 0")
    return (
        *_pull(settings),
        _step(tr("running mean of its square, which begins at 0"), "v", "α*v + (1 - α)*g**2", α=alpha),
        *((_step(mean, "m", "α*m + (1 - α)*g", α=alpha),) if centered else ()),
        *((_step(kept, "b", f"μ*b + {scaled}", μ=momentum, ε=settings["eps"]),) if momentum else ()),
        _step(WEIGHT, "w", "w - lr*b", lr=settings["lr"])
        if momentum
        else _step(WEIGHT, "w", f"w - lr*{scaled}", lr=settings["lr"], ε=settings["eps"]),
    )


def _limited_memory(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    """LBFGS for a single weight, iteration by iteration; of many, all are vectors and H is a matrix."""
    way = _step(tr("way of the iteration, as long as the line search finds"), "s", "t_k*d")
    if settings["line_search_fn"] == "none":
        first = "lr*min(1, 1 / abs(g))*d if k < 2 else lr*d"
        way = _step(tr("way of the iteration"), "s", first, lr=settings["lr"])
    return (
        _step(tr("change of the gradient since the iteration before"), "y", "g - g_b"),
        _step(tr("inverse of the curvature on that way"), "H", "1 if k < 2 else s / y"),
        _step(tr("direction"), "d", "-H*g"),
        _step(tr("gradient before the next iteration"), "g_b", "g"),
        way,
        _step(WEIGHT, "w", "w + s"),
    )


RULES: Mapping[str, Callable[[Mapping[str, Any]], tuple[Rule, ...]]] = {
    "SGD": _sgd,
    "Adam": _adam,
    "AdamW": _adam_decoupled,
    "NAdam": _ahead,
    "RAdam": _rectified,
    "Adamax": _by_the_largest,
    "Adagrad": _adagrad,
    "Adadelta": _adadelta,
    "RMSprop": _rmsprop,
    "LBFGS": _limited_memory,
}
"""What an optimizer does, by kind, from its settings."""
