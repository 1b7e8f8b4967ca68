"""The classic image networks in plain PyTorch, from their papers."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import nn


def simple_convnet() -> nn.Module:
    """One convolution, 100 hidden units."""
    features = [nn.Conv2d(1, 30, 5), nn.ReLU(), nn.MaxPool2d(2), nn.Flatten()]
    return nn.Sequential(*features, nn.Linear(30 * 12 * 12, 100), nn.ReLU(), nn.Linear(100, 10))


def lenet5() -> nn.Module:
    """LeCun et al. (1998), with ReLU and maximum pooling."""
    features = [nn.Conv2d(1, 6, 5, padding=2), nn.ReLU(), nn.MaxPool2d(2), nn.Conv2d(6, 16, 5), nn.ReLU()]
    classifier = [nn.Linear(400, 120), nn.ReLU(), nn.Linear(120, 84), nn.ReLU(), nn.Linear(84, 10)]
    return nn.Sequential(*features, nn.MaxPool2d(2), nn.Flatten(), *classifier)


def alexnet() -> nn.Module:
    """Krizhevsky (2014), one column."""
    return nn.Sequential(
        *(nn.Conv2d(3, 64, 11, 4, 2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(64, 192, 5, padding=2), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(192, 384, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(384, 256, 3, padding=1), nn.ReLU()),
        *(nn.Conv2d(256, 256, 3, padding=1), nn.ReLU(), nn.MaxPool2d(3, 2)),
        *(nn.Flatten(), nn.Dropout(), nn.Linear(9216, 4096), nn.ReLU()),
        *(nn.Dropout(), nn.Linear(4096, 4096), nn.ReLU(), nn.Linear(4096, 1000)),
    )


VGG = {
    11: "64 P 128 P 256 256 P 512 512 P 512 512 P",
    13: "64 64 P 128 128 P 256 256 P 512 512 P 512 512 P",
    16: "64 64 P 128 128 P 256 256 256 P 512 512 512 P 512 512 512 P",
    19: "64 64 P 128 128 P 256 256 256 256 P 512 512 512 512 P 512 512 512 512 P",
}
"""Columns A, B, D and E of table 1 of Simonyan and Zisserman (2014); P pools."""


def vgg(depth: int, *, norm: bool = False, convolutional: bool = False) -> nn.Module:
    """A VGG network; `convolutional` has convolutions in place of the dense layers."""
    layers: list[nn.Module] = []
    channels = 3
    for word in VGG[depth].split():
        if word == "P":
            layers.append(nn.MaxPool2d(2))
        else:
            layers += [nn.Conv2d(channels, int(word), 3, padding=1), *([nn.BatchNorm2d(int(word))] * norm), nn.ReLU()]
            channels = int(word)
    if convolutional:
        layers += [nn.Conv2d(512, 4096, 7), nn.ReLU(), nn.Dropout(), nn.Conv2d(4096, 4096, 1), nn.ReLU(), nn.Dropout()]
        return nn.Sequential(*layers, nn.Conv2d(4096, 1000, 1), nn.Flatten())
    layers += [nn.Flatten(), nn.Linear(512 * 7 * 7, 4096), nn.ReLU(), nn.Dropout()]
    return nn.Sequential(*layers, nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout(), nn.Linear(4096, 1000))


def nin() -> nn.Module:
    """Lin, Chen and Yan (2013), in the form for ImageNet."""

    def block(before: int, channels: int, kernel: int, stride: int, padding: int) -> list[nn.Module]:
        return [
            *(nn.Conv2d(before, channels, kernel, stride, padding), nn.ReLU()),
            *(nn.Conv2d(channels, channels, 1), nn.ReLU()),
            *(nn.Conv2d(channels, channels, 1), nn.ReLU()),
        ]

    return nn.Sequential(
        *(*block(3, 96, 11, 4, 0), nn.MaxPool2d(3, 2)),
        *(*block(96, 256, 5, 1, 2), nn.MaxPool2d(3, 2)),
        *(*block(256, 384, 3, 1, 1), nn.MaxPool2d(3, 2)),
        *(nn.Dropout(), *block(384, 1000, 3, 1, 1), nn.AdaptiveAvgPool2d(1), nn.Flatten()),
    )


def cats_and_dogs() -> nn.Module:
    """Five convolutions, each with ReLU and BatchNorm behind it, and four dense layers."""
    return nn.Sequential(
        *(nn.Conv2d(3, 6, 11, 4), nn.ReLU(), nn.BatchNorm2d(6), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(6, 256, 5, padding="same"), nn.ReLU(), nn.BatchNorm2d(256), nn.MaxPool2d(3, 2)),
        *(nn.Conv2d(256, 384, 3, padding="same"), nn.ReLU(), nn.BatchNorm2d(384)),
        *(nn.Conv2d(384, 384, 3, padding="same"), nn.ReLU(), nn.BatchNorm2d(384)),
        *(nn.Conv2d(384, 356, 3), nn.ReLU(), nn.BatchNorm2d(356), nn.MaxPool2d(3, 2), nn.Flatten()),
        *(nn.Linear(356 * 4 * 4, 4096), nn.ReLU(), nn.Dropout()),
        *(nn.Linear(4096, 4096), nn.ReLU(), nn.Dropout()),
        *(nn.Linear(4096, 1000), nn.ReLU(), nn.Dropout(), nn.Linear(1000, 2)),
    )


def _unit(before: int, channels: int, kernel: int, stride: int = 1) -> nn.Module:
    convolution = nn.Conv2d(before, channels, kernel, stride, kernel // 2, bias=False)
    return nn.Sequential(convolution, nn.BatchNorm2d(channels, eps=0.001), nn.ReLU())


class Inception(nn.Module):
    """Four branches side by side; what the paper calls 5×5 is 3×3, as in the known implementation with BatchNorm."""

    def __init__(self, before: int, sizes: Sequence[int]) -> None:
        super().__init__()
        one, reduce3, three, reduce5, five, project = sizes
        self.branches = nn.ModuleList(
            [
                _unit(before, one, 1),
                nn.Sequential(_unit(before, reduce3, 1), _unit(reduce3, three, 3)),
                nn.Sequential(_unit(before, reduce5, 1), _unit(reduce5, five, 3)),
                nn.Sequential(nn.MaxPool2d(3, 1, 1), _unit(before, project, 1)),
            ]
        )

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """The branches' channels one behind the other."""
        return torch.cat([branch(x) for branch in self.branches], 1)


INCEPTIONS = (
    *((64, 96, 128, 16, 32, 32), (128, 128, 192, 32, 96, 64), "pool 3"),
    *((192, 96, 208, 16, 48, 64), (160, 112, 224, 24, 64, 64), (128, 128, 256, 24, 64, 64)),
    *((112, 144, 288, 32, 64, 64), (256, 160, 320, 32, 128, 128), "pool 2"),
    *((256, 160, 320, 32, 128, 128), (384, 192, 384, 48, 128, 128)),
)
"""Table 1 of Szegedy et al. (2014)."""


def googlenet() -> nn.Module:
    """Inception v1 with BatchNorm, without auxiliary heads."""
    layers: list[nn.Module] = [_unit(3, 64, 7, 2), nn.MaxPool2d(3, 2, ceil_mode=True), _unit(64, 64, 1)]
    layers += [_unit(64, 192, 3), nn.MaxPool2d(3, 2, ceil_mode=True)]
    channels = 192
    for sizes in INCEPTIONS:
        if isinstance(sizes, str):
            layers.append(nn.MaxPool2d(int(sizes[-1]), 2, ceil_mode=True))
        else:
            layers.append(Inception(channels, sizes))
            channels = sizes[0] + sizes[2] + sizes[4] + sizes[5]
    return nn.Sequential(*layers, nn.AdaptiveAvgPool2d(1), nn.Flatten(), nn.Dropout(0.2), nn.Linear(1024, 1000))
