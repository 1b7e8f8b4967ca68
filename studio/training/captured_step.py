"""A network whose work on a batch is recorded once and replayed: a CUDA graph, where that can be.

A small network keeps a graphics card waiting for the next of its many small tasks; replayed, they are one. torch
records the way forwards and the way back (`torch.cuda.make_graphed_callables`); loss, limits and optimizer go on as
ever. Chance is that of the step, as torch's generator is part of the recording and is set before each replay.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import torch
from torch import Tensor, nn
from torch.utils._pytree import tree_map

from studio.compiler.source import WRITTEN
from studio.text import tr
from studio.training.compiled import Compiled
from studio.training.device import Compute
from studio.training.failures import told
from studio.training.trial import tried, untouched

Record = Callable[[nn.Module, tuple[Tensor, ...]], Callable[[Tensor], Any]]
"""Makes a recording of a module for inputs of one size; what it gives lies where the next replay puts its own."""

NEAR = {"rtol": 1e-2, "atol": 1e-4}
"""How near a replay has to come to what was recorded: in formats of 16 bits sums differ by their order."""


class Whole(nn.Module):
    """The network as it is run, so that what is recorded is replayed for one size of batch alone."""

    def __init__(self, model: nn.Module, run: Callable[[Tensor], Any]) -> None:
        super().__init__()
        self.model = model
        self._run = run

    def forward(self, inputs: Tensor) -> Any:
        """What the network gives for inputs (B, *shape)."""
        return self._run(inputs)


def on_cuda(module: nn.Module, inputs: tuple[Tensor, ...]) -> Callable[[Tensor], Any]:
    """Record with torch; it runs the module three times before, so that nothing is set up while it records.

    A recording that fails may leave torch's generator taking itself for recorded, and it would refuse to draw numbers
    from then on: it gets another state, of which no recording knows.
    """
    generator = torch.cuda.default_generators[inputs[0].device.index]
    unrecorded = generator.clone_state()
    try:
        recorded: Callable[[Tensor], Any] = torch.cuda.make_graphed_callables(module, inputs, allow_unused_input=True)
    except Exception:
        generator.graphsafe_set_state(unrecorded)
        raise
    return recorded


def captured(
    model: nn.Module, run: Callable[[Tensor], Any], inputs: Tensor, compute: Compute, record: Record = on_cuda
) -> Compiled:
    """Record how `run` works on batches like `inputs` (B, *shape); batches of other sizes are run as ever.

    A replay has to give what the network itself gives, gradients too, before it is taken. Where nothing can be
    recorded, or a replay gives something else, the network is run as it is, with a sentence that says why.
    """
    if any(type(part).__module__ == WRITTEN for part in model.modules()):
        told_why = tr("Layers written in Python are not recorded: their code may do something else each time.")
        return Compiled(run, told_why)
    size = len(inputs)
    try:
        wanted = tried(run, model, inputs, compute)
        with untouched(model), compute.autocast(cached=False):
            replay = record(Whole(model, run), (inputs.clone(),))
        # Twice, as a recording that keeps something from the first time would show it the second time.
        for _ in range(2):
            found = tried(replay, model, inputs, compute)
            if len(found) != len(wanted) or not all(map(_is_near, found, wanted)):
                return Compiled(run, tr("A recording of this network gives other numbers than the network itself."))
    except Exception as error:  # whatever code of layers, libraries and drivers make of being recorded
        return Compiled(run, tr("The work of this network cannot be recorded ({reason}).", reason=told(error)))
    return Compiled(lambda batch: _own(replay(batch)) if len(batch) == size else run(batch))


def _is_near(found: Tensor, wanted: Tensor) -> bool:
    return torch.allclose(found, wanted, **NEAR, equal_nan=True)


def _own(outputs: Any) -> Any:
    """Outputs that the next replay leaves alone."""
    return tree_map(lambda each: each.clone() if isinstance(each, Tensor) else each, outputs)
