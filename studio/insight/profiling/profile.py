"""The profile of a network on a device at a batch: each layer's time and memory, beside what the device could do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

from studio.insight.profiling.ceiling import Ceiling
from studio.insight.profiling.clock import Times
from studio.insight.profiling.memory_use import Use
from studio.insight.profiling.repeated import WARM_UP
from studio.training.config import Precision
from studio.training.device import DeviceKind

Bound = Literal["compute", "memory", "nothing"]


@dataclass(frozen=True)
class LayerProfile:
    """What a node takes for a batch. Times are in milliseconds: `forward` in use, `trained` forward in training, and
    `backward`, which is None for what has nothing to derive. `memory` is that of a step of training.

    `flops` and `moved` bytes follow from its shapes; `least` is the time in which the device could do them.
    """

    name: str
    layer: str
    forward: Times
    trained: Times | None
    backward: Times | None
    memory: Use
    output_bytes: int
    macs: int
    moved: int
    least: float

    @property
    def flops(self) -> int:
        """Operations of the batch: two for each multiply-accumulate."""
        return 2 * self.macs

    @property
    def intensity(self) -> float:
        """Operations for each byte moved."""
        return self.flops / self.moved if self.moved else 0.0

    @property
    def rate(self) -> float:
        """Operations a second that it reaches forward."""
        return self.flops / (self.forward.median / 1000) if self.forward.median else 0.0

    @property
    def step(self) -> float:
        """Milliseconds that it takes of a step of training."""
        return sum(each.median for each in (self.trained, self.backward) if each is not None)

    def bound(self, ceiling: Ceiling) -> Bound:
        """What keeps it from being faster on that device, by theory."""
        if not self.moved:
            return "nothing"
        return "compute" if self.intensity >= ceiling.ridge else "memory"


@dataclass(frozen=True)
class Profile:
    """A network on a device at a batch. `forward` and `step` are times of the whole network, run as one.

    `inference_peak` and `training_peak` are bytes at the worst moment, weights among them.
    """

    device: DeviceKind
    device_name: str
    batch: int
    repeats: int
    layers: tuple[LayerProfile, ...]
    forward: Times
    step: Times | None
    inference_peak: int
    training_peak: int | None
    ceiling: Ceiling
    notes: tuple[str, ...] = ()
    precision: Precision = "float32"

    def heat(self, figure: str) -> Mapping[str, Mapping[str, float]]:
        """A figure of each node under its name, as cards show it."""
        values = {"latency": lambda each: each.forward.median, "step": lambda each: each.step,
                  "memory": lambda each: float(each.memory.peak)}  # fmt: skip
        return {each.name: {figure: values[figure](each)} for each in self.layers}

    def to_json(self) -> dict[str, Any]:
        """The profile as JSON has it: milliseconds, bytes, operations."""
        return {
            "device": self.device, "device_name": self.device_name, "batch": self.batch,
            "precision": self.precision,
            "warmup": WARM_UP, "repeats": self.repeats,
            "layers": [self._layer(each) for each in self.layers],
            "total": {
                "forward_ms": self.forward.median, "forward_spread_ms": list(self.forward[1:]),
                "step_ms": None if self.step is None else self.step.median,
                "step_spread_ms": None if self.step is None else list(self.step[1:]),
                "layers_forward_ms": sum(each.forward.median for each in self.layers),
                "samples_per_second": self.batch / (self.forward.median / 1000) if self.forward.median else None,
                "inference_peak_bytes": self.inference_peak, "training_peak_bytes": self.training_peak,
                "macs": sum(each.macs for each in self.layers), "bytes": sum(each.moved for each in self.layers),
                "theoretical_ms": sum(each.least for each in self.layers),
            },
            "roofline": {
                "peak_flops": self.ceiling.flops, "bandwidth_bytes": self.ceiling.bandwidth,
                "ridge": self.ceiling.ridge,
            },
            "notes": list(self.notes),
        }  # fmt: skip

    def _layer(self, each: LayerProfile) -> dict[str, Any]:
        whole = sum(other.forward.median for other in self.layers)
        return {
            "name": each.name, "layer": each.layer,
            "forward_ms": each.forward.median, "forward_spread_ms": list(each.forward[1:]),
            "training_forward_ms": None if each.trained is None else each.trained.median,
            "backward_ms": None if each.backward is None else each.backward.median,
            "backward_spread_ms": None if each.backward is None else list(each.backward[1:]),
            "share": each.forward.median / whole if whole else 0.0,
            "memory_bytes": each.memory.peak, "kept_bytes": each.memory.kept, "output_bytes": each.output_bytes,
            "macs": each.macs, "flops": each.flops, "bytes": each.moved, "intensity": each.intensity,
            "flops_per_second": each.rate, "theoretical_ms": each.least, "bound": each.bound(self.ceiling),
        }  # fmt: skip
