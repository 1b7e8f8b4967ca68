"""Recordings made louder, moved in time, made noisy or silenced for a while, by chance."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import torch

from studio.data.augmentation.chance import Draws
from studio.data.augmentation.noise import bell_curve
from studio.data.augmentation.worker import Drawn, Lot, Worker, applies, chosen, on
from studio.data.config.transforms.sound import AddNoise, RandomGain, RandomTimeShift, TimeMasking
from studio.layers import Shape
from studio.text import tr

QUIETEST = 1e-20
"""A mean square below this is silence."""


@applies(RandomGain)
class Gain(Worker[RandomGain]):
    """All numbers of a recording by one factor."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {"happens": draws.happens(self.settings.p), "decibels": draws.uniform(*self.settings.gain)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        factors = np.where(drawn["happens"], 10 ** (drawn["decibels"] / 20), 1.0)
        return replace(lot, inputs=lot.inputs * on(factors, lot.inputs, lot.inputs.dim() - 1))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        return tr("{gain} dB", gain=f"{drawn['decibels'][place]:+.1f}") if drawn["happens"][place] else ""


@applies(RandomTimeShift)
class TimeShift(Worker[RandomTimeShift]):
    """A recording later or earlier by whole numbers of samples in time."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        happens, share = draws.happens(self.settings.p), self.settings.shift
        steps = np.rint(draws.uniform(-share, share) * shape[-1]).astype(np.int64)
        return {"steps": np.where(happens, steps, 0)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        length = lot.shape[-1]
        wanted = torch.arange(length, device=lot.inputs.device) - on(drawn["steps"], lot.inputs)[:, None]
        wanted = wanted.reshape(len(wanted), *(1 for _ in lot.shape[1:]), length).expand_as(lot.inputs)
        found = lot.inputs.gather(-1, wanted.remainder(length))
        if not self.settings.rollover:
            found = torch.where((wanted >= 0) & (wanted < length), found, torch.zeros_like(found))
        return replace(lot, inputs=found)

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        steps = int(drawn["steps"][place])
        if not steps:
            return ""
        return tr("{count} later", count=f"{steps:,}") if steps > 0 else tr("{count} earlier", count=f"{-steps:,}")


@applies(AddNoise)
class WhiteNoise(Worker[AddNoise]):
    """Noise with a share of the power of each channel."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        return {
            "happens": draws.happens(self.settings.p),
            "ratio": draws.uniform(*self.settings.snr),
            "keys": draws.keys(),
        }

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        inputs = lot.inputs
        noise = bell_curve(on(drawn["keys"], inputs), lot.shape)
        own, added = (values.square().mean(dim=-1, keepdim=True) for values in (inputs, noise))
        quieter = on(10 ** (drawn["ratio"] / 10), inputs, inputs.dim() - 1)
        factor = (own / (added.clamp_(min=QUIETEST) * quieter)).sqrt()
        return replace(lot, inputs=chosen(inputs + noise * factor, inputs, drawn["happens"]))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        if not drawn["happens"][place]:
            return ""
        return tr("noise {ratio} dB below it", ratio=f"{drawn['ratio'][place]:.1f}")


@applies(TimeMasking)
class Masking(Worker[TimeMasking]):
    """A stretch of a recording that is silent."""

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        happens, length = draws.happens(self.settings.p), shape[-1]
        masked = draws.uniform(0, min(self.settings.time_mask_param, length))
        start = draws.uniform() * (length - masked)
        first = np.floor(start).astype(np.int64)
        return {"first": first, "size": np.where(happens, np.floor(start + masked).astype(np.int64) - first, 0)}

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        axes = lot.inputs.dim() - 1
        first, size = (on(drawn[name], lot.inputs, axes) for name in ("first", "size"))
        place = torch.arange(lot.shape[-1], device=lot.inputs.device)
        is_silent = (place >= first) & (place < first + size)
        return replace(lot, inputs=torch.where(is_silent, torch.zeros_like(lot.inputs), lot.inputs))

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        size, first = int(drawn["size"][place]), int(drawn["first"][place])
        return tr("{size} silent from place {place}", size=f"{size:,}", place=f"{first:,}") if size else ""
