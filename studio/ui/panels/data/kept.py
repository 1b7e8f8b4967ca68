"""What is kept on the disk of decoded pictures and large tables: how much, where, and a button that removes it."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QWidget

from studio import paths
from studio.formatting.numbers import storage
from studio.formatting.shortened import shortened
from studio.text import tr
from studio.ui.background.pool import Channel, Pool
from studio.ui.plain_text import tooltip
from studio.ui.widgets.label import label


class Kept(NamedTuple):
    """Bytes that all caches take, how many they may, and the folder that they are in."""

    size: int
    most: int
    folder: str


class KeptRow(QWidget):
    """A line that is seen while something is kept."""

    def __init__(self, pool: Pool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.words = label("", 12, tone="muted")
        self.clear_button = QPushButton(tr("Clear the cache"))
        about = tr("Remove what is kept and not in use: it saves time only, and comes again with the next training")
        self.clear_button.setToolTip(tooltip(about))
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 4, 12, 6)
        row.setSpacing(8)
        row.addWidget(self.words, 1)
        row.addWidget(self.clear_button)
        self._channel = Channel(pool, "cache", self)
        self._channel.answered.connect(self._show)
        self.clear_button.clicked.connect(self.clear)
        self.hide()

    def look(self) -> None:
        """Find out what is kept by now."""
        self._channel.ask(_look)

    def clear(self) -> None:
        """Remove what nobody uses."""
        self.clear_button.setEnabled(False)
        self._channel.ask(_clear)

    def _show(self, kept: Kept | None) -> None:
        self.clear_button.setEnabled(True)
        self.setVisible(kept is not None and kept.size > 0)
        if kept is not None:
            told = tr("{size} of at most {most} are kept in the cache, of pictures and large tables.",
                      size=storage(kept.size), most=storage(kept.most))  # fmt: skip
            self.words.setText(told)
            self.words.setToolTip(tooltip(shortened(kept.folder, 200)))


def _look() -> Kept | None:
    """None where the disk cannot be looked at."""
    from studio.data.cache.folder import caches
    from studio.data.cache.room import limit

    size = sum(each.size for each in caches())
    try:
        return Kept(size, limit(size), str(paths.caches()))
    except OSError:
        return None


def _clear() -> Kept | None:
    from studio.data.cache.folder import clear

    clear()
    return _look()
