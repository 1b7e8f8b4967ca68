"""Items in rows with links between them: put in order, so that few cross, and spread, so that most are straight."""

from __future__ import annotations

from bisect import bisect_right, insort
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

SWEEPS = 8
MOST_STEPS = 60_000
"""Items times sweeps, beyond which large drawings are swept less often."""

HELD = 1e6
"""How much an item of the main path wants to stand in its line."""


class _Link(NamedTuple):
    """One end of a link: the item there, how straight the link wants to be, where on the lower card it ends."""

    item: int
    weight: float
    port: float


@dataclass
class Drawing:
    """Items in rows with links between them: first put in order, then given their x in columns."""

    layers: list[list[int]]
    width: list[float]
    above: dict[int, list[_Link]] = field(default_factory=dict)
    below: dict[int, list[_Link]] = field(default_factory=dict)
    x: dict[int, float] = field(default_factory=dict)
    ways: dict[tuple[int, int], list[int]] = field(default_factory=dict)
    """The bends of each link that has any."""
    straight: set[int] = field(default_factory=set)
    """Items that stand in one line."""

    @property
    def sweeps(self) -> int:
        return max(1, min(SWEEPS, MOST_STEPS // len(self.width)))

    def bend(self, layer: int, width: float) -> int:
        self.width.append(width)
        self.layers[layer].append(len(self.width) - 1)
        return len(self.width) - 1

    def link(self, upper: int, lower: int, weight: float, port: float = 0.0) -> None:
        self.below.setdefault(upper, []).append(_Link(lower, weight, port))
        self.above.setdefault(lower, []).append(_Link(upper, weight, 0.0))

    def reduce_crossings(self) -> None:
        """Sort each row by the mean place of its neighbours, upward and downward in turn; keep the best order."""
        best, fewest = [list(layer) for layer in self.layers], self._crossings()
        for sweep in range(self.sweeps):
            if fewest == 0:
                break
            self._sort_rows(downward=sweep % 2 == 1)
            count = self._crossings()
            if count < fewest:
                best, fewest = [list(layer) for layer in self.layers], count
        self.layers = best

    def _sort_rows(self, *, downward: bool) -> None:
        neighbours = self.above if downward else self.below
        for fixed, layer in pairwise(self.layers if downward else self.layers[::-1]):
            place = {item: index for index, item in enumerate(fixed)}
            wanted = {}
            for index, item in enumerate(layer):
                near = [place[link.item] + link.port for link in neighbours.get(item, ()) if link.item in place]
                wanted[item] = sum(near) / len(near) if near else index
            layer.sort(key=wanted.__getitem__)

    def _crossings(self) -> int:
        """How many pairs of links between neighbouring rows cross."""
        count = 0
        for upper, lower in pairwise(self.layers):
            place = {item: index for index, item in enumerate(lower)}
            seen: list[float] = []
            for item in upper:
                links = self.below.get(item, ())
                for end in sorted(place[link.item] + link.port for link in links if link.item in place):
                    count += len(seen) - bisect_right(seen, end)
                    insort(seen, end)
        return count

    def spread(self) -> None:
        """Give every item its x: near the mean of its neighbours, in order, with room beside the next."""
        for layer in self.layers:
            self.x.update({item: float(index) for index, item in enumerate(layer)})
        for sweep in range(3 * self.sweeps):
            settling = sweep >= self.sweeps
            downward = sweep % 2 == 0
            sides = (self.above, self.below) if settling else (self.above if downward else self.below,)
            for layer in self.layers if downward else reversed(self.layers):
                self._place(layer, [self._wanted(item, sides) for item in layer])

    def _wanted(self, item: int, sides: Iterable[Mapping[int, list[_Link]]]) -> tuple[float, float]:
        """(x, weight) that an item's links pull it to, or the main path."""
        if item in self.straight:
            return 0.0, HELD
        links = [link for side in sides for link in side.get(item, ())]
        total = sum(link.weight for link in links)
        return (sum(link.weight * self.x[link.item] for link in links) / total, total) if links else (self.x[item], 0.1)

    def _place(self, layer: Sequence[int], wanted: Sequence[tuple[float, float]]) -> None:
        """The places nearest to those wanted that keep order and room: isotonic regression by pooling
        adjacent violators (Ayer et al., 1955), on x less the room taken by those before."""
        offset = 0.0
        offsets: list[float] = []
        pools: list[tuple[float, float, int]] = []
        for index, (item, (x, weight)) in enumerate(zip(layer, wanted, strict=True)):
            if index:
                offset += (self.width[layer[index - 1]] + self.width[item]) / 2
            offsets.append(offset)
            pool = (x - offset, weight, 1)
            while pools and pools[-1][0] > pool[0]:
                mean, total, count = pools.pop()
                pool = ((mean * total + pool[0] * pool[1]) / (total + pool[1]), total + pool[1], count + pool[2])
            pools.append(pool)
        placed = [mean for mean, _, count in pools for _ in range(count)]
        self.x.update({item: mean + room for item, mean, room in zip(layer, placed, offsets, strict=True)})
