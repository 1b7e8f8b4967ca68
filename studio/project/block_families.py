"""What a block holds, told by the families of its layers: what a card or a tile of it is coloured by."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from functools import lru_cache

from studio.graph import LayerValue
from studio.graph.collapsed_view import Tile
from studio.graph.definition import Definition
from studio.layers.block import Block
from studio.layers.placeholder import family_of

Shares = tuple[tuple[str, float], ...]
"""Families with their shares of all layers (0 to 1), in the order in which data meet them first."""


def families_inside(layer: object) -> Shares:
    """The families of what is inside a block or tile, also inside the blocks there; nothing for any other layer.

    Its ports count for nothing, unless it has nothing else.
    """
    if isinstance(layer, Tile):
        counts = dict(_counted_of(node.layer for node in layer.nodes.values()))
    elif isinstance(layer, Block):
        counts = dict(_counted(layer.definition))
    else:
        return ()
    inner = {name: count for name, count in counts.items() if name != "io"} or counts
    whole = sum(inner.values())
    return tuple((name, count / whole) for name, count in inner.items())


@lru_cache(maxsize=1024)
def _counted(definition: Definition) -> Counter[str]:
    """How many layers of each family there are. Definitions are values, so that an answer never grows old."""
    return _counted_of(definition.graph[name].layer for name in definition.graph.order)


def _counted_of(layers: Iterable[LayerValue]) -> Counter[str]:
    found: Counter[str] = Counter()
    for layer in layers:
        if isinstance(layer, Block):
            found.update({each: count * layer.repeat for each, count in _counted(layer.definition).items()})
        else:
            found[family_of(layer)] += 1
    return found
