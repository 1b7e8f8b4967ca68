"""Frozen nodes: training leaves their parameters and statistics as they are."""

from __future__ import annotations

from torch import fx, nn

FROZEN = "frozen"
"""Where a network keeps the paths of its frozen modules (`fx.GraphModule.meta`)."""


def freeze(module: nn.Module) -> None:
    """Have a module compute in training as it does in use, and its parameters get no gradients.

    In evaluation mode a BatchNorm keeps its running statistics and normalises with them, and dropout lets everything
    through. A recurrent layer stays in training mode without its dropout, which comes to the same: cuDNN leads
    gradients back through a sequence in training mode alone.
    """
    module.requires_grad_(False)
    _rest(module)


def note_frozen(network: fx.GraphModule, paths: tuple[str, ...]) -> None:
    """Freeze the modules at these paths, and have the network know them."""
    for path in paths:
        freeze(network.get_submodule(path))
    network.meta[FROZEN] = paths


def begin_training(network: nn.Module) -> nn.Module:
    """Put a network into training mode, all but its frozen modules."""
    network.train()
    for path in getattr(network, "meta", {}).get(FROZEN, ()):
        _rest(network.get_submodule(path))
    return network


def _rest(module: nn.Module) -> None:
    module.eval()
    for part in module.modules():
        if isinstance(part, nn.RNNBase):
            part.dropout = 0.0
            part.train()
