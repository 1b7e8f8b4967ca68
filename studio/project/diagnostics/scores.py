"""Checks at the end of a network, where what it gives meets the loss."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from studio.compiler.endings import before
from studio.graph import Kind, Problem, edits
from studio.layers import catalogue
from studio.project.diagnostics.chains import DROPOUTS, WEIGHTED, family
from studio.project.diagnostics.check import Case, Check, argument, kind, node_of
from studio.project.model import Project
from studio.text import tr
from studio.training.losses import losses

OWN = {
    "CrossEntropyLoss": "Softmax",
    "BCEWithLogitsLoss": "Sigmoid",
}
"""Losses that take scores, with the function they apply themselves."""

GIVING_SCORES = ("activation", "normalization", "pooling", *WEIGHTED)
"""Families whose layers give no logarithms of probabilities, save LogSoftmax. Of any other nothing is known."""

SQUASHING = ("Softmax", "LogSoftmax", "Sigmoid", "Hardsigmoid", "Softmax2d", "LogSigmoid")

SECOND_LOG_SOFTMAX = Kind(
    "second-log-softmax",
    "{loss} applies its own LogSoftmax, and a second one changes nothing.",
    "Remove “{node}”; the loss needs the scores as they are.",
)
SQUASHED_SCORES = Kind(
    "squashed-scores",
    "{loss} applies its own {function}, so behind {layer} its gradients are small and the network learns slowly or "
    "not at all.",
    "Remove “{node}”; the loss needs the scores as they are.",
)
CLIPPED_SCORES = Kind(
    "clipped-scores",
    "{layer} makes every negative score 0, but {loss} needs scores of either sign; where they are negative nothing is "
    "learned.",
    "Remove “{node}”.",
)
DROPPED_SCORES = Kind(
    "dropped-scores",
    "In training this sets a part of the network's results to 0, and the loss counts them as wrong.",
    "Remove “{node}”, or put it before the last layer with weights.",
)
LOSS_TAKES_OTHER = Kind(
    "loss-takes-other",
    "{loss} takes what a LogSoftmax gives, but what comes from “{node}” comes without one, so it misleads.",
    "Use {instead}, which applies LogSoftmax itself, or put a LogSoftmax behind “{node}”.",
)
SOFTMAX_BEFORE_NLL = Kind(
    "softmax-before-nll",
    "{loss} takes logarithms of probabilities, but Softmax gives the probabilities themselves.",
    "Make “{node}” a LogSoftmax.",
)
NUMBERS_FOR_CLASSES = Kind(
    "numbers-for-classes",
    "{loss} compares numbers; for classes it learns more slowly, and its outputs are no probabilities.",
    "Use CrossEntropyLoss for classes.",
)
LABELS_FOR_CLASSES = Kind(
    "labels-for-classes",
    "{loss} asks each of the {count} classes by itself, though just one of them is right.",
    "Use CrossEntropyLoss for classes.",
)
ONE_SCORE = Kind(
    "one-score",
    "Of a single score CrossEntropyLoss is 0 whatever the network does, so nothing is learned.",
    "Use BCEWithLogitsLoss, for which one score tells two classes apart.",
)


class Removal(Check):
    """A node that is better not there."""

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Remove {node}", node=node_of(problem))

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(edits.remove_and_heal(project.graph, [node_of(problem)]))


class LossChange(Check):
    """A loss in whose place another belongs, which the finding check names."""

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Use {better}", better=argument(problem)[0])

    def remedy(self, project: Project, problem: Problem) -> Project:
        (better,) = argument(problem)
        loss = losses[better].create({})
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
            if (loss, layer) == ("CrossEntropyLoss", "LogSoftmax"):
                found = self.tells(SECOND_LOG_SOFTMAX, "info", node, loss=loss, node=node)
            else:
                told = {"loss": loss, "function": OWN[loss], "layer": layer}
                found = self.tells(SQUASHED_SCORES, "warning", node, **told, node=node)
            yield found if case.feeds_only(node) else found.without_fix()


class ClippedScores(Removal):
    """ReLU at the output, before a loss that needs scores of either sign."""

    name = "clipped-scores"

    def find(self, case: Case) -> Iterator[Problem]:
        loss = case.project.training.loss.kind
        for node in case.last_layers if loss in OWN else ():
            if kind(case.graph, node) in ("ReLU", "ReLU6") and case.feeds_only(node):
                yield self.tells(CLIPPED_SCORES, "warning", node, layer=kind(case.graph, node), loss=loss, node=node)


class DroppedScores(Removal):
    """Dropout as the last layer, which throws results away."""

    name = "dropped-scores"

    def find(self, case: Case) -> Iterator[Problem]:
        for output in case.outputs:
            node = before(case.graph, output)
            if node is None or kind(case.graph, node) not in DROPOUTS or not getattr(case.graph[node].layer, "p", 0.0):
                continue
            if case.feeds_only(node):
                yield self.tells(DROPPED_SCORES, "warning", node, node=node)


class LossTakesOther(LossChange):
    """A loss that takes logarithms of probabilities, of a network that gives something else."""

    name = "loss-takes-other"
    instead = "CrossEntropyLoss"

    def find(self, case: Case) -> Iterator[Problem]:
        chosen = case.project.training.loss
        if not chosen.takes_logarithms or len(case.outputs) != 1:
            return
        for node in case.last_layers:
            if family(case.graph, node) in GIVING_SCORES and kind(case.graph, node) not in ("Softmax", "LogSoftmax"):
                told = {"loss": chosen.kind, "node": node, "instead": self.instead}
                yield self.tells(LOSS_TAKES_OTHER, "warning", node, self.instead, **told)


class SoftmaxBeforeNLL(Check):
    """Losses that take logarithms of probabilities, given probabilities."""

    name = "softmax-before-nll"

    def find(self, case: Case) -> Iterator[Problem]:
        loss = case.project.training.loss
        for node in case.last_layers if loss.takes_logarithms else ():
            if kind(case.graph, node) == "Softmax":
                yield self.tells(SOFTMAX_BEFORE_NLL, "warning", node, loss=loss.kind, node=node)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Use {better}", better="LogSoftmax")

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
        if loss in self.numeric:
            yield self.tells(NUMBERS_FOR_CLASSES, "info", None, "CrossEntropyLoss", loss=loss)
        elif loss == "BCEWithLogitsLoss":
            yield self.tells(LABELS_FOR_CLASSES, "info", None, "CrossEntropyLoss", loss=loss, count=count)


class OneScore(LossChange):
    """Cross entropy of a single score, which is 0 whatever the network does; told where the data are not known."""

    name = "one-score"

    def find(self, case: Case) -> Iterator[Problem]:
        ends = case.outputs
        if case.data is not None or len(ends) != 1 or case.project.training.loss.kind != "CrossEntropyLoss":
            return
        if case.shape(ends[0]) == (1,) and not case.analysis.errors:
            yield self.tells(ONE_SCORE, "warning", ends[0], "BCEWithLogitsLoss")
