"""What a network learns of pictures: classes, properties of digits, ink pixel by pixel, or the input itself."""

from __future__ import annotations

from dataclasses import replace
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.data.config import Arrays, Data, Digits, Pictures, Task
from studio.data.errors import DataError
from studio.data.pictures.masks import MaskFiles
from studio.data.samples import Description
from studio.layers import Shape, format_shape
from studio.text import tr

PROPERTIES: dict[str, tuple[int, ...]] = {
    "even": (0, 2, 4, 6, 8),
    "greater than 4": (5, 6, 7, 8, 9),
    "closed loop": (0, 6, 8, 9),
    "prime": (2, 3, 5, 7),
}
"""Digits that have each property. A 4 is written with a closed loop by some and not by others, so it has none."""

GROUND_AND_INK = ("background", "ink")
INK = 0.5
"""Brightness above which a pixel is ink."""


class Learnt(NamedTuple):
    """The kind of target, and the names of what is told apart."""

    task: Task
    names: tuple[str, ...]


def learnt(config: Data, found: Description) -> Learnt:
    """What is learnt of data whose source is described so."""
    return instead(config) or Learnt(found.task, found.classes)


def instead(config: Data) -> Learnt | None:
    """What is learnt instead of that which the source knows of each sample; None where it is just that."""
    target = config.target if isinstance(config, Pictures | Arrays) else "class"
    if target == "properties":
        return Learnt("labels", tuple(PROPERTIES))
    if target == "ink":
        return Learnt("pixels", GROUND_AND_INK)
    return Learnt("input", ()) if target == "input" else None


def describe(config: Data, found: Description) -> Description:
    """The description of the data with what is learnt of them."""
    task, names = learnt(config, found)
    if (task, names) == (found.task, found.classes):
        return found
    if task == "labels":
        columns = _properties(np.arange(len(found.classes)))
        counts = {
            split: tuple(int(count) for count in np.array(counts) @ columns) for split, counts in found.counts.items()
        }
        return replace(found, classes=names, task=task, counts=counts)
    return replace(found, classes=names, task=task, counts={}, positions=0)


def check_shape(task: Task, shape: Shape, original: Shape) -> None:
    """Raise DataError when an Input of this shape has no pixels to tell apart."""
    if task == "pixels" and len(shape) != 3:
        raise DataError(
            tr(
                "The Input's shape {shape} has no pixels, but the target has a class for each pixel.",
                shape=format_shape(shape),
            ),
            tr(
                "Set the Input's shape to {shape}, or choose another target in the data settings.",
                shape=format_shape(original),
            ),
        )


def targets(config: Data, task: Task | None, inputs: Tensor, found: npt.NDArray[np.generic] | MaskFiles) -> Tensor:
    """The targets of samples: `inputs` (N, *shape) before any normalization, `found` what their source has.

    `task` is None where just that is learnt. Those that are files of masks are made in `transforms/masks.py`.
    """
    if task == "pixels" and isinstance(config, Digits):
        return (inputs.mean(dim=1) > INK).long()
    if task == "input":
        return inputs
    assert not isinstance(found, MaskFiles)
    if task == "labels" and isinstance(config, Digits):
        return torch.from_numpy(_properties(found))
    return torch.from_numpy(found)


def _properties(digits: npt.NDArray[np.generic]) -> npt.NDArray[np.float32]:
    """Digits (N,) as 0 and 1 for each property (N, 4)."""
    return np.stack([np.isin(digits, having) for having in PROPERTIES.values()], axis=1).astype(np.float32)
