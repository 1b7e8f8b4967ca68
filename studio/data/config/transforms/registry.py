"""Transforms of samples, one declaration a kind; a new one is listed here."""

from __future__ import annotations

from collections.abc import Mapping
from typing import cast

from studio.data.config.transforms.colour import ColorJitter, GaussianBlur, Grayscale, RandomGrayscale
from studio.data.config.transforms.geometry import (
    RandomAffine,
    RandomHorizontalFlip,
    RandomRotation,
    RandomShear,
    RandomShift,
    RandomVerticalFlip,
    RandomZoom,
)
from studio.data.config.transforms.mixing import CutMix, MixUp
from studio.data.config.transforms.rows import FeatureNoise, RandomSequenceCrop
from studio.data.config.transforms.sizes import CenterCrop, Pad, RandomCrop, RandomResizedCrop, Resize
from studio.data.config.transforms.sound import AddNoise, PadTrim, RandomGain, RandomTimeShift, TimeMasking, Vol
from studio.data.config.transforms.transform import Transform
from studio.data.config.transforms.values import GaussianNoise, Normalize, RandomErasing, Rescale
from studio.layers import by_kind

transforms: Mapping[str, type[Transform]] = cast(
    Mapping[str, type[Transform]],
    by_kind(
        Resize, CenterCrop, Pad, RandomCrop, RandomResizedCrop, RandomHorizontalFlip, RandomVerticalFlip,
        RandomRotation, RandomAffine, RandomShift, RandomShear, RandomZoom, ColorJitter, Grayscale, RandomGrayscale,
        GaussianBlur, GaussianNoise, RandomErasing, Rescale, Normalize, MixUp, CutMix, FeatureNoise,
        RandomSequenceCrop, PadTrim, Vol, RandomGain, RandomTimeShift, AddNoise, TimeMasking,
    ),
)  # fmt: skip
"""Transforms by their name in the project file, in the order in which lists offer them."""
