"""What is taken of the values that leave a node, on their device and without waiting for it."""

from __future__ import annotations

from contextlib import suppress
from time import perf_counter
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils.hooks import RemovableHandle

from studio.training.health.distributions import counted
from studio.training.health.nodes import WatchedNode

MOST = 2**16
"""Numbers that a mean is taken of; of larger values the first samples stand for all."""

COMPARED = 16
"""Samples that are compared with each other."""

WINDOW = 4
"""Batches looked at, for none of whose samples a dead unit lets anything through."""

_TINY = 1e-30


class ActivationWatch:
    """Hooks on the nodes of a network while a batch goes through it, and what they found."""

    def __init__(self, nodes: tuple[WatchedNode, ...]) -> None:
        self._nodes = nodes
        self._hooks: list[RemovableHandle] = []
        self._silent: dict[str, Tensor] = {}
        self._seen = 0
        self.seconds = 0.0
        """How long looking at the latest batch took."""
        self.found: dict[str, dict[str, Tensor]] = {}
        """Figures of each node of the batch looked at, each a number on its device."""
        self.counted: dict[str, Tensor] = {}
        """How the numbers lie that left each node, where that was asked for."""
        self._counts = False

    @property
    def is_on(self) -> bool:
        """Whether the next batch is looked at."""
        return bool(self._hooks)

    def begin(self, *, count: bool = False) -> None:
        """Look at the next batch; `count` asks how the numbers lie."""
        self.found, self.counted, self.seconds = {}, {}, 0.0
        self._counts = count
        for node in self._nodes:
            self._hooks.append(node.module.register_forward_hook(self._hook(node)))

    def end(self) -> None:
        """Look no more."""
        for hook in self._hooks:
            hook.remove()
        self._hooks.clear()
        if self.found:
            self._seen += 1

    def _hook(self, node: WatchedNode) -> Any:
        def look(module: nn.Module, inputs: tuple[Any, ...], output: Any) -> None:
            # A layer written by people may give anything (sparse, nested …), and is trained all the same.
            begun = perf_counter()
            with torch.no_grad(), suppress(RuntimeError, TypeError, NotImplementedError):
                self._look(node, inputs, output)
            self.seconds += perf_counter() - begun

        return look

    def _look(self, node: WatchedNode, inputs: tuple[Any, ...], output: Any) -> None:
        """Take in what a node makes of a batch; where it computes several times, the first time stands for all."""
        given = _first_tensor(output)
        if given is None or not given.numel() or node.path in self.found:
            return
        figures = self.found[node.path] = _of_values(given)
        if self._counts:
            self.counted[node.path] = counted([_part(given)])
        taken = _first_tensor(inputs)
        if taken is None or not taken.is_floating_point() or taken.dim() < 2:
            return
        if node.silent_below is not None:
            figures["dead"] = self._dead(node, taken, node.silent_below)
        if node.flat_beyond is not None:
            figures["saturated"] = (_part(taken).abs() > node.flat_beyond).float().mean()

    def _dead(self, node: WatchedNode, taken: Tensor, silent_below: float) -> Tensor:
        """The share of units silent for all of the batches in the window, in which this one is."""
        others = [axis for axis in range(taken.dim()) if axis != node.axis % taken.dim()]
        values = taken.contiguous()  # where channels come last, this and the largest take a tenth of the time
        # Nothing at all comes of another node's fault, such as weights of 0: no sample is below it.
        silent = (values.amax(others) <= silent_below) & (values.amin(others) < 0)
        before = self._silent.get(node.path)
        count = silent.float() if before is None or before.shape != silent.shape else (before + 1) * silent
        self._silent[node.path] = count
        return (count >= min(self._seen + 1, WINDOW)).float().mean()


def _of_values(given: Tensor) -> dict[str, Tensor]:
    part = _part(given).float()
    mean = part.mean()
    # In several times less time than `var_mean`, and as exact, as the mean is taken off first.
    deviation = torch.linalg.vector_norm(part - mean) / part.numel() ** 0.5
    figures = {"activation_mean": mean, "activation_std": deviation}
    if len(given) > 1:
        some = given[:COMPARED].float()
        figures["spread"] = (some - some[0]).abs().amax() / (some.abs().amax() + _TINY)
    return figures


def _part(values: Tensor) -> Tensor:
    """As many of the first samples as a mean needs, at least one."""
    each = max(values.numel() // len(values), 1)
    return values[: max(MOST // each, 1)]


def _first_tensor(values: Any) -> Tensor | None:
    """The first tensor of real numbers for each sample in what a node takes or gives."""
    if isinstance(values, Tensor):
        return values if values.is_floating_point() and values.dim() else None
    if isinstance(values, tuple | list):
        return next((found for each in values if (found := _first_tensor(each)) is not None), None)
    return None
