"""Residual and dense networks in plain PyTorch, from their papers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn
from torch.nn.functional import pad, relu


def _norm(before: int, channels: int, kernel: int, stride: int = 1) -> nn.Sequential:
    convolution = nn.Conv2d(before, channels, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(channels))


class Residual(nn.Module):
    """relu(branch(x) + shortcut(x))."""

    def __init__(self, branch: nn.Module, shortcut: nn.Module) -> None:
        super().__init__()
        self.branch = branch
        self.shortcut = shortcut

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """What the branch changes about x."""
        return relu(self.branch(x) + self.shortcut(x))


def resnet(depths: Sequence[int], *, bottleneck: bool) -> nn.Module:
    """He et al. (2015), table 1, with the stride in the 3×3 convolution."""
    layers: list[nn.Module] = [_norm(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    before = 64
    for width, depth in zip((64, 128, 256, 512), depths, strict=True):
        after = width * (4 if bottleneck else 1)
        for index in range(depth):
            stride = 2 if index == 0 and width > 64 else 1
            if bottleneck:
                branch = [_norm(before, width, 1), nn.ReLU(), _norm(width, width, 3, stride)]
                branch += [nn.ReLU(), _norm(width, after, 1)]
            else:
                branch = [_norm(before, width, 3, stride), nn.ReLU(), _norm(width, after, 3)]
            shortcut = nn.Identity() if before == after else _norm(before, after, 1, stride)
            layers.append(Residual(nn.Sequential(*branch), shortcut))
            before = after
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(before, 1000))


class Subsample(nn.Module):
    """The shortcut of option A: every other row and column, and zeros for the channels there are not."""

    def __init__(self, zeros: int) -> None:
        super().__init__()
        self.zeros = zeros

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """Half the size, with half the zeros before the channels and half behind."""
        return pad(x[:, :, ::2, ::2], (0, 0, 0, 0, self.zeros // 2, self.zeros // 2))


def cifar(*, residual: bool) -> nn.Module:
    """The network of 20 layers of section 4.2 of He et al. (2015), with shortcuts or plain."""
    layers: list[nn.Module] = [_norm(3, 16, 3), nn.ReLU()]
    before = 16
    for width in (16, 16, 16, 32, 32, 32, 64, 64, 64):
        stride = 1 if width == before else 2
        branch = nn.Sequential(_norm(before, width, 3, stride), nn.ReLU(), _norm(width, width, 3))
        if residual:
            layers.append(Residual(branch, nn.Identity() if stride == 1 else Subsample(width - before)))
        else:
            layers += [branch, nn.ReLU()]
        before = width
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(64, 10))


def bottleneck() -> nn.Module:
    """256 → 64 → 64 → 256, without biases."""
    branch = [nn.Conv2d(256, 64, 1, bias=False), nn.ReLU(), nn.Conv2d(64, 64, 3, padding=1, bias=False), nn.ReLU()]
    return Residual(nn.Sequential(*branch, nn.Conv2d(64, 256, 1, bias=False)), nn.Identity())


def two_wide_convolutions() -> nn.Module:
    """256 → 256 → 256, without biases."""
    branch = [nn.Conv2d(256, 256, 3, padding=1, bias=False), nn.ReLU(), nn.Conv2d(256, 256, 3, padding=1, bias=False)]
    return Residual(nn.Sequential(*branch), nn.Identity())


class DenseLayer(nn.Module):
    """Hands on what it gets, with 32 channels more."""

    def __init__(self, before: int) -> None:
        super().__init__()
        squeeze = [nn.BatchNorm2d(before), nn.ReLU(), nn.Conv2d(before, 128, 1, bias=False)]
        grow = [nn.BatchNorm2d(128), nn.ReLU(), nn.Conv2d(128, 32, 3, padding=1, bias=False)]
        self.new = nn.Sequential(*squeeze, *grow)

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """All features made so far."""
        return torch.cat([x, self.new(x)], 1)


def densenet121() -> nn.Module:
    """Huang et al. (2016), table 1, growth rate 32."""
    layers: list[nn.Module] = [_norm(3, 64, 7, 2), nn.ReLU(), nn.MaxPool2d(3, 2, 1)]
    channels = 64
    for depth in (6, 12, 24, 16):
        layers += [DenseLayer(channels + 32 * index) for index in range(depth)]
        channels += 32 * depth
        layers += [nn.BatchNorm2d(channels), nn.ReLU()]
        if depth != 16:
            layers += [nn.Conv2d(channels, channels // 2, 1, bias=False), nn.AvgPool2d(2)]
            channels //= 2
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Linear(channels, 1000))
