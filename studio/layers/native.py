"""Layers that are a class of `torch.nn` as it is: built from their parameters and what follows from the input."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from studio.layers.spec import Layer, Shape

if TYPE_CHECKING:
    from torch import nn


class NativeLayer(Layer):
    """A layer that builds the `torch.nn` class of its own name."""

    def build(self, *shapes: Shape) -> nn.Module:
        """The `torch.nn` class of the layer's name, with its parameters and what follows from the inputs."""
        from torch import nn

        module: nn.Module = getattr(nn, self.kind)(**{**dict(self), **self.from_input(*shapes)})
        return module


class FunctionLayer(Layer):
    """A layer that calls a function of torch with its parameters as further arguments."""

    function: ClassVar[str]

    def build(self, *shapes: Shape) -> nn.Module:
        """A module that calls the function."""
        import torch

        from studio.layers.modules import Operation

        return Operation(getattr(torch, self.function), **self._options())

    def expression(self, *arguments: str) -> str:
        """`torch.permute(x, dims=(0, 2, 1))`."""
        options = (f"{name}={value!r}" for name, value in self._options().items())
        return f"torch.{self.function}({', '.join((*arguments, *options))})"

    def _options(self) -> dict[str, Any]:
        """The parameters that are essential or set; an axis alone without its brackets."""
        alone = {name: value[0] for name, value in self if isinstance(value, tuple) and len(value) == 1}
        return {name: alone.get(name, getattr(self, name)) for name in self.params()}
