"""A network's layers measured beside the window, on a thread of its own."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from studio.project import Project
from studio.text import tr
from studio.training.config import DeviceChoice
from studio.training.control import Control, Stopped
from studio.ui.background.trial import Trial

if TYPE_CHECKING:
    from studio.insight.profiling.profile import Profile
    from studio.project.budgets import Budget, Verdict


class ProfileTrial(Trial):
    """Measures a project's network once, and then what changes would keep a budget."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.profile: Profile | None = None
        self.verdict: Verdict | None = None

    def start(self, project: Project, batch: int, device: DeviceChoice, budget: Budget | None) -> None:
        """Begin, forgetting what was measured before."""
        self.profile = self.verdict = None
        self.begin(partial(_measured, project, batch, device, budget), project)

    def unexpected(self, reason: str) -> str:
        return tr("The measurement failed inside NN Studio: {reason}", reason=reason)

    def take(self, told: list[object]) -> None:
        """The profile comes first, the verdict on it second."""
        for each in told:
            if self.profile is None:
                self.profile = each  # type: ignore[assignment]
            else:
                self.verdict = each  # type: ignore[assignment]


def _measured(
    project: Project, batch: int, device: DeviceChoice, budget: Budget | None, control: Control
) -> Iterator[object]:
    from studio.project.budgets import judged
    from studio.project.export import outlined
    from studio.project.profiling import profiled

    def check() -> None:
        if control.stopped:
            raise Stopped

    subject = outlined(project)
    found = profiled(subject, batch=batch, device=device, check=check)
    yield found
    if budget is not None:
        yield judged(subject, found, budget, check)
