"""How well an exported file answers labelled samples, beside the network it was made of."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import torch
from torch import Tensor

from studio.compiler.one_core import one_core
from studio.compiler.onnx.parity import run
from studio.data.errors import DataError
from studio.data.preparation import Preparation
from studio.data.preview import peek_part
from studio.evaluation.answers import Answering
from studio.evaluation.asking import of_module
from studio.project.errors import ProjectError
from studio.project.run_samples import open_project_samples, open_samples
from studio.training.activation import Activation, activation_of
from studio.training.errors import TrainingError

if TYPE_CHECKING:
    from onnxruntime import InferenceSession

    from studio.project.exporters.subject import Subject

SAMPLES = 512
"""So many samples of the split are answered at most."""

BATCH = 64
"""So many of them at a time, and at least where each takes long."""

OPERATIONS = 10**11
"""So many multiply-accumulates the network may take for all of them."""


@dataclass(frozen=True)
class Labelled:
    """Raw samples of a split, in batches of one shape each, with what is to be answered."""

    split: str
    batches: tuple[tuple[Tensor, Tensor], ...]


def within_reach(macs: int) -> int:
    """How many samples of so many multiply-accumulates each are answered in some seconds."""
    return max(BATCH, min(SAMPLES, OPERATIONS // max(1, macs)))


def labelled(subject: Subject, most: int = SAMPLES) -> Labelled | None:
    """The first samples kept for the test, or else for validation.

    None where the data have neither, are not at hand, or are others than those of the run.
    """
    run, preparation = subject.run, subject.preparation
    if preparation is None or _is_learnt_resized(preparation):
        return None
    try:
        opened = open_project_samples(subject.project, preparation) if run is None else open_samples(run)
        split = next((name for name in ("test", "validation") if len(opened.parts[name])), "")
        found = peek_part(opened.config, opened.parts[split].first(most)) if split else None
    except (DataError, TrainingError, ProjectError):
        return None
    return Labelled(split, tuple(_batches(found.inputs, found.targets))) if found is not None else None


def measured(
    subject: Subject, session: InferenceSession, samples: Labelled, *, prepared: bool, has_head: bool
) -> dict[str, Any]:
    """The figures of the network and of a file in onnxruntime, and what is lost, as JSON values.

    For choices they are accuracies, the share of answers that are right; for numbers mean absolute errors, in the units
    of the data. A loss above 0 says that the file is worse.
    """
    preparation = subject.preparation
    assert preparation is not None
    activation: Activation = activation_of(subject.project.training.loss, subject.project.graph)
    inputs = len(session.get_inputs())
    in_torch = of_module(subject.trained[0], inputs, preparation)
    outside = preparation.prepare()

    def in_file(raw: Tensor) -> Tensor:
        with torch.no_grad():
            fed = raw if prepared else outside(raw)
        return torch.from_numpy(run(session, (fed,) * inputs)[0])

    network = Answering.of(preparation, activation)
    file = Answering.of(preparation, "none" if has_head else activation, finished=prepared)
    with one_core():
        ours, theirs = (_figure(each, ask, samples) for each, ask in ((network, in_torch), (file, in_file)))
    is_number = network.gives_numbers
    return {
        "metric": "mean_absolute_error" if is_number else "accuracy", "split": samples.split,
        "samples": sum(len(wanted) for _, wanted in samples.batches),
        "pytorch": ours, "onnxruntime": theirs, "loss": theirs - ours if is_number else ours - theirs,
    }  # fmt: skip


def _is_learnt_resized(preparation: Preparation) -> bool:
    """Whether what is to be answered has another size than what the data have of it."""
    return preparation.task in ("pixels", "input") and preparation.source != preparation.fitted


def _figure(answering: Answering, ask: Callable[[Tensor], Tensor], samples: Labelled) -> float:
    total, count = 0.0, 0
    for raw, wanted in samples.batches:
        outputs = ask(raw)
        if answering.gives_numbers:
            each = (answering.values(outputs).reshape(len(raw), -1) - wanted.reshape(len(raw), -1)).abs()
        else:
            each = (answering.decided(outputs) == wanted).float()
        total, count = total + float(each.double().sum()), count + each.numel()
    return total / count


def _batches(inputs: tuple[Tensor, ...], targets: tuple[Tensor, ...]) -> list[tuple[Tensor, Tensor]]:
    together: dict[object, list[int]] = {}
    for at, (each, wanted) in enumerate(zip(inputs, targets, strict=True)):
        together.setdefault((tuple(each.shape), tuple(wanted.shape)), []).append(at)
    return [
        (torch.stack([inputs[at] for at in part]), torch.stack([targets[at] for at in part]))
        for places in together.values()
        for part in (places[start : start + BATCH] for start in range(0, len(places), BATCH))
    ]
