"""Networks of very many nodes without links: their items come in slices, which nobody can tell from all at once."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from studio.graph import Graph, Node, Source
from studio.graph.edits import move, remove
from studio.layers import layer
from studio.project import Project
from studio.ui.canvas.items.node_items import AT_ONCE, SLICE
from studio.ui.canvas.items.routing import Router

MANY = 3000
LAST = f"node{MANY - 1}"


def scattered(count: int = MANY, **linked: Node) -> Graph:
    """Nodes in columns of 100, without links besides those of `linked`."""
    nodes = {f"node{at}": Node(layer("ReLU"), (), (at // 100 * 280.0, at % 100 * 120.0)) for at in range(count)}
    return Graph({**nodes, **linked})


@pytest.fixture
def many(hand, session):
    """A hand on a canvas that is about to make the items of very many nodes."""
    session.open(Project("Many", scattered()), None)
    assert hand.canvas.network.nodes.waiting > 0
    return hand


def finish(hand):
    hand.qtbot.waitUntil(lambda: not hand.canvas.network.nodes.waiting)


def made(hand):
    return hand.canvas.network.nodes.made


def test_a_few_hundred_nodes_are_there_at_once(hand, session):
    session.open(Project("Some", scattered(AT_ONCE)), None)
    assert made(hand).keys() == session.graph.keys()


def test_what_is_in_sight_is_made_before_it_is_painted(many):
    canvas, before = many.canvas, len(made(many))
    canvas.viewport().repaint()
    seen = canvas.camera.visible
    in_sight = {name for name, node in many.canvas.session.graph.items() if seen.contains(QPointF(*node.position))}
    assert in_sight
    assert in_sight <= made(many).keys()
    assert len(made(many)) - before < SLICE < MANY


def test_scrolling_ahead_of_the_slices_shows_the_cards_there(many):
    many.canvas.zoom_to(1.0)
    many.canvas.centerOn(*many.canvas.session.graph[LAST].position)
    many.canvas.viewport().repaint()
    assert LAST in made(many)
    assert many.canvas.network.nodes.waiting


def test_all_items_come_in_slices(many):
    for _ in range(MANY // SLICE + 1):
        before = many.canvas.network.nodes.waiting
        many.canvas.network.nodes.make_slice()
        assert before - many.canvas.network.nodes.waiting == min(before, SLICE)
    assert made(many).keys() == many.canvas.session.graph.keys()


def test_the_event_loop_makes_the_slices(many):
    finish(many)
    assert made(many).keys() == many.canvas.session.graph.keys()
    assert all(item.scene() is many.canvas.network for item in made(many).values())


def test_a_click_finds_a_card_that_waits(many, session):
    place = QPointF(*session.graph[LAST].position) + QPointF(30, 60)
    assert LAST not in made(many)
    assert many.canvas.network.node_at(place) == LAST
    many.canvas.centerOn(place)
    many.click(place)
    assert session.selection == {LAST}


def test_a_rubber_band_over_all_finds_all(many, session):
    assert set(many.canvas.network.nodes_in(many.canvas.network.content())) == session.graph.keys()


def test_a_port_of_a_card_that_waits_is_found(many, session):
    x, y = session.graph[LAST].position
    found = many.canvas.network.port_at(QPointF(x + 90, y), 40.0)
    assert found is not None
    assert found.node == LAST


def test_selected_nodes_lie_above_the_others_also_when_they_are_made_later(many, session):
    session.select([LAST])
    finish(many)
    assert made(many)[LAST].zValue() > made(many)["node0"].zValue()


def test_the_whole_network_fits_into_view_while_items_wait(many, session):
    many.canvas.fit_all()
    assert many.canvas.camera.visible.contains(many.canvas.network.content())
    picture = many.canvas.grab().toImage()
    ground = picture.pixel(3, 3)
    card = many.canvas.mapFromScene(QPointF(*session.graph[LAST].position) + QPointF(90, 40))
    assert picture.pixel(card) != ground


def test_items_made_while_the_network_is_seen_from_afar_draw_themselves_after_coming_near(many, session):
    many.canvas.fit_all()
    finish(many)
    flag = made(many)[LAST].GraphicsItemFlag.ItemHasNoContents
    assert made(many)[LAST].flags() & flag
    many.canvas.zoom_to(1.0)
    assert not made(many)[LAST].flags() & flag


def test_undo_in_between_leaves_no_item_behind(many, session):
    session.edit("Remove", lambda graph: remove(graph, [f"node{at}" for at in range(1, MANY)]))
    assert set(many.canvas.network.nodes) == {"node0"}
    session.undo()
    session.redo()
    finish(many)
    assert made(many).keys() == {"node0"}
    session.undo()
    finish(many)
    assert made(many).keys() == session.graph.keys()
    assert len([item for item in many.canvas.network.items() if item in set(made(many).values())]) == MANY


def test_a_node_moved_while_it_waits_stands_where_it_was_moved(many, session):
    session.edit("Move", lambda graph: move(graph, {LAST: (-900.0, -900.0)}))
    finish(many)
    assert made(many)[LAST].pos() == QPointF(-900.0, -900.0)
    assert many.canvas.network.node_at(QPointF(-870.0, -840.0)) == LAST


def test_nodes_with_links_do_not_wait(hand, session):
    linked = {"a": Node(layer("ReLU"), (), (0, -400)), "b": Node(layer("ReLU"), (Source("a"),), (0, -200))}
    session.open(Project("Many", scattered(**linked)), None)
    assert {"a", "b"} <= made(hand).keys()
    assert len(hand.canvas.network.links) == 1
    assert hand.canvas.network.nodes.waiting


def test_another_project_in_between_shows_its_own_nodes_only(many, session):
    session.open(Project("Other", scattered(3)), None)
    assert made(many).keys() == {"node0", "node1", "node2"}
    assert not many.canvas.network.nodes.waiting


def test_a_canvas_can_close_while_items_wait(many):
    many.canvas.close()
    QApplication.processEvents()


def test_the_first_link_minds_the_cards_that_were_there_before_it():
    router, graph = Router(), scattered()
    router.follow(graph, graph.differences(Graph()), graph.__getitem__)
    ends = {"top": Node(layer("ReLU"), (), (0.0, -300.0)), "end": Node(layer("ReLU"), (Source("top"),), (0.0, 900.0))}
    both = Graph({**graph, **ends})
    router.follow(both, both.differences(graph), both.__getitem__)
    afresh = Router()
    afresh.follow(both, both.differences(Graph()), both.__getitem__)
    assert router.bulges == afresh.bulges
    assert router.bulges


@pytest.mark.parametrize("zoom", [0.05, 1.0])
def test_the_minimap_keeps_up_with_many_nodes(many, session, zoom):
    canvas = many.canvas
    canvas.zoom_to(zoom)
    many.qtbot.waitUntil(lambda: not canvas.network.overview.behind)
    session.edit("Remove", lambda graph: remove(graph, [f"node{at}" for at in range(100, MANY)]))
    many.qtbot.waitUntil(lambda: not canvas.network.overview.behind)
    assert sum(map(len, canvas.network.overview.blocks.values())) == 100


def test_from_afar_many_cards_that_go_are_drawn_no_more(many, session):
    many.canvas.fit_all()
    place = many.canvas.mapFromScene(QPointF(*session.graph[LAST].position) + QPointF(90, 40))
    ground = many.canvas.grab().toImage().pixel(3, 3)
    session.edit("Remove", lambda graph: remove(graph, [f"node{at}" for at in range(1, MANY)]))
    assert many.canvas.grab().toImage().pixel(place) == ground


def test_arrow_keys_move_all_nodes_while_items_wait(many, session):
    many.canvas.commands.select_all()
    assert len(session.selection) == MANY
    many.key(Qt.Key.Key_Right)
    assert session.graph[LAST].position[0] > scattered()[LAST].position[0]
    finish(many)
    assert made(many)[LAST].pos() == QPointF(*session.graph[LAST].position)
