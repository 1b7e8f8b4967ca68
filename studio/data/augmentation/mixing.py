"""Samples mixed with the one before them in their batch, and their targets with them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch
from torch import Tensor

from studio.data.augmentation.chance import Draws, Numbers
from studio.data.augmentation.rectangles import covered
from studio.data.augmentation.worker import Drawn, Lot, Worker, applies, on
from studio.data.config.transforms.mixing import CutMix, MixUp
from studio.layers import Shape
from studio.text import tr


def _beta(draws: Draws, alpha: float) -> Numbers:
    """Shares from Beta(α, α), by the inverse of its distribution function."""
    from scipy.special import betaincinv

    return np.asarray(betaincinv(alpha, alpha, draws.uniform()), dtype=np.float64)


def mixed(values: Tensor, shares: Numbers) -> Tensor:
    """Each (N, ...) by its share, the one before it by the rest."""
    share = on(shares, values, values.dim() - 1)
    return values * share + values.roll(1, 0) * (1 - share)


@applies(MixUp)
class Blend(Worker[MixUp]):
    """Samples blended number by number."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"share": _beta(draws, self.settings.alpha)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        return replace(
            lot, inputs=mixed(lot.inputs, drawn["share"]), targets=mixed(lot.targets, drawn["share"])
        )  # fmt: skip

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("{share} of it, the rest of another one", share=f"{drawn['share'][place]:.0%}")


@applies(CutMix)
class Paste(Worker[CutMix]):
    """A rectangle of another picture pasted in."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        height, width = shape[-2:]
        side = np.sqrt(1 - _beta(draws, self.settings.alpha))
        row, column = (np.floor(draws.uniform() * size) for size in (height, width))
        tall, wide = np.floor(height * side), np.floor(width * side)
        top, bottom = (np.clip(row + sign * (tall // 2), 0, height) for sign in (-1, 1))
        left, right = (np.clip(column + sign * (wide // 2), 0, width) for sign in (-1, 1))
        named = {"top": top, "left": left, "height": bottom - top, "width": right - left}
        share = 1 - named["height"] * named["width"] / (height * width)
        return {**{name: values.astype(np.int64) for name, values in named.items()}, "share": share}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        pasted = torch.where(covered(drawn, lot.inputs), lot.inputs.roll(1, 0), lot.inputs)
        return replace(lot, inputs=pasted, targets=mixed(lot.targets, drawn["share"]))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr(
            "{height}×{width} of another one pasted in", height=drawn["height"][place], width=drawn["width"][place]
        )  # fmt: skip
