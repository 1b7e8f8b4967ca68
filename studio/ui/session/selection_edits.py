"""What canvas and panels both do to selected nodes, the same from key, menu and button: each is one step of undo."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from studio.formatting.numbers import exact
from studio.formatting.shortened import shortened
from studio.graph import EditError, Graph, copies
from studio.graph.annotations import Annotation, Frame, shown
from studio.graph.edits import remove
from studio.layers import grouping
from studio.project.readouts import arrivals
from studio.text import listed, ntr, tr
from studio.ui.session.session import Session

BLOCK = "Block"
"""What a new definition is called; a number follows where there is one of that name."""


def named(names: Sequence[str]) -> str:
    """One node by its name, several by their number."""
    if len(names) == 1:
        return names[0]
    return ntr("{number} node", "{number} nodes", len(names), number=exact(len(names)))


def what_of(graph: Graph, names: Sequence[str], annotations: Collection[str] = ()) -> str:
    """Nodes and annotations in words: one by its name, several by their number."""
    told = [named(names)] if names else []
    if len(annotations) == 1:
        told += map(_annotation, (shown(graph.annotations)[name] for name in annotations))
    elif annotations:
        count = len(annotations)
        told.append(ntr("{number} annotation", "{number} annotations", count, number=exact(count)))
    return listed(told)


def duplicate(session: Session, names: Sequence[str], annotations: Collection[str] = ()) -> tuple[str, ...]:
    """Put copies of nodes, and of annotations, beside them, with the links among them, and select those of the nodes;
    gives their names."""
    graph, made = copies.duplicate(session.graph, names, annotations)
    session.apply_graph(tr("Duplicate {what}", what=what_of(session.graph, names, annotations)), graph)
    session.select(made)
    return made


def group(session: Session, names: Sequence[str]) -> str | None:
    """Put nodes into a block and select it; gives its name, or tells why it is refused."""
    known, arriving = session.project.definitions, arrivals(session.read_outs)
    try:
        graph, block = grouping.group(
            session.graph, names, BLOCK, arriving, taken=known, values=session.place.values, flow=session.place.flow
        )
    except EditError as error:
        session.refused.emit(error.message, error.remedy)
        return None
    if not session.apply_graph(tr("Group {what}", what=named(names)), graph):
        return None
    session.select([block])
    return block


def delete(session: Session, names: Sequence[str]) -> None:
    """Remove nodes."""
    session.edit(tr("Delete {what}", what=named(names)), lambda graph: remove(graph, names))


def _annotation(each: Annotation) -> str:
    """A frame by its title, a comment by what it begins with."""
    words = " ".join((each.title if isinstance(each, Frame) else each.text).split())
    if isinstance(each, Frame):
        return tr("frame “{title}”", title=shortened(words)) if words else tr("frame")
    return tr("comment “{words}”", words=shortened(words)) if words else tr("comment")
