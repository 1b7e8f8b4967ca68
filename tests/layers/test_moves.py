"""A move is told from any other edit, also inside of blocks."""

from __future__ import annotations

import pytest

from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.graph.edits import connect, move, remove, rename, set_layer
from studio.layers import layer
from studio.layers.block import create_block
from studio.layers.block_edits import bypass, edit_inside
from studio.layers.moves import is_only_moved

INSIDE = Graph(
    {
        "input": Node(layer("Input", shape=[1, 8, 8])),
        "conv1": Node(layer("Conv2d", out_channels=4, kernel_size=[3, 3]), (Source("input"),)),
        "output": Node(layer("Output"), (Source("conv1"),)),
    }
)
INNER = Definition("Inner", INSIDE, (("channels", 4),))
AROUND = Definition(
    "Around",
    Graph(
        {
            "input": Node(layer("Input", shape=[1, 8, 8])),
            "inner": Node(create_block(INNER), (Source("input"),)),
            "output": Node(layer("Output"), (Source("inner"),)),
        }
    ),
)
GRAPH = Graph(
    {
        "input": Node(layer("Input", shape=[1, 8, 8])),
        "first": Node(create_block(AROUND), (Source("input"),)),
        "second": Node(create_block(INNER), (Source("first"),)),
        "output": Node(layer("Output"), (Source("second"),)),
    }
)

PLACES = {"conv1": (60.0, 20.0)}


@pytest.mark.parametrize("path", [("second",), ("first", "inner")], ids=" in ".join)
def test_a_node_moved_inside_a_block_is_only_moved(path: tuple[str, ...]) -> None:
    moved = edit_inside(GRAPH, path, lambda graph: move(graph, PLACES))
    assert moved is not GRAPH
    assert is_only_moved(moved, GRAPH)
    assert is_only_moved(move(moved, {"input": (1.0, 2.0), "second": (7.0, 8.0)}), GRAPH)


OTHER = layer("Conv2d", out_channels=5, kernel_size=[3, 3])


@pytest.mark.parametrize(
    "edited",
    [
        set_layer(GRAPH, "input", layer("Input", shape=[1, 9, 9])),
        rename(GRAPH, "second", "third"),
        remove(GRAPH, ["output"]),
        connect(GRAPH, Source("input"), "second", 0),
        bypass(GRAPH, ["second"]),
        edit_inside(GRAPH, ("second",), lambda graph: set_layer(move(graph, PLACES), "conv1", OTHER)),
        edit_inside(GRAPH, ("first",), lambda graph: bypass(graph, ["inner"])),
        set_layer(GRAPH, "second", GRAPH["second"].layer.changed(repeat=2)),  # type: ignore[attr-defined]
    ],
    ids=["shape", "name", "removal", "link", "bypass", "parameter inside", "bypass inside", "copies"],
)
def test_any_other_edit_is_more_than_a_move(edited: Graph) -> None:
    assert not is_only_moved(edited, GRAPH)
    assert not is_only_moved(GRAPH, edited)
