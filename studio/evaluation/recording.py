"""Takes what a network gives batch by batch, and writes down answers, truth and losses for each sample."""

from __future__ import annotations

from collections.abc import Callable
from math import prod

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.data.config import Task
from studio.evaluation.arrays import Array, RowsWriter
from studio.evaluation.predictions import NO_ANSWER
from studio.evaluation.sources import Sources
from studio.training.objective import Objective, Outputs

MOST_BYTES = 2**30
"""What a network makes of samples that it learns themselves is kept up to this size."""

KINDS: dict[Task, npt.DTypeLike] = {"labels": np.int8, "pixels": np.int16}
"""How classes are written down of tasks that have many of them."""


class Recorder:
    """Writes arrays of `count` samples; `unanswered` counts answers for which the network gave no number (NaN).

    `are_probabilities` says whether all outputs are such as they stand, as those of a network that ends in Softmax.
    """

    def __init__(
        self, writer: RowsWriter, objective: Objective, count: int, progress: Callable[[int, int], None]
    ) -> None:
        self._writer, self._objective, self._count, self._progress = writer, objective, count, progress
        self._done = 0
        self.unanswered = 0
        self.are_probabilities = True

    def keep(self, outputs: Outputs, targets: Tensor) -> None:
        """A batch, on the device."""
        first = outputs if isinstance(outputs, Tensor) else outputs[0]
        self._writer.add("losses", _array(self._objective.each(outputs, targets), np.float32))
        if self._objective.task in ("numbers", "input"):
            self._keep_numbers(first, targets)
        else:
            self._keep_classes(first, targets)
        self._done += len(targets)
        self._progress(self._done, self._count)

    def finish(self, places: Array | None, sources: Sources) -> None:
        """Where the samples are from."""
        self._writer.add("places", np.arange(self._count) if places is None else places)
        self._writer.add("ends", sources.ends)
        self._writer.add("texts", sources.text, len(sources.text))

    def _keep_numbers(self, outputs: Tensor, targets: Tensor) -> None:
        answers, wanted = self._objective.answers(outputs, targets)
        self.unanswered += int(answers.flatten(1).isnan().any(1).sum())
        if self._objective.task == "input" and self._count * prod(answers.shape[1:]) * 8 > MOST_BYTES:
            return
        self._writer.add("answers", _array(answers, np.float32))
        self._writer.add("truth", _array(wanted, np.float32))

    def _keep_classes(self, outputs: Tensor, targets: Tensor) -> None:
        arranged = self._objective.arranged(outputs, targets)
        answers, wanted = self._objective.answers(outputs, self._objective.decided(targets))
        missing = arranged.isnan() if self._objective.task == "labels" else arranged.isnan().any(1)
        self.unanswered += int(missing.sum())
        answers = torch.where(missing, NO_ANSWER, answers)
        kind = KINDS.get(self._objective.task, np.int32)
        self._writer.add("answers", _array(answers, kind))
        self._writer.add("truth", _array(wanted, kind))
        if self._objective.task != "pixels":
            scores = _array(arranged, np.float32)
            self.are_probabilities = self.are_probabilities and _are_probabilities(scores, self._objective.task)
            self._writer.add("outputs", scores)


def _are_probabilities(outputs: Array, task: Task) -> bool:
    """Whether outputs (N, K, ...) are from 0 to 1 and, of several classes, 1 together."""
    within = bool(((outputs >= 0.0) & (outputs <= 1.0)).all())
    return within and (task == "labels" or outputs.shape[1] == 1 or bool((abs(outputs.sum(axis=1) - 1) < 1e-3).all()))


def _array(values: Tensor, kind: npt.DTypeLike) -> Array:
    values = values.float() if values.is_floating_point() else values
    return values.cpu().numpy().astype(kind, copy=False)
