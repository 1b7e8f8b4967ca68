"""What of a project its training script depends on in several places."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch.nn.modules.batchnorm import _BatchNorm

from studio.compiler.module import compile_graph
from studio.project.model import Project
from studio.training.config import TrainingConfig
from studio.training.metrics import VALIDATION
from studio.training.precision import HALF
from studio.training.schedules import ConstantLR


@dataclass(frozen=True)
class Traits:
    """The settings, and what follows from them and from the network; `validates` says whether it is validated."""

    training: TrainingConfig
    is_frozen: bool
    has_statistics: bool
    validates: bool

    @classmethod
    def of(cls, project: Project, *, validates: bool) -> Traits:
        """Those of a project whose network can run."""
        module = compile_graph(project.graph, seed=0)
        norms = [part for part in module.modules() if isinstance(part, _BatchNorm)]
        return cls(
            project.training,
            is_frozen=not all(parameter.requires_grad for parameter in module.parameters()),
            has_statistics=any(norm.training and norm.track_running_stats for norm in norms),
            validates=validates,
        )

    @property
    def tells_accuracy(self) -> bool:
        """Whether it tells the accuracy beside the loss: that of classes which the loss takes as they are."""
        return self.training.loss.targets == "indices"

    @property
    def leaves_out_biases(self) -> bool:
        """Whether weight decay is for some of the weights alone."""
        return bool(self.training.optimizer.decay) and not self.training.decay_biases_and_norms

    @property
    def has_best(self) -> bool:
        """Whether an epoch can be told to be the best; else it is the last."""
        return self.validates or not self.training.monitor.startswith(VALIDATION)

    @property
    def renews(self) -> bool:
        """Whether running statistics are taken anew for averaged weights."""
        return self.training.average_weights.renews_statistics and self.has_statistics

    @property
    def has_schedule(self) -> bool:
        """Whether the rate follows more than the optimizer."""
        schedule = self.training.schedule
        return not isinstance(schedule, ConstantLR) or schedule.factor < 1

    @property
    def changes_rate(self) -> bool:
        """Whether the rate is set anew for each step."""
        return self.has_schedule or self.training.warmup_steps > 0

    @property
    def half(self) -> torch.dtype | None:
        """The format of 16 bits that the network computes in, None where it does not."""
        return HALF.get(self.training.precision)

    @property
    def is_scaled(self) -> bool:
        """Whether gradients need a scaler."""
        return self.half == torch.float16
