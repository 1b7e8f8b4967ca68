"""Frames and comments: what they hold, where they go, what becomes of them in edits, copies and blocks."""

from __future__ import annotations

from networks import chain

from studio.graph import annotating, edits
from studio.graph.annotations import LEAST, Area, Comment, Frame, Unread
from studio.graph.copies import add_copy, duplicate
from studio.layers import layer
from studio.layers.grouping import group, ungroup
from studio.layers.moves import is_only_moved

GRAPH = chain(input=layer("Input"), conv1=layer("Conv2d"), relu1=layer("ReLU"), output=layer("Output"))


def framed(*names: str):
    """The chain with a frame around some of its nodes; gives its name, too."""
    area = annotating.frame_for(GRAPH, names)
    assert area is not None
    return annotating.annotate(GRAPH, Frame(area, "Stem"))


def test_a_frame_holds_the_cards_comments_and_frames_that_lie_on_it():
    graph, outer = framed("conv1", "relu1")
    assert annotating.held(graph, graph.annotations[outer].area).nodes == {"conv1", "relu1"}
    inner = annotating.frame_for(graph, ["conv1"])
    graph, name = annotating.annotate(graph, Frame(inner.grown(-8, -8, -8, -8)))
    graph, note = annotating.annotate(graph, Comment(inner))
    assert annotating.with_contents(graph, (), [outer]) == ({"conv1", "relu1"}, {outer, name, note})
    assert annotating.with_contents(graph, ["input"], [name]) == ({"conv1", "input"}, {name, note})


def test_what_lies_on_a_frame_goes_where_it_goes_and_stays_when_it_is_taken_away():
    graph, name = framed("conv1", "relu1")
    moved = annotating.shift(graph, annotating.with_contents(graph, (), [name]), 100, -20)
    x, y = GRAPH["conv1"].position
    assert moved["conv1"].position == (x + 100, y - 20)
    assert moved["input"] is GRAPH["input"]
    assert annotating.discard(moved, [name]) == edits.move(
        GRAPH, {each: moved[each].position for each in ("conv1", "relu1")}
    )
    assert is_only_moved(annotating.discard(graph, [name]), graph)


def test_frames_close_around_what_they_held_when_a_network_is_laid_out():
    graph, name = framed("conv1", "relu1")
    graph, note = annotating.annotate(graph, Comment(Area(-400, 0, 100, 60), "beside the input"))
    apart = {"conv1": (1000.0, 0.0), "relu1": (1000.0, 500.0), "input": (50.0, 0.0)}
    laid = annotating.rearranged(graph, edits.move(graph, apart))
    assert laid.annotations[name].area == annotating.frame_for(laid, ["conv1", "relu1"])
    assert laid.annotations[note].area.x == -350 - GRAPH["input"].position[0]
    empty, other = annotating.annotate(GRAPH, Frame(Area(9000, 9000, 50, 50)))
    assert annotating.rearranged(empty, edits.move(empty, apart)).annotations[other] == empty.annotations[other]


def test_annotations_keep_a_size_that_can_be_taken_hold_of():
    graph, name = framed("conv1")
    assert annotating.resize(graph, name, Area(0, 0, -30, 2)).annotations[name].area == (0, 0, LEAST, LEAST)
    assert annotating.resize(graph, name, graph.annotations[name].area) is graph
    assert annotating.recolour(graph, [name, "gone"], "red").annotations[name].colour == "red"


def test_edits_of_the_network_leave_annotations_and_copies_take_those_asked_for():
    graph, name = framed("conv1", "relu1")
    graph = graph.annotated({**graph.annotations, "later": Unread('{"kind": "arrow"}')})
    graph = edits.rename(edits.remove(graph, ["output"]), "conv1", "conv7")
    assert graph.annotations.keys() == {name, "later"}
    twice, names = duplicate(graph, ["conv7", "relu1"], {name})
    copied = twice.annotations["frame2"]
    assert copied.title == "Stem"
    assert annotating.held(twice, copied.area).nodes == set(names)
    assert edits.fragment(graph, ["conv7"]).annotations == {}
    part = edits.fragment(graph, ["conv7", "relu1"], {name})
    onto, names = add_copy(graph, part, graph["conv7"].position, incoming=False)
    assert annotating.held(onto, onto.annotations["frame2"].area).nodes == set(names)


def test_what_frames_nodes_alone_goes_into_their_block_and_comes_out_again():
    graph, _ = framed("conv1", "relu1")
    graph, whole = annotating.annotate(graph, Frame(annotating.frame_for(graph, graph), "All"))
    inside, block = group(graph, ["conv1", "relu1"], "Block", {})
    definition = inside[block].layer.definition
    assert [each.title for each in inside.annotations.values()] == ["All"]
    assert [each.title for each in definition.graph.annotations.values()] == ["Stem"]
    out, names = ungroup(inside, block)
    found = next(each for each in out.annotations.values() if each.title == "Stem")
    assert annotating.held(out, found.area).nodes >= set(names)
    assert whole in out.annotations


def test_a_node_is_coloured_without_being_another_layer():
    tagged = annotating.tag(GRAPH, ["conv1"], "red")
    assert tagged["conv1"].tag == "red"
    assert is_only_moved(tagged, GRAPH)
    assert annotating.tag(tagged, ["conv1"], "red") is tagged
    assert annotating.tag(tagged, ["conv1"], "") == GRAPH
