"""Input, Output and loss are set to the data in one change that is told in words, and the network then trains on it."""

from __future__ import annotations

from dataclasses import replace

import pytest

from studio.compiler.analysis import analyse
from studio.data import data_kinds
from studio.data.config import Kept
from studio.data.load import describe
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import Declaration, layer
from studio.layers.block import create_block
from studio.project import Project
from studio.project.adapting import Adaptation, adapted
from studio.project.templates import template
from studio.training.suitability import unsuitable

EMBEDDED = {name: kind for name, kind in data_kinds.items() if not issubclass(kind, Kept)}


def chain(**layers: Node) -> Graph:
    """Layers one after the other."""
    before = (None, *layers)
    links = {name: (Source(before[at]),) if at else () for at, name in enumerate(layers)}
    return Graph({name: replace(node, inputs=links[name]) for name, node in layers.items()})


def mlp() -> Graph:
    """Two layers for 28×28 digits."""
    return chain(
        input=Node(layer("Input", shape=[1, 28, 28])),
        flatten=Node(layer("Flatten")),
        fc1=Node(layer("Linear", out_features=32)),
        relu=Node(layer("ReLU")),
        fc2=Node(layer("Linear", out_features=10)),
        output=Node(layer("Output")),
    )


def tokens() -> Graph:
    """A small network for tokens."""
    return chain(
        input=Node(layer("Input", shape=[7], dtype="int64")),
        embedding=Node(layer("Embedding", num_embeddings=5, embedding_dim=4)),
        flatten=Node(layer("Flatten")),
        fc=Node(layer("Linear", out_features=10)),
        output=Node(layer("Output")),
    )


def adapt(graph: Graph, data: Declaration) -> Adaptation:
    return adapted(Project(graph=graph, data=data), describe(data))  # type: ignore[arg-type]


@pytest.mark.parametrize("kind", EMBEDDED)
def test_after_it_nothing_keeps_the_network_from_training(kind: str) -> None:
    data = EMBEDDED[kind].create({})
    found = describe(data)
    found_for_it = adapt(tokens() if kind == "sequences" else mlp(), data)
    fitted, analysis = found_for_it.project, analyse(found_for_it.project.graph)
    assert not analysis.errors
    assert not found_for_it.remaining
    assert not unsuitable(analysis, fitted.training.loss, data, found, fitted.training.metrics)


@pytest.mark.parametrize("kind", EMBEDDED)
def test_what_suits_already_stays_as_it_is(kind: str) -> None:
    data = EMBEDDED[kind].create({})
    once = adapt(tokens() if kind == "sequences" else mlp(), data).project
    again = adapted(once, describe(data))
    assert again.project == once
    assert again.changes == ()


def test_the_changes_are_told() -> None:
    told = adapt(mlp(), data_kinds["diabetes"].create({})).changes
    assert told == ("Input 1 × 28 × 28 → 10", "Output 10 → 1 number (fc2)", "loss CrossEntropyLoss → MSELoss")
    told = adapt(mlp(), data_kinds["breast_cancer"].create({})).changes
    assert told == ("Input 1 × 28 × 28 → 30", "Output 10 → 2 classes (fc2)")


def test_pictures_come_at_their_own_size_where_the_network_takes_it() -> None:
    digits = data_kinds["digits"].create({})
    assert adapt(mlp(), digits).changes == ("Input 1 × 28 × 28 → 1 × 8 × 8",)
    lenet = template("lenet5").load()
    assert adapted(Project(graph=lenet.graph, data=digits), describe(digits)).changes == ()  # 8×8 is too small for it


def test_a_flat_input_stays_flat() -> None:
    graph = chain(
        input=Node(layer("Input", shape=[784])),
        fc=Node(layer("Linear", out_features=10)),
        output=Node(layer("Output")),
    )
    assert adapt(graph, data_kinds["digits"].create({})).changes == ("Input 784 → 64",)


HEAD = chain(
    input=Node(layer("Input", shape=[784])),
    hidden=Node(layer("Linear", out_features=16)),
    last=Node(layer("Linear", out_features=10)),
    output=Node(layer("Output")),
)


def test_inside_a_block_the_layer_that_decides_is_changed() -> None:
    graph = chain(
        input=Node(layer("Input", shape=[4])),
        head=Node(create_block(Definition("Head", HEAD))),
        output=Node(layer("Output")),
    )
    found = adapt(graph, data_kinds["iris"].create({}))
    assert found.changes == ("Output 10 → 3 classes (Head › last)",)
    assert analyse(found.project.graph).nodes["output"].inputs[0].shape == (3,)  # type: ignore[index]


def test_a_parameter_that_a_block_hands_on_is_changed_at_the_block() -> None:
    inner = Graph({**HEAD, "last": replace(HEAD["last"], bindings=(("out_features", "classes"),))})
    block = create_block(Definition("Head", inner, (("classes", 10),)))
    graph = chain(
        input=Node(layer("Input", shape=[4])),
        first=Node(block),
        last=Node(block),
        output=Node(layer("Output")),
    )
    found = adapt(graph, data_kinds["iris"].create({}))
    assert found.changes == ("classes of last 10 → 3",)
    assert found.project.graph["first"] == graph["first"]


def test_a_block_that_stands_elsewhere_too_is_left_alone() -> None:
    block = create_block(Definition("Head", HEAD))
    graph = chain(
        input=Node(layer("Input", shape=[4])),
        first=Node(block),
        last=Node(block),
        output=Node(layer("Output")),
    )
    found = adapt(graph, data_kinds["iris"].create({}))
    assert found.changes == ("new: Linear (3)",)


def test_an_empty_network_is_left_empty() -> None:
    assert adapt(Graph(), data_kinds["iris"].create({})).changes == ()


def test_what_no_change_puts_right_is_told_and_the_network_left_working() -> None:
    found = adapt(mlp(), data_kinds["sequences"].create({}))
    assert found.remaining == "“input” takes float32, but the samples are tokens (int64). Set its dtype to int64."
    assert not analyse(found.project.graph).errors
