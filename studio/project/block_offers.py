"""The blocks there are to add: those of the project and of the person's library."""

from __future__ import annotations

from collections.abc import Iterable

from studio.graph import Graph, Node
from studio.graph.definition import Definition
from studio.layers.block import Block, block_of, block_type, create_block
from studio.layers.block_edits import adopt
from studio.layers.by_name import layer_type
from studio.layers.spec import Layer
from studio.project.library import kept
from studio.project.model import Project
from studio.text import searched, tr

BLOCK = "block:"
BLOCKS = tr("Blocks")
"""What the kind of a block begins with where the kind of a layer is wanted; its definition's name follows."""


def offered(project: Project) -> dict[str, Definition]:
    """Definitions by name; where the library has another of the same name, the project's."""
    return {**kept(), **project.definitions}


def kind_of(layer: type[Layer]) -> str:
    """The kind by which a layer or block is asked for."""
    return f"{BLOCK}{layer.definition.name}" if issubclass(layer, Block) else layer.__name__


def saying(text: str, blocks: Iterable[type[Layer]]) -> list[type[Layer]]:
    """Those blocks whose name and sentence have all of the words."""
    words = text.lower().split()
    return [
        block
        for block in blocks
        if all(word in f"{block.__name__.lower()} {searched(block.help(), BLOCKS)}" for word in words)
    ]


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
