"""What schedules make of the learning rate, epoch by epoch."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from studio.explanation.formula import Rule
from studio.explanation.notation import Value
from studio.text import tr
from studio.training.schedules import Schedule

RATE = tr("learning rate of an epoch")
COSINE = "η_min + (lr - η_min)*(1 + cos(π*{part})) / 2"


def schedule_rules(schedule: Schedule) -> tuple[Rule, ...]:
    """The rate after e whole epochs, or of step t of T, from lr, that of the optimizer."""
    return RULES[schedule.kind](dict(schedule))


def _rate(expression: str, **values: Value) -> tuple[Rule, ...]:
    return (Rule(RATE, "lr_e", expression, values),)


def _constant(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    if settings["factor"] == 1:
        return _rate("lr")
    return _rate("lr*a if e < N else lr", a=settings["factor"], N=settings["total_iters"])


def _cosine(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return _rate(COSINE.format(part="e / T_max"), T_max=settings["T_max"], η_min=settings["eta_min"], π=math.pi)


def _restarts(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    return _rate(COSINE.format(part="e_r / T_r"), η_min=settings["eta_min"], π=math.pi)


def _linear(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    shares = {"a": settings["start_factor"], "b": settings["end_factor"]}
    return _rate("lr*(a + (b - a)*min(e, N) / N)", **shares, N=settings["total_iters"])


def _one_cycle(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    peak, start, end = settings["max_lr"], settings["div_factor"], settings["final_div_factor"]
    along = "(1 - cos(π*x)) / 2" if settings["anneal_strategy"] == "cos" else "x"
    pi: dict[str, Value] = {"π": math.pi} if "π" in along else {}
    return (
        Rule(tr("step at the peak"), "t_m", "p*T - 1", {"p": settings["pct_start"]}),
        Rule(
            tr("part of the rise, or of the fall, that is over"), "x",
            "t / t_m if t < t_m else (t - t_m) / (T - 1 - t_m)",
        ),
        Rule(tr("part of the way between the rates"), "y", along, pi),
        Rule(
            tr("learning rate of a step"), "lr_t", "m / d + (m - m / d)*y if t < t_m else m - (m - m / (d*f))*y",
            {"m": peak, "d": start, "f": end},
        ),
    )  # fmt: skip


RULES: Mapping[str, Callable[[Mapping[str, Any]], tuple[Rule, ...]]] = {
    "ConstantLR": _constant,
    "StepLR": lambda settings: _rate("lr*γ**floor(e / s)", γ=settings["gamma"], s=settings["step_size"]),
    "MultiStepLR": lambda settings: _rate("lr*γ**k", γ=settings["gamma"]),
    "ExponentialLR": lambda settings: _rate("lr*γ**e", γ=settings["gamma"]),
    "CosineAnnealingLR": _cosine,
    "CosineAnnealingWarmRestarts": _restarts,
    "LinearLR": _linear,
    "PolynomialLR": lambda settings: _rate("lr*(1 - min(e, N) / N)**p", N=settings["total_iters"], p=settings["power"]),
    "OneCycleLR": _one_cycle,
    "ReduceLROnPlateau": lambda settings: (
        Rule(RATE, "lr", "lr*a if n > p else lr", {"a": settings["factor"], "p": settings["patience"]}, step=True),
    ),
}
"""The rate, by kind, from the settings of the schedule."""
