"""What was found of a network at one step, as plain numbers."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import torch
from torch import Tensor

from studio.training.events import Bins
from studio.training.health.distributions import Counted, told
from studio.training.health.figures import FIGURES

DIGITS = 4
"""Significant digits that are kept of a figure."""

Figures = dict[str, dict[str, Tensor]]
"""For each node its figures, each a number on the device."""


@dataclass(frozen=True)
class Reading:
    """The figures of each node at a step, by its path; `spread` is how much what leaves a node differs from sample to
    sample, as a part of its size: 0 where it is the same for all.

    A figure that a node does not have, or that is not finite, is left out; `not_finite` are those of the latter.
    `rate` is the learning rate of the step. `distributions` say how the numbers of nodes lie, at steps where they were
    counted.
    """

    step: int
    rate: float
    nodes: Mapping[str, Mapping[str, float]]
    spread: Mapping[str, float] = field(default_factory=dict)
    not_finite: tuple[tuple[str, str], ...] = ()
    distributions: Mapping[str, Mapping[str, Bins]] = field(default_factory=dict)


@dataclass(frozen=True)
class Look:
    """What was taken at a step, on its device."""

    step: int
    rate: float
    figures: Figures
    counted: Counted = field(default_factory=dict)


def merged(*parts: Mapping[str, Mapping[str, Tensor]]) -> Figures:
    """All figures of each node, or all that was counted of it."""
    found: Figures = {}
    for part in parts:
        for path, figures in part.items():
            found.setdefault(path, {}).update(figures)
    return found


def read(looks: Sequence[Look]) -> list[Reading]:
    """The numbers of looks, fetched from their device at once."""
    tensors = [value for look in looks for figures in look.figures.values() for value in figures.values()]
    if not tensors:
        return []
    values = iter(torch.stack([each.float() for each in tensors]).tolist())
    return [
        _reading(look, {path: {name: next(values) for name in each} for path, each in look.figures.items()})
        for look in looks
    ]


def _reading(look: Look, found: Mapping[str, Mapping[str, float]]) -> Reading:
    nodes = {
        path: {name: _rounded(each[name]) for name in FIGURES if math.isfinite(each.get(name, math.nan))}
        for path, each in found.items()
    }
    spread = {path: each["spread"] for path, each in found.items() if "spread" in each}
    broken = tuple((path, name) for path, each in found.items() for name in each if not math.isfinite(each[name]))
    return Reading(look.step, look.rate, nodes, spread, broken, told(look.counted))


def _rounded(value: float) -> float:
    return float(f"{value:.{DIGITS}g}")
