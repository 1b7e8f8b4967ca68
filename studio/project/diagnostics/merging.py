"""Checks where branches meet: what brings them to shapes that can be added or joined."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from math import ceil, prod
from typing import Any, NamedTuple

from studio.graph import Graph, Problem, edits
from studio.graph.flow import Flow
from studio.graph.links import Link
from studio.graph.topology import ancestors
from studio.layers import Shape, catalogue
from studio.layers.merge import SHAPES_DIFFER, UNLIKE_BESIDE_AXIS, Concat
from studio.project.diagnostics import inside
from studio.project.diagnostics.check import Case, Check, argument, inserted, node_of, with_parameter
from studio.project.model import Project
from studio.text import listed, ntr, tr

LONGEST = 40
"""Letters that a button has room for."""

Parameters = tuple[tuple[str, Any], ...]


class Insertion(NamedTuple):
    """A layer to put before a port of the node where branches meet."""

    port: int
    kind: str
    parameters: Parameters = ()


class OtherAxis(NamedTuple):
    """The axis to join along in place of the one that is set."""

    dim: int


Change = Insertion | OtherAxis
Plan = tuple[Change, ...]


class BranchesApart(Check):
    """Branches whose shapes differ where they are added or joined.

    The deepest branch stays as it is and the others are fitted to it, as ResNet does with its shortcuts. A remedy is
    offered only where a trial shows that the branches then meet.
    """

    name = "branches-apart"

    def find(self, case: Case) -> Iterator[Problem]:
        for name, found in case.of_nodes("error"):
            if found.code in (SHAPES_DIFFER.code, UNLIKE_BESIDE_AXIS.code):
                claimed = (self.claims(found, *plan) for plan in _plans(case, name) if plan)
                fit = next((problem for problem in claimed if inside.does_help(self, case, problem)), None)
                if fit is not None:
                    yield fit

    def title(self, project: Project, problem: Problem) -> str:
        plan: Plan = argument(problem)
        axes = [change.dim for change in plan if isinstance(change, OtherAxis)]
        kinds = list(dict.fromkeys(change.kind for change in plan if isinstance(change, Insertion)))
        if not kinds:
            return tr("Set dim to {value}", value=axes[0])
        told = tr("Insert {layers}", layers=listed(kinds))
        return told if len(told) <= LONGEST else ntr("Insert {count} layer", "Insert {count} layers", len(plan))

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph, name = project.graph, node_of(problem)
        for change in argument(problem):
            if isinstance(change, OtherAxis):
                graph = with_parameter(graph, name, "dim", change.dim)
            else:
                graph = _with_layer(graph, name, change, project.flow)
        return project.with_graph(graph)


def _with_layer(graph: Graph, name: str, change: Insertion, flow: Flow) -> Graph:
    graph = inserted(graph, change.kind, Link(name, change.port), flow)
    source = graph[name].inputs[change.port]
    assert source is not None
    return edits.set_layer(graph, source.node, catalogue[change.kind].create(dict(change.parameters)))


def _plans(case: Case, name: str) -> Iterator[Plan]:
    """What might bring the branches together, best first."""
    layer = case.graph[name].layer
    shapes = [spec.shape for spec in case.analysis.nodes[name].inputs or ()]
    axis = layer.dim - 1 if isinstance(layer, Concat) else None
    if len({len(shape) for shape in shapes}) == 1:
        unlike = [at for at, sizes in enumerate(zip(*shapes, strict=True)) if len(set(sizes)) > 1]
        if axis is not None and len(unlike) == 1:
            yield (OtherAxis(unlike[0] + 1),)
        is_row = not any(case.graph[each].layer.kind.endswith("1d") for each in ancestors(case.graph, name))
        for reference in _deepest_first(case.graph, name):
            yield _fitted(shapes, shapes[reference], axis, is_row=is_row)
    yield _flattened(shapes, axis)


def _deepest_first(graph: Graph, name: str) -> list[int]:
    """The ports of a node, first that with the most nodes behind it."""
    depths = [len(ancestors(graph, source.node)) if source is not None else 0 for source in graph[name].inputs]
    return sorted(range(len(depths)), key=lambda port: -depths[port])


def _fitted(shapes: Sequence[Shape], wanted: Shape, axis: int | None, *, is_row: bool) -> Plan:
    """Layers that bring each branch to a shape, but for the axis along which they are joined."""
    plan: list[Change] = []
    for port, shape in enumerate(shapes):
        target = tuple(shape[at] if at == axis else size for at, size in enumerate(wanted))
        if shape != target:
            plan += [Insertion(port, *each) for each in _bridge(shape, target, is_row=is_row)]
    return tuple(plan)


def _flattened(shapes: Sequence[Shape], axis: int | None) -> Plan:
    """Rows of numbers, which can always be joined, and be added where they are of one length."""
    plan: list[Change] = [Insertion(port, "Flatten") for port, shape in enumerate(shapes) if len(shape) > 1]
    if axis is not None:
        return tuple([*plan, OtherAxis(1)] if axis else plan)
    length = min(map(prod, shapes))
    wide = (port for port, shape in enumerate(shapes) if prod(shape) != length)
    return (*plan, *(Insertion(port, "Linear", (("out_features", length),)) for port in wide))


def _bridge(shape: Shape, target: Shape, *, is_row: bool) -> list[tuple[str, Parameters]]:
    """Layers that make `target` of a shape with as many axes, the channels before the others.

    `is_row` says that two axes are steps of a sequence with the features of each.
    """
    axes = len(shape) - 1
    if axes == 0 or (axes == 1 and is_row and shape[0] == target[0]):
        return [("Linear", (("out_features", target[-1]),))]
    sizes, wanted = shape[1:], target[1:]
    strides = tuple(round(size / want) or 1 for size, want in zip(sizes, wanted, strict=True))
    reaches = all(ceil(size / step) == want for size, step, want in zip(sizes, strides, wanted, strict=True))
    conv = (f"Conv{axes}d", (("out_channels", target[0]), ("kernel_size", (1,) * axes)))
    if shape[0] != target[0] and reaches:
        return [(conv[0], (*conv[1], ("stride", strides)))]
    resized = [_resized(sizes, wanted)] if sizes != wanted else []
    return [*resized, conv] if shape[0] != target[0] else resized


def _resized(sizes: Shape, wanted: Shape) -> tuple[str, Parameters]:
    if any(want > size for size, want in zip(sizes, wanted, strict=True)):
        return "Upsample", (("size", wanted), ("scale_factor", None))
    return f"AdaptiveAvgPool{len(sizes)}d", (("output_size", wanted),)
