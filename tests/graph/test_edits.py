"""What each edit does to a network, and what it refuses."""

from __future__ import annotations

import pytest

from studio.graph import EditError, Graph, Node, Source, edits, topology
from studio.layers import Placeholder, layer
from studio.layers.initialization import Zeros
from studio.layers.placeholder import UNKNOWN


@pytest.fixture
def network() -> Graph:
    """input → conv1 → relu1 → output, with an Add of conv1 and relu1."""
    graph = edits.add(Graph(), "input", layer("Input"))
    graph = edits.add(graph, "conv1", layer("Conv2d"), (Source("input"),))
    graph = edits.add(graph, "relu1", layer("ReLU"), (Source("conv1"),))
    graph = edits.add(graph, "add1", layer("Add"), (Source("conv1"), Source("relu1")))
    return edits.add(graph, "output", layer("Output"), (Source("relu1"),))


def test_deleting_a_node_leaves_its_consumers_unplugged(network: Graph) -> None:
    after = edits.remove(network, ["relu1"])
    assert after["output"].inputs == (None,)
    assert after["add1"].inputs == (Source("conv1"),)
    assert after["conv1"] is network["conv1"]


def test_deleting_a_node_heals_the_link(network: Graph) -> None:
    after = edits.remove_and_heal(network, ["relu1"])
    assert after["output"].inputs == (Source("conv1"),)
    assert after["add1"].inputs == (Source("conv1"), Source("conv1"))


def test_healing_with_nothing_above_leaves_no_empty_port_at_an_add(network: Graph) -> None:
    after = edits.remove_and_heal(network, ["input", "conv1", "relu1"])
    assert after["add1"].inputs == ()
    assert after["output"].inputs == (None,)


def test_a_loop_is_refused_and_nothing_changes(network: Graph) -> None:
    with pytest.raises(EditError, match="would form a loop"):
        edits.connect(network, Source("relu1"), "conv1", 0)


def test_a_link_takes_the_place_of_the_one_before(network: Graph) -> None:
    assert edits.connect(network, Source("conv1"), "output", 0)["output"].inputs == (Source("conv1"),)


def test_an_add_takes_one_more_link_each_time(network: Graph) -> None:
    assert edits.connect(network, Source("input"), "add1", 2)["add1"].inputs[2] == Source("input")
    with pytest.raises(EditError, match="no input port 4"):
        edits.connect(network, Source("input"), "add1", 4)


def test_renaming_follows_into_every_link_and_keeps_the_order(network: Graph) -> None:
    after = edits.rename(network, "conv1", "stem")
    assert list(after) == ["input", "stem", "relu1", "add1", "output"]
    assert after["relu1"].inputs == (Source("stem"),)
    assert after["add1"].inputs == (Source("stem"), Source("relu1"))


def test_a_node_is_inserted_into_a_link(network: Graph) -> None:
    graph = edits.add(network, "drop1", layer("Dropout"))
    after = edits.insert_on_link(graph, "drop1", "output", 0)
    assert after["drop1"].inputs == (Source("relu1"),)
    assert after["output"].inputs == (Source("drop1"),)
    with pytest.raises(EditError, match="cannot stand inside a link"):
        edits.insert_on_link(graph, "input", "output", 0)


def test_a_layer_with_fewer_outputs_lets_go_of_the_links_from_the_others() -> None:
    split = Placeholder.of("Split", {}, UNKNOWN.finding(layer="Split"), outputs=2)
    graph = Graph(
        {
            "split": Node(split),
            "one": Node(layer("ReLU"), (Source("split"),)),
            "two": Node(layer("ReLU"), (Source("split", 1),)),
            "sum": Node(layer("Add"), (Source("split", 1), Source("one"))),
        }
    )
    after = edits.set_layer(graph, "split", layer("Conv2d"))
    assert after["one"].inputs == (Source("split"),)
    assert after["two"].inputs == (None,)
    assert after["sum"].inputs == (Source("one"),)


def test_a_pasted_part_keeps_its_inner_links_under_fresh_names(network: Graph) -> None:
    part = edits.fragment(network, ["conv1", "relu1"])
    after, names = edits.paste(network, part, (40.0, 20.0))
    assert names == ("conv2", "relu2")
    assert after["conv2"].inputs == (None,)
    assert after["relu2"].inputs == (Source("conv2"),)
    assert after["relu2"].position == (40.0, 20.0)


def test_a_pasted_part_can_keep_its_incoming_links(network: Graph) -> None:
    part = edits.fragment(network, ["conv1"], incoming=True)
    after, _ = edits.paste(network, part)
    assert after["conv2"].inputs == (Source("input"),)
    elsewhere, _ = edits.paste(Graph(), part)
    assert elsewhere["conv1"].inputs == (None,)


@pytest.mark.parametrize(
    "edit",
    [
        lambda graph: edits.remove(graph, ["nothing"]),
        lambda graph: edits.connect(graph, Source("nothing"), "conv1", 0),
        lambda graph: edits.connect(graph, Source("conv1", 1), "relu1", 0),
        lambda graph: edits.connect(graph, Source("output"), "relu1", 0),
        lambda graph: edits.disconnect(graph, "input", 0),
        lambda graph: edits.rename(graph, "conv1", "relu1"),
        lambda graph: edits.move(graph, {"nothing": (0.0, 0.0)}),
        lambda graph: edits.set_init(graph, "nothing", {"weight": Zeros()}),
        lambda graph: edits.insert_on_link(graph, "relu1", "output", 0),
        lambda graph: edits.add(graph, "conv1", layer("ReLU")),
    ],
)
def test_what_cannot_be_done_is_refused_with_a_sentence(network: Graph, edit) -> None:  # type: ignore[no-untyped-def]
    with pytest.raises(EditError) as refusal:
        edit(network)
    assert refusal.value.message.endswith(".")


def test_how_parameters_begin_is_set_and_taken_back_while_all_else_stays(network: Graph) -> None:
    after = edits.set_init(network, "conv1", {"weight": Zeros()})
    assert after["conv1"].init == (("weight", Zeros()),)
    assert after["conv1"].layer is network["conv1"].layer
    assert edits.set_init(after, "conv1", {"weight": Zeros()}) is after
    assert edits.set_init(after, "conv1", {})["conv1"] == network["conv1"]


def test_what_depends_on_a_node_is_known(network: Graph) -> None:
    assert topology.ancestors(network, "relu1") == {"input", "conv1"}
    assert topology.affected_by(network, ["relu1"]) == {"relu1", "add1", "output"}


def test_a_loop_from_elsewhere_is_found_and_spelled_out() -> None:
    graph = Graph({name: Node(layer("ReLU"), (Source(before),)) for name, before in [("a", "b"), ("b", "a")]})
    with pytest.raises(EditError, match=r"a → b → a|b → a → b"):
        topology.check(graph)
