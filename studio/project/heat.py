"""How hot each node is shown to be, by a figure that monitors tell of it."""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping

from studio.training.health.figures import FIGURES

LEAST_DECADES = 2.0
"""Figures that are no shares lie on a scale of so many powers of ten at least, so that small differences stay small."""


def of_node(path: str, figure: str, nodes: Mapping[str, Mapping[str, float]]) -> float | None:
    """The figure of a node; of a block the largest of what is inside of it. None where it has none."""
    own = nodes.get(path)
    if own is not None:
        return own.get(figure)
    inside = f"{path}."
    found = [each[figure] for name, each in nodes.items() if name.startswith(inside) and figure in each]
    return max(found, default=None)


def heat(
    figure: str, nodes: Mapping[str, Mapping[str, float]], names: Iterable[str], prefix: str = ""
) -> dict[str, float]:
    """The heat from 0 to 1 of each of these nodes that has the figure; their paths begin with `prefix`.

    A share is its own heat; of other figures the size counts, by its logarithm from the smallest to the largest.
    """
    found = {name: value for name in names if (value := of_node(prefix + name, figure, nodes)) is not None}
    if figure in FIGURES and FIGURES[figure].is_share:
        return {name: min(max(value, 0.0), 1.0) for name, value in found.items()}
    sizes = {name: math.log10(abs(value)) for name, value in found.items() if value}
    if not sizes:
        return dict.fromkeys(found, 0.0)
    highest = max(sizes.values())
    lowest = min(*sizes.values(), highest - LEAST_DECADES)
    return {name: (sizes[name] - lowest) / (highest - lowest) if name in sizes else 0.0 for name in found}
