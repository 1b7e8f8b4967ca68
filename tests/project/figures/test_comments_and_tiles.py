"""Comments of the canvas, and what is collapsed there, in pictures of every style that has a place for them."""

from __future__ import annotations

from pathlib import Path

import pytest
from networks import chain
from PySide6.QtWidgets import QApplication

from studio.graph import Graph
from studio.graph.annotating import annotate, frame_for
from studio.graph.annotations import Area, Comment, Frame
from studio.graph.collapsing import collapse
from studio.layers import layer
from studio.project import Project
from studio.project.exporters import Subject, exporters
from studio.project.figures import Figure, styles
from studio.project.figures.figure import Shape, Text
from studio.ui.widgets.figure_paper import Paper

GRAPH = chain(
    input=layer("Input", shape=(4,)), fc1=layer("Linear", out_features=5), relu=layer("ReLU"),
    fc2=layer("Linear", out_features=3), output=layer("Output"),
)  # fmt: skip
NOTE = "# Why\n- see the *paper* by [them](https://example.org)\n\nand `fc1`"


def drawn(graph: Graph, style: str, **options: object) -> tuple[Figure, list[str]]:
    figure = styles()[style].create(options).figure(Subject(Project("P", graph)), Paper().ink("light"))
    for part in figure.parts:
        points = [part.at] if isinstance(part, Text) else [point for _, each in part.steps for point in each]
        assert all(-0.5 <= x <= figure.width + 0.5 and -0.5 <= y <= figure.height + 0.5 for x, y in points)
    return figure, [part.words for part in figure.parts if isinstance(part, Text)]


@pytest.mark.parametrize(
    ("style", "options"),
    [("diagram", {}), ("diagram", {"direction": "canvas"}), ("diagram", {"fold": 2}), ("blocks", {}), ("neurons", {})],
)
def test_a_comment_is_drawn_without_its_markdown(qapp: QApplication, style: str, options: dict[str, object]) -> None:
    graph, _ = annotate(GRAPH, Comment(Area(260, 120, 240, 120), NOTE, "green"))
    graph, _ = annotate(graph, Comment(Area(260, 800, 240, 120), "   "))
    _, words = drawn(graph, style, **options)
    assert {"Why", "and fc1"} <= set(words)
    assert " ".join(words).find("• see the paper by them") >= 0
    assert words.count("1") == (0 if options.get("direction") else 2)
    without, left = drawn(graph, style, **options, comments=False)
    assert "Why" not in left
    assert without.parts == drawn(GRAPH, style, **options)[0].parts


def test_a_comment_stands_in_a_picture_as_on_the_canvas(qapp: QApplication) -> None:
    graph, _ = annotate(GRAPH, Comment(Area(-400, 0, 200, 100), "left of it"))
    figure, _ = drawn(graph, "diagram", direction="canvas", legend=False)
    places = {part.words: part.at for part in figure.parts if isinstance(part, Text)}
    assert places["left of it"][0] < places["input"][0]
    assert places["left of it"][1] < places["fc1"][1]


@pytest.mark.parametrize("style", ["diagram", "blocks", "neurons"])
def test_a_frame_has_a_place_in_every_style(qapp: QApplication, style: str) -> None:
    graph, _ = annotate(GRAPH, Frame(frame_for(GRAPH, ["fc1", "relu"]), "Hidden"))
    framed, words = drawn(graph, style)
    assert any(said.startswith("Hi") for said in words)
    without, words = drawn(graph, style, frames=False)
    assert not any(said.startswith("Hi") for said in words)
    assert len(framed.parts) == len(without.parts) + 2


@pytest.mark.parametrize("style", ["diagram", "blocks"])
def test_what_is_collapsed_is_drawn_as_a_tile_or_layer_by_layer(qapp: QApplication, style: str) -> None:
    graph, _ = collapse(GRAPH, ["fc1", "relu"], "Hidden part")
    figure, words = drawn(graph, style)
    assert "Hidden part" in words
    assert "fc1" not in words
    expanded, words = drawn(graph, style, expanded=True)
    assert "fc1" in words
    assert expanded.parts == drawn(GRAPH, style)[0].parts
    assert style == "blocks" or any(isinstance(part, Shape) and part.dashed for part in figure.parts)


@pytest.mark.parametrize("kind", ["svg", "pdf", "png", "tikz"])
def test_every_kind_of_file_has_them(qapp: QApplication, tmp_path: Path, kind: str) -> None:
    graph, _ = collapse(GRAPH, ["fc1", "relu"], "Hidden part")
    graph, _ = annotate(graph, Comment(Area(260, 120, 240, 120), "noted"))
    picture = exporters()[kind].of({})
    written = picture.write(Subject(Project("P", graph), draw=Paper()), tmp_path / f"x.{kind}")
    content = written.path.read_bytes()
    assert content
    if kind in ("svg", "tikz"):
        assert b"noted" in content
        assert b"Hidden part" in content
