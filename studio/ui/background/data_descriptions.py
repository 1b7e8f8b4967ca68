"""What data hold, worked out off the UI thread and kept."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from studio.data import Data
from studio.ui.background.async_cache import AsyncCache
from studio.ui.background.pool import Pool

if TYPE_CHECKING:
    from studio.data.samples import Description


class DataDescriptions(AsyncCache):
    """Descriptions by their data."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(_work_out, "description", pool, parent)

    def of(self, data: Data, asker: Hashable) -> Description | None:
        """The description if it is known; otherwise it is worked out, and `ready` tells when it is."""
        return cast("Description | None", super().of(data, asker))


def _work_out(data: Data) -> Description:
    from studio.data.load import described

    return described(data)
