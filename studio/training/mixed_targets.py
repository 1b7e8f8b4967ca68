"""Whether what is learnt, and the loss, go with samples that are mixed with each other."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from studio.data.config import Task
from studio.data.config.transforms import Transform
from studio.data.config.transforms.mixing import CutMix
from studio.graph import Finding, Kind
from studio.training.losses import Loss

MIXED_TARGETS = Kind(
    "mixed-targets",
    "{transform} mixes samples with their targets, which cannot be done with {task}.",
    "Remove {transform} from transforms in the data settings, or switch it off.",
)
MIXED_INDICES = Kind(
    "mixed-indices",
    "{transform} gives a sample shares of two classes, but {loss} takes one class alone.",
    "Choose CrossEntropyLoss without ignore_index, or remove {transform} from transforms in the data settings.",
)


def unmixable(transforms: Sequence[Transform], loss: Loss, task: Task, learnt: str) -> Iterator[Finding]:
    """What keeps samples from being mixed; `learnt` is the task in words."""
    for each in transforms:
        if not each.enabled or not each.mixes:
            continue
        tasks = ("classes", "labels") if isinstance(each, CutMix) else ("classes", "labels", "numbers")
        if task not in tasks:
            yield MIXED_TARGETS.finding(transform=each.kind, task=learnt)
        elif task == "classes" and not loss.takes_shares:
            yield MIXED_INDICES.finding(transform=each.kind, loss=loss.kind)
