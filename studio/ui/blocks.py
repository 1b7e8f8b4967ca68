"""The blocks that the palette offers: those of the project, and those of the person's library."""

from __future__ import annotations

from studio.graph import Graph, Node
from studio.graph.definition import Definition
from studio.layers.block import block_of, block_type, create_block
from studio.layers.block_edits import adopt
from studio.layers.by_name import layer_type
from studio.layers.spec import Layer
from studio.project import Project
from studio.project.library import kept

BLOCK = "block:"
"""What the kind of a block begins with where the kind of a layer is wanted; its definition's name follows."""


def offered(project: Project) -> dict[str, Definition]:
    """Definitions by name; where the library has another of the same name, the project's."""
    return {**kept(), **project.definitions}


def declared(kind: str, project: Project) -> type[Layer] | None:
    """What stands behind a kind of layer, class of torch.nn or block; None where there is none of that kind."""
    if not kind.startswith(BLOCK):
        return layer_type(kind)
    name = kind.removeprefix(BLOCK)
    if name in project.definitions:
        return block_type(project.definitions[name])
    definition = kept().get(name)
    return _adopted(definition, project) if definition is not None else None


def _adopted(definition: Definition, project: Project) -> type[Layer]:
    """A block of the library whose blocks inside are renamed where the project has others of their names."""
    part = adopt(project.definitions, Graph({"block1": Node(create_block(definition))}))
    return type(block_of(part, "block1"))
