"""Frames and comments in project files, in blocks and on the clipboard."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from networks import chain

from studio.graph.annotating import annotate
from studio.graph.annotations import Area, Comment, Frame, Unread
from studio.graph.definition import Definition
from studio.layers import layer
from studio.layers.block import create_block
from studio.project import Project
from studio.project.file import dump_fragment, dumps, load_fragment, loads

GRAPH = chain(input=layer("Input"), conv1=layer("Conv2d"), output=layer("Output"))
FRAME = Frame(Area(0, 100, 260.5, 120), "عنوان طويل 🧠 " + "long " * 50, "teal")
COMMENT = Comment(Area(300, 0, 240, 120), "# Why\n\n*because* <b>of</b> ![x](http://x/y.png)")


def annotated():
    """The chain with a frame and a comment."""
    return annotate(annotate(GRAPH, FRAME)[0], COMMENT)[0]


def test_annotations_are_written_one_a_line_and_read_again():
    project = Project("P", annotated())
    text = dumps(project)
    assert loads(text).graph == project.graph
    assert '    "comment1": {"kind": "comment", "text": "# Why' in text
    assert dumps(loads(text)) == text
    assert load_fragment(dump_fragment(project.graph)).annotations == project.graph.annotations


def test_without_annotations_a_file_is_what_it_was():
    assert "annotations" not in dumps(Project("P", GRAPH))
    assert Project("P", annotated()).graph != GRAPH


def test_annotations_stay_inside_the_block_they_are_of():
    definition = Definition("Unit", annotated())
    graph = chain(input=layer("Input"), unit1=create_block(definition), output=layer("Output"))
    project = Project("P", graph, blocks=(definition,))
    found = loads(dumps(project))
    assert found.definitions["Unit"].graph.annotations == annotated().annotations
    assert not found.graph.annotations


@pytest.mark.parametrize(
    "entry",
    [
        5, None, [], {}, {"kind": "arrow", "from": "a"}, {"kind": ["frame"]}, {"kind": "frame"},
        {"kind": "frame", "area": [0, 0, 0, 0]}, {"kind": "frame", "area": [0, 0, 1e300, 50]},
        {"kind": "comment", "area": [0, 0, 50, 50], "text": 3},
        {"kind": "comment", "area": [0, 0, 50, 50], "colour": {}},
    ],
)  # fmt: skip
def test_what_is_not_understood_keeps_no_file_from_opening_and_is_written_back(entry):
    tree = json.loads(dumps(Project("P", GRAPH))) | {"annotations": {"it": entry}}
    found = loads(json.dumps(tree))
    assert isinstance(found.graph.annotations["it"], Unread)
    assert json.loads(dumps(found))["annotations"] == {"it": entry}


def test_further_entries_of_a_later_version_stay_with_an_annotation():
    entry = {"kind": "frame", "title": "A", "colour": "red", "area": [0, 0, 50, 50], "text": "x", "locked": True}
    tree = json.loads(dumps(Project("P", GRAPH))) | {"annotations": {"a": entry}}
    found = loads(json.dumps(tree))
    other = found.with_graph(found.graph.annotated({"a": replace(found.graph.annotations["a"], title="B")}))
    assert json.loads(dumps(other))["annotations"]["a"] == entry | {"title": "B"}


def test_what_an_earlier_version_kept_under_that_name_is_still_kept():
    tree = json.loads(dumps(Project("P", GRAPH))) | {"annotations": ["mine"]}
    assert json.loads(dumps(loads(json.dumps(tree))))["annotations"] == ["mine"]


@pytest.mark.parametrize(("written", "tag"), [("red", "red"), ("mauve", ""), (["red"], ""), (3, "")])
def test_a_node_keeps_its_colour_and_what_else_a_file_has_there(written, tag):
    tree = json.loads(dumps(Project("P", GRAPH)))
    tree["graph"]["conv1"]["tag"] = written
    found = loads(json.dumps(tree))
    assert found.graph["conv1"].tag == tag
    assert json.loads(dumps(found)) == tree
