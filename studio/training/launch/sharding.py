"""Several processes of which each keeps a part of the weights and of what the optimizer gathers (FSDP).

Torch shards them (`fully_shard`), lightning-fabric brings the processes together. Weights are whole while they are
used: so all of the processes judge and keep them together, and a checkpoint is what one process would have written.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from torch import nn

from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.errors import TrainingError
from studio.training.launch.torchrun import LONGEST_WAIT, LOOK_EVERY, Torchrun
from studio.training.sharded_tensors import whole

if TYPE_CHECKING:
    from lightning_fabric.strategies import Strategy
    from torch.distributed.device_mesh import DeviceMesh

Told = TypeVar("Told")

WORTH = 100_000
"""Parameters from which on a layer is gathered by itself, so that never all of the weights are whole at a time."""


def check(training: TrainingConfig) -> None:
    """Raise TrainingError for settings that need all of the weights in one process."""
    reasons = {
        "average_weights": training.average_weights.options() is not None,
        "optimizer": training.optimizer.searches,
        "precision": training.precision == "float16",
    }
    setting = next((name for name, is_so in reasons.items() if is_so), None)
    if setting is not None:
        raise TrainingError(
            tr(
                "Processes that keep a part of the weights each (fsdp) cannot train with {setting} as it is set here.",
                setting=setting,
            ),
            tr("Choose the strategy ddp, by which each keeps all of them, or another {setting}.", setting=setting),
        )


class Sharded(Torchrun):
    """This process among those that share the weights."""

    shards = True
    _checked = 0

    def _strategy(self) -> Strategy:
        from lightning_fabric.strategies import ModelParallelStrategy

        return ModelParallelStrategy(
            parallelize_fn=_shard,
            data_parallel_size=int(os.environ["WORLD_SIZE"]),
            tensor_parallel_size=1,
            timeout=LONGEST_WAIT,
        )

    def joined(self, model: nn.Module) -> nn.Module:
        """The model, whose parameters are replaced by this process's parts of them."""
        for weights in model.parameters():
            weights.data = weights.data.contiguous()  # torch shards no others, such as those with channels last
        return super().joined(model)

    def judged(self, judge: Callable[[], Told]) -> Told:
        """What all find together, as the leading process has it."""
        self.told(lambda: None)  # what that one has written is there by now
        found = judge()
        return self.told(lambda: found)

    def check(self, check: Callable[[], None]) -> None:
        """Have the leading process look now and then, all at the same batch."""
        if self._checked % LOOK_EVERY == 0:
            self.told(check)
        self._checked += 1

    def agreed(self, decide: Callable[[], bool]) -> bool:
        """What the leading process decides."""
        return self.told(decide)

    def whole(self, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """All parts together, in the leading process."""
        found: Mapping[str, Any] = whole(values, kept=self.leads)
        return found

    @property
    def words(self) -> str:
        """What a person should know."""
        return tr(
            "{count} processes share each batch and keep a part of the weights each; batch normalization goes by the "
            "share of each.",
            count=self.size,
        )


def _shard(model: nn.Module, mesh: DeviceMesh) -> nn.Module:
    """Have each process keep a part of every parameter, large layers gathered one by one."""
    from torch.distributed.fsdp import fully_shard

    for module in list(model.modules()):
        own = sum(each.numel() for each in module.parameters(recurse=False))
        if module is not model and own >= WORTH:
            fully_shard(module, mesh=mesh["data_parallel"])
    fully_shard(model, mesh=mesh["data_parallel"], reshard_after_forward=True)
    return model
