"""The blocks that the palette offers: those of the project, and those of the person's library."""

from __future__ import annotations

from studio.graph.definition import Definition, definitions
from studio.layers import catalogue
from studio.layers.block import block_type
from studio.layers.spec import Layer
from studio.project import Project
from studio.project.library import kept

BLOCK = "block:"
"""What the kind of a block begins with where the kind of a layer is wanted; its definition's name follows."""


def offered(project: Project) -> dict[str, Definition]:
    """Definitions by name; where the library has another of the same name, the project's."""
    return {**kept(), **{each.name: each for each in project.blocks}, **definitions(project.graph)}


def declared(kind: str, project: Project) -> type[Layer] | None:
    """What stands behind a kind of layer or block; None where there is none of that kind."""
    if not kind.startswith(BLOCK):
        return catalogue.get(kind)
    definition = offered(project).get(kind.removeprefix(BLOCK))
    return block_type(definition) if definition is not None else None
