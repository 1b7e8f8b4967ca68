"""Steps of a preparation that recordings of sound go through."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field
from torch import Tensor, nn
from torch.nn.functional import pad

from studio.data.transforms.values import SampleShape, Size, Value


class FitLength(Value):
    """Samples cut at the end of their last axis, or followed by one number, until it has a length."""

    kind: Literal["fit_length"] = "fit_length"
    size: Size
    fill: float

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step."""
        return *shape[:-1], self.size

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToLength(self.size, self.fill)


class Amplify(Value):
    """Recordings multiplied by a factor and cut to the range from -1 to 1."""

    kind: Literal["amplify"] = "amplify"
    factor: Annotated[float, Field(gt=0.0)]

    def shape(self, shape: SampleShape) -> SampleShape:
        """The shape of a sample after this step, which is that before it."""
        return shape

    def module(self) -> nn.Module:
        """The step as a module."""
        return ToVolume(self.factor)


class ToLength(nn.Module):
    """Samples (N, …, size)."""

    def __init__(self, size: int, fill: float) -> None:
        super().__init__()
        self.size, self.fill = size, fill

    def forward(self, samples: Tensor) -> Tensor:
        missing = self.size - samples.shape[-1]
        return pad(samples, (0, missing), value=self.fill) if missing > 0 else samples[..., : self.size]


class ToVolume(nn.Module):
    """Recordings (N, C, L) louder or quieter, in [-1, 1]."""

    def __init__(self, factor: float) -> None:
        super().__init__()
        self.factor = factor

    def forward(self, recordings: Tensor) -> Tensor:
        return (recordings * self.factor).clamp(-1.0, 1.0)
