"""Checks for in a row of layers: activations that saturate or are missing, many weights without normalisation."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from studio.compiler.endings import before
from studio.graph import Graph, Kind, Problem, Severity, edits
from studio.layers import catalogue
from studio.project.diagnostics.chains import DROPOUTS, WEIGHTED, family
from studio.project.diagnostics.check import (
    Case,
    Check,
    Several,
    argument,
    inserted_behind,
    kind,
    node_of,
)
from studio.project.model import Project
from studio.text import ntr, tr

SATURATING = {"Sigmoid": 4, "Hardsigmoid": 4, "Tanh": 8, "Softsign": 8}
"""Activations whose slope is near 0 for large inputs, with the number in a row from which on it tells: the slope of
Sigmoid is at most 1/4 (LeCun et al., Efficient BackProp, 1998), that of Tanh at most 1."""

KEEPING = ("pooling", "regularization", "shape", "activation", *WEIGHTED)
"""Families of layers that a row of activations goes through; a normalisation or a merge ends it."""

PLAIN = ("Conv1d", "Conv2d", "Conv3d", "Linear")
"""Layers of which two in a row without an activation do no more than one."""

DEEPEST_PLAIN = 24
"""So many layers with weights in a row are hard to train without normalisation or shortcuts. VGG-19 has 19, and even
of VGG-16 its authors had to begin with the weights of a shallower one (Simonyan and Zisserman, 2014)."""

NORMS = {"Conv1d": "BatchNorm1d", "Conv2d": "BatchNorm2d", "Conv3d": "BatchNorm3d", "Linear": "BatchNorm1d"}
"""The batch normalisation that fits behind a layer; behind Linear only where it gives a row of numbers."""

VANISHING_GRADIENTS = Kind(
    "vanishing-gradients",
    "{count} {layer} in a row: each makes the gradient smaller, so the first layers hardly learn.",
    "Use ReLU in their place, or put batch normalisation between.",
)
NOTHING_BETWEEN = Kind(
    "nothing-between",
    "Without an activation between, “{first}” and “{second}” can do no more than one {layer} alone.",
    "Put an activation such as ReLU behind “{first}”.",
)
TOO_DEEP = Kind(
    "too-deep",
    "{count} layers with weights in a row, without normalisation or a shortcut: on so long a way signals and "
    "gradients die out or explode.",
    "Put batch normalisation behind each, or shortcuts (Add) around every two.",
)


class VanishingGradients(Check):
    """Many saturating activations in a row, through which hardly any gradient comes back."""

    name = "vanishing-gradients"

    def find(self, case: Case) -> Iterator[Problem]:
        if sum(1 for _ in case.of_kinds(*SATURATING)) < min(SATURATING.values()):
            return
        for row in _rows(case):
            layer = kind(case.graph, row[0])
            if len(row) >= SATURATING[layer]:
                yield self.tells(VANISHING_GRADIENTS, "warning", row[0], *row, count=len(row), layer=layer)

    def title(self, project: Project, problem: Problem) -> str:
        return ntr("Use ReLU {count} time", "Use ReLU {count} times", len(argument(problem)))

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph = project.graph
        for name in argument(problem):
            graph = edits.set_layer(graph, name, catalogue["ReLU"].create({}))
        return project.with_graph(graph)


def _rows(case: Case) -> Iterator[tuple[str, ...]]:
    """The longest rows of one saturating activation, each with weights before and behind it."""
    graph = case.graph
    rows: dict[str, tuple[str, ...]] = {}
    longest: dict[str, tuple[str, ...]] = {}
    for name in graph.order:
        source = before(graph, name)
        row = rows.get(source, ()) if source and len(graph[name].inputs) == 1 and family(graph, name) in KEEPING else ()
        layer = kind(graph, name)
        if row and family(graph, name) in WEIGHTED and len(row) > len(longest.get(row[0], ())):
            longest[row[0]] = row
        if layer in SATURATING:
            row = (*row, name) if row and kind(graph, row[0]) == layer else (name,)
        elif family(graph, name) == "activation" and layer != "Identity":
            row = ()
        rows[name] = row
    yield from longest.values()


class NothingBetween(Check):
    """Two layers with weights and nothing between: together they can do no more than one."""

    name = "nothing-between"
    several = Several(
        "{count} times two layers follow each other without an activation, and do no more than one.",
        "Insert ReLU {count} times",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name in case.of_kinds(*PLAIN):
            behind = case.feeds_only(name)
            while behind is not None and kind(case.graph, behind) in DROPOUTS:
                behind = case.feeds_only(behind)
            if behind is None or kind(case.graph, name) != kind(case.graph, behind):
                continue
            severity = _needless(case, name, behind)
            if severity is not None:
                told = {"first": name, "second": behind, "layer": kind(case.graph, name)}
                yield self.tells(NOTHING_BETWEEN, severity, name, **told)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Insert ReLU behind {node}", node=node_of(problem))

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(inserted_behind(project.graph, "ReLU", node_of(problem), project.flow))


def _needless(case: Case, name: str, behind: str) -> Severity | None:
    """How bad it is that nothing stands between two layers of a kind; None where it can be meant.

    One with groups factorises another (Howard et al., MobileNets, 2017), and one that is narrower than both its
    neighbours saves weights: both are meant. A 1×1 convolution without an activation may be.
    """
    first, second, shape = case.graph[name].layer, case.graph[behind].layer, case.shape(name)
    if shape is None:
        return None
    if kind(case.graph, name) == "Linear":
        middle, outer = getattr(first, "out_features", 0), getattr(second, "out_features", 0)
        return "warning" if len(shape) == 1 and middle >= min(shape[0], outer) else None
    if max(getattr(each, "groups", 1) for each in (first, second)) > 1:
        return None
    if getattr(first, "out_channels", 0) < min(shape[0], getattr(second, "out_channels", 0)):
        return None
    is_pointwise = any(prod(getattr(each, "kernel_size", (1,))) == 1 for each in (first, second))
    return "info" if is_pointwise else "warning"


class TooDeep(Check):
    """Many layers with weights in a row, without normalisation or a way around."""

    name = "too-deep"

    def find(self, case: Case) -> Iterator[Problem]:
        row = _deepest_row(case.graph)
        if len(row) < DEEPEST_PLAIN:
            return
        found = self.tells(TOO_DEEP, "warning", row[0], *row[:-1], count=len(row))
        yield found if all(_can_be_normalized(case, name) for name in row[:-1]) else found.without_fix()

    def title(self, project: Project, problem: Problem) -> str:
        return ntr("Insert BatchNorm {count} time", "Insert BatchNorm {count} times", len(argument(problem)))

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph = project.graph
        for name in argument(problem):
            graph = inserted_behind(graph, NORMS[kind(graph, name)], name, project.flow)
        return project.with_graph(graph)


def _deepest_row(graph: Graph) -> tuple[str, ...]:
    """The longest row of layers with weights in which nothing keeps a signal from dying out."""
    lengths: dict[str, int] = {}
    for name in graph.order:
        source = before(graph, name)
        is_passing = len(graph[name].inputs) == 1 and family(graph, name) in KEEPING and kind(graph, name) != "SELU"
        lengths[name] = (lengths.get(source, 0) if source and is_passing else 0) + _has_weights(graph, name)
    end = max(lengths, key=lengths.__getitem__, default=None)
    row: list[str] = []
    longest = max(lengths.values(), default=0)
    while end is not None and len(row) < longest:
        row += [end] if _has_weights(graph, end) else []
        end = before(graph, end)
    return tuple(reversed(row))


def _has_weights(graph: Graph, name: str) -> bool:
    return family(graph, name) in ("convolution", "dense")


def _can_be_normalized(case: Case, name: str) -> bool:
    shape = case.shape(name)
    layer = kind(case.graph, name)
    return layer in NORMS and shape is not None and (layer != "Linear" or len(shape) == 1)
