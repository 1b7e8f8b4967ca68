"""Curves of activation functions, worked out off the UI thread and kept."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from studio.layers import Layer
from studio.ui.jobs import Task

if TYPE_CHECKING:
    from studio.explanation.curve import Curve

KEPT = 64

_log = logging.getLogger(__name__)


class LayerCurves(QObject):
    """Asks torch for curves, one task for each layer asked for and not yet known."""

    ready = Signal(object)  # the Layer whose curve is known now

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._known: dict[Layer, Curve | None] = {}
        self._tasks: dict[Layer, Task] = {}

    def of(self, layer: Layer) -> Curve | None:
        """The curve if it is known; otherwise it is worked out, and `ready` tells when it is."""
        if layer not in self._known and layer not in self._tasks:
            task = Task(partial(_work_out, layer), self, name="curve")
            self._tasks[layer] = task
            task.done.connect(partial(self._keep, layer))
            task.failed.connect(partial(self._fail, layer))
        return self._known.get(layer)

    def close(self) -> None:
        """Wait for what is being worked out."""
        for task in self._tasks.values():
            task.wait()

    def _keep(self, layer: Layer, curve: object) -> None:
        if len(self._known) >= KEPT:
            self._known.pop(next(iter(self._known)))
        self._known[layer] = curve  # type: ignore[assignment]
        self._tasks.pop(layer).deleteLater()
        self.ready.emit(layer)

    def _fail(self, layer: Layer, error: Exception) -> None:
        """A layer that torch refuses has no curve; what is wrong with it, the analysis tells."""
        _log.info("No curve of %s: %s", layer.kind, error)
        self._keep(layer, None)


def _work_out(layer: Layer) -> Curve:
    from studio.explanation.curve import curve

    return curve(layer)
