"""Where branches of other shapes are added or joined, one step brings them together."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.compiler.analysis import analyse
from studio.graph import Graph, Node, Source
from studio.layers import Layer
from studio.layers.convolution import Conv2d
from studio.layers.io import Input, Output
from studio.layers.merge import Add, Concat, Multiply
from studio.layers.pooling import MaxPool2d
from studio.project import Project, diagnostics

SHAPES = st.lists(st.integers(1, 9), min_size=1, max_size=4).map(tuple)


def meeting(merge: Layer, *shapes: tuple[int, ...]) -> Graph:
    inputs = {f"input{at}": Node(Input(shape=shape)) for at, shape in enumerate(shapes)}
    joined = Node(merge, tuple(map(Source, inputs)))
    return Graph({**inputs, "merge": joined, "output": Node(Output(), (Source("merge"),))})


def put_right(graph: Graph) -> tuple[str, Graph]:
    """What the remedy is called, and the network after it; as it was where it has no error."""
    project = Project(graph=graph)
    found = [problem for problem in diagnostics.problems(project, analyse(graph)) if problem.node == "merge"]
    wrong = [problem for problem in found if problem.severity == "error"]
    if not wrong:
        return "", graph
    (problem,) = wrong
    return diagnostics.title(project, problem), diagnostics.remedy(project, problem).graph


@settings(max_examples=15)
@given(st.lists(SHAPES, min_size=2, max_size=3), st.sampled_from([Add(), Multiply(), Concat(), Concat(dim=2)]))
def test_every_clash_of_shapes_has_a_remedy(shapes: list[tuple[int, ...]], merge: Layer) -> None:
    if merge == Concat(dim=2) and min(map(len, shapes)) < 2:
        shapes = [(*shape, 3) if len(shape) < 2 else shape for shape in shapes]
    title, after = put_right(meeting(merge, *shapes))
    assert analyse(after).errors == ()
    assert not title or len(title) <= 40


def test_a_shortcut_gets_the_projection_of_resnet_and_the_branch_stays() -> None:
    graph = Graph(
        {
            "input": Node(Input(shape=(4, 9, 9))),
            "conv1": Node(Conv2d(out_channels=8, stride=(2, 2), padding=(1, 1)), (Source("input"),)),
            "merge": Node(Add(), (Source("conv1"), Source("input"))),
            "output": Node(Output(), (Source("merge"),)),
        }
    )
    title, after = put_right(graph)
    assert title == "Insert Conv2d"
    assert after["conv1"].layer == graph["conv1"].layer
    (name,) = after.keys() - graph.keys()
    assert after[name].layer == Conv2d(out_channels=8, kernel_size=(1, 1), stride=(2, 2))
    assert after[name].inputs == (Source("input"),)


@pytest.mark.parametrize(
    ("merge", "shapes", "title"),
    [
        (Concat(), [(4, 8, 8), (4, 4, 4)], "Insert Upsample"),
        (Concat(dim=2), [(4, 8, 8), (2, 8, 8)], "Set dim to 1"),
        (Add(), [(4, 4, 4), (4, 8, 8)], "Insert AdaptiveAvgPool2d"),
        (Add(), [(6, 16), (6, 12)], "Insert Linear"),
        (Add(), [(4, 8, 8), (10,)], "Insert Flatten and Linear"),
        (Concat(), [(4, 8, 8), (10,)], "Insert Flatten"),
    ],
)
def test_what_is_put_in_suits_the_branches(merge: Layer, shapes: list[tuple[int, ...]], title: str) -> None:
    told, after = put_right(meeting(merge, *shapes))
    assert told == title
    assert analyse(after).errors == ()


def test_a_window_is_made_smaller_before_its_input_is_padded() -> None:
    for layer in (Conv2d(out_channels=4, kernel_size=(9, 7)), MaxPool2d(kernel_size=(9, 7))):
        graph = Graph({"input": Node(Input(shape=(1, 8, 8))), "window": Node(layer, (Source("input"),))})
        project = Project(graph=graph)
        found = [each for each in diagnostics.problems(project, analyse(graph)) if each.code == "kernel-too-large"]
        assert diagnostics.title(project, *found) == "Set kernel_size to 8×7"
