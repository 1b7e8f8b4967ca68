"""Parts of a network that are seen as one tile."""

from __future__ import annotations

import pytest

from studio.graph import EditError, Graph, Source
from studio.graph.annotating import annotate
from studio.graph.annotations import Area, Comment, Frame, collapsed
from studio.graph.collapsed_view import MARK, View
from studio.graph.collapsing import branch, collapse, expand, hiding, leading_only_to, retitle
from studio.graph.copies import duplicate
from studio.graph.edits import add, connect, remove, rename
from studio.graph.links import Link, Port
from studio.layers import layer
from studio.layers.grouping import group, ungroup
from studio.project import Project
from studio.project.reading import loads
from studio.project.writing import dumps


def residual() -> Graph:
    """input → conv1 → relu1 → conv2 → add1, with a way from input around them, → relu2 → output."""
    graph = Graph()
    for row, (name, made) in enumerate(
        {
            "input": layer("Input", shape=[3, 8, 8]),
            "conv1": layer("Conv2d", out_channels=3, kernel_size=[3, 3], padding=[1, 1]),
            "relu1": layer("ReLU"),
            "conv2": layer("Conv2d", out_channels=3, kernel_size=[3, 3], padding=[1, 1]),
            "add1": layer("Add"),
            "relu2": layer("ReLU"),
            "output": layer("Output"),
        }.items()
    ):
        graph = add(graph, name, made, (Source(list(graph)[-1]),) if row else (), (0.0, 120.0 * row))
    return connect(graph, Source("input"), "add1", 1)


WAY = {"conv1", "relu1", "conv2"}


@pytest.mark.parametrize("name", ["conv1", "relu1", "conv2", "add1"])
def test_the_branch_of_a_node_lies_between_fork_and_join(name):
    assert branch(residual(), name) == WAY


def test_a_node_on_the_main_path_is_on_no_branch():
    graph = remove(residual(), ["add1"])
    graph = connect(graph, Source("conv2"), "relu2", 0)
    with pytest.raises(EditError, match="on no branch"):
        branch(graph, "relu1")


def test_where_two_inputs_meet_all_that_leads_there_alone_is_the_branch():
    graph = add(Graph(), "a", layer("Input", shape=[4]))
    graph = add(graph, "b", layer("Input", shape=[4]))
    graph = add(graph, "c", layer("ReLU"), (Source("b"),))
    graph = add(graph, "sum", layer("Add"), (Source("a"), Source("c")))
    assert branch(graph, "sum") == leading_only_to(graph, "sum") == {"a", "b", "c", "sum"}
    assert leading_only_to(residual(), "conv2") == WAY


def test_a_tile_stands_for_its_nodes_and_takes_their_links():
    graph, name = collapse(residual(), WAY)
    view, tile = View(graph), MARK + name
    assert list(view.graph) == ["input", tile, "add1", "relu2", "output"]
    assert view.graph[tile].inputs == (Source("input"),)
    assert view.graph["add1"].inputs == (Source(tile), Source("input"))
    assert view.graph[tile].position == (0.0, 240.0)
    assert view.title(tile) == "conv1 … conv2"
    assert view.source(Source(tile)) == Source("conv2")
    assert view.links(Link(tile, 0)) == (Link("conv1", 0),)
    assert view.port(Port(tile, "in", 0)) == Port("conv1", "in", 0)
    assert view.members(tile) == WAY
    assert {view.seen(each) for each in WAY} == {tile}
    assert graph.keys() == residual().keys()
    assert all(graph[each] == residual()[each] for each in graph)


def test_open_ports_and_outputs_of_what_is_inside_are_ports_of_the_tile():
    graph = add(residual(), "sum", layer("Add"), (), (300.0, 0.0))
    graph = add(graph, "flat", layer("Flatten"), (Source("sum"),), (300.0, 120.0))
    graph, name = collapse(graph, ["sum", "flat"])
    tile = View(graph).tiles[MARK + name]
    assert (tile.entries, tile.exits) == (((Link("sum", 0),),), (Source("flat"),))


def test_nodes_with_another_between_them_cannot_be_one_tile():
    with pytest.raises(EditError, match="“relu1” lies between"):
        collapse(residual(), ["conv1", "conv2"])
    with pytest.raises(EditError, match="single node"):
        collapse(residual(), ["conv1"])


def test_what_a_later_link_leads_back_to_is_seen_node_by_node():
    graph, _ = collapse(residual(), ["conv1", "relu1"])
    graph = add(graph, "scale", layer("Add"), (Source("conv1"),))
    assert View(graph).tiles
    graph = add(graph, "mix", layer("Add"), (Source("scale"),))
    graph = connect(graph, Source("mix"), "relu1", 0)
    assert not View(graph).tiles
    assert View(graph).graph is graph


def test_tiles_lie_inside_of_others():
    graph, inner = collapse(residual(), ["conv1", "relu1"])
    graph, outer = collapse(graph, WAY, "Way")
    assert set(View(graph).tiles) == {MARK + outer}
    assert hiding(graph, "relu1") == [outer, inner]
    opened = expand(graph, [outer])
    assert set(View(opened).tiles) == {MARK + inner}
    with pytest.raises(EditError, match="already"):
        collapse(graph, WAY)
    assert not collapsed(expand(graph, [outer, inner]).annotations)


def test_a_tile_follows_names_and_what_is_left_of_it():
    graph, name = collapse(residual(), WAY)
    renamed = rename(graph, "relu1", "act")
    assert collapsed(renamed.annotations)[name].nodes == {"conv1", "act", "conv2"}
    left = remove(renamed, ["conv2"])
    assert collapsed(left.annotations)[name].nodes == {"conv1", "act"}
    assert not collapsed(remove(left, ["act"]).annotations)
    assert View(retitle(left, name, "Way")).title(MARK + name) == "Way"


def test_a_copy_is_collapsed_as_the_original():
    graph, name = collapse(residual(), WAY, "Way")
    graph, made = duplicate(graph, WAY)
    (copy,) = collapsed(graph.annotations).keys() - {name}
    assert collapsed(graph.annotations)[copy].nodes == set(made)
    assert collapsed(graph.annotations)[copy].title == "Way"
    assert len(View(graph).tiles) == 2


def test_the_file_keeps_what_is_collapsed():
    graph, _ = collapse(residual(), WAY, "Way")
    text = dumps(Project(graph=graph))
    assert '"collapsed1": {"kind": "collapsed", "title": "Way", "nodes": ["conv1", "conv2", "relu1"]}' in text
    assert loads(text).graph == graph
    strange = text.replace('["conv1", "conv2", "relu1"]', "[1]").replace('"title": "Way"', '"title": "Way", "new": 1')
    assert '"nodes": [1]' in dumps(loads(strange))
    gone = text.replace('["conv1", "conv2", "relu1"]', '["nobody", "relu1"]')
    assert not View(loads(gone).graph).tiles


def test_what_is_collapsed_goes_into_a_block_and_comes_out_again():
    graph, _ = collapse(residual(), ["conv1", "relu1"], "Way")
    grouped, block = group(graph, WAY, "Block", {})
    assert not collapsed(grouped.annotations)
    back, _ = ungroup(grouped, block)
    assert [each.nodes for each in collapsed(back.annotations).values()] == [{"conv1", "relu1"}]


def test_a_block_takes_the_place_of_its_nodes_in_a_tile():
    graph, name = collapse(residual(), WAY)
    grouped, block = group(graph, ["conv1", "relu1"], "Block", {})
    assert collapsed(grouped.annotations)[name].nodes == {block, "conv2"}
    back, _ = ungroup(grouped, block)
    assert collapsed(back.annotations)[name].nodes == WAY


@pytest.mark.parametrize("flow", ["down", "right"])
def test_others_make_room_for_what_is_expanded(flow):
    graph, name = collapse(residual(), WAY)
    places = {each: (20.0 * n, 0.0) if flow == "right" else (0.0, 20.0 * n) for n, each in enumerate(WAY)}
    near = (30.0, 0.0) if flow == "right" else (0.0, 30.0)
    graph = View(graph).placed({MARK + name: (0.0, 0.0), "add1": near})
    opened = expand(graph, [name], flow)
    assert {each: opened[each].position for each in WAY} == {each: graph[each].position for each in WAY}
    axis = 0 if flow == "right" else 1
    assert opened["add1"].position[axis] > max(opened[each].position[axis] for each in WAY)
    assert len(places) == 3


def test_a_tile_takes_its_nodes_and_their_frame_along():
    graph, frame = annotate(residual(), Frame(Area(-20, 86, 240, 370), "Way"))
    graph, note = annotate(graph, Comment(Area(0, 130, 100, 60), "why"))
    graph, name = collapse(graph, WAY)
    view = View(graph)
    assert not view.graph.annotations
    moved = view.placed({MARK + name: (100.0, 240.0)})
    assert moved["conv1"].position == (100.0, 120.0)
    assert moved["input"].position == (0.0, 0.0)
    assert moved.annotations[frame].area.x == 80
    assert moved.annotations[note].area.x == 100
