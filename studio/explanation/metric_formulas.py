"""What metrics tell of answers, over all samples together."""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping

from studio.explanation.content import Item, Paragraph
from studio.explanation.formula import Rule
from studio.explanation.legend import MEASURING, legend_of_rules
from studio.explanation.notation import number
from studio.text import paragraph, tr
from studio.training.metrics import METRICS, Metric

RULES: Mapping[str, str] = {
    "accuracy": "r / n",
    "exact_match": "r_n / N_n",
    "balanced_accuracy": "mean_k(r_k / n_k)",
    "top5_accuracy": "r_5 / n",
    "precision": "mean_k(TP_k / (TP_k + FP_k))",
    "recall": "mean_k(TP_k / (TP_k + FN_k))",
    "f1": "mean_k(2*TP_k / (2*TP_k + FP_k + FN_k))",
    "iou": "mean_k(TP_k / (TP_k + FP_k + FN_k))",
    "dice": "mean_k(2*TP_k / (2*TP_k + FP_k + FN_k))",
    "auroc": "(w + u / 2) / (P*N)",
    "average_precision": "sum_i((h_i - g_i) / P*(h_i / (h_i + f_i)))",
    "cohen_kappa": "(r / n - sum_k(n_k*a_k) / n**2) / (1 - sum_k(n_k*a_k) / n**2)",
    "matthews": "(r*n - sum_k(n_k*a_k)) / sqrt((n**2 - sum_k(a_k**2))*(n**2 - sum_k(n_k**2)))",
    "mae": "mean_i(abs(z_i - t_i))",
    "mse": "mean_i((z_i - t_i)**2)",
    "rmse": "sqrt(mean_i((z_i - t_i)**2))",
    "mape": "mean_i(abs(z_i - t_i) / abs(t_i))",
    "r2": "1 - sum_i((z_i - t_i)**2) / sum_i((t_i - m_t)**2)",
    "pearson": "sum_i((z_i - m_z)*(t_i - m_t)) / sqrt(sum_i((z_i - m_z)**2)*sum_i((t_i - m_t)**2))",
}
"""What a metric is, by its name; of one class, or one number of a sample, where it is a mean over several."""


def metric_rule(metric: type[Metric]) -> Rule:
    """How its value comes about."""
    return Rule(metric.figure().inline, "s", RULES[metric.name])


def measuring(metric: type[Metric]) -> Iterator[Item]:
    """How its value comes about, what the symbols are, and what values there are."""
    rule = metric_rule(metric)
    yield rule
    yield from legend_of_rules((rule,), MEASURING)
    yield Paragraph(paragraph(_range(metric), _undefined(metric)), muted=True)


def measured_by(names: tuple[str, ...]) -> Iterator[Item]:
    """The rules of several metrics, then all their symbols."""
    rules = tuple(metric_rule(METRICS[name]) for name in names)
    yield from rules
    yield from legend_of_rules(rules, MEASURING)


def _range(metric: type[Metric]) -> str:
    """From where to where values lie, and which are better."""
    told = {"lowest": number(metric.lowest), "highest": number(metric.highest)}
    if metric.better == "higher":
        if math.isinf(metric.lowest):
            return tr("Values up to {highest}; higher is better.", **told)
        return tr("Values from {lowest} to {highest}; higher is better.", **told)
    return tr("Values from {lowest} up; lower is better.", **told)


def _undefined(metric: type[Metric]) -> str:
    if not metric.undefined:
        return ""
    return tr("Where {reason}, it has no value and is left out.", reason=metric.undefined)
