"""Nodes that are only called otherwise are told as such, not as gone and new."""

from __future__ import annotations

from networks import chain

from studio.graph import Graph
from studio.graph.edits import rename
from studio.layers import layer
from studio.project import Project
from studio.project.difference import Difference, between


def network(middle: int = 5) -> Graph:
    return chain(
        input=layer("Input", shape=(4,)), fc1=layer("Linear", out_features=middle), act=layer("ReLU"),
        fc2=layer("Linear"), output=layer("Output"),
    )  # fmt: skip


def apart(one: Graph, other: Graph) -> Difference:
    return between(Project("net", one), Project("net", other))


def test_nodes_with_other_names_are_told_by_both() -> None:
    now = network()
    for old, new in (("input", "image"), ("fc1", "hidden"), ("act", "bend")):
        now = rename(now, old, new)
    found = apart(network(), now)
    assert found.changed == {
        "image": {"name": ("input", "image")},
        "hidden": {"name": ("fc1", "hidden")},
        "bend": {"name": ("act", "bend")},
    }
    assert (found.added, found.removed) == ({}, {})
    assert [str(each) for each in found.told] == [
        "“input” is called “image” now", "“fc1” is called “hidden” now", "“act” is called “bend” now",
    ]  # fmt: skip
    assert found.costs["hidden"]["parameters"] == (25, 25)
    assert found.to_json()["changed"][1]["changes"] == {"name": {"old": "fc1", "new": "hidden"}}


def test_names_that_were_swapped_are_other_nodes_under_the_same_names() -> None:
    swapped = rename(rename(rename(network(), "fc1", "x"), "fc2", "fc1"), "x", "fc2")
    assert set(apart(network(), swapped).changed) >= {"fc1", "fc2"}


def test_a_node_that_is_also_another_is_gone_and_new_but_not_what_follows_it() -> None:
    found = apart(network(), rename(rename(network(middle=6), "fc1", "hidden"), "act", "bend"))
    assert (set(found.removed), set(found.added)) == ({"fc1", "act"}, {"hidden", "bend"})
    assert set(found.changed) == {"fc2"}


def test_of_several_that_are_alike_none_is_taken_for_another() -> None:
    def twins(*names: str) -> Graph:
        graph = chain(input=layer("Input", shape=(4,)), **{names[0]: layer("ReLU")}, output=layer("Output"))
        two = chain(input=layer("Input", shape=(4,)), **{names[1]: layer("ReLU")}, output2=layer("Output"))
        return Graph({**dict(graph.items()), **dict(two.items())})

    found = apart(twins("one", "two"), twins("three", "four"))
    assert (set(found.removed), set(found.added)) == ({"one", "two"}, {"three", "four"})
