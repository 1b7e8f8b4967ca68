"""What makes probabilities of a network's outputs at the end of an exported file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from torch import nn

from studio.compiler.export_error import ExportError
from studio.compiler.module import outputs_of
from studio.compiler.onnx import Surroundings
from studio.evaluation.answers import OF_NUMBERS
from studio.text import tr
from studio.training.activation import activation_of

if TYPE_CHECKING:
    from studio.project.exporters.subject import Subject


def with_head(around: Surroundings | None, head: str, subject: Subject) -> Surroundings | None:
    """What stands around the network, and behind its output the head; raises ExportError where it has no place."""
    if head == "none":
        return around
    _check(head, subject)
    module = nn.Softmax(dim=1) if head == "softmax" else nn.Sigmoid()
    return Surroundings(nn.Identity(), module) if around is None else replace(around, finish=module)


def _check(head: str, subject: Subject) -> None:
    graph, preparation = subject.project.graph, subject.preparation
    fitting = activation_of(subject.project.training.loss, graph)
    if preparation is not None and preparation.task in OF_NUMBERS:
        raise _refused(head, tr("the network gives numbers, not probabilities"), "none")
    if len(outputs_of(graph)) > 1:
        raise _refused(head, tr("the network has several outputs"), "none")
    if preparation is not None and preparation.task == "positions":
        raise _refused(head, tr("its answers are one class for each position"), "none")
    if fitting == "none":
        raise _refused(head, tr("what it is trained with takes its outputs as they are"), "none")
    if head != fitting:
        raise _refused(head, tr("it is trained for {fitting}", fitting=fitting), fitting)


def _refused(head: str, reason: str, instead: str) -> ExportError:
    return ExportError(
        tr("The head {head} does not fit this network: {reason}.", head=head, reason=reason),
        tr("Choose {instead} as head.", instead=instead),
    )
