"""What a training script makes small: targets as its loss takes them, and the loss."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from studio.compiler.module import outputs_of
from studio.data.preparation import Preparation
from studio.layers import Shape
from studio.project.exporters.subject import Subject
from studio.project.training_script.sources import Named
from studio.training.losses import Loss

PIXEL_AXES = 2


def learning(subject: Subject, preparation: Preparation) -> Iterator[str]:
    """Targets, changed where the loss takes others than the data have; answers where their classes come otherwise."""
    shape = _answers(subject)
    if preparation.task == "input":
        yield "targets = samples"
    elif subject.project.training.loss.targets == "like output" and preparation.task in ("classes", "pixels"):
        yield from _shares(preparation, shape[0])
    if preparation.task == "positions" and len(shape) == 1:
        turned = f"row.reshape(len(row), {preparation.positions}, -1).transpose(1, 2)"
        yield f"network.register_forward_hook(lambda module, inputs, row: {turned})"
    elif preparation.task == "pixels":
        yield "network.register_forward_hook(lambda module, inputs, maps: maps.contiguous())"


def _answers(subject: Subject) -> Shape:
    """The shape of what the network gives for a sample."""
    outputs = subject.analysis.nodes[outputs_of(subject.project.graph)[0]].outputs
    assert outputs is not None
    return outputs[0].shape


def _shares(preparation: Preparation, answers: int) -> Iterator[str]:
    """Classes as a number for each answer: 1 for the right one; or for the second of two."""
    if answers == 1:
        yield "targets = targets.unsqueeze(1).float()"
        return
    moved = ".movedim(-1, 1)" if preparation.task == "pixels" else ""
    yield f"targets = F.one_hot(targets, {answers}){moved}.float()"


def loss_arguments(loss: Loss, preparation: Preparation) -> dict[str, Any]:
    """What torch's class of the loss is made with; factors of classes as an expression."""
    found = {**dict(loss), **loss.fixed()}
    factors = found.get(loss.factors)
    if factors is None:
        return found
    along = PIXEL_AXES if loss.targets == "like output" and preparation.task == "pixels" else 0
    shaped = f".reshape(-1{', 1' * along})" if along else ""
    return found | {loss.factors: Named(f"torch.tensor({list(factors)!r}){shaped}", factors)}
