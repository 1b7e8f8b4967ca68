"""Traps of settings gone to an extreme: a softmax of one number, dropout of nearly all, a window on one pixel."""

from __future__ import annotations

from collections.abc import Iterator
from math import prod

from studio.graph import Problem, edits
from studio.layers import Layer, catalogue, format_value
from studio.project.diagnostics.chains import DROPOUTS
from studio.project.diagnostics.check import Case, Check, Several, argument, kind, node_of, with_parameter
from studio.project.diagnostics.scores import OWN
from studio.project.model import Project

HIGH_DROPOUT, USUAL_DROPOUT = 0.8, 0.5
"""Srivastava et al. (2014) drop 0.5 between hidden layers and 0.2 of the input."""

OF_ONE = {"Softmax": "Sigmoid", "LogSoftmax": "LogSigmoid"}
"""What takes the place of a softmax where there is one number only."""

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
            better = "1" if sizes[1] > 1 else OF_ONE[layer.kind]
            result = "1" if layer.kind == "Softmax" else "0"
            yield self.tells(
                "warning",
                name,
                f"Along axis {axis} there is one number only, of which {layer.kind} makes {result} whatever it "
                f"is, so nothing is learned.",
                f"Set its dim to 1, the axis of the {shape[0]} channels." if better == "1" else f"Use {better}.",
                better,
            )

    def title(self, project: Project, problem: Problem) -> str:
        better = argument(problem)
        return f"Set dim of {node_of(problem)} to 1" if better == "1" else f"Use {better}"

    def remedy(self, project: Project, problem: Problem) -> Project:
        name, better = node_of(problem), argument(problem)
        if better == "1":
            return project.with_graph(with_parameter(project.graph, name, "dim", 1))
        return project.with_graph(edits.set_layer(project.graph, name, catalogue[better].create({})))


class NearlyAllDropped(Check):
    """Dropout of so much that hardly anything is left to learn from."""

    name = "nearly-all-dropped"
    several = Several(
        "{count} dropouts let hardly anything through.",
        f"Set p of {{count}} dropouts to {USUAL_DROPOUT}",
    )

    def find(self, case: Case) -> Iterator[Problem]:
        for name, found in case.of_nodes("warning"):
            if kind(case.graph, name) in DROPOUTS and getattr(case.graph[name].layer, "p", 0.0) == 1.0:
                yield self.claims(found)
        for name in case.of_kinds(*DROPOUTS):
            share = getattr(case.graph[name].layer, "p", 0.0)
            if HIGH_DROPOUT <= share < 1.0:
                yield self.tells(
                    "warning",
                    name,
                    f"In training only {1 - share:.0%} of the numbers come through: p is the share that is dropped, "
                    f"not the one that is kept.",
                    f"Choose a smaller p, such as {USUAL_DROPOUT}.",
                )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Set p of {node_of(problem)} to {USUAL_DROPOUT}"

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
            yield self.tells(
                "warning",
                name,
                f"What comes here is {format_value(shape[1:])} by now, so of the {format_value(kernel)} kernel only "
                f"one place meets data and the rest meets padding.",
                f"Take out a pooling or a stride before “{name}”, or begin with larger pictures; a kernel of "
                f"{_ones(kernel)} does the same with fewer weights.",
            )

    def title(self, project: Project, problem: Problem) -> str:
        return f"Set kernel of {node_of(problem)} to {_ones(_kernel(project, problem))}"

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
