"""The search for a learning rate beside the window, on a thread of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import cast

from PySide6.QtCore import QObject

from studio.project import Project
from studio.project.snapshots import snapshot
from studio.text import tr
from studio.training.control import Control
from studio.training.rate_curve import RateCurve, Tried
from studio.ui.background.trial import Trial


class RateTrial(Trial):
    """Tries growing rates on a copy of a project's network."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.curve = RateCurve(())

    def start(self, project: Project) -> None:
        """Begin, forgetting what was found before."""
        self.curve = RateCurve(())
        self.begin(partial(_tried, project), project)

    def unexpected(self, reason: str) -> str:
        return tr("The search for a learning rate failed inside NN Studio: {reason}", reason=reason)

    def take(self, told: list[object]) -> None:
        """Make the curve longer."""
        self.curve = RateCurve((*self.curve.tried, *cast("list[Tried]", told)))


def _tried(project: Project, control: Control) -> Iterator[object]:
    from studio.training.rate_finder import try_rates

    yield from try_rates(snapshot(project), control)
