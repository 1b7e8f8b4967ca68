"""Frames cut out of pictures at places drawn by chance, and stretches out of sequences."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from studio.data.augmentation.chance import Draws
from studio.data.augmentation.rectangles import ATTEMPTS, Rectangles
from studio.data.augmentation.worker import Drawn, Lot, Worker, applies, on
from studio.data.config.transforms.rows import RandomSequenceCrop
from studio.data.config.transforms.sizes import RandomCrop, RandomResizedCrop
from studio.data.transforms.counterparts import largest_of_shape
from studio.data.transforms.framing import ToPadded
from studio.data.transforms.row_steps import sequence_axis
from studio.layers import Shape
from studio.text import tr


@applies(RandomCrop)
class Crop(Worker[RandomCrop]):
    """A frame of one size, of pictures that are padded before."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        left, top, right, bottom = self.settings.padding
        return {
            "top": _start(draws, shape[-2] + top + bottom, self.settings.size[0]),
            "left": _start(draws, shape[-1] + left + right, self.settings.size[1]),
        }

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        settings = self.settings
        pad = ToPadded(settings.padding, settings.padding_mode, settings.fill)
        classes = ToPadded(settings.padding, settings.padding_mode, 0.0)

        def cut(pixels: Tensor) -> Tensor:
            rows = taken(pixels, on(drawn["top"], pixels), settings.size[0], axis=-2)
            return taken(rows, on(drawn["left"], pixels), settings.size[1], axis=-1)

        return lot.moved(lambda pixels: cut(pad(pixels)), lambda pixels: cut(classes(pixels.float()).to(pixels.dtype)))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        left, top, _, _ = self.settings.padding
        height, width = self.settings.size
        return tr(
            "{height}×{width} from row {row}, column {column}",
            height=height, width=width, row=drawn["top"][place] - top, column=drawn["left"][place] - left,
        )  # fmt: skip


@applies(RandomResizedCrop)
class ResizedCrop(Worker[RandomResizedCrop]):
    """A part of any size, scaled to one."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        settings, (height, width) = self.settings, shape[-2:]
        found = Rectangles.none(len(draws))
        for _ in range(ATTEMPTS):
            area = draws.uniform(*settings.scale) * height * width
            ratio = np.exp(draws.uniform(*(math.log(end) for end in settings.ratio)))
            wide, tall = np.rint(np.sqrt(area * ratio)), np.rint(np.sqrt(area / ratio))
            found = found.or_else(Rectangles.placed(draws, tall, wide, height, width, whole=True))
        return found.or_else(self._middle(len(draws), height, width)).named()

    def _middle(self, count: int, height: int, width: int) -> Rectangles:
        """The middle, as near to the picture's shape as the ratios allow."""
        narrow, broad_most = self.settings.ratio
        ratio = min(max(width / height, narrow), broad_most)
        tall, wide = largest_of_shape(height, width, 1_000_000, round(1_000_000 * ratio))
        numbers = ((height - tall) // 2, (width - wide) // 2, tall, wide)
        top, left, high, broad = (np.full(count, number, dtype=np.int64) for number in numbers)
        return Rectangles(top, left, high, broad, np.ones(count, dtype=np.bool_))

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        return lot.moved(lambda pixels: self._scaled(pixels, drawn), lambda pixels: self._nearest(pixels, drawn))

    def _scaled(self, pixels: Tensor, drawn: Drawn) -> Tensor:
        height, width = self.settings.size
        down = weights(drawn["top"], drawn["height"], pixels.shape[-2], height, pixels)
        across = weights(drawn["left"], drawn["width"], pixels.shape[-1], width, pixels)
        return (down[:, None] @ pixels @ across[:, None].transpose(-1, -2)).clamp_(0.0, 1.0)

    def _nearest(self, pixels: Tensor, drawn: Drawn) -> Tensor:
        for axis, start, length, size in ((-2, "top", "height", 0), (-1, "left", "width", 1)):
            wanted = self.settings.size[size]
            steps = (np.arange(wanted) + 0.5) / wanted
            places = drawn[start][:, None] + np.floor(steps * drawn[length][:, None]).astype(np.int64)
            pixels = _gathered(pixels, on(places, pixels), axis)
        return pixels

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        top, left, height, width = (drawn[name][place] for name in ("top", "left", "height", "width"))
        return tr(
            "{height}×{width} from row {row}, column {column}", height=height, width=width, row=top, column=left
        )  # fmt: skip


@applies(RandomSequenceCrop)
class SequenceCrop(Worker[RandomSequenceCrop]):
    """A stretch of one length."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"start": _start(draws, shape[sequence_axis(self.settings.axis)], self.settings.size)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        axis = lot.inputs.dim() - 1 if self.settings.axis == "last" else 1

        def cut(samples: Tensor) -> Tensor:
            return taken(samples, on(drawn["start"], samples), self.settings.size, axis)

        return replace(lot, inputs=cut(lot.inputs), pictures=None if lot.pictures is None else cut(lot.pictures))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("{size} from place {place}", size=self.settings.size, place=drawn["start"][place])


def _start(draws: Draws, length: int, size: int) -> np.typing.NDArray[np.int64]:
    return np.floor(draws.uniform() * (length - size + 1)).astype(np.int64)


def taken(samples: Tensor, starts: Tensor, size: int, axis: int) -> Tensor:
    """For each sample (N, ...) a stretch of an axis from its own start (N,)."""
    return _gathered(samples, starts[:, None] + torch.arange(size, device=samples.device), axis)


def _gathered(samples: Tensor, places: Tensor, axis: int) -> Tensor:
    """For each sample (N, ...) what is at its own places (N, size) of an axis."""
    shape = [1] * samples.dim()
    shape[0], shape[axis] = places.shape
    wanted = list(samples.shape)
    wanted[axis] = places.shape[1]
    return samples.gather(axis, places.reshape(shape).expand(wanted))


def weights(
    starts: np.typing.NDArray[np.int64], lengths: np.typing.NDArray[np.int64], there: int, size: int, like: Tensor
) -> Tensor:
    """Matrices (N, size, there) that scale a stretch of an axis to `size`, bilinear with antialiasing.

    They are what torch weighs pixels by where it interpolates so, for each sample its own stretch.
    """
    start, length = (on(given.astype(np.float64), like, 2) for given in (starts, lengths))
    scale = length / size
    reach = scale.clamp(min=1.0)
    middles = (torch.arange(size, device=like.device, dtype=like.dtype)[:, None] + 0.5) * scale + start
    pixels = torch.arange(there, device=like.device, dtype=like.dtype) + 0.5
    inside = (pixels > start) & (pixels < start + length)
    found = (1.0 - ((pixels - middles) / reach).abs()).clamp(min=0.0) * inside
    return found / found.sum(dim=-1, keepdim=True)
