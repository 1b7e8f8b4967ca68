"""Traps at the end of a network, where what it gives meets the loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.graph import Problem, edits
from studio.layers import catalogue
from studio.project.diagnostics.chains import DROPOUTS, WEIGHTED, before, family
from studio.project.diagnostics.check import Case, Check, argument, kind, node_of, told_only
from studio.project.model import Project
from studio.training.losses import losses

OWN = {
    "CrossEntropyLoss": "Softmax",
    "BCEWithLogitsLoss": "Sigmoid",
}
"""Losses that take scores, with the function they apply themselves."""

TAKING_LOGARITHMS = ("NLLLoss", "KLDivLoss")
"""Losses that take logarithms of probabilities."""

GIVING_SCORES = ("activation", "normalization", "pooling", *WEIGHTED)
"""Families whose layers give no logarithms of probabilities, save LogSoftmax. Of any other nothing is known."""

SQUASHING = ("Softmax", "LogSoftmax", "Sigmoid", "Hardsigmoid", "Softmax2d", "LogSigmoid")


class Removal(Check):
    """A node that is better not there."""

    def title(self, project: Project, problem: Problem) -> str:
        return f"Remove {node_of(problem)}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(edits.remove_and_heal(project.graph, [node_of(problem)]))


class LossChange(Check):
    """A loss in whose place another belongs, which the finding trap names."""

    def title(self, project: Project, problem: Problem) -> str:
        return f"Use {argument(problem)}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        loss = losses[argument(problem)].create({})
        return replace(project, training=project.training.changed(loss=loss))


class SquashedScores(Removal):
    """Softmax or Sigmoid before a loss that applies its own."""

    name = "squashed-scores"

    def find(self, case: Case) -> Iterator[Problem]:
        loss = case.project.training.loss.kind
        for node in case.last_layers:
            layer = kind(case.graph, node)
            if loss not in OWN or layer not in SQUASHING:
                continue
            remedy = f"Remove “{node}”; the loss needs the scores as they are."
            if (loss, layer) == ("CrossEntropyLoss", "LogSoftmax"):
                message = f"{loss} applies its own LogSoftmax, and a second one changes nothing."
                found = self.tells("info", node, message, remedy)
            else:
                message = (
                    f"{loss} applies its own {OWN[loss]}, so behind {layer} its gradients are small and the network "
                    f"learns slowly or not at all."
                )
                found = self.tells("warning", node, message, remedy)
            yield found if case.feeds_only(node) else told_only(found)


class ClippedScores(Removal):
    """ReLU at the output, before a loss that needs scores of either sign."""

    name = "clipped-scores"

    def find(self, case: Case) -> Iterator[Problem]:
        loss = case.project.training.loss.kind
        for node in case.last_layers if loss in OWN else ():
            if kind(case.graph, node) in ("ReLU", "ReLU6") and case.feeds_only(node):
                yield self.tells(
                    "warning",
                    node,
                    f"{kind(case.graph, node)} makes every negative score 0, but {loss} needs scores of either sign; "
                    f"where they are negative nothing is learned.",
                    f"Remove “{node}”.",
                )


class DroppedScores(Removal):
    """Dropout as the last layer, which throws results away."""

    name = "dropped-scores"

    def find(self, case: Case) -> Iterator[Problem]:
        for output in case.outputs:
            node = before(case.graph, output)
            if node is None or kind(case.graph, node) not in DROPOUTS or not getattr(case.graph[node].layer, "p", 0.0):
                continue
            if case.feeds_only(node):
                yield self.tells(
                    "warning",
                    node,
                    "In training this sets a part of the network's results to 0, and the loss counts them as wrong.",
                    f"Remove “{node}”, or put it before the last layer with weights.",
                )


class LossTakesOther(LossChange):
    """A loss that takes logarithms of probabilities, of a network that gives something else."""

    name = "loss-takes-other"
    instead = "CrossEntropyLoss"

    def find(self, case: Case) -> Iterator[Problem]:
        loss = case.project.training.loss.kind
        if loss not in TAKING_LOGARITHMS or len(case.outputs) != 1:
            return
        for node in case.last_layers:
            if family(case.graph, node) in GIVING_SCORES and kind(case.graph, node) not in ("Softmax", "LogSoftmax"):
                yield self.tells(
                    "warning",
                    node,
                    f"{loss} takes what a LogSoftmax gives, but what comes from “{node}” comes without one, so it "
                    f"misleads.",
                    f"Use {self.instead}, which applies LogSoftmax itself, or put a LogSoftmax behind “{node}”.",
                    self.instead,
                )


class SoftmaxBeforeNLL(Check):
    """Losses that take logarithms of probabilities, given probabilities."""

    name = "softmax-before-nll"

    def find(self, case: Case) -> Iterator[Problem]:
        loss = case.project.training.loss.kind
        for node in case.last_layers if loss in TAKING_LOGARITHMS else ():
            if kind(case.graph, node) == "Softmax":
                yield self.tells(
                    "warning",
                    node,
                    f"{loss} takes logarithms of probabilities, but Softmax gives the probabilities themselves.",
                    f"Make “{node}” a LogSoftmax.",
                )

    def title(self, project: Project, problem: Problem) -> str:
        return "Use LogSoftmax"

    def remedy(self, project: Project, problem: Problem) -> Project:
        name = node_of(problem)
        layer = catalogue["LogSoftmax"].create(getattr(project.graph[name].layer, "params", dict)())
        return project.with_graph(edits.set_layer(project.graph, name, layer))


class LossForTask(LossChange):
    """A loss that cannot learn what the data ask for, or can be computed but is not meant for it."""

    name = "loss-for-task"
    numeric = ("MSELoss", "L1Loss", "SmoothL1Loss", "HuberLoss")

    def find(self, case: Case) -> Iterator[Problem]:
        for problem, change in case.mismatches if case.is_meant else ():
            if change is not None and (change.node, change.parameter) == (None, "loss"):
                yield self.claims(problem, change.value)
        if case.task == "classes" and not case.analysis.errors:
            yield from self._of_classes(case, case.project.training.loss.kind)

    def _of_classes(self, case: Case, loss: str) -> Iterator[Problem]:
        ends = case.outputs
        count = len(case.data.classes) if case.data is not None else 0
        if len(ends) != 1 or count < 3 or case.shape(ends[0]) != (count,):
            return
        if any(kind(case.graph, node) in SQUASHING for node in case.last_layers):
            return
        if loss in self.numeric or loss == "BCEWithLogitsLoss":
            why = (
                "compares numbers; for classes it learns more slowly, and its outputs are no probabilities"
                if loss in self.numeric
                else f"asks each of the {count} classes by itself, though just one of them is right"
            )
            yield self.tells("info", None, f"{loss} {why}.", "Use CrossEntropyLoss for classes.", "CrossEntropyLoss")


class OneScore(LossChange):
    """Cross entropy of a single score, which is 0 whatever the network does; told where the data are not known."""

    name = "one-score"

    def find(self, case: Case) -> Iterator[Problem]:
        ends = case.outputs
        if case.data is not None or len(ends) != 1 or case.project.training.loss.kind != "CrossEntropyLoss":
            return
        if case.shape(ends[0]) == (1,) and not case.analysis.errors:
            yield self.tells(
                "warning",
                ends[0],
                "Of a single score CrossEntropyLoss is 0 whatever the network does, so nothing is learned.",
                "Use BCEWithLogitsLoss, for which one score tells two classes apart.",
                "BCEWithLogitsLoss",
            )
