"""Gradients and weights of a network's nodes around a change of the weights."""

from __future__ import annotations

from collections.abc import Sequence

import torch
from torch import Tensor, nn

from studio.training.health.distributions import Counted, counted
from studio.training.health.nodes import WatchedNode

MOVED = 2**16
"""Numbers of a tensor by which is told how far it moved; of larger ones evenly chosen rows stand for all."""


class WeightWatch:
    """Takes the lengths of gradients and weights before a step, and how far the step moved the weights."""

    def __init__(self, nodes: Sequence[WatchedNode]) -> None:
        every: dict[int, nn.Parameter] = {}
        places: dict[int, int] = {}
        self.owned: dict[str, list[int]] = {}
        """For each node with weights the places of its tensors."""
        for node in nodes:
            for weights in node.module.parameters():
                places.setdefault(id(weights), len(places))
                every[id(weights)] = weights
                self.owned.setdefault(node.path, []).append(places[id(weights)])
        self.weights = list(every.values())
        self._before: list[Tensor] = []

    @torch.no_grad()
    def before(self) -> dict[str, dict[str, Tensor]]:
        """Lengths of gradients and weights of each node, each a number on the device; the gradient where it has one."""
        self._before = [_rows(weights).clone() for weights in self.weights]
        norms = torch._foreach_norm([weights.detach() for weights in self.weights]) if self.weights else ()
        with_gradient = [place for place, weights in enumerate(self.weights) if weights.grad is not None]
        taken = [each.grad for each in self.weights if each.grad is not None]
        gradients = torch._foreach_norm(taken) if taken else ()
        found = self._by_node("weight_norm", dict(enumerate(norms)))
        for path, figures in self._by_node("gradient_norm", dict(zip(with_gradient, gradients, strict=True))).items():
            found[path] |= figures
        return found

    def counted(self) -> Counted:
        """How the weights of each node lie, and their gradients where it has any."""
        found: Counted = {}
        for path, places in self.owned.items():
            weights = [self.weights[place] for place in places]
            gradients = [each.grad for each in weights if each.grad is not None]
            countable = {
                kind: [_rows(each) for each in tensors if _is_countable(each)]
                for kind, tensors in (("weights", weights), ("gradients", gradients))
            }
            found[path] = {kind: counted(tensors) for kind, tensors in countable.items() if tensors}
        return found

    @torch.no_grad()
    def after(self) -> dict[str, dict[str, Tensor]]:
        """How far each node that is trained was moved, as a part of its length."""
        trained = [place for place, weights in enumerate(self.weights) if weights.requires_grad]
        if not trained:
            return {}
        before = [self._before[place] for place in trained]
        moved = torch._foreach_norm(torch._foreach_sub([_rows(self.weights[place]) for place in trained], before))
        lengths = torch._foreach_norm(before)
        ways = self._by_node("update_ratio", dict(zip(trained, moved, strict=True)))
        wholes = self._by_node("whole", dict(zip(trained, lengths, strict=True)))
        self._before = []
        return {
            path: {"update_ratio": each["update_ratio"] / wholes[path]["whole"].clamp_min(1e-12)}
            for path, each in ways.items()
        }

    def _by_node(self, name: str, norms: dict[int, Tensor]) -> dict[str, dict[str, Tensor]]:
        """The length of all tensors of a node together, for each that has any of these."""
        found = {}
        for path, places in self.owned.items():
            mine = [norms[place].float() for place in places if place in norms]
            if mine:
                found[path] = {name: torch.linalg.vector_norm(torch.stack(mine)) if len(mine) > 1 else mine[0]}
        return found


def _rows(weights: Tensor) -> Tensor:
    """The tensor, or so many of its rows as are enough."""
    values = weights.detach()
    if values.numel() <= MOVED or not values.dim():
        return values
    return values[:: -(-values.numel() // MOVED)]


def _is_countable(values: Tensor) -> bool:
    """Whether these are real numbers, each with a place of its own."""
    return values.is_floating_point() and values.layout == torch.strided and values.numel() > 0
