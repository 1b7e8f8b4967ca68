"""Transfer learning: a network that was taken in, or trained, gets a head for other classes; the rest is frozen."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from studio.graph import EditError, Graph, edits
from studio.graph.names import unique_name
from studio.graph.topology import ancestors, leading_to
from studio.layers import Layer
from studio.layers.block import FROZEN, Block
from studio.layers.io import Output
from studio.project.model import Project
from studio.text import ntr, tr

if TYPE_CHECKING:
    from studio.data.samples import Description

HEAD = "head"
"""What the new layer is called: a name of its own, so that it begins with new weights whatever its width was."""

WIDTHS = {"Linear": "out_features", "Conv2d": "out_channels", "Conv1d": "out_channels"}
"""Layers that can be a head, with the parameter that counts the classes."""


@dataclass(frozen=True)
class NewHead:
    """A project with another head. `replaced` is the node that was the head, `head` what it is called now.

    `frozen` are the nodes with weights that training leaves as they are; `before` and `classes` count outputs.
    """

    project: Project
    replaced: str
    head: str
    before: int
    classes: int
    frozen: tuple[str, ...]

    @property
    def words(self) -> str:
        """What was done, in a sentence."""
        frozen = ntr("{count} node is frozen", "{count} nodes are frozen", len(self.frozen))
        return tr(
            "“{replaced}” with {before} outputs became “{head}” with {count}; {frozen}.",
            replaced=self.replaced, head=self.head, before=self.before, count=self.classes, frozen=frozen,
        )  # fmt: skip

    def to_json(self) -> dict[str, object]:
        """For programs."""
        return {
            "replaced": self.replaced, "head": self.head, "before": self.before, "classes": self.classes,
            "frozen": list(self.frozen),
        }  # fmt: skip


def classes_of(data: Description) -> int:
    """How many outputs a head for data has. Raises EditError where they have nothing for a head to tell apart."""
    if data.task not in ("classes", "labels", "numbers") or not data.classes:
        raise EditError(
            tr("These data ask for no row of classes, labels or numbers, which is what a head gives."),
            tr("Choose data with classes."),
        )
    return len(data.classes)


def with_new_head(project: Project, classes: int) -> NewHead:
    """Put a new layer with so many outputs in the place of the last Linear (or convolution), and freeze all before it.

    Raises EditError where there is none, or it lies inside a block.
    """
    from studio.compiler.analysis import analyse

    graph, reports = project.graph, analyse(project.graph).nodes
    weighted = {name for name in graph if name in reports and reports[name].parameters}
    old = _head_of(graph, weighted)
    layer = graph[old].layer
    assert isinstance(layer, Layer)
    name = unique_name(HEAD, graph)
    changed = edits.set_layer(graph, old, layer.changed(**{WIDTHS[layer.kind]: classes}))
    changed = edits.rename(changed, old, name)
    frozen = tuple(
        each for each in changed
        if each in weighted & ancestors(changed, name) and FROZEN not in dict(changed[each].bindings)
    )  # fmt: skip
    marked = {each: replace(changed[each], frozen=True) for each in frozen}
    marked[name] = replace(changed[name], frozen=False, init=())
    whole = project.with_graph(changed.replacing(marked))
    return NewHead(whole, old, name, getattr(layer, WIDTHS[layer.kind]), classes, frozen)


def _head_of(graph: Graph, weighted: Collection[str]) -> str:
    """The last node with weights on the way to an Output, which has to be one that can tell classes apart."""
    ends = [name for name, node in graph.items() if isinstance(node.layer, Output)]
    leading = leading_to(graph, ends[:1])
    last = next((name for name in reversed(graph.order) if name in leading and name in weighted), None)
    if last is not None and graph[last].layer.kind in WIDTHS:
        return last
    if last is not None and isinstance(graph[last].layer, Block):
        raise EditError(
            tr("The last layer with weights lies inside the block “{name}”.", name=last),
            tr("Ungroup that block first, so that its last Linear can be replaced."),
        )
    raise EditError(
        tr("The network does not end in a Linear or a convolution, whose outputs could be other classes."),
        tr("Add a Linear before the Output."),
    )
