"""The values of the metrics over many batches, exactly those of all their samples together."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from typing import Any

import torch
from torch import Tensor

from studio.training.metrics import Metric
from studio.training.objective import Objective


class Scores:
    """Metrics of the first Output, which gather what they need of each batch on the device."""

    def __init__(self, metrics: Sequence[Metric], objective: Objective, classes: int, device: torch.device) -> None:
        self._objective = objective
        self._least = {metric.name: metric.least for metric in metrics}
        self._floats = torch.float32 if device.type == "mps" else torch.float64
        built = {
            metric.name: metric.build(objective.task, classes, objective.declaration.ignored) for metric in metrics
        }
        self._built = {name: metric.to(device).set_dtype(self._floats) for name, metric in built.items()}
        self._samples: int | Tensor = 0
        self._whole = True

    def update(self, outputs: Tensor, targets: Tensor) -> None:
        """Take in outputs (N, ...) of the first Output and the data set's targets (N, ...)."""
        answers = [self._exact(given) for given in self._objective.answers(outputs, targets)]
        self._samples = self._samples + self._objective.counted(targets)
        for metric in self._built.values():
            metric.update(*answers)

    def values(self) -> dict[str, float]:
        """The value of each metric over what was taken in, less those that cannot be told. Waits for the device."""
        if not self._whole:
            return {}
        samples = int(self._samples)
        names = [name for name, least in self._least.items() if samples >= least]
        computed = [self._built[name].compute().to(self._floats) for name in names]
        values = torch.stack(computed).tolist() if computed else []
        return {name: value for name, value in zip(names, values, strict=True) if math.isfinite(value)}

    def _exact(self, given: Tensor) -> Tensor:
        """Numbers in double precision where the device has it, for sums of squares far from zero.

        Contiguous, as some metrics of torchmetrics cannot take pictures whose channels come last.
        """
        numbers = self._objective.task in ("numbers", "input")
        return (given.to(self._floats) if numbers else given).contiguous()

    def reset(self) -> None:
        """Begin anew."""
        self._samples, self._whole = 0, True
        for metric in self._built.values():
            metric.reset()

    def state(self) -> dict[str, Any]:
        """Values to go on from, tensors among them."""
        return {"samples": int(self._samples)} | {
            name: dict(metric.metric_state) for name, metric in self._built.items()
        }

    def restore(self, state: Mapping[str, Any] | None) -> None:
        """Go back to what `state` gave; without it values are not known until the next `reset`."""
        self.reset()
        if state is None or any(name not in state for name in self._built):
            self._whole = False
            return
        self._samples = state["samples"]
        for name, metric in self._built.items():
            for part, value in state[name].items():
                setattr(metric, part, value.to(metric.device))
            # Otherwise torchmetrics warns of a value that is asked for before the next batch.
            metric._update_count = int(state["samples"] > 0)
