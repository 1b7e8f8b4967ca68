"""Pictures as files: what is painted, as SVG with its text as text, or as PNG at any scale."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, QSizeF
from PySide6.QtGui import QImage, QImageWriter, QPainter
from PySide6.QtSvg import QSvgGenerator

from studio.errors import StudioError
from studio.files import reason, replace_file
from studio.text import tr

Paint = Callable[[QPainter], None]
"""Paints a picture whose upper left corner is at (0, 0)."""

LARGEST = 16_000
"""Pixels a PNG may be wide or high."""


class PictureError(StudioError):
    """A picture could not be made: says why and what to do instead."""


def cannot_be_written(path: Path, error: OSError) -> PictureError:
    """What is told of a file that the system refuses."""
    told = tr("“{path}” cannot be written. {reason}", path=path, reason=reason(path, error))
    return PictureError(told, tr("Choose another folder."))


def save_painting(path: Path, paint: Paint, size: QSizeF, scale: float) -> None:
    """Paint a picture of some size into a file whose ending (.svg or .png) says how.

    `scale` is how many pixels of a PNG a unit of the size has, fewer where it would be larger than a PNG may be.
    Raises PictureError.
    """
    kind = path.suffix.lower()
    if kind not in (".svg", ".png"):
        raise PictureError(
            tr("“{name}” is no kind of picture this can write.", name=path.name), tr("End the name in .svg or .png.")
        )
    content = _svg(paint, size, path.stem) if kind == ".svg" else _png(paint, size, scale, path.stem)
    try:
        replace_file(path, content)
    except OSError as error:
        raise cannot_be_written(path, error) from None


def png_bytes(image: QImage) -> bytes:
    """An image as the content of a PNG file."""
    return _written(lambda device: QImageWriter(device, QByteArray(b"png")).write(image))


def _svg(paint: Paint, size: QSizeF, title: str) -> bytes:
    def render(device: QBuffer) -> None:
        generator = QSvgGenerator()
        generator.setOutputDevice(device)
        generator.setTitle(title)
        generator.setViewBox(QRectF(0, 0, size.width(), size.height()))
        generator.setSize(size.toSize())
        generator.setResolution(96)
        painter = QPainter(generator)
        paint(painter)
        painter.end()

    return _written(render)


def _png(paint: Paint, size: QSizeF, scale: float, title: str) -> bytes:
    scale = min(scale, LARGEST / max(size.width(), size.height()))
    image = QImage((size * scale).toSize(), QImage.Format.Format_ARGB32_Premultiplied)
    image.setDevicePixelRatio(scale)
    image.setText("Title", title)
    painter = QPainter(image)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    paint(painter)
    painter.end()
    return png_bytes(image)


def _written(write: Callable[[QBuffer], object]) -> bytes:
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    write(buffer)
    buffer.close()
    return bytes(content.data())
