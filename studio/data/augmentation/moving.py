"""Movements of pictures as matrices: those that follow each other are one, so that pixels are interpolated once."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor
from torch.nn.functional import grid_sample

from studio.data.augmentation.chance import Draws
from studio.data.augmentation.worker import Drawn, Lot, Worker, applies, on
from studio.data.config.transforms.geometry import (
    FILLING,
    Moving,
    RandomAffine,
    RandomHorizontalFlip,
    RandomRotation,
    RandomShear,
    RandomShift,
    RandomVerticalFlip,
    RandomZoom,
)
from studio.data.transforms.levels import levels
from studio.layers import Shape
from studio.text import listed, tr

M = TypeVar("M", bound=Moving)

Matrices = npt.NDArray[np.float64]
"""For each sample where a point of the picture goes (N, 3, 3), from its middle, x to the right and y down."""

PADDING = {"constant": "zeros", "nearest": "border", "reflect": "reflection"}


class Mover(Worker[M], Generic[M]):
    """A movement; `flips` are those that only change the order of rows or columns."""

    flips = False

    @property
    def border(self) -> tuple[str, float] | None:
        """What is seen from beyond the edges: the mode and the brightness; None where nothing is."""
        settings = self.settings
        if not isinstance(settings, FILLING):
            return None
        return settings.fill_mode, settings.fill if settings.fill_mode == "constant" else 0.0

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        """The movements of samples of this shape."""
        raise NotImplementedError


def matrix(xx: Any = 1.0, xy: Any = 0.0, yx: Any = 0.0, yy: Any = 1.0, x: Any = 0.0, y: Any = 0.0) -> Matrices:
    """Matrices (N, 3, 3) of numbers (N,) or single ones."""
    xx, xy, yx, yy, x, y = np.broadcast_arrays(xx, xy, yx, yy, x, y)
    found = np.zeros((len(np.atleast_1d(xx)), 3, 3))
    found[:, 0, 0], found[:, 0, 1], found[:, 0, 2] = xx, xy, x
    found[:, 1, 0], found[:, 1, 1], found[:, 1, 2] = yx, yy, y
    found[:, 2, 2] = 1.0
    return found


@applies(RandomHorizontalFlip)
class HorizontalFlip(Mover[RandomHorizontalFlip]):
    """Left to right."""

    flips = True

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"flipped": draws.happens(self.settings.p)}

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        return matrix(xx=np.where(drawn["flipped"], -1.0, 1.0))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("mirrored") if drawn["flipped"][place] else ""


@applies(RandomVerticalFlip)
class VerticalFlip(Mover[RandomVerticalFlip]):
    """Upside down."""

    flips = True

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"flipped": draws.happens(self.settings.p)}

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        return matrix(yy=np.where(drawn["flipped"], -1.0, 1.0))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("upside down") if drawn["flipped"][place] else ""


@applies(RandomRotation)
class Rotation(Mover[RandomRotation]):
    """Turned by an angle."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"degrees": draws.uniform(*self.settings.degrees)}

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        # y points down, so that a positive angle would turn clockwise.
        angle = np.deg2rad(drawn["degrees"])
        return matrix(np.cos(angle), np.sin(angle), -np.sin(angle), np.cos(angle))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("turned by {degrees}°", degrees=f"{drawn['degrees'][place]:.1f}")


@applies(RandomAffine)
class Affine(Mover[RandomAffine]):
    """Turned, shifted, scaled and sheared."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        settings, (height, width) = self.settings, shape[-2:]
        across, down = settings.translate[0] * width, settings.translate[1] * height
        shear = (*settings.shear, 0.0, 0.0)
        return {
            "degrees": draws.uniform(*settings.degrees),
            "x": np.round(draws.uniform(-across, across)),
            "y": np.round(draws.uniform(-down, down)),
            "scale": draws.uniform(*settings.scale),
            "shear_x": draws.uniform(*shear[:2]),
            "shear_y": draws.uniform(*shear[2:4]),
        }

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        """Turned, sheared along y, then along x, and scaled about the middle, as torchvision composes them."""
        angle, along_x, along_y = (np.deg2rad(drawn[name]) for name in ("degrees", "shear_x", "shear_y"))
        a = np.cos(angle - along_y) / np.cos(along_y)
        b = -a * np.tan(along_x) - np.sin(angle)
        c = np.sin(angle - along_y) / np.cos(along_y)
        d = -c * np.tan(along_x) + np.cos(angle)
        scale = drawn["scale"]
        return matrix(scale * a, scale * b, scale * c, scale * d, drawn["x"], drawn["y"])

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        values = {name: value[place] for name, value in drawn.items()}
        told: list[str] = [tr("turned by {degrees}°", degrees=f"{-values['degrees']:.1f}")] if values["degrees"] else []
        if values["x"] or values["y"]:
            told.append(_shifted(values["x"], values["y"]))
        if values["scale"] != 1:
            told.append(tr("scaled by {factor}", factor=f"{values['scale']:.2f}"))
        if values["shear_x"] or values["shear_y"]:
            angles = [f"{values[name]:.1f}°" for name in ("shear_x", "shear_y") if values[name]]
            told.append(tr("sheared by {degrees}", degrees=listed(angles)))
        return listed(told) if told else ""


def _shifted(x: float, y: float) -> str:
    return tr("shifted by {x} and {y} pixels", x=f"{x:+.1f}".removesuffix(".0"), y=f"{y:+.1f}".removesuffix(".0"))


@applies(RandomShift)
class Shift(Mover[RandomShift]):
    """Shifted to the side, up or down."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        height, width = shape[-2:]
        down, across = self.settings.height * height, self.settings.width * width
        return {"x": draws.uniform(-across, across), "y": draws.uniform(-down, down)}

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        return matrix(x=drawn["x"], y=drawn["y"])

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return _shifted(drawn["x"][place], drawn["y"][place])


@applies(RandomShear)
class Shear(Mover[RandomShear]):
    """Slanted."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"degrees": draws.uniform(-self.settings.degrees, self.settings.degrees)}

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        """What is seen at (x, y) is the picture at (x cos s, y - x sin s), as Keras has it."""
        angle = np.deg2rad(drawn["degrees"])
        return np.asarray(np.linalg.inv(matrix(xx=np.cos(angle), yx=-np.sin(angle))), dtype=np.float64)

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("sheared by {degrees}", degrees=f"{drawn['degrees'][place]:.1f}°")


@applies(RandomZoom)
class Zoom(Mover[RandomZoom]):
    """Enlarged or made smaller."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"height": draws.uniform(*self.settings.range), "width": draws.uniform(*self.settings.range)}

    def matrices(self, drawn: Drawn, shape: Shape) -> Matrices:
        return matrix(xx=1 / drawn["width"], yy=1 / drawn["height"])

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        height, width = (f"{drawn[name][place]:.0%}" for name in ("height", "width"))
        return tr("{height} of the height and {width} of the width", height=height, width=width)


def composed(movers: Sequence[Mover[Any]], drawn: Sequence[Drawn], shape: Shape) -> Matrices:
    """One movement after the other as one."""
    whole = movers[0].matrices(drawn[0], shape)
    for mover, parameters in zip(movers[1:], drawn[1:], strict=True):
        whole = mover.matrices(parameters, shape) @ whole
    return whole


def moved(lot: Lot, movements: Matrices, border: tuple[str, float] | None) -> Lot:
    """A batch moved by matrices, with what is seen from beyond the edges; None where the movements are flips alone."""
    if border is None:
        return lot.moved(lambda pixels: _flipped(pixels, movements), lambda pixels: _flipped(pixels, movements))
    return lot.moved(
        lambda pixels: warped(pixels, movements, *border),
        lambda pixels: warped(pixels.float(), movements, border[0], 0.0, mode="nearest").to(pixels.dtype),
    )


def _flipped(pixels: Tensor, movements: Matrices) -> Tensor:
    """Exactly the same pixels in another order."""
    for axis, coordinate in ((-1, 0), (-2, 1)):
        flipped = movements[:, coordinate, coordinate] < 0
        if flipped.any():
            pixels = torch.where(on(flipped, pixels, pixels.dim() - 1), pixels.flip(axis), pixels)
    return pixels


def warped(pixels: Tensor, movements: Matrices, fill_mode: str, fill: float, mode: str = "bilinear") -> Tensor:
    """Pictures (N, C, H, W), or bytes of them, moved about their middle, with what is seen from beyond the edges.

    On a processor in pieces of a picture a core, so that grid and picture stay in its cache.
    """
    count, channels, height, width = pixels.shape
    dtype = torch.float32 if pixels.dtype == torch.uint8 else pixels.dtype
    piece = torch.get_num_threads() if pixels.device.type == "cpu" else max(count, 1)
    moved = torch.empty(count, channels, height, width, dtype=dtype, device=pixels.device)
    rows = on(_coefficients(movements, height, width), moved)
    # One for all pieces: memory that was just written is at hand sooner than other memory.
    grid = moved.new_empty(min(piece, count), height, width, 2)
    for first in range(0, count, piece):
        part = slice(first, first + piece)
        seen = levels(pixels[part])
        places = grid[: len(seen)]
        _put_places(rows[part], places)
        # What is beyond the edges is 0, so the fill is 0 meanwhile: edges blend with it, not with black.
        shifted = seen - fill if fill else seen
        sampled = grid_sample(shifted, places, mode, PADDING[fill_mode], align_corners=False)
        moved[part] = sampled + fill if fill else sampled
    return moved


def _coefficients(movements: Matrices, height: int, width: int) -> Matrices:
    """What of a picture is seen at each place (N, 2, 3), in torch's coordinates: -1 at one edge, 1 at the other."""
    back = np.linalg.inv(movements)
    sizes = np.array([width, height, 2.0])
    return np.ascontiguousarray((back * sizes[None, None, :] / sizes[None, :, None])[:, :2])


def _put_places(coefficients: Tensor, grid: Tensor) -> None:
    """Fill `grid` with the places (N, H, W, 2) at which pictures are seen."""
    _, height, width, _ = grid.shape
    x = (torch.arange(width, device=grid.device, dtype=grid.dtype) * 2 + 1) / width - 1
    y = (torch.arange(height, device=grid.device, dtype=grid.dtype) * 2 + 1) / height - 1
    for axis in (0, 1):
        along, down, shift = (coefficients[:, axis, number, None, None] for number in (0, 1, 2))
        torch.add(along * x, down * y[:, None] + shift, out=grid[..., axis])
