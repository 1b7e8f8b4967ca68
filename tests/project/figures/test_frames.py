"""Frames of the canvas in diagrams."""

from __future__ import annotations

import pytest
from networks import chain
from PySide6.QtWidgets import QApplication

from studio.graph.annotating import annotate, frame_for
from studio.graph.annotations import Area, Frame
from studio.layers import layer
from studio.project import Project
from studio.project.exporters import Subject
from studio.project.figures import Figure, styles
from studio.project.figures.figure import Text
from studio.ui.widgets.figure_paper import Paper

GRAPH = chain(
    input=layer("Input", shape=(8,)), **{f"fc{at}": layer("Linear", out_features=8) for at in range(8)},
    output=layer("Output"),
)  # fmt: skip


def drawn(graph, **options) -> tuple[Figure, set[str]]:
    """The diagram of a graph, and what is written on it."""
    figure = styles()["diagram"].create(options).figure(Subject(Project("P", graph)), Paper().ink("light"))
    return figure, {part.words for part in figure.parts if isinstance(part, Text)}


@pytest.mark.parametrize("direction", ["down", "right", "canvas"])
def test_a_frame_stands_around_its_layers_whichever_way_they_go(qapp: QApplication, direction: str) -> None:
    graph, _ = annotate(GRAPH, Frame(frame_for(GRAPH, ["fc1", "fc2"]), "Middle"))
    graph, _ = annotate(graph, Frame(frame_for(graph, graph.keys() - {"output"}), "Most " * 40, "red"))
    graph, _ = annotate(graph, Frame(Area(5000, 0, 100, 100), "Nothing"))
    with_frames, words = drawn(graph, direction=direction, fold=0, legend=False)
    without, _ = drawn(graph, direction=direction, fold=0, legend=False, frames=False)
    assert "Middle" in words
    assert "Nothing" not in words
    assert any(said.startswith("Most Most") for said in words)
    assert len(with_frames.parts) == len(without.parts) + 4
    assert with_frames.width > without.width
    assert with_frames.height > without.height
    for part in with_frames.parts:
        if isinstance(part, Text):
            assert 0 <= part.at[0] <= with_frames.width
            assert 0 <= part.at[1] <= with_frames.height


def test_a_frame_is_left_out_where_folding_would_have_it_hold_others(qapp: QApplication) -> None:
    graph, _ = annotate(GRAPH, Frame(frame_for(GRAPH, ["fc1", "fc2", "fc3", "fc4"]), "Apart"))
    assert "Apart" in drawn(graph, fold=0)[1]
    assert "Apart" not in drawn(graph, fold=3)[1]
