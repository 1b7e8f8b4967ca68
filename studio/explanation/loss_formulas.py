"""What losses compute, and what they are before anything is learnt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from studio.explanation.formula import Formula, Rule
from studio.explanation.notation import Value
from studio.explanation.plan import Plan
from studio.text import tr
from studio.training.losses import Loss

ONE = tr("loss of one number; the mean of all counts")
SAMPLE = tr("loss of one sample; the mean of all counts")
WEIGHED = tr("loss of a batch, the mean weighted by class")
START = tr("loss at the start, when the network knows nothing")

LOWEST = tr("lowest loss there can be, the entropy of the smoothed target")


def loss_rules(loss: Loss) -> tuple[Rule, ...]:
    """The loss of one sample or number. z: output, y: class, t: target, p: probability, c: weight of a class."""
    return RULES[loss.kind](dict(loss)) if loss.kind in RULES else ()


def starting_loss(loss: Loss, plan: Plan) -> Formula | None:
    """The loss while all answers are equally likely, or while all outputs are 0; None where it depends on the data."""
    if plan.choices is None or plan.task not in ("classes", "pixels", "positions", "labels"):
        return None
    if loss.targets == "indices" or loss.kind == "KLDivLoss":
        smoothed_by_class = getattr(loss, "label_smoothing", 0) and getattr(loss, "weight", None)
        if plan.width == 1 or smoothed_by_class:
            return None
        return Formula(START, "L_0", "-log(1 / C)", {"C": plan.choices})
    if loss.own == "sigmoid":
        return None if getattr(loss, "pos_weight", None) else Formula(START, "L_0", "-log(1 / 2)")
    if plan.width == 1 or plan.task == "labels" or not loss_rules(loss):
        return None
    (rule,) = loss_rules(loss)
    of_one = Formula("", "", "L_1 / C", {"L_1": rule.work_out({"z": 0, "t": 1}), "C": plan.choices})
    return Formula(tr("{start}: one number of C is wrong by 1", start=START), "L_0", of_one.expression, of_one.values)


def lowest_loss(loss: Loss, plan: Plan) -> Formula | None:
    """The loss of the best answers there can be; None where that is 0, or differs from class to class."""
    smoothing = getattr(loss, "label_smoothing", 0)
    if not smoothing or plan.choices is None or plan.width == 1 or getattr(loss, "weight", None):
        return None
    right, rest = "(1 - ε + ε / C)", "ε / C"
    entropy = f"-{right}*log{right} - (C - 1)*{rest}*log({rest})"
    return Formula(LOWEST, "L_min", entropy, {"ε": smoothing, "C": plan.choices})


def _cross_entropy(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    smoothing, weighed = settings["label_smoothing"], settings["weight"] is not None
    factor, factors = ("c_y*", "c_k*") if weighed else ("", "")
    probability = Rule(tr("probability of class k (softmax)"), "p_k", "exp(z_k) / sum_j(exp(z_j))")
    if smoothing == 0:
        return probability, Rule(SAMPLE, "L", f"-{factor}log(p_y)"), *_weighed(weighed)
    smoothed = f"-(1 - ε)*{factor}log(p_y) - ε*mean_k({factors}log(p_k))"
    return probability, Rule(SAMPLE, "L", smoothed, {"ε": smoothing}), *_weighed(weighed)


def _likelihood(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    weighed = settings["weight"] is not None
    return Rule(SAMPLE, "L", "-c_y*z_y" if weighed else "-z_y"), *_weighed(weighed)


def _weighed(weighed: bool) -> tuple[Rule, ...]:
    return (Rule(WEIGHED, "L_batch", "sum_i(L_i) / sum_i(c_i)"),) if weighed else ()


def _binary(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    weights = settings["pos_weight"]
    values: dict[str, Value] = {"c": weights[0]} if weights and len(weights) == 1 else {}
    yes = "c*t" if weights else "t"
    return (Rule(ONE, "L", f"-{yes}*log(σ(z)) - (1 - t)*log(1 - σ(z))", values),)


def _smooth(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    if settings["beta"] == 0:
        return (Rule(ONE, "L", "abs(z - t)"),)
    expression = "(z - t)**2 / (2*β) if abs(z - t) < β else abs(z - t) - β / 2"
    return (Rule(ONE, "L", expression, {"β": settings["beta"]}),)


def _huber(settings: Mapping[str, Any]) -> tuple[Rule, ...]:
    expression = "(z - t)**2 / 2 if abs(z - t) < δ else δ*(abs(z - t) - δ / 2)"
    return (Rule(ONE, "L", expression, {"δ": settings["delta"]}),)


RULES: Mapping[str, Callable[[Mapping[str, Any]], tuple[Rule, ...]]] = {
    "CrossEntropyLoss": _cross_entropy,
    "NLLLoss": _likelihood,
    "BCEWithLogitsLoss": _binary,
    "MSELoss": lambda _: (Rule(ONE, "L", "(z - t)**2"),),
    "L1Loss": lambda _: (Rule(ONE, "L", "abs(z - t)"),),
    "SmoothL1Loss": _smooth,
    "HuberLoss": _huber,
    "KLDivLoss": lambda _: (Rule(SAMPLE, "L", "sum_k(t_k*(log(t_k) - z_k))"),),
}
"""What a loss computes, by kind, from its settings."""
