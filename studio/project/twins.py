"""Pairs of templates that teach side by side: what one does otherwise, and what comes of it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from studio.project.model import Project
from studio.project.templates import template
from studio.text import tr


class Twins(NamedTuple):
    """Two templates by their names, which learn the same data by the same settings."""

    title: str
    first: str
    second: str
    lesson: str

    def projects(self) -> tuple[Project, Project]:
        """Both as projects. Raises ProjectError."""
        return template(self.first).load(), template(self.second).load()


TWINS: Mapping[str, Twins] = {
    "degradation": Twins(
        tr("Plain and residual, 32 layers"), "plain32-digits", "residual32-digits",
        tr("Degradation: the plain network has the same layers and as many weights, and hardly learns its own training "
           "samples. Shortcuts let gradients reach the first layers."),
    ),
    "cifar": Twins(
        tr("Plain-20 and ResNet-20"), "plain20", "resnet20",
        tr("The pair of the paper (He et al., 2016), on digits: with 20 layers the plain network learns more slowly, "
           "and catches up on so few and easy samples. A step takes its time."),
    ),
    "bottleneck": Twins(
        tr("Bottleneck and two wide 3×3"), "bottleneck-digits", "wide-digits",
        tr("A bottleneck: 1×1 convolutions narrow the way before the 3×3 and widen it again. Its block has 4,352 "
           "weights in place of 73,728 and learns the same."),
    ),
}  # fmt: skip
"""By a name for good."""
