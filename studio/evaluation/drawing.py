"""Makes a sample of what a person draws: as large, as thick and in the place that the ink of the training's has."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
import numpy.typing as npt
import torch
from PIL import Image, ImageDraw
from torch import Tensor

from studio.evaluation.likeness import Likeness

Stroke = Sequence[tuple[float, float]]
"""Points of a line that is drawn without lifting the pen: x to the right and y down, in any unit."""

FINE = 256
"""Pixels of the longer side of the frame in which lines are drawn before they are brought to its size."""

SEEN = 0.3
"""Share of full ink from which on a pixel counts as drawn on."""

THINNEST, THICKEST = 0.05, 0.25
"""Of the frame's shorter side, how thick a pen can be."""

PENS = np.linspace(THINNEST, THICKEST, 9)
"""Pens that are tried out to find the one whose lines are as thick as those of samples."""

SPECIMENS: tuple[Stroke, ...] = (
    ((0.2, 0.1), (0.8, 0.1), (0.4, 0.9)),
    ((0.5, 0.1), (0.3, 0.25), (0.25, 0.5), (0.3, 0.75), (0.5, 0.9), (0.7, 0.75), (0.75, 0.5), (0.7, 0.25), (0.5, 0.1)),
    ((0.75, 0.2), (0.5, 0.1), (0.3, 0.3), (0.5, 0.5), (0.7, 0.7), (0.5, 0.9), (0.25, 0.8)),
)
"""Lines to try pens out with: a corner, a loop and a bow."""

SLANTS = (0.0, -0.12, 0.12, -0.25, 0.25)
"""How far to the right lines may be moved for each step down, so that they lean as samples do."""

ALIKE = 0.95
"""Share of pictures from which on they count as of one kind."""

UNLIKE = 10
"""So many times as unlike as samples are on average, none of these says how lines should lean."""


@dataclass(frozen=True)
class Look:
    """How pictures of dark or light ink look: `light_ground` says that the ink is the dark one.

    `height` and `width` are the shares of the frame that what is drawn reaches over, `pen` how thick lines are as a
    share of its shorter side. `by_weight` says that what is in the middle is the centre of all ink, not of its box.
    `same_ground` says that nearly all have the same ground, `size` is that of the pictures, where they were looked at,
    and `likeness` tells how much others are like them.
    """

    light_ground: bool = False
    height: float = 0.72
    width: float = 0.72
    pen: float = 0.1
    by_weight: bool = True
    size: tuple[int, int] | None = None
    same_ground: bool = False
    likeness: Likeness | None = field(default=None, compare=False)

    @classmethod
    def of(cls, pictures: Tensor) -> Look:
        """The look of pictures (N, 1, H, W) in [0, 1]; the usual one of their size where nothing is on any of them."""
        values = pictures[:, 0].double().numpy()
        edges = np.concatenate([values[:, 0], values[:, -1], values[:, :, 0], values[:, :, -1]], axis=1)
        light_ground = bool(np.median(edges) > 0.5)
        same_ground = bool(((np.median(edges, axis=1) > 0.5) == light_ground).mean() > ALIKE)
        inks = [ink for ink in (1 - values if light_ground else values) if ink.max() > SEEN]
        rows, columns = values.shape[1:]
        if not inks:
            return cls(light_ground, size=(rows, columns))
        boxes = np.array([_box(ink > SEEN * ink.max()) for ink in inks])
        top, bottom, left, right = boxes.T
        centres = np.stack([(top + bottom) / 2, (left + right) / 2], axis=1)
        middle = np.array([rows / 2, columns / 2])
        off_box = np.abs(centres - middle).mean()
        off_weight = np.abs(np.array([_weight(ink) for ink in inks]) - middle).mean()
        found = cls(
            light_ground,
            float(np.median(bottom - top)) / rows,
            float(np.quantile(right - left, 0.9)) / columns,
            by_weight=bool(off_weight < off_box),
            size=(rows, columns),
            same_ground=same_ground,
        )
        return replace(found, pen=_pen(found, inks), likeness=Likeness.to(pictures))


def is_inverted(picture: Tensor, look: Look) -> bool:
    """Whether a picture (1, H, W) is dark on light where those that were looked at are light on dark, or the other way
    round; False where they are of both kinds, or none were looked at."""
    ground = float(torch.cat([picture[0, 0], picture[0, -1], picture[0, :, 0], picture[0, :, -1]]).median())
    is_clear = float(picture.max() - picture.min()) > SEEN and abs(ground - 0.5) > SEEN
    return look.same_ground and is_clear and (ground > 0.5) != look.light_ground


def drawn(strokes: Sequence[Stroke], height: int, width: int, look: Look) -> Tensor:
    """A picture (1, H, W) in [0, 1] of lines, which are brought to the size and the place that others have, and lean
    as these do."""
    if not any(len(stroke) for stroke in strokes):
        return torch.full((1, height, width), float(look.light_ground))
    if look.likeness is None or look.size != (height, width):
        return _upright(strokes, height, width, look)
    pictures = torch.stack([_upright(_leaning(strokes, slant), height, width, look) for slant in SLANTS])
    distances = look.likeness.distances(pictures)
    return pictures[int(distances.argmin()) if float(distances.min()) < UNLIKE * height * width else 0]


def _upright(strokes: Sequence[Stroke], height: int, width: int, look: Look) -> Tensor:
    """The same as they were drawn."""
    small = _ink(strokes, height, width, look)
    return torch.from_numpy((1 - small if look.light_ground else small).astype(np.float32))[None]


def _ink(strokes: Sequence[Stroke], height: int, width: int, look: Look) -> npt.NDArray[np.float64]:
    """Ink (H, W) in [0, 1] of lines, in the place of others."""
    points = np.array([point for stroke in strokes for point in stroke], dtype=float)
    fine = max(1, FINE // max(height, width))
    rows, columns = height * fine, width * fine
    pen = look.pen * min(rows, columns)
    low, reach = points.min(0), np.ptp(points, axis=0)
    room = np.array([look.width * columns, look.height * rows]) - pen
    scales = [max(1.0, each) / side for each, side in zip(room, reach, strict=True) if side > 0]
    scale = min(scales, default=1.0)
    offset = np.array([columns, rows]) / 2 - scale * (low + reach / 2)
    ink = _lines(strokes, scale, offset, (rows, columns), pen)
    if look.by_weight:
        y, x = _weight(ink)
        ink = _lines(strokes, scale, offset + np.array([columns / 2 - x, rows / 2 - y]), (rows, columns), pen)
    small: npt.NDArray[np.float64] = ink.reshape(height, fine, width, fine).mean((1, 3))
    return small


def _leaning(strokes: Sequence[Stroke], slant: float) -> list[Stroke]:
    return [[(x + slant * y, y) for x, y in stroke] for stroke in strokes]


def _pen(look: Look, inks: Sequence[npt.NDArray[np.float64]]) -> float:
    """The pen whose lines come out as thick as those of pictures (H, W): blurred ones are drawn with a thinner one."""
    height, width = inks[0].shape
    looks = [replace(look, pen=float(pen)) for pen in PENS]
    thick = [np.median([_thickness(_ink([line], height, width, each)) for line in SPECIMENS]) for each in looks]
    return float(np.interp(np.median([_thickness(ink) for ink in inks]), np.maximum.accumulate(thick), PENS))


def _lines(
    strokes: Sequence[Stroke], scale: float, offset: npt.NDArray[np.float64], size: tuple[int, int], pen: float
) -> npt.NDArray[np.float64]:
    """Ink (rows, columns) of round lines, 0 or 1."""
    sheet = Image.new("L", (size[1], size[0]))
    draw, radius = ImageDraw.Draw(sheet), pen / 2
    for stroke in strokes:
        placed = [(float(x), float(y)) for x, y in np.asarray(stroke, dtype=float) * scale + offset]
        if len(placed) > 1:
            draw.line(placed, fill=255, width=max(1, round(pen)))
        for x, y in placed:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), fill=255)
    return np.asarray(sheet, dtype=np.float64) / 255


def _box(seen: npt.NDArray[np.bool_]) -> tuple[int, int, int, int]:
    """The first row and the one behind the last, and the same of columns."""
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def _weight(ink: npt.NDArray[np.float64]) -> tuple[float, float]:
    """The centre of all ink, from the upper left corner: down, and to the right."""
    whole = ink.sum() or 1.0
    rows, columns = np.arange(ink.shape[0]) + 0.5, np.arange(ink.shape[1]) + 0.5
    return float((ink.sum(1) * rows).sum() / whole), float((ink.sum(0) * columns).sum() / whole)


def _thickness(ink: npt.NDArray[np.float64]) -> float:
    """How thick lines are, in pixels: their area by half of their outline."""
    down, across = np.abs(np.diff(ink, axis=0)).sum(), np.abs(np.diff(ink, axis=1)).sum()
    return float(2 * ink.sum() / max(1e-9, np.hypot(down, across)))
