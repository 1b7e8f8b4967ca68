"""What monitors have told of a training so far, thinned out where it is much."""

from __future__ import annotations

from collections.abc import Iterable

from studio.training.events import Health

MOST = 600
"""So many looks are kept; of more every second one goes."""


class HealthHistory:
    """Looks in their order."""

    def __init__(self, told: Iterable[Health] = ()) -> None:
        self._looks: list[Health] = []
        for each in told:
            self.take(each)

    def take(self, told: Health) -> None:
        """One more."""
        self._looks.append(told)
        if len(self._looks) > MOST:
            self._looks = [*self._looks[:-1:2], self._looks[-1]]

    @property
    def latest(self) -> Health | None:
        """The last look; None before the first."""
        return self._looks[-1] if self._looks else None

    def course(self, path: str, figure: str) -> tuple[list[float], list[float]]:
        """The steps at which a node had the figure, and its values there."""
        had = [each for each in self._looks if figure in each.nodes.get(path, {})]
        return [float(each.step) for each in had], [each.nodes[path][figure] for each in had]
