"""What is painted on pages becomes the content of a PDF file, on any thread."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QIODevice
from PySide6.QtGui import QPageLayout, QPdfWriter


def pdf_file(title: str, dots_per_inch: int, page: QPageLayout, draw: Callable[[QPdfWriter], None]) -> bytes:
    """The content of the file; `draw` paints its pages, of this layout. Needs a QGuiApplication."""
    content = QByteArray()
    buffer = QBuffer(content)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(title)
    writer.setCreator("NN Studio")
    writer.setResolution(dots_per_inch)
    writer.setPageLayout(page)
    draw(writer)
    buffer.close()
    return bytes(content.data())
