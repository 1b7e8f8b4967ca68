"""What of a project the formulas of its training need."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from studio.data.config import Data, Divisible, Task, Undivided
from studio.layers import Shape
from studio.layers.io import Output
from studio.training.bounds import bounds
from studio.training.config import TrainingConfig
from studio.training.early_stopping import watchable

if TYPE_CHECKING:
    from studio.compiler.analysis import Analysis
    from studio.data.samples import Description


@dataclass(frozen=True)
class Plan:
    """`width` is how many numbers the network gives for a sample or pixel, `samples` how many it learns from.

    Both are None where they are not known.
    """

    task: Task = "classes"
    width: int | None = None
    samples: int | None = None

    @property
    def choices(self) -> int | None:
        """Classes to choose from: one number tells two apart."""
        return 2 if self.width == 1 else self.width


def plan_of(data: Data, description: Description | None, outputs: tuple[Shape, ...]) -> Plan:
    """The plan of a network that gives such outputs on data of this description, where that is known."""
    width = outputs[0][0] if outputs and outputs[0] else None
    if description is None:
        return Plan(width=width)
    if description.task in ("input", "positions"):
        # Neither tells how many classes there are to choose from.
        width = None
    return Plan(description.task, width or len(description.classes) or None, training_samples(data, description))


def batches_in_epoch(data: Data, description: Description | None, batch_size: int) -> int | None:
    """Batches in an epoch, None where the samples of the data are not known."""
    samples = plan_of(data, description, ()).samples
    return len(bounds(samples, batch_size)) if samples else None


def output_shapes(analysis: Analysis | None) -> tuple[Shape, ...]:
    """What the Outputs of a network get, as far as it is known."""
    if analysis is None:
        return ()
    reports = (analysis.nodes[name] for name, node in analysis.graph.items() if isinstance(node.layer, Output))
    return tuple(report.inputs[0].shape for report in reports if report.inputs)


def training_samples(data: Data, description: Description) -> int | None:
    """The samples that are left to train on; of what its source has in one piece, shares are kept aside.

    None where that depends on the groups that stay together.
    """
    sizes = description.sizes
    if description.grouped:
        return None
    left = sizes["train"]
    if "test" not in sizes and isinstance(data, Undivided):
        left -= _kept_aside(left, data.test)
    if "validation" not in sizes and isinstance(data, Divisible):
        left -= _kept_aside(left, data.validation)
    return left


def values_told(data: Data, description: Description | None, training: TrainingConfig) -> tuple[str, ...]:
    """The names of the values that a training tells of each epoch; none where the data are not known."""
    if description is None:
        return ()
    validated = isinstance(data, Divisible) and data.validation > 0
    if "validation" in description.sizes:
        validated = description.sizes["validation"] > 0
    return watchable(description.task, len(description.classes), training.metrics, validated=validated)


def _kept_aside(samples: int, share: float) -> int:
    return max(1, round(share * samples)) if share else 0
