"""Layers that are a class of `torch.nn` as it is: built from their parameters and what follows from the input."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from studio.layers.spec import Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class NativeLayer(Layer):
    """A layer that builds the `torch.nn` class of its own name."""

    def from_input(self, *shapes: Shape) -> Mapping[str, Any]:
        """Arguments of the class that follow from the inputs' shapes (`in_channels` …)."""
        return {}

    def build(self, *shapes: Shape) -> nn.Module:
        """The `torch.nn` class of the layer's name, with its parameters and what follows from the inputs."""
        from torch import nn

        module: nn.Module = getattr(nn, self.kind)(**{**dict(self), **self.from_input(*shapes)})
        return module
