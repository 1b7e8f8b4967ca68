"""Curves of activation functions and losses, worked out off the UI thread and kept."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from studio.layers import Declaration
from studio.ui.background.async_cache import AsyncCache
from studio.ui.background.pool import Pool

if TYPE_CHECKING:
    from studio.explanation.curve import Curve


class LayerCurves(AsyncCache):
    """Curves by what they are of."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(_work_out, "curve", pool, parent)

    def of(self, value: Declaration, asker: Hashable) -> Curve | None:
        """The curve if it is known; otherwise it is worked out, and `ready` tells when it is."""
        return cast("Curve | None", super().of(value, asker))


def _work_out(value: Declaration) -> Curve:
    from studio.explanation.curve import curve

    return curve(value)
