"""The layer at a dotted path of an analysed network, with what the blocks around it make of its parameters."""

from __future__ import annotations

from typing import TYPE_CHECKING

from studio.graph import Graph
from studio.layers import Layer, Placeholder
from studio.layers.block import Block
from studio.layers.passage import Passage
from studio.project.level import Place, steps

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis


def layer_at(graph: Graph, path: str, analysis: Analysis) -> Layer | Placeholder:
    """The layer of a node; of one of several copies of a block, that block by itself."""
    opened = analysis.expansion.whole.get(path)
    *level, name = steps(path)
    is_leaf = opened is not None and not isinstance(opened.layer, Passage)
    layer = opened.layer if opened and is_leaf else Place(graph, tuple(level)).present(name).layer
    assert isinstance(layer, Layer | Placeholder)
    return layer.changed(repeat=1) if isinstance(layer, Block) and path.rpartition(".")[2].isdecimal() else layer
