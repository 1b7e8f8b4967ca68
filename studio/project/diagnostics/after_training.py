"""What a training has found of its network, as problems of the project, and the changes that help.

They stand beside the checks: nothing of a project alone tells these faults, so that there is nothing to find.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.graph import EditError, Finding, Fix, Graph, Problem, edits
from studio.graph.links import Link
from studio.layers import ParameterError, catalogue
from studio.layers.initialization import Default
from studio.project.diagnostics.check import Case, Check, inserted, kind, node_of
from studio.project.diagnostics.stacks import NORMS, SATURATING
from studio.project.model import Project
from studio.text import tr
from studio.training.early_stopping import EarlyStopping
from studio.training.events import Alarm

FAR = 3.0
"""A rate so many times the usual one is set to that, another one to a tenth."""


class Remedy(Check):
    """A change that helps against a fault that a training has found."""

    def find(self, case: Case) -> Iterator[Problem]:
        """Nothing: only a training finds it."""
        yield from ()


class OtherRate(Remedy):
    """Take the usual learning rate, or a tenth of one that is near it."""

    name = "after-training-rate"

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Set learning rate to {rate}", rate=f"{self._rate(project):g}")

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.with_largest_rate(self._rate(project)))

    def _rate(self, project: Project) -> float:
        rate, usual = project.training.largest_rate, project.training.optimizer.usual_rate
        return rate / 10 if usual / FAR <= rate <= FAR * usual else usual


class Clip(Remedy):
    """Keep the gradient of all weights together within a norm of 1."""

    name = "after-training-clip"

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Limit gradients to a norm of 1")

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.changed(clip_norm=1.0))


class Leaky(Remedy):
    """Put LeakyReLU in the place of an activation whose units die."""

    name = "after-training-leaky"

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Put LeakyReLU in place of “{node}”", node=node_of(problem))

    def remedy(self, project: Project, problem: Problem) -> Project:
        name = node_of(problem)
        if kind(project.graph, name) not in ("ReLU", "ReLU6"):
            raise EditError(tr("Nothing is known that puts this right at once."))
        return project.with_graph(edits.set_layer(project.graph, name, catalogue["LeakyReLU"].create({})))


class NormBefore(Remedy):
    """Put batch normalisation before an activation that is saturated."""

    name = "after-training-norm"

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Put {layer} before “{node}”", layer=self._norm(project.graph, problem), node=node_of(problem))

    def remedy(self, project: Project, problem: Problem) -> Project:
        norm = self._norm(project.graph, problem)
        return project.with_graph(inserted(project.graph, norm, Link(node_of(problem), 0), project.flow))

    def _norm(self, graph: Graph, problem: Problem) -> str:
        source = graph[node_of(problem)].inputs[0]
        found = "" if source is None else NORMS.get(kind(graph, source.node), "")
        if not found:
            raise EditError(tr("Nothing is known that puts this right at once."))
        return found


class ReluInstead(Remedy):
    """Put ReLU in the place of activations that make gradients smaller."""

    name = "after-training-relu"

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Use ReLU in place of Sigmoid and Tanh")

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph = project.graph
        for name in [name for name, node in graph.items() if node.layer.kind in SATURATING]:
            if any(kind(graph, consumer) != "Output" for consumer, _ in graph.consumers[name]):
                graph = edits.set_layer(graph, name, catalogue["ReLU"].create({}))
        return project.with_graph(graph)


class UsualWeights(Remedy):
    """Begin with weights as torch makes them."""

    name = "after-training-weights"

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Begin with the usual weights")

    def remedy(self, project: Project, problem: Problem) -> Project:
        graph = project.graph
        for name in [name for name, node in graph.items() if node.init]:
            graph = edits.set_init(graph, name, {})
        training = project.training.changed(initialization=Default(), bias_initialization=Default())
        return replace(project.with_graph(graph), training=training)


class StopEarly(Remedy):
    """End the training where the validation loss does not improve any more."""

    name = "after-training-stop"

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Stop early")

    def remedy(self, project: Project, problem: Problem) -> Project:
        return replace(project, training=project.training.changed(early_stopping=EarlyStopping()))


REMEDIES: dict[str, Check] = {
    each.name: each for each in (OtherRate(), Clip(), Leaky(), NormBefore(), ReluInstead(), UsualWeights(), StopEarly())
}
"""By name."""

HELP: dict[str, tuple[type[Remedy], ...]] = {
    "dead_units": (Leaky,),
    "saturated_units": (NormBefore, UsualWeights),
    "vanishing_gradients": (ReluInstead, UsualWeights),
    "exploding_gradients": (UsualWeights, OtherRate, Clip),
    "constant_output": (UsualWeights, OtherRate),
    "no_learning": (OtherRate,),
    "not_finite": (OtherRate,),
    "label_noise": (StopEarly,),
    "overfitting": (StopEarly,),
}
"""What helps against each alarm: the first that changes anything is offered."""


def as_problem(project: Project, alarm: Alarm) -> Problem:
    """An alarm of a training of this project, with what helps at once, where anything does."""
    told = Problem("warning", alarm.node, Finding(alarm.alarm, alarm.message, alarm.remedy))
    for each in _help(alarm):
        problem = replace(told, fix=Fix(each.name))
        if _helps(project, problem):
            return problem
    return told


def _help(alarm: Alarm) -> tuple[type[Remedy], ...]:
    """What may help; numbers that are not finite from the first step on come of no rate."""
    return () if alarm.alarm == "not_finite" and alarm.step <= 1 else HELP.get(alarm.alarm, ())


def _helps(project: Project, problem: Problem) -> bool:
    """Whether the change can be made, and changes anything."""
    from studio.project.diagnostics import inside

    check = REMEDIES[problem.fix.check] if problem.fix is not None else None
    if check is None:
        return False
    try:
        changed = inside.remedy(check, project, problem)
    except (EditError, ParameterError, KeyError):
        return False
    return (changed.graph, changed.training) != (project.graph, project.training)
