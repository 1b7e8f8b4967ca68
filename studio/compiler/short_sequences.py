"""A trial of recurrent layers in the time of a few steps, however long the sequence is."""

from __future__ import annotations

from typing import Any, Protocol

from torch.overrides import TorchFunctionMode

RECURRENT = frozenset({"lstm", "gru", "rnn_tanh", "rnn_relu"})
"""The functions torch computes recurrent layers with. Without a device they run as some ten operations a step."""


class Count(Protocol):
    """Where operations, or what follows from them, are summed up."""

    total: int


class FewSteps(TorchFunctionMode):
    """Runs recurrent layers, the batch first, on few steps of their sequence and counts the others like the second.

    Every step has the same shapes, so it costs the same; only values would differ, and a trial has none. The first
    step is run twice, since what all steps share (the state they begin with) may be counted once.
    """

    def __init__(self, *counts: Count) -> None:
        super().__init__()
        self.counts = counts

    def __torch_function__(self, func: Any, types: Any, args: Any = (), kwargs: Any = None) -> Any:
        if getattr(func, "__name__", "") not in RECURRENT:
            return func(*args, **(kwargs or {}))
        sequence, *others = args
        length = sequence.shape[1]
        (steps, *state), once = self._counted(func, sequence[:, :1], others)
        if length > 1:
            _, again = self._counted(func, sequence[:, :1], others)
            _, twice = self._counted(func, sequence[:, :2], others)
            once = [first + (length - 1) * (two - one) for first, one, two in zip(once, again, twice, strict=True)]
        for count, added in zip(self.counts, once, strict=True):
            count.total += added
        return steps.expand(-1, length, -1), *state

    def _counted(self, func: Any, sequence: Any, others: list[Any]) -> tuple[Any, list[int]]:
        """What comes out, and what each count grew by; the counts stay as they were."""
        before = [count.total for count in self.counts]
        made = func(sequence, *others)
        grown = [count.total - earlier for count, earlier in zip(self.counts, before, strict=True)]
        for count, earlier in zip(self.counts, before, strict=True):
            count.total = earlier
        return made, grown
