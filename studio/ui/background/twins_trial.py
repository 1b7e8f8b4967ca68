"""Two networks that learn side by side, on a thread of its own beside the window."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from functools import partial
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from studio.project import Project
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.control import Control
from studio.ui.background.trial import Trial

if TYPE_CHECKING:
    from studio.insight.playgrounds.learning_together import Judged, Stepped


class TwinsTrial(Trial):
    """Trains copies of the networks of two projects, a step each in turn."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.losses: tuple[list[float], list[float]] = ([], [])
        """Of each network, a step an entry."""
        self.reached: dict[int, tuple[Mapping[str, float], Mapping[str, float]]] = {}
        """Values on training and validation samples, by the place of the network."""

    def start(self, projects: Sequence[Project], steps: int) -> None:
        """Begin, forgetting what came before."""
        self.losses, self.reached = ([], []), {}
        self.begin(partial(_learnt, tuple(projects), steps), projects[0])

    def unexpected(self, reason: str) -> str:
        return tr("The training of both networks failed inside NN Studio: {reason}", reason=reason)

    def take(self, told: list[object]) -> None:
        """Make the curves longer."""
        for each in cast("list[Stepped | Judged]", told):
            if hasattr(each, "loss"):
                self.losses[each.at].append(each.loss)
            else:
                self.reached[each.at] = each.training, each.validation


def _learnt(projects: tuple[Project, ...], steps: int, control: Control) -> Iterator[object]:
    from studio.insight.playgrounds.learning_together import learn_together

    yield from learn_together([snapshot(each) for each in projects], steps, control)
