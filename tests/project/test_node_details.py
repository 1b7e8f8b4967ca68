"""A node in large: its pages, and a calculation for every number that is shown, whatever its shape."""

from __future__ import annotations

import numpy as np
import pytest
from networks import chain

from studio.compiler.analysis import analyse
from studio.graph import Graph
from studio.layers import layer
from studio.project import Project
from studio.project.looking import Looker
from studio.project.node_details import Detail, details
from studio.project.questions import Look, Question


def seen(graph: Graph, node: str, numbers: int) -> tuple[Detail, ...]:
    text = ",".join(str(number / 10) for number in range(numbers))
    sight = Looker().see(Look(Project(graph=graph), Question(inputs=(text,))))
    return details(sight, node, analyse(graph).expansion)


def test_maps_of_one_pixel_stand_in_a_row_and_are_explained() -> None:
    graph = chain(
        input=layer("Input", shape=(1, 3, 3)), conv=layer("Conv2d", out_channels=4, kernel_size=3),
        output=layer("Output"),
    )  # fmt: skip
    first, *rest = seen(graph, "conv", 9)
    assert [each.title for each in rest] == ["Gradient", "weight", "Gradient by weight", "bias", "Gradient by bias"]
    assert first.explain is not None
    for place, number in enumerate(first.numbers):
        assert first.explain((place,)).result == pytest.approx(float(number), rel=1e-5)


def test_a_table_is_one_map_and_is_explained() -> None:
    graph = chain(input=layer("Input", shape=(2, 3)), fc=layer("Linear", out_features=4), output=layer("Output"))
    first, *_ = seen(graph, "fc", 6)
    assert first.numbers.shape == (1, 2, 4)
    assert first.explain is not None
    for place in np.ndindex(first.numbers.shape):
        assert first.explain(place).result == pytest.approx(float(first.numbers[place]), rel=1e-5)
