"""Checks of what keeps a network from learning well, or is mere waste."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.compiler.endings import before
from studio.graph import Kind, Problem, Source, edits
from studio.project.diagnostics.chains import DROPOUTS, family
from studio.project.diagnostics.check import Case, Check, Several, argument, kind, node_of, with_parameter
from studio.project.model import Project
from studio.text import tr
from studio.training.averages import SWA

BATCH_NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d")
INSTANCE_NORMS = ("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")

WASTED_BIAS = Kind(
    "wasted-bias",
    "“{norm}” subtracts the mean of each channel and with it the bias, which is mere waste.",
    "Switch the bias of “{node}” off.",
)
DROPOUT_BEFORE_NORM = Kind(
    "dropout-before-norm",
    "In training dropout raises the variance that “{norm}” measures; in use there is none, so the statistics do not "
    "fit and results are worse (Li et al., 2018).",
    "Move “{node}” behind “{norm}”, or remove it.",
)
NOTHING_TO_AVERAGE = Kind(
    "norm-of-one-number",
    "Batches of one sample leave nothing to average over, so training cannot run.",
    "Set the batch size to {size}.",
)
SINGLE_SAMPLE_NORM = Kind(
    "single-sample-norm",
    "Batches of one sample have statistics of that sample alone, which are unlike those in use.",
    "Set the batch size to {size}.",
)
DECAY_OF_NOTHING = Kind(
    "decay-of-nothing",
    "Biases and norms are to be left out of the weight decay, but {optimizer} pulls nothing towards 0 here.",
    "Give {optimizer} a weight decay, or let decay_biases_and_norms be on.",
)


AVERAGE_TOO_LATE = Kind(
    "average-too-late",
    "The average of the weights begins after {start} whole epochs, and the training has {epochs}: nothing would be "
    "averaged.",
    "Let it begin earlier, or train for more epochs.",
)


class WastedBias(Check):
    """A bias that the normalisation behind it takes away again."""

    name = "wasted-bias"
    several = Several(
        "{count} biases are taken away again by the normalisation behind them, which is mere waste.",
        "Switch {count} biases off",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for behind in case.of_kinds(*BATCH_NORMS, *INSTANCE_NORMS):
            name = before(case.graph, behind)
            if name is None or case.feeds_only(name) != behind or not getattr(case.graph[name].layer, "bias", False):
                continue
            shape = case.shape(name)
            if family(case.graph, name) == "convolution" or (
                kind(case.graph, name) == "Linear" and shape and len(shape) == 1
            ):
                yield self.tells(WASTED_BIAS, "info", name, node=name, norm=behind)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Switch bias of {node} off", node=node_of(problem))

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(with_parameter(project.graph, node_of(problem), "bias", False))


class DropoutBeforeNorm(Check):
    """Dropout right before batch normalisation, which then gathers the statistics of something else."""

    name = "dropout-before-norm"
    several = Several(
        "{count} times dropout stands before batch normalisation, whose statistics then do not fit in use.",
        "Move {count} dropouts behind",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name in case.of_kinds(*DROPOUTS):
            behind = case.feeds_only(name)
            if behind is None or kind(case.graph, behind) not in BATCH_NORMS:
                continue
            if getattr(case.graph[name].layer, "p", 0):
                yield self.tells(DROPOUT_BEFORE_NORM, "warning", name, behind, node=name, norm=behind)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Move {node} behind {norm}", node=node_of(problem), norm=argument(problem)[0])

    def remedy(self, project: Project, problem: Problem) -> Project:
        dropout, (norm,) = node_of(problem), argument(problem)
        graph, consumers = project.graph, project.graph.consumers[norm]
        place, other = graph[dropout].position, graph[norm].position
        lifted = edits.remove_and_heal(graph, [dropout])
        moved = edits.add(lifted, dropout, graph[dropout].layer, (Source(norm),), other)
        for consumer, port in consumers:
            moved = edits.connect(moved, Source(dropout), consumer, port)
        return project.with_graph(edits.move(moved, {norm: place}))


class SingleSampleNorm(Check):
    """Batch normalisation of batches that hold one sample."""

    name = "single-sample-norm"
    several = Several(
        "{count} batch normalisations get batches of one sample.",
        "Change {count}",
    )
    batch_size = 32

    def find(self, case: Case) -> Iterator[Problem]:
        if case.project.training.batch_size > 1:
            return
        for name in case.of_kinds(*BATCH_NORMS):
            shape = case.shape(name)
            if shape is None:
                continue
            lone = all(size == 1 for size in shape[1:])
            kind = NOTHING_TO_AVERAGE if lone else SINGLE_SAMPLE_NORM
            yield self.tells(kind, "error" if lone else "warning", name, size=self.batch_size)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Set batch size to {size}", size=self.batch_size)

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.changed(batch_size=self.batch_size))


class DecayOfNothing(Check):
    """Biases and norms left out of a weight decay that there is not."""

    name = "decay-of-nothing"

    def find(self, case: Case) -> Iterator[Problem]:
        training = case.project.training
        if not training.decay_biases_and_norms and not training.optimizer.decay:
            yield self.tells(DECAY_OF_NOTHING, "info", None, optimizer=training.optimizer.kind)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Leave nothing out")

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.changed(decay_biases_and_norms=True))


class AverageTooLate(Check):
    """An average of weights that the training does not come to the beginning of."""

    name = "average-too-late"

    def find(self, case: Case) -> Iterator[Problem]:
        training, epochs = case.project.training, case.project.training.epochs
        if epochs is None and case.batches is not None:
            epochs = training.steps_in(case.batches) // case.batches
        if epochs is not None and training.average_weights.wanted(epochs) == 0:
            told = {"start": training.average_weights.params()["start"], "epochs": epochs}
            yield self.tells(AVERAGE_TOO_LATE, "warning", None, epochs, **told)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Average the last quarter")

    def remedy(self, project: Project, problem: Problem) -> Project:
        (epochs,) = argument(problem)
        start = SWA(start=3 * epochs // 4)
        return replace(project, training=project.training.changed(average_weights=start))
