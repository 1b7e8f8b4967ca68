"""A trial of recurrent layers in the time of one step, however long the sequence is."""

from __future__ import annotations

from typing import Any, Protocol

from torch.overrides import TorchFunctionMode

RECURRENT = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})
"""The functions torch computes recurrent layers with. Without a device they run as some ten operations a step."""


class Count(Protocol):
    """Where operations, or what follows from them, are summed up."""

    total: int


class OneStep(TorchFunctionMode):
    """Runs recurrent layers, the batch first, on the first step of their sequence and counts that for all steps.

    Every step has the same shapes, so it costs the same; only values would differ, and a trial has none.
    """

    def __init__(self, *counts: Count) -> None:
        super().__init__()
        self.counts = counts

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "") not in RECURRENT:
            return func(*args, **(kwargs or {}))
        sequence, *others = args
        length, before = sequence.shape[1], [count.total for count in self.counts]
        steps, *state = func(sequence[:, :1], *others, **(kwargs or {}))
        for count, earlier in zip(self.counts, before, strict=True):
            count.total = earlier + length * (count.total - earlier)
        return steps.expand(-1, length, -1), *state
