"""How much of a card is drawn at which scale: a name can always be read, and a block shows what it holds."""

from __future__ import annotations

from itertools import combinations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QImage, QPainter

from studio.graph import Graph, Node
from studio.layers import layer
from studio.project.block_families import families_inside
from studio.project.templates import template
from studio.ui import theme
from studio.ui.canvas.items.caching_painter import Sheet
from studio.ui.canvas.items.card_painter import LEAST, SHAPED
from studio.ui.canvas.items.pens import Look, text_width
from studio.ui.canvas.items.tiles import NAME, NAMED, WEIGHT


@pytest.mark.parametrize("name", ["lenet5", "googlenet", "densenet121", "inception-digits"])
def test_a_network_that_is_fitted_shows_every_name(open_canvas, name: str) -> None:
    graph = template(name).load().graph
    hand = open_canvas(graph)
    for width, height in ((760, 560), (1000, 800)):
        hand.canvas.resize(width, height)
        hand.key(Qt.Key.Key_Home)
        zoom, overview = hand.canvas.camera.zoom, hand.canvas.network.overview
        assert zoom >= NAMED
        if zoom >= SHAPED:
            continue
        hand.canvas.viewport().repaint()
        tiles = {node: overview.tile(node) for node in graph}
        for node, tile in tiles.items():
            assert tile.height() * zoom >= NAME
            assert tile.width() * zoom >= min(text_width(node, NAME, WEIGHT), 44)
        assert not [pair for pair in combinations(tiles.values(), 2) if pair[0].intersects(pair[1])]
    assert NAME >= LEAST


def test_a_name_finds_room_beside_its_card_only_where_nothing_stands(open_canvas) -> None:
    long = "a_layer_with_quite_a_long_name"
    hand = open_canvas(Graph({long: Node(layer("ReLU"), (), (0.0, 0.0)), "b": Node(layer("ReLU"), (), (900.0, 0.0))}))
    hand.canvas.zoom_to(0.2)
    hand.canvas.viewport().repaint()
    alone = hand.canvas.network.overview.tile(long)
    assert alone.width() * 0.2 >= text_width(long, NAME, WEIGHT)
    hand.canvas.session.edit("Move", lambda graph: Graph({**graph, "b": Node(layer("ReLU"), (), (240.0, 0.0))}))
    hand.canvas.viewport().repaint()
    assert 200 < hand.canvas.network.overview.tile(long).width() < 240


def test_what_is_pointed_at_stands_out_from_afar_too(hand, session) -> None:
    hand.canvas.zoom_to(0.2)
    network = hand.canvas.network
    for thing in ("conv1", next(iter(network.links))):
        before = hand.canvas.grab().toImage()
        network.hover(thing)
        assert hand.canvas.grab().toImage() != before
        network.hover(None)
        assert hand.canvas.grab().toImage() == before


def test_as_much_is_drawn_on_a_screen_of_200_per_cent() -> None:
    found = []
    for ratio in (1.0, 2.0):
        image = QImage(round(100 * ratio), 50, QImage.Format.Format_ARGB32)
        image.setDevicePixelRatio(ratio)
        painter = QPainter(image)
        painter.scale(0.5, 0.5)
        found.append((Sheet(painter, Look(theme.LIGHT)).scale, Sheet(painter, Look(theme.LIGHT)).zoom))
        painter.end()
    assert found == [(0.5, 0.5), (0.5, 1.0)]


def test_a_block_tells_the_families_of_what_it_holds(open_canvas) -> None:
    graph = template("googlenet").load().graph
    holds = families_inside(graph["inception3a"].layer)
    assert {name for name, _ in holds} == {"convolution", "normalization", "activation", "pooling", "merge"}
    assert sum(share for _, share in holds) == pytest.approx(1)
    assert families_inside(graph["pool1"].layer) == ()
    hand = open_canvas(graph)
    colours = hand.canvas.network.shown.look.theme.family
    for zoom in (0.2, 0.5, 1.0):
        hand.canvas.zoom_to(zoom)
        hand.canvas.centerOn(hand.card("inception3a"))
        seen = hand.canvas.grab().toImage()
        drawn = {seen.pixelColor(x, y).name() for x in range(400, 600, 3) for y in range(320, 440)}
        assert {colours["convolution"], colours["activation"]} <= drawn
    blocks = hand.canvas.network.overview.blocks
    assert len(blocks[colours["merge"]]) == 9


@pytest.mark.parametrize("shown", [theme.LIGHT, theme.DARK], ids=lambda shown: shown.mode)
def test_names_stand_out_on_every_colour_of_a_tile(qapp, shown: theme.Theme) -> None:
    look = Look(shown)
    for shade, colour in look.shades.items():
        ink, ground = look.ink[shade].color().lightnessF(), QColor(colour).lightnessF()
        assert abs(ink - ground) > 0.25, shade


@pytest.mark.parametrize("scale", [0.05, 0.13, 0.3, 0.45, 1.0])
def test_long_and_foreign_names_are_drawn_at_every_scale(open_canvas, scale: float) -> None:
    names = ("n" * 200, "שכבה", "طبقة_أولى", "层", "x")
    hand = open_canvas(Graph({name: Node(layer("ReLU"), (), (0.0, 120.0 * at)) for at, name in enumerate(names)}))
    hand.canvas.zoom_to(scale)
    hand.canvas.centerOn(100.0, 300.0)
    ground, seen = hand.canvas.network.shown.look.canvas.name(), hand.canvas.grab().toImage()
    for name in names:
        at = hand.canvas.mapFromScene(hand.canvas.network.nodes[name].card_area().center())
        assert seen.pixelColor(at).name() != ground
