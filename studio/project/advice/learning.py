"""Traps inside a network and in its settings: waste, and what keeps it from learning."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.graph import Problem, Source, edits
from studio.layers import catalogue
from studio.project.advice.chains import DROPOUTS, WEIGHTED, before, family
from studio.project.advice.trap import Case, Trap, argument, inserted, kind, node_of, with_parameter
from studio.project.model import Project
from studio.training.optimizers import Optimizer

BATCH_NORMS = ("BatchNorm1d", "BatchNorm2d", "BatchNorm3d")
INSTANCE_NORMS = ("InstanceNorm1d", "InstanceNorm2d", "InstanceNorm3d")

SATURATING = {"Sigmoid": 4, "Hardsigmoid": 4, "Tanh": 8, "Softsign": 8}
"""Activations whose slope is near 0 for large inputs, with the number in a row from which on it tells: the slope of
Sigmoid is at most 1/4 (LeCun et al., Efficient BackProp, 1998), that of Tanh at most 1."""

KEEPING = ("pooling", "regularization", "shape", "activation", *WEIGHTED)
"""Families of layers that a row of activations goes through; a normalisation or a merge ends it."""

LARGEST_RATE = {"Adam": 1.0, "AdamW": 1.0, "NAdam": 1.0, "RAdam": 1.0, "Adamax": 1.0, "RMSprop": 1.0, "SGD": 100.0}
"""Learning rates from which on steps are far larger than weights are; the first six step by about the rate itself."""


class WastedBias(Trap):
    """A bias that the normalisation behind it takes away again."""

    name = "wasted-bias"

    def find(self, case: Case) -> Iterator[Problem]:
        for name, node in case.graph.items():
            behind = case.feeds_only(name)
            if behind is None or not getattr(node.layer, "bias", False) or kind(case.graph, behind) not in (
                *BATCH_NORMS, *INSTANCE_NORMS
            ):  # fmt: skip
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


class DropoutBeforeNorm(Trap):
    """Dropout right before batch normalisation, which then gathers the statistics of something else."""

    name = "dropout-before-norm"

    def find(self, case: Case) -> Iterator[Problem]:
        for name, node in case.graph.items():
            behind = case.feeds_only(name)
            if behind is None or kind(case.graph, behind) not in BATCH_NORMS or kind(case.graph, name) not in DROPOUTS:
                continue
            if getattr(node.layer, "p", 0):
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


class VanishingGradients(Trap):
    """Many saturating activations in a row, through which hardly any gradient comes back."""

    name = "vanishing-gradients"

    def find(self, case: Case) -> Iterator[Problem]:
        for row in _rows(case):
            layer = kind(case.graph, row[0])
            if len(row) >= SATURATING[layer]:
                yield self.tells(
                    "warning",
                    row[0],
                    f"{len(row)} {layer} in a row: each makes the gradient smaller, so the first layers hardly learn.",
                    "Use ReLU in their place, or put batch normalisation between.",
                    ",".join(row),
                )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Use ReLU {argument(problem).count(',') + 1} times"

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph = project.graph
        for name in argument(problem).split(","):
            graph = edits.set_layer(graph, name, catalogue["ReLU"].create({}))
        return project.with_graph(graph)


def _rows(case: Case) -> Iterator[tuple[str, ...]]:
    """The longest rows of one saturating activation, each with weights before and behind it."""
    graph = case.graph
    rows: dict[str, tuple[str, ...]] = {}
    longest: dict[str, tuple[str, ...]] = {}
    for name in graph.order:
        source = before(graph, name)
        row = rows.get(source, ()) if source and len(graph[name].inputs) == 1 and family(graph, name) in KEEPING else ()
        layer = kind(graph, name)
        if row and family(graph, name) in WEIGHTED and len(row) > len(longest.get(row[0], ())):
            longest[row[0]] = row
        if layer in SATURATING:
            row = (*row, name) if row and kind(graph, row[0]) == layer else (name,)
        elif family(graph, name) == "activation" and layer != "Identity":
            row = ()
        rows[name] = row
    yield from longest.values()


class NothingBetween(Trap):
    """Two Linear layers with nothing between: together they can do no more than one."""

    name = "nothing-between"

    def find(self, case: Case) -> Iterator[Problem]:
        for name in case.graph:
            behind = case.feeds_only(name)
            while behind is not None and kind(case.graph, behind) in DROPOUTS:
                behind = case.feeds_only(behind)
            if behind is None or kind(case.graph, name) != "Linear" or kind(case.graph, behind) != "Linear":
                continue
            first, second, shape = case.graph[name].layer, case.graph[behind].layer, case.shape(name)
            if shape is None or len(shape) > 1:
                continue
            # A narrow one in the middle is a low-rank product of matrices, which saves weights: that is meant.
            if getattr(first, "out_features", 0) >= min(shape[0], getattr(second, "out_features", 0)):
                yield self.tells(
                    "info",
                    name,
                    f"Without an activation between, “{name}” and “{behind}” can do no more than one Linear alone.",
                    f"Put an activation such as ReLU behind “{name}”.",
                )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Insert ReLU behind {node_of(problem)}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph, name = project.graph, node_of(problem)
        target, port = graph.consumers[name][0]
        return project.with_graph(inserted(graph, "ReLU", target, port))


class SingleSampleNorm(Trap):
    """Batch normalisation of batches that hold one sample."""

    name = "single-sample-norm"
    batch_size = 32

    def find(self, case: Case) -> Iterator[Problem]:
        if case.project.training.batch_size > 1:
            return
        for name in case.graph:
            shape = case.shape(name)
            if kind(case.graph, name) not in BATCH_NORMS or shape is None:
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


class RateTooLarge(Trap):
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
