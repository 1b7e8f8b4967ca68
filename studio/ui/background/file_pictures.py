"""Small pictures of the networks in files, drawn off the UI thread and kept in the cache folder."""

from __future__ import annotations

import hashlib
from contextlib import suppress
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, QRectF, Qt, Signal
from PySide6.QtGui import QImage, QPainter

from studio import paths
from studio.project.file import load_network
from studio.ui import theme
from studio.ui.background.async_cache import AsyncCache
from studio.ui.background.pool import Pool
from studio.ui.widgets.schematic import paint_schematic, schematic

WIDTH, HEIGHT = 52, 32
"""Pixels on the screen."""

SHARPNESS = 2
"""Pixels of a picture to one of the screen, so that it is sharp at 200 % too."""

LARGER = 2.5
"""A picture is drawn so much larger than it is shown: bars have their sizes in pixels."""

KEPT = 50
"""So many pictures are kept; then the oldest go."""

VERSION = 1
"""Goes up when pictures are drawn otherwise."""


class Wanted(NamedTuple):
    """A file as it is now, in the colours of a theme."""

    path: str
    changed: int
    size: int
    mode: str

    @classmethod
    def of(cls, path: Path) -> Wanted:
        """The file as it is at the moment. Raises OSError."""
        found = path.stat()
        return cls(str(path), found.st_mtime_ns, found.st_size, theme.current().mode)

    @property
    def kept(self) -> Path:
        """Where its picture lies."""
        named = hashlib.sha256(repr((VERSION, *self)).encode("utf-8", "surrogateescape")).hexdigest()[:32]
        return paths.thumbnails() / f"{named}.png"


class FilePictures(QObject):
    """Pictures by file; None until they are drawn, and for files that hold no network."""

    ready = Signal()  # there are more than before

    def __init__(self, pool: Pool, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._cache = AsyncCache(drawn, "picture", pool, self)
        self._cache.ready.connect(lambda _: self.ready.emit())

    def of(self, path: Path) -> QImage | None:
        """The picture of the file as it is now; `ready` tells when there is one."""
        try:
            wanted = Wanted.of(path)
        except (OSError, ValueError):
            return None
        image: QImage | None = self._cache.of(wanted, path)
        return image


def drawn(wanted: Wanted) -> QImage:
    """The picture that is kept of a file, or a new one. Raises ProjectError."""
    kept = QImage(str(wanted.kept))
    if not kept.isNull():
        kept.setDevicePixelRatio(SHARPNESS)
        return kept
    # Before there is a painter: one that an error left behind, with the picture gone, would end the process.
    shown = schematic(load_network(Path(wanted.path)))
    image = QImage(WIDTH * SHARPNESS, HEIGHT * SHARPNESS, QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(SHARPNESS)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.scale(1 / LARGER, 1 / LARGER)
    box = QRectF(0, 0, WIDTH * LARGER, HEIGHT * LARGER)
    paint_schematic(painter, box.adjusted(10, 6, -10, -6), shown)
    painter.end()
    with suppress(OSError):  # then it is drawn again the next time
        wanted.kept.parent.mkdir(parents=True, exist_ok=True)
        image.save(str(wanted.kept))
        _remove_oldest(wanted.kept.parent)
    return image


def _remove_oldest(folder: Path) -> None:
    pictures = sorted(folder.glob("*.png"), key=lambda each: each.stat().st_mtime_ns)
    for each in pictures[:-KEPT]:
        each.unlink(missing_ok=True)
