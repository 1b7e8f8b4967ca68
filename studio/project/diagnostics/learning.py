"""Traps inside a network and in its settings: waste, and what keeps it from learning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.graph import Problem, Source, edits
from studio.project.diagnostics.chains import DROPOUTS, before, family
from studio.project.diagnostics.check import Case, Check, Several, argument, kind, node_of, with_parameter
from studio.project.model import Project
from studio.training.optimizers import Optimizer

BATCH_NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d")
INSTANCE_NORMS = ("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")

LARGEST_RATE = {"Adam": 1.0, "AdamW": 1.0, "NAdam": 1.0, "RAdam": 1.0, "Adamax": 1.0, "RMSprop": 1.0, "SGD": 100.0}
"""Learning rates from which on steps are far larger than weights are; the first six step by about the rate itself."""


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
                yield self.tells(
                    "info",
                    name,
                    f"“{behind}” subtracts the mean of each channel and with it the bias, which is mere waste.",
                    f"Switch the bias of “{name}” off.",
                )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Switch bias of {node_of(problem)} off"

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
                yield self.tells(
                    "warning",
                    name,
                    f"In training dropout raises the variance that “{behind}” measures; in use there is none, so the "
                    f"statistics do not fit and results are worse (Li et al., 2018).",
                    f"Move “{name}” behind “{behind}”, or remove it.",
                    behind,
                )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Move {node_of(problem)} behind {argument(problem)}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        dropout, norm = node_of(problem), argument(problem)
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
            yield self.tells(
                "error" if lone else "warning",
                name,
                "Batches of one sample leave nothing to average over, so training cannot run."
                if lone
                else "Batches of one sample have statistics of that sample alone, which are unlike those in use.",
                f"Set the batch size to {self.batch_size}.",
            )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Set batch size to {self.batch_size}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.changed(batch_size=self.batch_size))


class RateTooLarge(Check):
    """A learning rate beyond reason."""

    name = "rate-too-large"

    def find(self, case: Case) -> Iterator[Problem]:
        optimizer = case.project.training.optimizer
        if optimizer.lr >= LARGEST_RATE.get(optimizer.kind, float("inf")):
            yield self.tells(
                "warning",
                None,
                f"With a learning rate of {optimizer.lr:g} {optimizer.kind} takes steps far larger than the weights, "
                f"so training will diverge.",
                f"Set the learning rate to {_usual_rate(optimizer):g} and raise it from there.",
            )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Set learning rate to {_usual_rate(project.training.optimizer):g}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        optimizer = project.training.optimizer
        usual = optimizer.changed(lr=_usual_rate(optimizer))
        return replace(project, training=project.training.changed(optimizer=usual))


def _usual_rate(optimizer: Optimizer) -> float:
    """The learning rate that the optimizer has where nobody sets one."""
    return float(type(optimizer).model_fields["lr"].default)
