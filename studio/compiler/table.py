"""The summary as a table: one row for each node, blocks before what is inside them, and its text forms."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.formatting import tables
from studio.layers.block import Block
from studio.layers.passage import Passage
from studio.text import in_language, tr

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis

COLUMNS = (
    *(tr("name"), tr("layer"), tr("output shape"), tr("parameters"), tr("trainable"), tr("frozen")),
    *(tr("connections"), tr("MACs"), tr("activation memory")),
)
"""What the columns are called; MACs, connections, and activation memory in bytes are for one sample."""

FIRST_NUMBER = 3
"""The first column of numbers."""


@dataclass(frozen=True, slots=True)
class Row:
    """The read-outs of a node. `parent` is the path of the block around it, empty at the top.

    Shapes are without the batch, and None where they cannot be known; `costs` are the numbers of the last columns.
    """

    path: str
    parent: str
    layer: str
    shapes: tuple[tuple[int, ...], ...] | None
    costs: tuple[int, ...]

    def cells(self) -> tuple[str, ...]:
        """The row as plain text, numbers without separators."""
        return (self.path, self.layer, self.shape(), *map(str, self.costs))

    def shape(self) -> str:
        """`6x28x28`; several outputs stand one behind the other."""
        return " ".join("x".join(map(str, shape)) for shape in self.shapes or ())


def rows(analysis: Analysis) -> tuple[Row, ...]:
    """A row for each node in the document's order; those inside a block follow it under their dotted paths."""
    contents = inside(analysis)

    def walk(paths: Iterable[str], parent: str) -> Iterator[Row]:
        for path in paths:
            yield _row(path, parent, analysis)
            yield from walk(contents.get(path, ()), path)

    return tuple(walk(analysis.graph, ""))


def inside(analysis: Analysis) -> dict[str, list[str]]:
    """The paths of the nodes in each block, without its ends; copies of a block with weights of their own are in it."""
    found: dict[str, list[str]] = {}
    for path in analysis.nodes:
        if "." in path and not _is_end(path, analysis):
            found.setdefault(path.rpartition(".")[0], []).append(path)
    return found


def separated(found: Iterable[Row], delimiter: str = ",") -> str:
    """The rows under their header as CSV, or with another delimiter; in any language the columns have one name."""
    return tables.separated((column.message for column in COLUMNS), (row.cells() for row in found), delimiter)


def markdown(found: Iterable[Row]) -> str:
    """The rows as a Markdown table, numbers to the right."""
    return tables.markdown(tuple(map(in_language, COLUMNS)), (row.cells() for row in found), FIRST_NUMBER)


def _is_end(path: str, analysis: Analysis) -> bool:
    """Whether a path is no layer but an end of a block, or a bypassed node in one."""
    whole = analysis.expansion.whole
    return path in whole and isinstance(whole[path].layer, Passage)


def _row(path: str, parent: str, analysis: Analysis) -> Row:
    report = analysis.nodes[path]
    return Row(
        path,
        parent,
        layer_of(path, analysis),
        None if report.outputs is None else tuple(tuple(spec.shape) for spec in report.outputs),
        (
            *(report.parameters, report.trainable_parameters, report.frozen_parameters),
            *(report.connections, report.macs, report.activation_bytes),
        ),
    )


def layer_of(path: str, analysis: Analysis) -> str:
    """The kind of a layer, or the name of a block's definition; a copy in a block is called like the block."""
    graph, found = analysis.graph, ""
    for name in path.split("."):
        if name not in graph:
            continue
        layer = graph[name].layer
        found = layer.definition.name if isinstance(layer, Block) else layer.kind
        graph = layer.definition.graph if isinstance(layer, Block) else graph
    return found
