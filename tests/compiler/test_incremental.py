"""After any edits, the read-outs carried over are those of an examination from scratch."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st
from networks import chain

from studio.compiler.analysis import Analysis, analyse
from studio.graph import EditError, Graph, Source, edits
from studio.layers import Layer
from studio.layers.activation import ReLU, Softmax
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Add, Concat
from studio.layers.pooling import MaxPool2d
from studio.layers.shape import Flatten

LAYERS: list[Layer] = [
    Input(shape=(2, 8, 8)),
    Input(shape=(3, 8, 8)),
    Output(),
    Conv2d(out_channels=2, padding=(1, 1)),
    Conv2d(out_channels=3, kernel_size=(5, 5)),
    MaxPool2d(),
    Flatten(),
    Linear(out_features=4),
    ReLU(),
    Softmax(dim=3),
    Add(),
    Concat(),
]
NAMES = [f"node{place}" for place in range(6)]

names = st.sampled_from(NAMES)
layers = st.sampled_from(LAYERS)
edit = st.one_of(
    st.builds(lambda name, layer: lambda g: edits.add(g, name, layer), names, layers),
    st.builds(lambda name, layer: lambda g: edits.set_layer(g, name, layer), names, layers),
    st.builds(lambda a, b, port: lambda g: edits.connect(g, Source(a), b, port), names, names, st.integers(0, 2)),
    st.builds(lambda name, port: lambda g: edits.disconnect(g, name, port), names, st.integers(0, 2)),
    st.builds(lambda name: lambda g: edits.remove(g, [name]), names),
    st.builds(lambda name: lambda g: edits.remove_and_heal(g, [name]), names),
    st.builds(lambda a, b: lambda g: edits.rename(g, a, b), names, names),
    st.builds(lambda name, x: lambda g: edits.move(g, {name: (x, 0.0)}), names, st.floats(0, 100)),
)


def start() -> Graph:
    return chain(
        node0=Input(shape=(2, 8, 8)), node1=Conv2d(out_channels=2, padding=(1, 1)), node2=ReLU(), node3=Output()
    )


@settings(max_examples=200, deadline=None)
@given(st.lists(edit, max_size=30))
def test_carried_over_read_outs_are_those_from_scratch(steps: list) -> None:
    graph = start()
    analysis: Analysis | None = analyse(graph)
    for step in steps:
        try:
            graph = step(graph)
        except EditError:
            continue
        analysis = analyse(graph, analysis)
        assert analysis == analyse(graph)


def test_only_what_an_edit_reaches_is_examined_again() -> None:
    graph = chain(input=Input(), conv1=Conv2d(), relu1=ReLU(), conv2=Conv2d(), relu2=ReLU(), output=Output())
    before = analyse(graph)
    after = analyse(edits.set_layer(graph, "conv2", Conv2d(out_channels=3)), before)
    kept = {name for name in graph if after.nodes[name] is before.nodes[name]}
    assert kept == {"input", "conv1", "relu1"}


def test_an_edit_that_keeps_the_shape_is_not_felt_behind_it() -> None:
    graph = chain(input=Input(), conv1=Conv2d(), relu1=ReLU(), output=Output())
    before = analyse(graph)
    after = analyse(edits.set_layer(graph, "conv1", Conv2d(bias=False)), before)
    assert after.nodes["relu1"] is before.nodes["relu1"]
    assert after.nodes["conv1"].parameters == before.nodes["conv1"].parameters - 16


def test_moving_a_node_examines_nothing_again() -> None:
    graph = chain(input=Input(), conv1=Conv2d(), output=Output())
    before = analyse(graph)
    after = analyse(edits.move(graph, {"conv1": (40.0, 40.0)}), before)
    assert all(after.nodes[name] is before.nodes[name] for name in graph)
