"""Checks of how weights begin, and of what keeps gradients from reaching them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from studio.graph import EditError, Kind, Problem, edits
from studio.graph.problems import Severity
from studio.graph.topology import ancestors
from studio.layers import Layer, catalogue
from studio.layers.initialization import Default
from studio.project.diagnostics.chains import WEIGHTED, family
from studio.project.diagnostics.check import Case, Check, Several, argument, kind, node_of
from studio.project.model import Project
from studio.text import listed, tr

if TYPE_CHECKING:
    from studio.compiler.first_spread import FirstWeights

WIDEST_GAIN = 5.0
"""So many times as large as what comes in may the sums of a layer be at the start.

At 5 nine in ten of a sigmoid's or tanh's inputs lie where it is flat, and ten layers make ten million of one.
"""

LEVELLING = ("normalization",)
"""Families of layers behind which it does not matter how large numbers were."""

SMOOTH = "Sigmoid"
"""What takes the place of a step that has no slope."""

EQUAL_WEIGHTS = Kind(
    "equal-weights",
    "All weights of “{node}” begin as {value}, so its {units} units compute the same and get gradients that are alike: "
    "they hardly learn to differ.",
    "Begin them by chance, such as PyTorch's own way or Kaiming's.",
)
WIDE_WEIGHTS = Kind(
    "wide-weights",
    "The first weights of “{node}” make its results about {gain} times as large as what comes in ({fan_in} inputs to "
    "each unit): activations saturate and the first losses are huge.",
    "Begin with a spread that fits the number of inputs, such as PyTorch's own way, Xavier's or Kaiming's.",
)
NO_SLOPE = Kind(
    "no-slope",
    "The slope of {layer} is 0 here wherever it is tried, so no gradient gets past it: {nodes} will not learn.",
    "Use a Sigmoid in its place, or set the weights before it by hand and do not train them.",
)


class _FirstWeights(Check):
    """A check of the weights that a person has begin otherwise than PyTorch has them."""

    def found(self, case: Case) -> Iterator[tuple[str, FirstWeights]]:
        """The weights of layers with their nodes; of those that begin as the network says, the first alone."""
        from studio.compiler.first_spread import first_weights

        network = case.project.training.initial
        all_otherwise, told = network[0][1] != Default(), False
        for name, node in case.graph.items():
            if not (node.init or all_otherwise) or family(case.graph, name) not in WEIGHTED:
                continue
            report = case.analysis.calls.get(name)
            if "@" in name or report is None or not report.inputs or report.outputs is None:
                continue
            for each in first_weights(node, report.inputs, network):
                if self.is_meant(case, name, each) and (each.own or not told):
                    told = told or not each.own
                    yield name, each
                    break

    def is_meant(self, case: Case, name: str, weights: FirstWeights) -> bool:
        """Whether these are weights to tell about."""
        raise NotImplementedError

    def title(self, project: Project, problem: Problem) -> str:
        own, *_ = argument(problem)
        return tr("Begin {node} as PyTorch does", node=node_of(problem)) if own else tr("Begin as PyTorch does")

    def remedy(self, project: Project, problem: Problem) -> Project:
        own, *meant = argument(problem)
        if not own:
            return replace(project, training=project.training.changed(initialization=Default()))
        name = node_of(problem)
        if name not in project.graph:
            raise EditError(tr("“{node}” is not there any more.", node=name))
        init = {key: value for key, value in project.graph[name].init if key not in meant}
        return project.with_graph(edits.set_init(project.graph, name, init | self.instead(project)))

    def instead(self, project: Project) -> dict[str, Default]:
        """What a node says of its weights where the network would have them begin in another way than PyTorch."""
        return {"weight": Default()} if project.training.initialization != Default() else {}


class EqualWeights(_FirstWeights):
    """Weights that begin all equal, in a layer of several units with others behind it."""

    name = "equal-weights"
    several = Several(
        "{count} layers begin with weights that are all equal, so their units hardly learn to differ.",
        "Begin {count} layers as PyTorch does",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name, each in self.found(case):
            value = f"{getattr(each.scheme, 'val', 1.0 if each.scheme.kind == 'Ones' else 0.0):g}"
            yield self.tells(
                EQUAL_WEIGHTS, "warning", name, each.own, "weight", each.parameter,
                node=name, value=value, units=each.units,
            )  # fmt: skip

    def is_meant(self, case: Case, name: str, weights: FirstWeights) -> bool:
        return weights.equal and weights.units > 1 and name not in case.last_layers


class WideWeights(_FirstWeights):
    """Weights that begin so large that what comes out is far larger than what comes in."""

    name = "wide-weights"
    several = Several(
        "{count} layers begin with weights that make numbers far larger.",
        "Begin {count} layers as PyTorch does",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name, each in self.found(case):
            yield self.tells(
                WIDE_WEIGHTS, "warning", name, each.own, "weight", each.parameter,
                node=name, gain=f"{each.gain:.2g}" if each.gain < 100 else f"{each.gain:,.0f}", fan_in=each.fan_in,
            )  # fmt: skip

    def is_meant(self, case: Case, name: str, weights: FirstWeights) -> bool:
        if weights.scheme.kind == "ByHand" or weights.gain < WIDEST_GAIN:
            return False
        if weights.equal and weights.units > 1 and name not in case.last_layers:
            return False  # told by EqualWeights
        behind = case.feeds_only(name)
        return behind is None or family(case.graph, behind) not in LEVELLING


class NoSlope(Check):
    """An activation without slope between weights and every way to an Output."""

    name = "no-slope"
    several = Several(
        "{count} layers let no gradient past, so weights before them will not learn.",
        "Use Sigmoid {count} times",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        from studio.compiler.slope import is_flat

        activations = ((name, case.graph[name].layer) for name in case.of_family("activation"))
        flat = [name for name, layer in activations if isinstance(layer, Layer) and is_flat(layer)]
        if not flat:
            return
        reached = _reached_by_gradients(case, frozenset(flat))
        for name in filter(reached.__contains__, flat):
            before = ancestors(case.graph, name) - reached
            lost = [each for each in case.graph if each in before and _learns(case, each)]
            if lost:
                told = listed([f"“{each}”" for each in lost])
                severity: Severity = "info" if all(_is_set_by_hand(case, each) for each in lost) else "warning"
                yield self.tells(NO_SLOPE, severity, name, layer=kind(case.graph, name), nodes=told)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Use {layer}", layer=SMOOTH)

    def remedy(self, project: Project, problem: Problem) -> Project:
        layer = catalogue[SMOOTH].create({})
        return project.with_graph(edits.set_layer(project.graph, node_of(problem), layer))


def _reached_by_gradients(case: Case, flat: frozenset[str]) -> frozenset[str]:
    """The nodes whose results gradients come back to from an Output; those without slope hand none on."""
    found = set(case.outputs)
    waiting = list(found)
    while waiting:
        name = waiting.pop()
        for source in case.graph[name].inputs if name not in flat else ():
            if source is not None and source.node not in found:
                found.add(source.node)
                waiting.append(source.node)
    return frozenset(found)


def _is_set_by_hand(case: Case, name: str) -> bool:
    """Whether a person has chosen all weights of a node, so that it need not learn any."""
    init = case.graph[name].init
    return bool(init) and all(scheme.kind == "ByHand" for _, scheme in init)


def _learns(case: Case, name: str) -> bool:
    """Whether a node has weights that training is to change."""
    report = case.analysis.calls.get(name)
    return report is not None and report.trainable_parameters > 0
