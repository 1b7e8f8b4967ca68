"""The blocks of a window: those that the palette offers, of the project and the person's library, and new ones."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from studio.formatting.numbers import counted
from studio.graph import EditError, Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers.block import Block, block_of, block_type, create_block
from studio.layers.block_edits import adopt
from studio.layers.by_name import layer_type
from studio.layers.grouping import group
from studio.layers.spec import Arrival, Layer
from studio.project import Project
from studio.project.library import kept
from studio.ui.session import Session

TITLE = "Block"
"""What a new definition is called; a number follows where there is one of that name."""

BLOCK = "block:"
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
        block for block in blocks if all(word in f"{block.__name__} {block.help()} block".lower() for word in words)
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


def group_nodes(session: Session, names: Sequence[str]) -> str | None:
    """Put nodes of the graph shown into a block, as one undo step; gives its name, or tells why it is refused."""
    known, values = session.project.definitions, session.place.values
    try:
        graph, block = group(session.graph, names, TITLE, _arriving(session), taken=known, values=values)
    except EditError as error:
        session.refused.emit(error.message, error.remedy)
        return None
    what = names[0] if len(names) == 1 else counted(len(names), "node")
    return block if session.apply_graph(f"Group {what}", graph) else None


def _arriving(session: Session) -> dict[Source, Arrival]:
    """What each output hands on, as far as it is known."""
    found = session.read_outs
    return {
        Source(name, port): Arrival(spec.shape, spec.dtype, name)
        for name, report in (found.nodes.items() if found is not None else ())
        for port, spec in enumerate(report.outputs or ())
    }
