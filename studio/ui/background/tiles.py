"""Small pictures of samples, made off the UI thread: pictures fitted to a square, with their masks; sound as waves."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from studio.data.inspection.page import Page

NO_CLASS = 255
"""Of pixels that are left out."""

MASK = 110
"""Of 255: how much a mask hides of its picture."""


def tiles(page: Page, side: int, colours: tuple[str, ...]) -> tuple[QImage, ...]:
    """A picture of each sample that fits a square of `side` pixels; a null one where its file could not be read.

    Pixels of the classes from 1 on are tinted in `colours`, as class 0 is mostly the background;
    what is left out of the classes is not.
    """
    return tuple(QImage() if each.problem else tile(each.values, side, each.mask, colours) for each in page.samples)


def tile(values: NDArray[Any], side: int, mask: NDArray[Any] | None = None, colours: tuple[str, ...] = ()) -> QImage:
    """A picture of channels (C, H, W) from 0 to 1, or of a recording (C, L), that fits a square of `side` pixels.

    `mask` has the class of each pixel (H, W), which are tinted as those of `tiles`.
    """
    if values.ndim == 2:
        return _waves(values, side)
    picture = _picture(values)
    if mask is not None and colours:
        picture = picture.convertToFormat(QImage.Format.Format_RGB32)
        painter = QPainter(picture)
        painter.drawImage(0, 0, _mask(mask, colours))
        painter.end()
    return _fitted(picture, side)


def _fitted(picture: QImage, side: int) -> QImage:
    grows = max(picture.width(), picture.height()) < side
    how = Qt.TransformationMode.FastTransformation if grows else Qt.TransformationMode.SmoothTransformation
    return picture.scaled(QSize(side, side), Qt.AspectRatioMode.KeepAspectRatio, how)


def _picture(values: NDArray[Any]) -> QImage:
    """Channels (C, H, W) from 0 to 1; of other numbers of channels than 3 the first."""
    levels = (values.clip(0.0, 1.0) * 255.0).round().astype("uint8")
    colour = len(levels) == 3
    pixels = levels.transpose(1, 2, 0) if colour else levels[0]
    height, width = pixels.shape[:2]
    form = QImage.Format.Format_RGB888 if colour else QImage.Format.Format_Grayscale8
    return QImage(pixels.tobytes(), width, height, pixels[0].size, form).copy()


def _waves(channels: NDArray[Any], side: int) -> QImage:
    """Recordings (C, L) as waves, a channel below the other: each column goes from its least to its greatest number
    and meets the next.

    The loudest number of the sample reaches to the edge; silence is a line.
    """
    import numpy as np

    count, length = channels.shape
    height, width = max(1, side // count), min(side, length)
    starts = np.arange(width) * length // width
    loudest = float(np.abs(channels).max()) or 1.0
    middle = (height - 1) / 2
    pixels = np.zeros((count * height, width), dtype=np.uint8)
    rows = np.arange(height)[:, None]
    for at, channel in enumerate(channels):
        behind = channel[np.minimum(starts + length // width, length - 1)]
        top, bottom = (
            np.rint(middle * (1 - reach(reach.reduceat(channel, starts), behind) / loudest))
            for reach in (np.maximum, np.minimum)
        )
        pixels[at * height : (at + 1) * height][(rows >= top) & (rows <= bottom)] = 255
    picture = QImage(pixels.tobytes(), width, count * height, width, QImage.Format.Format_Grayscale8).copy()
    return picture.scaled(side, side)


def _mask(classes: NDArray[Any], colours: tuple[str, ...]) -> QImage:
    """The classes of pixels (H, W) as tints, nothing where the class is 0."""
    import numpy as np

    table = np.zeros((256, 4), dtype=np.uint8)
    for number in range(1, NO_CLASS):
        tint = QColor(colours[(number - 1) % len(colours)])
        table[number] = (tint.red(), tint.green(), tint.blue(), MASK)
    pixels = table[classes.clip(0, NO_CLASS)]
    height, width = classes.shape
    return QImage(pixels.tobytes(), width, height, width * 4, QImage.Format.Format_RGBA8888).copy()
