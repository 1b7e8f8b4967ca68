"""What carries a transform out: draws its parameters for each sample, changes a batch by them, tells them in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Any, Generic, TypeVar

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.data.augmentation.chance import Draws
from studio.data.config.transforms import Transform
from studio.layers import Shape

T = TypeVar("T", bound=Transform)

Drawn = Mapping[str, npt.NDArray[Any]]
"""What was drawn for each sample (N, ...), by name."""


@dataclass(frozen=True)
class Lot:
    """A batch on its way: `inputs` (N, *shape), `targets`, and what of these is made of pixels and has to follow moves.

    `pictures` are targets that are pictures themselves, `classes` those with a class for each pixel (N, H, W); None
    where there are none.
    """

    inputs: Tensor
    targets: Tensor
    pictures: Tensor | None = None
    classes: Tensor | None = None

    @property
    def shape(self) -> Shape:
        """The shape of one input."""
        return tuple(self.inputs.shape[1:])

    def moved(self, move: Callable[[Tensor], Tensor], nearest: Callable[[Tensor], Tensor]) -> Lot:
        """All that has pixels moved alike: `nearest` takes classes (N, 1, H, W) and blends none of them."""
        classes = self.classes
        return replace(
            self,
            inputs=move(self.inputs),
            pictures=None if self.pictures is None else move(self.pictures),
            classes=None if classes is None else nearest(classes[:, None])[:, 0],
        )


class Worker(Generic[T]):
    """Carries one kind of transform out, with its settings."""

    def __init__(self, settings: T) -> None:
        self.settings = settings

    def draw(self, draws: Draws, shape: Shape) -> Drawn:
        """The parameters for samples of this shape."""
        raise NotImplementedError

    def apply(self, lot: Lot, drawn: Drawn) -> Lot:
        """The batch changed by what was drawn."""
        raise NotImplementedError

    def words(self, drawn: Drawn, place: int, shape: Shape) -> str:
        """What was drawn for a sample of the batch, in a few words; "" where nothing happens to it."""
        raise NotImplementedError


REGISTERED: dict[type[Transform], type[Worker[Any]]] = {}
"""What carries each random transform out, once its file is imported."""


def applies(kind: type[Transform]) -> Callable[[type[Worker[Any]]], type[Worker[Any]]]:
    """Names the transform that a worker carries out."""

    def register(worker: type[Worker[Any]]) -> type[Worker[Any]]:
        REGISTERED[kind] = worker
        return worker

    return register


def on(values: npt.NDArray[Any], like: Tensor, axes: int = 0) -> Tensor:
    """Numbers (N, ...) as a tensor beside `like`, with so many axes of size 1 behind; whole ones stay whole."""
    dtype = like.dtype if values.dtype == np.float64 else None
    tensor = torch.from_numpy(values)
    # Converted first, as an Apple GPU has no float64.
    tensor = (tensor if dtype is None else tensor.to(dtype)).to(like.device, non_blocking=True)
    return tensor.reshape(tensor.shape + (1,) * axes)


def chosen(changed: Tensor, as_it_was: Tensor, happens: npt.NDArray[np.bool_]) -> Tensor:
    """Samples (N, ...) changed where it happens (N,)."""
    if happens.all():
        return changed
    return torch.where(on(happens, changed, changed.dim() - 1), changed, as_it_was)
