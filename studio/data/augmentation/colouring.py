"""Colours and sharpness of pictures changed by chance, by kornia."""

from __future__ import annotations

import math
from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from studio.data.augmentation.chance import Draws
from studio.data.augmentation.worker import Drawn, Lot, Worker, applies, chosen, on
from studio.data.config.transforms.colour import ColorJitter, GaussianBlur, RandomGrayscale
from studio.data.transforms.steps import COLOUR, LUMA
from studio.layers import Shape
from studio.text import listed, tr


@applies(ColorJitter)
class Jitter(Worker[ColorJitter]):
    """Brightness, contrast, saturation and hue, one after the other."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        settings = self.settings
        ranges = {name: getattr(settings, name) for name in ("brightness", "contrast", "saturation", "hue")}
        drawn = {name: draws.uniform(*pair) for name, pair in ranges.items()}
        return drawn | {"happens": draws.happens(settings.p)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        from kornia import enhance

        pictures, settings = lot.inputs, self.settings
        if settings.brightness != (1.0, 1.0):
            pictures = enhance.adjust_brightness_accumulative(pictures, on(drawn["brightness"], pictures))
        if settings.contrast != (1.0, 1.0):
            pictures = enhance.adjust_contrast_with_mean_subtraction(pictures, on(drawn["contrast"], pictures))
        if pictures.shape[1] == COLOUR and settings.saturation != (1.0, 1.0):
            pictures = enhance.adjust_saturation_with_gray_subtraction(pictures, on(drawn["saturation"], pictures))
        if pictures.shape[1] == COLOUR and settings.hue != (0.0, 0.0):
            pictures = enhance.adjust_hue(pictures, on(drawn["hue"] * 2 * math.pi, pictures))
        return replace(lot, inputs=chosen(pictures, lot.inputs, drawn["happens"]))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        if not drawn["happens"][place]:
            return ""
        told = []
        if self.settings.brightness != (1.0, 1.0):
            told.append(tr("brightness × {factor}", factor=f"{drawn['brightness'][place]:.2f}"))
        if self.settings.contrast != (1.0, 1.0):
            told.append(tr("contrast × {factor}", factor=f"{drawn['contrast'][place]:.2f}"))
        if shape[0] == COLOUR and self.settings.saturation != (1.0, 1.0):
            told.append(tr("saturation × {factor}", factor=f"{drawn['saturation'][place]:.2f}"))
        if shape[0] == COLOUR and self.settings.hue != (0.0, 0.0):
            told.append(tr("hue turned by {share}", share=f"{drawn['hue'][place]:+.0%}"))
        return listed(told) if told else ""


@applies(RandomGrayscale)
class RandomGrey(Worker[RandomGrayscale]):
    """Some pictures in grey, with three equal channels."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"happens": draws.happens(self.settings.p)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        if lot.shape[0] != COLOUR:
            return lot
        shares = torch.tensor(LUMA, device=lot.inputs.device).reshape(1, COLOUR, 1, 1)
        grey = (lot.inputs * shares).sum(dim=1, keepdim=True).expand_as(lot.inputs)
        return replace(lot, inputs=chosen(grey, lot.inputs, drawn["happens"]))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("grey") if drawn["happens"][place] and shape[0] == COLOUR else ""


@applies(GaussianBlur)
class Blur(Worker[GaussianBlur]):
    """Pictures blurred by a bell curve."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"sigma": draws.uniform(*self.settings.sigma), "happens": draws.happens(self.settings.p)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        from kornia.filters import gaussian_blur2d

        # kornia looks at the widths, which on the processor waits for no device.
        sigma = torch.from_numpy(np.stack([drawn["sigma"]] * 2, axis=1)).to(lot.inputs.dtype)
        blurred: Tensor = gaussian_blur2d(lot.inputs, self.settings.kernel_size, sigma, border_type="reflect")
        return replace(lot, inputs=chosen(blurred, lot.inputs, drawn["happens"]))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("blurred by {sigma}", sigma=f"{drawn['sigma'][place]:.2f}") if drawn["happens"][place] else ""
