"""The layers of neurons that a network of fully connected layers is, with their weights."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from math import prod
from typing import TYPE_CHECKING, Any

from studio.compiler.export_error import ExportError
from studio.layers import Layer
from studio.project.cards import family
from studio.project.figures.chain import IN_PASSING, sources_of
from studio.text import listed, tr

if TYPE_CHECKING:
    from studio.compiler.report import NodeReport
    from studio.graph import Graph, Node
    from studio.project.exporters.subject import Subject

LONGEST = 40
"""Layers in a row that are drawn."""

Weights = Sequence[Sequence[float]]
"""Those of a layer: (out, in)."""


@dataclass
class Column:
    """A layer: how many neurons it has, whether they have biases, and what is done to their values behind it."""

    name: str
    count: int
    family: str
    has_bias: bool = False
    after: list[str] = field(default_factory=list)


def columns_of(subject: Subject) -> list[Column]:
    """The layers of neurons, the input first. Raises ExportError where the network has others."""
    graph = subject.analysis.expansion.network
    columns: list[Column] = []
    for name in _in_a_row(graph):
        _take(columns, name, graph[name], subject.analysis.calls[name])
    if len(columns) < 2:
        raise _unfit(tr("The network has no fully connected layer, whose neurons this style draws."))
    if len(columns) > LONGEST:
        count = len(columns)
        raise _unfit(
            tr("The network has {count} layers, and this style draws up to {most}.", count=count, most=LONGEST)
        )
    return columns


def weights_of(subject: Subject, columns: Sequence[Column]) -> dict[str, Weights]:
    """The weights of each layer. Raises CompileError or TrainingError where there are none."""
    module, _ = subject.trained
    state: Mapping[str, Any] = module.state_dict()
    return {column.name: state[f"{column.name}.weight"].tolist() for column in columns[1:]}


def _take(columns: list[Column], name: str, node: Node, report: NodeReport) -> None:
    """Note what a node is: another layer, or something that is done behind the last one."""
    kind, layer = node.layer.kind, node.layer
    arrives = report.inputs[0].shape if report.inputs else ()
    if kind == "Input" and report.outputs:
        columns.append(Column(name, prod(report.outputs[0].shape), family(node)))
    elif kind == "Linear" and len(arrives) == 1 and isinstance(layer, Layer):
        told = dict(layer)
        columns.append(Column(name, told["out_features"], family(node), told["bias"]))
    elif isinstance(layer, Layer) and family(node) in IN_PASSING:
        columns[-1].after.append(kind)
    elif kind not in ("Output", "Flatten", "Identity"):
        told_of = tr("“{name}” is a {kind}, and this style draws the neurons of fully connected layers alone.",
                     name=name, kind=kind)  # fmt: skip
        raise _unfit(told_of)


def _in_a_row(graph: Graph) -> tuple[str, ...]:
    """The nodes, one behind the other. Raises ExportError where links branch."""
    branching = [
        name for name in graph
        if len({consumer for consumer, _ in graph.consumers[name]}) > 1 or len(sources_of(graph, name)) > 1
    ]  # fmt: skip
    starts = [name for name in graph if not sources_of(graph, name)]
    if branching or len(starts) != 1:
        names = [tr("“{name}”", name=name) for name in (branching or starts)[:3]]
        raise _unfit(tr("This style draws layers in a row, and links branch at {names}.", names=listed(names)))
    return tuple(graph.order)


def _unfit(message: str) -> ExportError:
    return ExportError(message, tr("Choose the diagram or the blocks in perspective."))
