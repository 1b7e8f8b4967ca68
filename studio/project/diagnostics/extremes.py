"""Checks for of settings gone to an extreme: a softmax of one number, dropout of nearly all, a window on one pixel."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from studio.graph import Kind, Problem, edits
from studio.layers import Layer, catalogue, format_value
from studio.project.diagnostics.chains import DROPOUTS
from studio.project.diagnostics.check import Case, Check, Several, argument, kind, node_of, with_parameter
from studio.project.diagnostics.scores import OWN
from studio.project.model import Project
from studio.text import tr

HIGH_DROPOUT, USUAL_DROPOUT = 0.8, 0.5
"""Srivastava et al. (2014) drop 0.5 between hidden layers and 0.2 of the input."""

OF_ONE = {"Softmax": "Sigmoid", "LogSoftmax": "LogSigmoid"}
"""What takes the place of a softmax where there is one number only."""

SOFTMAX_ALONG_ONE = Kind(
    "softmax-along-one-number",
    "Along axis {axis} there is one number only, of which {layer} makes {result} whatever it is, so nothing is "
    "learned.",
    "Set its dim to 1, the axis of the {channels} channels.",
)
SOFTMAX_OF_ONE = Kind(
    "softmax-of-one-number",
    "Along axis {axis} there is one number only, of which {layer} makes {result} whatever it is, so nothing is "
    "learned.",
    "Use {better}.",
)
NEARLY_ALL_DROPPED = Kind(
    "nearly-all-dropped",
    "In training only {share} of the numbers come through: p is the share that is dropped, not the one that is kept.",
    "Choose a smaller p, such as {usual}.",
)
WINDOW_ON_ONE_PIXEL = Kind(
    "window-on-one-pixel",
    "What comes here is {size} by now, so of the {kernel} kernel only one place meets data and the rest meets padding.",
    "Take out a pooling or a stride before “{node}”, or begin with larger pictures; a kernel of {small} does the same "
    "with fewer weights.",
)

WINDOWS = ("Conv1d", "Conv2d", "Conv3d", "DepthwiseConv2d")


class SoftmaxOfOne(Check):
    """Softmax along an axis with one number, which makes 1 of whatever it gets."""

    name = "softmax-of-one"
    several = Several(
        "{count} times a softmax is taken of a single number.",
        "Put all {count} right",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        ends = set(case.last_layers) if case.project.training.loss.kind in OWN else set()
        for name in case.of_kinds(*OF_ONE):
            layer, shape = case.graph[name].layer, case.shape(name)
            axis = getattr(layer, "dim", None)
            if shape is None or not isinstance(axis, int) or name in ends:
                continue
            sizes = (2, *shape)
            if not -len(sizes) <= axis < len(sizes) or sizes[axis] > 1:
                continue
            told = {"axis": axis, "layer": layer.kind, "result": 1 if layer.kind == "Softmax" else 0}
            if sizes[1] > 1:
                yield self.tells(SOFTMAX_ALONG_ONE, "warning", name, **told, channels=shape[0])
            else:
                better = OF_ONE[layer.kind]
                yield self.tells(SOFTMAX_OF_ONE, "warning", name, better, **told, better=better)

    def title(self, project: Project, problem: Problem) -> str:
        for better in argument(problem):
            return tr("Use {better}", better=better)
        return tr("Set dim of {node} to 1", node=node_of(problem))

    def remedy(self, project: Project, problem: Problem) -> Project:
        name = node_of(problem)
        for better in argument(problem):
            return project.with_graph(edits.set_layer(project.graph, name, catalogue[better].create({})))
        return project.with_graph(with_parameter(project.graph, name, "dim", 1))


class NearlyAllDropped(Check):
    """Dropout of so much that hardly anything is left to learn from."""

    name = "nearly-all-dropped"
    several = Several(
        "{count} dropouts let hardly anything through.",
        "Set p of {count} dropouts to 0.5",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name, found in case.of_nodes("warning"):
            if kind(case.graph, name) in DROPOUTS and getattr(case.graph[name].layer, "p", 0.0) == 1.0:
                yield self.claims(found)
        for name in case.of_kinds(*DROPOUTS):
            share = getattr(case.graph[name].layer, "p", 0.0)
            if HIGH_DROPOUT <= share < 1.0:
                told = {"share": f"{1 - share:.0%}", "usual": USUAL_DROPOUT}
                yield self.tells(NEARLY_ALL_DROPPED, "warning", name, **told)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Set p of {node} to {usual}", node=node_of(problem), usual=USUAL_DROPOUT)

    def remedy(self, project: Project, problem: Problem) -> Project:
        return project.with_graph(with_parameter(project.graph, node_of(problem), "p", USUAL_DROPOUT))


class WindowOnOnePixel(Check):
    """A convolution whose picture has shrunk to one pixel, so that only the middle of its kernel meets data."""

    name = "window-on-one-pixel"
    several = Several(
        "{count} kernels slide over a picture that is one pixel by now, and meet padding for the rest.",
        "Make {count} kernels one pixel",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name in case.of_kinds(*WINDOWS):
            shape, kernel = case.shape(name), getattr(case.graph[name].layer, "kernel_size", ())
            if shape is None or prod(shape[1:]) > 1 or prod(kernel) == 1:
                continue
            if len(shape) != len(kernel) + 1:
                continue  # no picture of this kind at all, which the layer says itself
            told = {"size": format_value(shape[1:]), "kernel": format_value(kernel), "small": _ones(kernel)}
            yield self.tells(WINDOW_ON_ONE_PIXEL, "warning", name, **told, node=name)

    def title(self, project: Project, problem: Problem) -> str:
        return tr("Set kernel of {node} to {size}", node=node_of(problem), size=_ones(_kernel(project, problem)))

    def remedy(self, project: Project, problem: Problem) -> Project:
        name, axes = node_of(problem), len(_kernel(project, problem))
        layer = project.graph[name].layer
        assert isinstance(layer, Layer)
        small = layer.changed(kernel_size=(1,) * axes, padding=(0,) * axes, dilation=(1,) * axes)
        return project.with_graph(edits.set_layer(project.graph, name, small))


def _kernel(project: Project, problem: Problem) -> tuple[int, ...]:
    kernel: tuple[int, ...] = getattr(project.graph[node_of(problem)].layer, "kernel_size", (1,))
    return kernel


def _ones(kernel: tuple[int, ...]) -> str:
    return format_value((1,) * len(kernel))
