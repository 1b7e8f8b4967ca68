"""Looking around: zooming, panning, fitting, the minimap, tooltips, levels of detail, themes."""

from __future__ import annotations

import subprocess
import sys
from collections import Counter

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from studio.graph import Graph, Node
from studio.graph.edits import add, connect, move
from studio.graph.links import Link, Port
from studio.graph.model import Source
from studio.layers import layer
from studio.project import Project
from studio.ui import theme
from studio.ui.canvas.camera import PARTLY
from studio.ui.canvas.items.tooltips import tooltip

CTRL, ALT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier


def turn_wheel(hand, at, notches):
    pixel = QPointF(hand.pixel(at))
    viewport = hand.canvas.viewport()
    event = QWheelEvent(
        pixel, viewport.mapToGlobal(pixel), QPoint(), QPoint(0, 120 * notches), Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
    )  # fmt: skip
    QApplication.sendEvent(viewport, event)


def test_the_wheel_zooms_at_the_pointer(hand):
    at = hand.card("flatten1")
    pixel = hand.pixel(at)
    turn_wheel(hand, at, 2)
    assert hand.canvas.camera.zoom == pytest.approx(1.5625)
    assert (hand.pixel(at) - pixel).manhattanLength() <= 2
    turn_wheel(hand, at, -3)
    assert (hand.pixel(at) - pixel).manhattanLength() <= 3


def test_zoom_has_limits(hand):
    turn_wheel(hand, hand.card("conv1"), 100)
    assert hand.canvas.camera.zoom == 4.0
    turn_wheel(hand, hand.card("conv1"), -300)
    assert hand.canvas.camera.zoom == pytest.approx(0.02)


def test_middle_drag_pans(hand, session):
    before = hand.pixel(QPointF(0, 0))
    start, end = QPointF(400, 200), QPointF(460, 230)
    hand.drag(start, end, Qt.MouseButton.MiddleButton)
    assert hand.pixel(QPointF(0, 0)) != before
    assert session.undo_label is None


def test_space_drag_pans_even_on_a_card(hand, session):
    pixel = hand.pixel(hand.card("conv1"))
    before = hand.pixel(QPointF(0, 0))
    QTest.keyPress(hand.canvas, Qt.Key.Key_Space)
    viewport = hand.canvas.viewport()
    QTest.mousePress(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pixel)
    QTest.mouseMove(viewport, pixel + QPoint(50, 30))
    QTest.mouseRelease(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, pixel + QPoint(50, 30))
    QTest.keyRelease(hand.canvas, Qt.Key.Key_Space)
    assert hand.pixel(QPointF(0, 0)) - before == QPoint(50, 30)
    assert session.graph["conv1"].position == (0.0, 120.0)


def test_f_fits_the_selection_and_home_the_network(hand, session):
    hand.canvas.zoom_to(0.3)
    session.select(["flatten1"])
    hand.key(Qt.Key.Key_F)
    seen = hand.canvas.camera.visible
    assert seen.contains(hand.canvas.network.content(["flatten1"]))
    assert (seen.center() - hand.canvas.network.content(["flatten1"]).center()).manhattanLength() < 4
    hand.key(Qt.Key.Key_Home)
    assert hand.canvas.camera.visible.contains(hand.canvas.network.content())


def test_zoom_by_keys(hand):
    hand.key(Qt.Key.Key_0, CTRL)
    hand.key(Qt.Key.Key_1, CTRL)
    assert hand.canvas.camera.zoom == 1.0
    hand.key(Qt.Key.Key_Plus, CTRL)
    assert hand.canvas.camera.zoom == pytest.approx(1.25)
    hand.key(Qt.Key.Key_Minus, CTRL)
    assert hand.canvas.camera.zoom == pytest.approx(1.0)


def column(nodes):
    graph = Graph()
    for row in range(nodes):
        graph = add(graph, f"relu{row}", layer("ReLU"), (), (0.0, 120.0 * row))
    return graph


def test_a_tall_network_opens_at_its_upper_end_large_enough_to_read(hand, session):
    session.open(Project(graph=column(60)), None)
    assert hand.canvas.camera.zoom == PARTLY
    seen = hand.canvas.camera.visible
    assert seen.contains(hand.canvas.network.content(["relu0"]))
    assert not seen.contains(hand.canvas.network.content(["relu59"]))


def test_a_long_network_that_runs_to_the_right_opens_at_its_left_end(hand, session):
    graph = column(60)
    row = move(graph, {name: (260.0 * at, 0.0) for at, name in enumerate(graph)})
    session.open(Project(graph=row, flow="right"), None)
    assert hand.canvas.camera.zoom == PARTLY
    seen = hand.canvas.camera.visible
    assert seen.contains(hand.canvas.network.content(["relu0"]))
    assert not seen.contains(hand.canvas.network.content(["relu59"]))


def test_a_network_that_is_opened_is_fitted_and_stays_so_until_the_view_is_moved(hand, session):
    session.open(Project(graph=column(9)), None)
    assert hand.canvas.camera.visible.contains(hand.canvas.network.content())
    hand.canvas.resize(600, 500)
    assert hand.canvas.camera.visible.contains(hand.canvas.network.content())
    hand.canvas.actual_size()
    hand.canvas.resize(800, 600)
    assert hand.canvas.camera.zoom == 1.0


def test_the_minimap_appears_while_something_is_out_of_sight_and_moves_the_view(hand):
    canvas = hand.canvas
    canvas.fit_all()
    assert not canvas.minimap.isVisible()
    canvas.zoom_to(3.0)
    assert canvas.minimap.isVisible()
    before = canvas.camera.visible.center()
    QTest.mouseClick(canvas.minimap, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, QPoint(90, 20))
    assert canvas.camera.visible.center() != before
    hand.key(Qt.Key.Key_M, ALT)
    assert not canvas.minimap.isVisible()
    hand.key(Qt.Key.Key_M, ALT)
    assert canvas.minimap.isVisible()


def test_the_minimap_is_as_wide_as_the_network_needs(hand, session):
    canvas = hand.canvas
    canvas.zoom_to(3.0)
    before = canvas.minimap.width()
    session.edit("Move", lambda graph: move(graph, {"flatten1": (0.0, 9000.0)}))
    assert canvas.minimap.width() < before
    map_, stage = canvas.minimap, canvas.minimap.parentWidget()
    assert stage.rect().contains(map_.geometry())
    assert stage.rect().right() - map_.geometry().right() == 16


def test_a_node_tells_shapes_parameters_and_cost(hand):
    text = tooltip(hand.canvas.network.shown, "conv1")
    for said in ("conv1", "2-D convolution", "6 · 5×5", "1 × 28 × 28", "6 × 24 × 24", "156", "86\u202f400 MACs"):
        assert said in text


def test_a_node_with_a_problem_tells_the_remedy(hand, session):
    session.edit("x", lambda graph: add(graph, "fc", layer("BatchNorm1d"), (Source("conv1"),), (300.0, 0.0)))
    hand.qtbot.waitUntil(lambda: session.analysis.graph is session.graph)
    problem = session.analysis.nodes["fc"].problems[0]
    text = tooltip(hand.canvas.network.shown, "fc")
    assert problem.remedy.split(",")[0] in text
    assert hand.canvas.network.nodes["fc"].card.state == "error"
    assert hand.canvas.network.shown.link_state(Link("fc", 0)) == "error"


def test_ports_and_links_tell_the_shape_that_passes(hand):
    network = hand.canvas.network
    assert "6 × 24 × 24" in tooltip(network.shown, Port("conv1", "out", 0))
    assert "1 × 28 × 28" in tooltip(network.shown, Port("conv1", "in", 0))
    assert "Nothing is plugged in" in tooltip(network.shown, Port("flatten1", "in", 0))
    assert "6 × 24 × 24" in tooltip(network.shown, Link("relu1", 0))
    assert tooltip(network.shown, None) == ""


def test_cards_show_the_read_outs(hand):
    card = hand.canvas.network.nodes["conv1"].card
    assert (card.name, card.kind, card.detail) == ("conv1", "Conv2d", "6 · 5×5")
    assert (card.shape, card.count) == ("6 × 24 × 24", "156 params")
    assert hand.canvas.network.nodes["flatten1"].card.shape == "—"


@pytest.mark.parametrize("zoom", [0.1, 0.3, 0.45, 1.0, 2.0, 4.0])
def test_a_change_of_parameters_is_seen_at_every_zoom_where_it_is_written(hand, session, zoom):
    hand.canvas.zoom_to(zoom)
    hand.canvas.centerOn(100.0, 156.0)
    before = hand.canvas.grab().toImage()
    session.select(["conv1"])
    assert hand.canvas.grab().toImage() != before


def test_from_afar_the_network_is_drawn_in_one_go_and_follows_edits(hand, session):
    hand.canvas.zoom_to(0.1)
    assert hand.canvas.network.overview.is_active
    before = hand.canvas.grab().toImage()
    session.edit("x", lambda graph: move(graph, {"conv1": (900.0, 120.0)}))
    assert hand.canvas.grab().toImage() != before
    hand.canvas.zoom_to(1.0)
    assert not hand.canvas.network.overview.is_active


def test_a_change_of_theme_is_followed(hand):
    theme.set_mode("light")
    light = hand.canvas.grab().toImage()
    theme.set_mode("dark")
    dark = hand.canvas.grab().toImage()
    theme.set_mode("light")
    assert hand.canvas.grab().toImage() == light
    theme.set_mode("system")
    assert dark.pixelColor(5, 5) != light.pixelColor(5, 5)


def test_an_empty_canvas_says_how_to_begin(open_canvas):
    hand = open_canvas(Graph())
    empty = hand.canvas.grab().toImage()
    hand.canvas.session.edit("x", lambda graph: add(graph, "input", layer("Input"), (), (5000.0, 5000.0)))
    hand.canvas.centerOn(0.0, 0.0)
    assert hand.canvas.grab().toImage() != empty


def test_a_long_link_swings_out_around_the_cards_between_its_ends(hand, session):
    session.edit("x", lambda graph: add(graph, "add1", layer("Add"), (Source("pool1"),), (0.0, 480.0)))
    session.edit("x", lambda graph: connect(graph, Source("conv1"), "add1", 1))
    path = hand.canvas.network.links[Link("add1", 1)].path()
    assert max(path.pointAtPercent(step / 20).x() for step in range(21)) > 210


def test_the_canvas_appears_without_torch():
    code = (
        "import sys, studio.ui.canvas, studio.ui.picture; assert not {'torch', 'numpy', 'pyqtgraph'} & set(sys.modules)"
    )
    subprocess.run([sys.executable, "-c", code], check=True)


def test_the_zoom_has_room_where_its_type_becomes_larger(hand):
    box = hand.canvas.zoom_box
    box.setStyleSheet("font-size: 40px")
    hand.key(Qt.Key.Key_Minus, CTRL)
    assert box.text() == "80 %"
    assert box.lineEdit().width() > box.fontMetrics().horizontalAdvance(box.text())


def test_the_zoom_is_told_in_per_cent_and_typed(hand):
    canvas, box = hand.canvas, hand.canvas.zoom_box
    assert (box.text(), box.accessibleName()) == ("100 %", "Zoom")
    hand.key(Qt.Key.Key_Minus, CTRL)
    assert box.text() == "80 %"
    before = canvas.camera.centre
    hand.key(Qt.Key.Key_Z)
    assert box.hasFocus()
    QTest.keyClicks(box, "35")
    assert canvas.camera.zoom == pytest.approx(0.8)
    QTest.keyClick(box, Qt.Key.Key_Return)
    assert (canvas.camera.zoom, box.text()) == (0.35, "35 %")
    assert (canvas.camera.centre - before).manhattanLength() < 6
    assert canvas.hasFocus()
    hand.key(Qt.Key.Key_Z)
    QTest.keyClicks(box, "9")
    QTest.keyClick(box, Qt.Key.Key_Escape)
    assert (canvas.camera.zoom, box.text()) == (0.35, "35 %")
    hand.key(Qt.Key.Key_Z)
    QTest.keyClick(box, Qt.Key.Key_Up)
    assert canvas.camera.zoom == pytest.approx(0.44)
    canvas.resize(700, 500)
    assert canvas.rect().bottom() - box.geometry().bottom() == box.geometry().left() == 16


def test_natural_size_keeps_the_selection_in_sight(hand, session):
    session.edit("x", lambda graph: move(graph, {"flatten1": (4000.0, 3000.0)}))
    session.select(["flatten1"])
    hand.canvas.fit_all()
    hand.key(Qt.Key.Key_1, CTRL)
    assert hand.canvas.camera.zoom == 1.0
    assert hand.canvas.camera.visible.contains(hand.canvas.network.content(["flatten1"]))


def test_the_minimap_tells_families_problems_and_what_is_selected(hand, session):
    def seen():
        image = hand.canvas.minimap.grab().toImage()
        return Counter(image.pixelColor(x, y).name() for x in range(image.width()) for y in range(image.height()))

    session.edit("x", lambda graph: move(graph, {"flatten1": (4000.0, 3000.0)}))
    hand.canvas.zoom_to(1.0)
    hand.canvas.centerOn(2000.0, 1500.0)
    colours = hand.canvas.network.shown.look.theme
    assert colours.family["convolution"] in seen()
    before = seen()
    session.select(["conv1"])
    assert seen()[colours.accent] > before[colours.accent]
    session.edit("x", lambda graph: add(graph, "fc", layer("BatchNorm1d"), (Source("conv1"),), (2000.0, 0.0)))
    hand.qtbot.waitUntil(lambda: "fc" in session.problems_here)
    assert colours.error in seen()


def test_links_carry_shapes_and_grow_with_what_runs_along_them(hand, session, qtbot):
    network = hand.canvas.network
    qtbot.waitUntil(lambda: session.report("pool1") is not None)
    plain = hand.canvas.grab().toImage()
    network.show_on_links(shapes=True)
    labelled = hand.canvas.grab().toImage()
    assert labelled != plain
    network.show_on_links(shapes=False, sizes=True)
    assert hand.canvas.grab().toImage() not in (plain, labelled)
    widths = [network.shown.breadth(Link(name, 0)) for name in ("pool1", "conv1", "flatten1")]
    assert widths[0] > widths[1] > 1.75
    assert widths[2] == 0
    network.show_on_links(sizes=False)
    assert hand.canvas.grab().toImage() == plain


@pytest.mark.parametrize("size", [(1000, 800), (640, 420), (420, 640), (260, 200)])
@pytest.mark.parametrize("columns", [1, 4, 9, 40])
def test_what_is_fitted_lies_under_nothing_that_floats_over_the_canvas(hand, session, size, columns):
    places = [((number % columns) * 240.0, (number // columns) * 120.0) for number in range(40)]
    graph = Graph({f"relu{at}": Node(layer("ReLU"), (), place) for at, place in enumerate(places)})
    session.open(Project(graph=graph), None)
    hand.canvas.resize(*size)
    hand.canvas.fit_all()
    assert not floating_over(hand.canvas, session.graph)
    session.select([f"relu{number}" for number in range(20, 40)])
    hand.key(Qt.Key.Key_F)
    assert not floating_over(hand.canvas, session.selection)


def floating_over(canvas, names):
    """What floats over the cards of nodes, or that one of these is out of sight."""
    areas = [canvas.mapFromScene(canvas.network.nodes.area(name)).boundingRect() for name in names]
    overlays = [each for each in (canvas.zoom_box, canvas.breadcrumbs, canvas.minimap) if each.isVisible()]
    found = [type(each).__name__ for each in overlays for area in areas if each.geometry().intersects(area)]
    room = canvas.viewport().rect()
    return found + ["out of sight" for area in areas if not room.contains(area)]
