"""Columns and first rows of tables, read off the UI thread and kept."""

from __future__ import annotations

from collections.abc import Hashable
from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QObject

from studio.data import TableFile
from studio.ui.background.async_cache import AsyncCache
from studio.ui.background.pool import Pool

if TYPE_CHECKING:
    from studio.data.table_files.previewing import TablePreview


class TablePreviews(AsyncCache):
    """Previews by the settings of their tables."""

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(_work_out, "preview", pool, parent)

    def of(self, data: TableFile, asker: Hashable) -> TablePreview | None:
        """The preview if it is known; otherwise it is read, and `ready` tells when it is."""
        return cast("TablePreview | None", super().of(data, asker))


def _work_out(data: TableFile) -> TablePreview:
    from studio.data.table_files.previewing import table_preview

    return table_preview(data)
