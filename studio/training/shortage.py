"""A training that ran out of memory: whether smaller batches would help, and what else."""

from __future__ import annotations

from studio.compiler.analysis import analyse
from studio.formatting.numbers import storage
from studio.graph import Graph
from studio.text import tr
from studio.training.config import TrainingConfig
from studio.training.errors import Failure
from studio.training.footprint import Footprint, footprint

WORTH = 0.1
"""Share of the memory that batches of one sample have to save, or smaller batches are no remedy."""


def out_of_memory(training: TrainingConfig, graph: Graph | None = None) -> Failure:
    """The failure, with a batch size to try where the batches are what takes the memory."""
    analysis = analyse(graph) if graph is not None else None
    needed = None if analysis is None or analysis.errors else footprint(analysis, training)
    return Failure(tr("The training ran out of memory."), _remedy(training.batch_size, needed), "out-of-memory")


def _remedy(batch: int, needed: Footprint | None) -> str:
    smaller = _smaller(batch, needed)
    if smaller is not None:
        return tr(
            "Choose a smaller batch size than {batch} (try {smaller}), or use smaller pictures or a smaller network.",
            batch=batch, smaller=smaller,
        )  # fmt: skip
    if needed is None or not needed.memory.fixed:
        return tr("Use smaller pictures or a smaller network.")
    return tr(
        "Smaller batches would not help: weights, gradients and what the optimizer keeps take {size} of {all}. Use a "
        "smaller network, or an optimizer that keeps less, such as SGD.",
        size=storage(needed.memory.fixed), all=storage(needed.training_bytes),
    )  # fmt: skip


def _smaller(batch: int, needed: Footprint | None) -> int | None:
    """A batch size to try; None where even batches of one sample would hardly take less, or not fit."""
    if batch == 1:
        return None
    if needed is None:
        return batch // 2
    if needed.largest_batch == 0 or _saved_by_single_samples(needed) < WORTH:
        return None
    return max(1, min(batch // 2, needed.largest_batch or batch))


def _saved_by_single_samples(needed: Footprint) -> float:
    return 1 - needed.memory.training(1) / max(needed.training_bytes, 1)
