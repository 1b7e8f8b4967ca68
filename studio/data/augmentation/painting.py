"""Noise on pictures, and parts of them painted over."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch

from studio.data.augmentation.chance import Draws
from studio.data.augmentation.noise import bell_curve
from studio.data.augmentation.rectangles import ATTEMPTS, Rectangles, covered
from studio.data.augmentation.worker import Drawn, Lot, Worker, applies, chosen, on
from studio.data.config.transforms.values import GaussianNoise, RandomErasing
from studio.layers import Shape
from studio.text import tr


@applies(GaussianNoise)
class Noise(Worker[GaussianNoise]):
    """Each number with one of a bell curve added."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"happens": draws.happens(self.settings.p), "keys": draws.keys()}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        noise = bell_curve(on(drawn["keys"], lot.inputs), lot.shape)
        noisy = lot.inputs + noise.mul_(self.settings.sigma).add_(self.settings.mean)
        if self.settings.clip:
            noisy = noisy.clamp_(0.0, 1.0)
        return replace(lot, inputs=chosen(noisy, lot.inputs, drawn["happens"]))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("noise of {sigma}", sigma=f"{self.settings.sigma:g}") if drawn["happens"][place] else ""


@applies(RandomErasing)
class Erasing(Worker[RandomErasing]):
    """A rectangle of some pictures painted over."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        settings = self.settings
        happens = draws.happens(settings.p)
        found = Rectangles.none(len(draws))
        height, width = shape[-2:]
        for _ in range(ATTEMPTS):
            area = draws.uniform(*settings.scale) * height * width
            ratio = np.exp(draws.uniform(*(math.log(end) for end in settings.ratio)))
            tall, wide = np.rint(np.sqrt(area * ratio)), np.rint(np.sqrt(area / ratio))
            tries = Rectangles.placed(draws, tall, wide, height, width, whole=False)
            found = found.or_else(tries)
        return {"happens": happens & found.fits, **found.named()}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        inside = covered(drawn, lot.inputs)
        painted = torch.where(inside, torch.full_like(lot.inputs[:1, :1, :1, :1], self.settings.value), lot.inputs)
        return replace(lot, inputs=chosen(painted, lot.inputs, drawn["happens"]))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        if not drawn["happens"][place]:
            return ""
        return tr("erased {height}×{width}", height=drawn["height"][place], width=drawn["width"][place])
