"""Traps where a network meets its data: what would be refused before the first step of a training."""

from __future__ import annotations

import json
from abc import abstractmethod
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from studio.graph import Graph, Problem
from studio.layers import format_value
from studio.project.diagnostics.chains import before
from studio.project.diagnostics.check import Case, Check, argument, inserted, with_parameter
from studio.project.model import Project

LOSS, HEAD, LINEAR = "loss", "head", "linear"
"""As of `studio.training.suitability`, which imports torch."""

WIDTHS = ("out_features", "out_channels")


class Unsuitable(Check):
    """A mismatch between network, data and loss that one change puts right."""

    def find(self, case: Case) -> Iterator[Problem]:
        for problem, change in case.mismatches if case.is_meant else ():
            if change is not None and self.takes(change.node, change.parameter):
                yield self.claims(problem, ",".join((change.node or "", change.parameter, json.dumps(change.value))))

    @abstractmethod
    def takes(self, node: str | None, parameter: str) -> bool:
        """Whether the remedy of this trap is the change of such a parameter, of the loss where there is no node."""


class OtherParameter(Unsuitable):
    """A layer with a parameter that does not suit the data."""

    def title(self, project: Project, problem: Problem) -> str:
        node, parameter, value = _change(problem)
        return f"Set {parameter} of {node} to {format_value(value)}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(with_parameter(project.graph, *_change(problem)))


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
        count = _change(problem)[2]
        return "Add Linear with 1 output" if count == 1 else f"Add Linear with {count} outputs"

    def remedy(self, project: Project, problem: Problem) -> Project:
        output, missing, count = _change(problem)
        graph = inserted(project.graph, "Flatten", output, 0) if missing == HEAD else project.graph
        return project.with_graph(_with_linear(graph, output, count))


class LossFactors(Unsuitable):
    """A loss with factors for another number of classes."""

    name = "loss-factors"

    def takes(self, node: str | None, parameter: str) -> bool:
        return node is None and parameter != LOSS

    def title(self, project: Project, problem: Problem) -> str:
        return f"Leave {_change(problem)[1]} empty"

    def remedy(self, project: Project, problem: Problem) -> Project:
        loss = project.training.loss.changed(**{_change(problem)[1]: None})
        return replace(project, training=project.training.changed(loss=loss))


def _change(problem: Problem) -> tuple[str, str, Any]:
    node, parameter, value = argument(problem).split(",", 2)
    found = json.loads(value)
    return node, parameter, tuple(found) if isinstance(found, list) else found


def _with_linear(graph: Graph, output: str, count: int) -> Graph:
    """The graph with a Linear put before an Output."""
    headed = inserted(graph, "Linear", output, 0)
    name = before(headed, output)
    assert name is not None
    return with_parameter(headed, name, "out_features", count)
