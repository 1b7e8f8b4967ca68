"""What monitors have told of a training so far, thinned out where it is much."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TypeVar

from studio.training.events import Bins, Distributions, Health

MOST = 600
"""So many looks are kept; of more every second one goes."""

MOST_COUNTED = 120
"""The same of how numbers lay: columns of a picture."""


Told = TypeVar("Told", bound=Health | Distributions)


class HealthHistory:
    """Looks in their order."""

    def __init__(self, told: Iterable[Health | Distributions] = ()) -> None:
        self._looks: list[Health] = []
        self._counted: list[Distributions] = []
        for each in told:
            self.take(each)

    def take(self, told: Health | Distributions) -> None:
        """One more."""
        if isinstance(told, Health):
            self._looks = _with(self._looks, told, MOST)
        else:
            self._counted = _with(self._counted, told, MOST_COUNTED)

    @property
    def latest(self) -> Health | None:
        """The last look; None before the first."""
        return self._looks[-1] if self._looks else None

    def course(self, path: str, figure: str) -> tuple[list[float], list[float]]:
        """The steps at which a node had the figure, and its values there."""
        had = [each for each in self._looks if figure in each.nodes.get(path, {})]
        return [float(each.step) for each in had], [each.nodes[path][figure] for each in had]

    def distributions(self, path: str, kind: str) -> tuple[list[float], list[Bins]]:
        """The steps at which numbers of a node were counted, and how they lay there."""
        had = [each for each in self._counted if kind in each.nodes.get(path, {})]
        return [float(each.step) for each in had], [each.nodes[path][kind] for each in had]


def _with(looks: list[Told], told: Told, most: int) -> list[Told]:
    """One more, in place of those of its step and later ones: it may be told again, and a training goes on from an
    earlier step. Every second of those before goes where there are too many."""
    while looks and looks[-1].step >= told.step:
        looks = looks[:-1]
    looks = [*looks, told]
    return looks if len(looks) <= most else [*looks[:-1:2], looks[-1]]
