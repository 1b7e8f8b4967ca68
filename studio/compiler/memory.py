"""Memory that training and use of a network take, and the largest batch that fits."""

from __future__ import annotations

from dataclasses import dataclass

from studio.compiler.analysis import Analysis
from studio.compiler.expansion import module_path
from studio.compiler.module import outputs_of
from studio.compiler.saved_activations import saved_bytes
from studio.compiler.tensors import TensorSpec

WEIGHT_BYTES = 4
"""Weights, gradients and optimizer state are float32, also where the network computes in bfloat16."""

MOST_SAMPLES = 1_000_000_000
"""A larger batch is of no use to anyone."""


@dataclass(frozen=True, slots=True)
class Memory:
    """Bytes that a network takes, by what they are for.

    `saved_bytes` are the activations of one sample that the backward pass needs, `widest_bytes` the largest that one
    layer takes and hands on for one sample, which is in use beside them at the worst moment, and `output_bytes` what
    comes out, which the loss holds. Not counted: the work space of the device's libraries, such as what their kernels
    for whole sequences keep, and what the process itself takes.
    """

    weights: int
    gradients: int
    optimizer_state: int
    saved_bytes: int
    widest_bytes: int
    output_bytes: int
    saved_by_node: dict[str, int]
    average: int = 0
    """The average of the weights that a training keeps beside them."""

    @property
    def fixed(self) -> int:
        """What training takes whatever the batch: weights, their average, gradients, and the optimizer's state."""
        return self.weights + self.average + self.gradients + self.optimizer_state

    @property
    def working_bytes(self) -> int:
        """What is at work for each sample at the worst moment: gradients of the widest place, and the loss."""
        return self.widest_bytes + self.output_bytes

    @property
    def for_each_sample(self) -> int:
        """What each sample of a batch adds in training: saved activations, and what is at work."""
        return self.saved_bytes + self.working_bytes

    def training(self, batch: int) -> int:
        """Bytes for training with batches of this size."""
        return self.fixed + batch * self.for_each_sample

    def inference(self, batch: int = 1) -> int:
        """Bytes for using the network: the weights, and the widest place of the way through it."""
        return self.weights + batch * self.widest_bytes

    def largest_batch(self, room: float) -> int:
        """Samples in the largest batch that trains in so many bytes; 0 where not even one does."""
        left = room - self.fixed
        return 0 if left < 0 else int(min(MOST_SAMPLES, left // max(1, self.for_each_sample)))


def memory(analysis: Analysis, *, state_bytes_per_weight: float = 0.0, activation_scale: float = 1.0) -> Memory:
    """The memory of a network without errors; what cannot be examined counts nothing.

    `state_bytes_per_weight` is what the optimizer keeps for each trained weight: 0 for plain SGD, 4 with momentum, 8
    for Adam. `activation_scale` is the size of activations relative to float32: 0.5 under bfloat16 autocast.
    """
    flat = analysis.expansion.network
    reports = {name: analysis.calls[name] for name in flat}
    saved = {name: int(size * activation_scale) for name, size in saved_bytes(flat, reports).items()}
    outputs = sum(_width(reports[name].inputs) for name in outputs_of(flat))
    widest = max((_width(report.inputs) + _width(report.outputs) for report in reports.values()), default=0)
    trained = analysis.total.trainable_parameters
    return Memory(
        weights=WEIGHT_BYTES * analysis.total.parameters,
        gradients=WEIGHT_BYTES * trained,
        optimizer_state=round(state_bytes_per_weight * trained),
        saved_bytes=sum(saved.values()),
        widest_bytes=int(widest * activation_scale),
        output_bytes=int(outputs * activation_scale),
        saved_by_node=_nested(saved),
    )


def _width(specs: tuple[TensorSpec, ...] | None) -> int:
    return sum(spec.bytes for spec in specs or ())


def _nested(saved: dict[str, int]) -> dict[str, int]:
    """What is saved by each node's path, and by each block's with all that is inside."""
    found: dict[str, int] = {}
    for name, size in saved.items():
        path = module_path(name)
        while path:
            found[path] = found.get(path, 0) + size
            path = path.rpartition(".")[0]
    return found
