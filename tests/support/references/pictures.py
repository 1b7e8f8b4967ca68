"""Networks that do something else with pictures than choose one class, in plain PyTorch."""

from __future__ import annotations

import torch
from torch import nn
from torch.nn.functional import pixel_unshuffle


def _unit(before: int, channels: int) -> list[nn.Module]:
    return [nn.Conv2d(before, channels, 3, padding=1, bias=False), nn.BatchNorm2d(channels), nn.ReLU()]


def _double(before: int, channels: int) -> nn.Module:
    return nn.Sequential(*_unit(before, channels), *_unit(channels, channels))


class UNet(nn.Module):
    """Ronneberger et al. (2015) with padding, two stages deep: one number for each pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.down1 = _double(1, 16)
        self.down2 = _double(16, 32)
        self.middle = _double(32, 64)
        self.widen2 = nn.ConvTranspose2d(64, 32, 2, 2)
        self.up2 = _double(64, 32)
        self.widen1 = nn.ConvTranspose2d(32, 16, 2, 2)
        self.up1 = _double(32, 16)
        self.head = nn.Conv2d(16, 1, 1)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """A picture as large as x."""
        fine = self.down1(x)
        coarse = self.down2(torch.max_pool2d(fine, 2))
        middle = self.middle(torch.max_pool2d(coarse, 2))
        coarse = self.up2(torch.cat([coarse, self.widen2(middle)], 1))
        return self.head(self.up1(torch.cat([fine, self.widen1(coarse)], 1)))  # type: ignore[no-any-return]


class Passthrough(nn.Module):
    """Fine features folded into channels beside the coarse ones (Redmon and Farhadi, 2016)."""

    def __init__(self) -> None:
        super().__init__()
        self.fine = nn.Sequential(*_unit(1, 16), nn.MaxPool2d(2), *_unit(16, 32))
        self.coarse = nn.Sequential(nn.MaxPool2d(2), *_unit(32, 64))
        self.head = nn.Sequential(*_unit(128 + 64, 64), nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Scores (N, 10)."""
        fine = self.fine(x)
        return self.head(torch.cat([pixel_unshuffle(fine, 2), self.coarse(fine)], 1))  # type: ignore[no-any-return]


def multilabel() -> nn.Module:
    """Two convolutions and one score for each of four properties."""
    features = [*_unit(1, 16), nn.MaxPool2d(2), *_unit(16, 32), nn.MaxPool2d(2), nn.Flatten()]
    return nn.Sequential(*features, nn.Linear(32 * 7 * 7, 64), nn.ReLU(), nn.Linear(64, 4))
