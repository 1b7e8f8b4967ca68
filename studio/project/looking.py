"""What every card of a network shows of a sample, looked at again and again: network and data stay at hand."""

from __future__ import annotations

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from pathlib import Path

import torch
from torch import Tensor, nn

from studio.compiler.analysis import Analysis
from studio.compiler.freezing import begin_training
from studio.compiler.module import CompileError
from studio.compiler.own_generator import OwnGenerator
from studio.insight.errors import InsightError
from studio.insight.inspection import derivatives_of
from studio.insight.notes import notes
from studio.insight.strips import Strip, strip
from studio.insight.trace import Gradients, Trace, parameters_of, traced
from studio.project.exporters import Subject
from studio.project.inspecting import objective_of, samples_of
from studio.project.looked_at import looked_at
from studio.project.model import Project
from studio.project.questions import Look, Question
from studio.text import tr
from studio.training.batches import step_seed
from studio.training.runs.checkpoint_index import Which

MOST_PARAMETERS = 20_000_000
"""Of networks with more, gradients by parameters are not kept: they take as much memory as the weights."""


@dataclass(frozen=True, eq=False)
class Sight:
    """Strips of every node by its path, of what it gives, of the derivatives by it, and of those by all its parameters
    in one row (dW, then db); `target` is in words.

    `loss` is None where there is no target, and derivatives are those of the sum of all outputs.
    """

    look: Look
    values: Mapping[str, Strip]
    gradients: Mapping[str, Strip]
    by_parameters: Mapping[str, Strip]
    loss: float | None
    target: str
    notes: tuple[str, ...]
    trace: Trace
    derivatives: Gradients


class Looker:
    """Answers one look after the other; used by one thread at a time."""

    def __init__(self) -> None:
        self._subject: tuple[tuple[Project, Path | None, Which, bool], Subject] | None = None
        self._asked: tuple[Subject, Question, tuple[tuple[Tensor, ...], Tensor | None, str]] | None = None

    def see(self, look: Look) -> Sight:
        """What the nodes make of it. Raises InsightError, DataError, TrainingError, ProjectError or CompileError."""
        subject = self._subject_of(look)
        inputs, targets, words = self._samples(subject, look.question)
        network = self._network(subject, look)
        trace = self._run(network, subject.analysis, inputs, look)
        objective = objective_of(subject) if targets is not None else None
        is_large = subject.analysis.total.parameters > MOST_PARAMETERS
        loss, gradients = derivatives_of(trace, targets, objective, by_parameters=not is_large)
        said = notes(subject.analysis, trace, gradients)
        values = {name: strip(made[0][0]) for name, made in trace.outputs.items()}
        back = {name: strip(found[0][0]) for name, found in gradients.outputs.items() if found and found[0] is not None}
        _add_blocks(values, subject.analysis)
        _add_blocks(back, subject.analysis)
        return Sight(look, values, back, _by_parameters(trace, gradients), loss, words, said, trace, gradients)

    def _subject_of(self, look: Look) -> Subject:
        """The network as it is drawn, with the preparation of the run whose weights it gets."""
        # What is trained has a network of its own, as its weights are put into that.
        asked = (look.project, look.run, look.which, look.weights is not None)
        if self._subject is not None and self._subject[0] == asked:
            return self._subject[1]
        made = looked_at(look.project, look.run, look.which)
        if made.analysis.errors:
            raise CompileError(made.analysis.errors)
        self._subject = asked, made
        return made

    def _samples(self, subject: Subject, question: Question) -> tuple[tuple[Tensor, ...], Tensor | None, str]:
        if self._asked is None or self._asked[0] is not subject or self._asked[1] != question:
            inputs, targets, _, words = samples_of(subject, question)
            self._asked = subject, question, (inputs, targets, words)
        return self._asked[2]

    def _network(self, subject: Subject, look: Look) -> nn.Module:
        module, _ = subject.trained
        if look.weights is not None:
            try:
                module.load_state_dict(dict(look.weights))
            except RuntimeError as error:
                raise InsightError(
                    tr("The network that is trained is not the one drawn here."),
                    tr("Undo the changes, or wait for the end of the training."),
                ) from error
        # In training mode BatchNorm takes in what it sees, which the next look must not find.
        return deepcopy(module) if look.question.training else module

    def _run(self, network: nn.Module, analysis: Analysis, inputs: tuple[Tensor, ...], look: Look) -> Trace:
        begin_training(network) if look.question.training else network.eval()
        with torch.enable_grad(), OwnGenerator(step_seed(look.project.training.seed, 0)):
            return traced(network, analysis, inputs)


def _by_parameters(trace: Trace, gradients: Gradients) -> dict[str, Strip]:
    """Of each node with parameters that have derivatives."""
    strips = {}
    for name in trace.outputs:
        found = (gradients.parameters.get(whole) for whole in parameters_of(trace, name).values())
        rows = [each.reshape(-1) for each in found if each is not None]
        if rows:
            strips[name] = strip(torch.cat(rows))
    return strips


def _add_blocks(strips: dict[str, Strip], analysis: Analysis) -> None:
    """A closed block shows what leaves it at its first output, and a copy of shared weights what the first does."""
    for block, span in analysis.expansion.blocks.items():
        if span.outputs and span.outputs[0] in strips:
            strips[block] = strips[span.outputs[0]]
