"""Code typed and not run is kept beside its layer: it changes nothing, and is in the file, until it is run."""

from __future__ import annotations

import pytest

from studio.graph import Graph, Node, Source
from studio.graph.topology import computes_the_same
from studio.layers import ParameterError
from studio.layers.code import LONGEST
from studio.layers.code_edits import adopt_typed, code_of, keep_typed, text_of
from studio.layers.custom import Custom, codes
from studio.layers.io import Input, Output
from studio.project import Project
from studio.project.file import dumps, loads

TWO = "def forward(a, b):\n    return a + b\n"
HALF = "def forward(a, b, "


@pytest.fixture
def graph() -> Graph:
    ends = {"one": Node(Input(shape=(3,))), "two": Node(Input(shape=(3,)))}
    custom = Node(Custom(code=TWO), (Source("one"), Source("two")))
    return Graph({**ends, "custom1": custom, "output": Node(Output(), (Source("custom1"),))})


def test_half_written_code_breaks_nothing_and_is_in_the_file(graph: Graph) -> None:
    typed = keep_typed(graph, "custom1", HALF)
    assert typed["custom1"].layer == graph["custom1"].layer
    assert typed["custom1"].inputs == graph["custom1"].inputs
    assert computes_the_same(typed, graph)
    again = loads(dumps(Project(graph=typed))).graph
    assert text_of(again["custom1"]) == HALF
    assert code_of(again["custom1"]) == TWO
    assert codes(again) == (TWO,), "what is only typed asks nobody's consent"


def test_code_typed_back_to_what_it_was_leaves_no_trace(graph: Graph) -> None:
    typed = keep_typed(keep_typed(graph, "custom1", HALF), "custom1", TWO)
    assert dumps(Project(graph=typed)) == dumps(Project(graph=graph))


def test_an_emptied_editor_is_kept_too(graph: Graph) -> None:
    assert text_of(loads(dumps(Project(graph=keep_typed(graph, "custom1", "")))).graph["custom1"]) == ""


def test_code_that_is_run_becomes_the_layer_with_the_links_that_its_ports_have(graph: Graph) -> None:
    one = "def forward(a):\n    return a\n"
    ran = adopt_typed(keep_typed(graph, "custom1", one), "custom1")
    assert (code_of(ran["custom1"]), ran["custom1"].draft) == (one, None)
    assert ran["custom1"].inputs == (Source("one"),)
    assert adopt_typed(ran, "custom1") is ran


def test_code_beyond_all_measure_is_kept_but_not_run(graph: Graph) -> None:
    endless = "#" * (LONGEST + 1)
    typed = keep_typed(graph, "custom1", endless)
    with pytest.raises(ParameterError, match="code"):
        adopt_typed(typed, "custom1")
    assert text_of(typed["custom1"]) == endless
