"""The dotted names of all that can be set of a project without drawing it anew, such as `conv1.out_channels`."""

from __future__ import annotations

from collections.abc import Iterator

from studio.layers import Declaration, Layer, fields
from studio.layers.block import Block
from studio.project.model import Project
from studio.project.overrides import BLOCKS, DATA, TRAINING

MOST_NODES = 1000
"""Nodes whose parameters are named; of larger networks the first."""


def settable(project: Project) -> Iterator[str]:
    """The names, those of the training first; what else there is can be set all the same where it is known."""
    yield from _of(TRAINING, project.training)
    yield from _of(DATA, project.data)
    for name, definition in project.definitions.items():
        yield from (f"{BLOCKS}.{name}.{parameter}" for parameter in dict(definition.parameters))
    for name, node in list(project.graph.items())[:MOST_NODES]:
        if isinstance(node.layer, Layer) and not isinstance(node.layer, Block):
            yield from (f"{name}.{spec.name}" for spec in fields(type(node.layer)))


def _of(before: str, declaration: Declaration) -> Iterator[str]:
    for name, value in declaration:
        yield f"{before}.{name}"
        if isinstance(value, Declaration):
            yield from _of(f"{before}.{name}", value)
