"""Checks where a network meets its data: what would be refused before the first step of a training."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace

from studio.compiler.endings import before
from studio.graph import Problem
from studio.graph.links import Link
from studio.layers import format_value
from studio.layers.block_edits import edit_inside
from studio.project.diagnostics.check import Case, Check, argument, inserted, with_parameter
from studio.project.model import Project
from studio.text import ntr, tr

LOSS, METRICS, HEAD, LINEAR = "loss", "metrics", "head", "linear"
"""As of `studio.training.suitability`, which imports torch."""

WIDTHS = ("out_features", "out_channels")


class Unsuitable(Check):
    """A mismatch between network, data and loss that one change puts right."""

    def find(self, case: Case) -> Iterator[Problem]:
        for problem, change in case.mismatches if case.is_meant else ():
            if change is not None and self.takes(change.node, change.parameter):
                yield self.claims(problem, *change)

    @abstractmethod
    def takes(self, node: str | None, parameter: str) -> bool:
        """Whether the remedy of this check is the change of such a parameter, of the training without a node."""


class OtherParameter(Unsuitable):
    """A layer with a parameter that does not suit the data."""

    def title(self, project: Project, problem: Problem) -> str:
        node, parameter, value = argument(problem)
        shown = {"parameter": parameter, "node": node, "value": format_value(value)}
        return tr("Set {parameter} of {node} to {value}", **shown)

    def remedy(self, project: Project, problem: Problem) -> Project:
        node, parameter, value = argument(problem)
        *level, name = node.split(".")
        changed = edit_inside(project.graph, tuple(level), lambda graph: with_parameter(graph, name, parameter, value))
        return project.with_graph(changed)


class OutputWidth(OtherParameter):
    """A layer that makes another number of results than the data have classes."""

    name = "output-width"

    def takes(self, node: str | None, parameter: str) -> bool:
        return parameter in WIDTHS


class InputOfData(OtherParameter):
    """An Input, or an Embedding behind it, that does not take the samples."""

    name = "input-of-data"

    def takes(self, node: str | None, parameter: str) -> bool:
        return node is not None and parameter not in (*WIDTHS, HEAD, LINEAR)


class MissingHead(Unsuitable):
    """An Output that gets no row of results, as no layer makes one."""

    name = "missing-head"

    def takes(self, node: str | None, parameter: str) -> bool:
        return parameter in (HEAD, LINEAR)

    def title(self, project: Project, problem: Problem) -> str:
        _, _, count = argument(problem)
        return ntr("Add Linear with {count} output", "Add Linear with {count} outputs", count)

    def remedy(self, project: Project, problem: Problem) -> Project:
        output, missing, count = argument(problem)
        link, graph = Link(output, 0), project.graph
        if missing == HEAD:
            graph = inserted(graph, "Flatten", link, project.flow)
        headed = inserted(graph, "Linear", link, project.flow)
        name = before(headed, output)
        assert name is not None
        return project.with_graph(with_parameter(headed, name, "out_features", count))


class LossFactors(Unsuitable):
    """A loss with factors for another number of classes."""

    name = "loss-factors"

    def takes(self, node: str | None, parameter: str) -> bool:
        return node is None and parameter not in (LOSS, METRICS)

    def title(self, project: Project, problem: Problem) -> str:
        _, parameter, _ = argument(problem)
        return tr("Leave {parameter} empty", parameter=parameter)

    def remedy(self, project: Project, problem: Problem) -> Project:
        _, parameter, _ = argument(problem)
        loss = project.training.loss.changed(**{parameter: None})
        return replace(project, training=project.training.changed(loss=loss))


class OtherMetrics(Unsuitable):
    """Metrics that cannot be told of the data."""

    name = "other-metrics"

    def takes(self, node: str | None, parameter: str) -> bool:
        return node is None and parameter == METRICS

    def title(self, project: Project, problem: Problem) -> str:
        told = len(project.training.metrics) - len(argument(problem)[-1])
        return ntr("Leave {count} metric out", "Leave {count} metrics out", told)

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.changed(metrics=argument(problem)[-1]))
