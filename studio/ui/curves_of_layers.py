"""Curves of activation functions, worked out off the UI thread and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from studio.layers import Layer
from studio.ui.worked_out import WorkedOut

if TYPE_CHECKING:
    from studio.explanation.curve import Curve


class LayerCurves(WorkedOut):
    """Curves by their layers."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(_work_out, "curve", parent)

    def of(self, layer: Layer) -> Curve | None:
        """The curve if it is known; otherwise it is worked out, and `ready` tells when it is."""
        return cast("Curve | None", super().of(layer))


def _work_out(layer: Layer) -> Curve:
    from studio.explanation.curve import curve

    return curve(layer)
