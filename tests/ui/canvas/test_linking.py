"""Linking ports: drawing, snapping, taking off, cutting, and all of it by keys."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtWidgets import QToolTip

from studio.graph import Graph
from studio.graph.edits import add
from studio.graph.links import Link, Port
from studio.layers import layer
from studio.project.link_fits import Fit
from studio.ui.canvas.gestures.hit_test import thing_at

CTRL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


def inputs(session, name):
    return [str(source) if source else None for source in session.graph[name].inputs]


def test_dragging_from_port_to_port_connects_in_one_undo_step(hand, session):
    before = session.graph
    hand.drag(hand.output("pool1"), hand.input("flatten1"))
    assert inputs(session, "flatten1") == ["pool1"]
    assert session.undo_label == "Connect pool1 → flatten1"
    assert Link("flatten1", 0) in hand.canvas.network.links
    session.undo()
    assert session.graph is before
    assert Link("flatten1", 0) not in hand.canvas.network.links


def test_ports_that_fit_light_up_with_the_shape_they_would_produce(hand, session):
    hand.carry(hand.output("pool1"), hand.output("pool1") + QPointF(60, 30))
    port = Port("flatten1", "in", 0)
    hand.qtbot.waitUntil(lambda: hand.canvas.network.shown.lit.get(port) == Fit(label="864"))
    assert {lit.node for lit in hand.canvas.network.shown.lit} == {"flatten1"}
    assert hand.canvas.network.shown.dimmed == {"input", "conv1", "relu1"}
    hand.release(hand.output("pool1") + QPointF(60, 30))


def test_a_port_that_does_not_fit_says_why(hand, session):
    session.edit("Add", lambda graph: add(graph, "bn1", layer("BatchNorm1d"), (), (300.0, 200.0)))
    hand.carry(hand.output("relu1"), hand.input("bn1"))
    port = Port("bn1", "in", 0)
    hand.qtbot.waitUntil(lambda: bool(hand.canvas.network.shown.lit[port].refusal))
    assert "(6, 24, 24)" in hand.canvas.network.shown.lit[port].refusal
    hand.key(Qt.Key.Key_Escape)


def test_a_link_snaps_to_the_nearest_port(hand, session):
    hand.drag(hand.output("pool1"), hand.input("flatten1") + QPointF(-14, -12))
    assert inputs(session, "flatten1") == ["pool1"]


def test_a_link_dropped_on_a_card_takes_its_port(hand, session):
    hand.drag(hand.output("pool1"), hand.card("flatten1"))
    assert inputs(session, "flatten1") == ["pool1"]


def test_a_link_can_be_drawn_backwards_from_an_input(hand, session):
    hand.drag(hand.input("flatten1"), hand.output("relu1"))
    assert inputs(session, "flatten1") == ["relu1"]
    assert session.undo_label == "Connect relu1 → flatten1"


def test_a_link_that_would_form_a_loop_finds_no_port(hand, session):
    before = session.graph
    hand.drag(hand.output("pool1"), hand.input("conv1"))
    assert session.graph is before


def test_a_link_that_is_refused_says_why_at_the_pointer_and_changes_nothing(hand, session):
    before = session.graph
    for start, end, said in (
        (hand.output("pool1"), hand.input("conv1"), "A link from “pool1” to “conv1” would form a loop."),
        (hand.output("pool1"), hand.card("relu1"), "A link from “pool1” to “relu1” would form a loop."),
        (hand.output("pool1"), hand.card("input"), "“input” (Input) has no input to link to."),
        (hand.input("pool1"), hand.card("conv1"), "A link from “relu1” to “conv1” would form a loop."),
        (hand.input("relu1"), hand.card("input"), "“input” (Input) has no input to link to."),
    ):
        hand.carry(start, end)
        assert hand.canvas.gesture.refusal.startswith(said)
        hand.release(end)
        assert QToolTip.text().startswith(said)
        assert session.graph is before
        assert hand.canvas.network.links[Link("relu1", 0)].isVisible()


def test_a_link_of_a_type_that_no_shape_mends_is_refused_with_its_remedy(hand, session, qtbot):
    session.edit("Add", lambda graph: add(graph, "words", layer("Input", shape=[7], dtype="int64"), (), (300.0, 0.0)))
    session.edit("Add", lambda graph: add(graph, "fc1", layer("Linear", out_features=3), (), (300.0, 240.0)))
    session.edit("Add", lambda graph: add(graph, "embed", layer("Embedding"), (), (520.0, 240.0)))
    qtbot.waitUntil(lambda: session.read_outs is not None and "embed" in session.read_outs.nodes)
    before = session.graph
    for end in (hand.input("fc1"), hand.card("fc1"), hand.input("relu1")):
        hand.carry(hand.output("words"), end)
        assert hand.canvas.gesture.refusal.startswith("Not linked: ")
        assert "Set the dtype of the Input to float32." in hand.canvas.gesture.refusal
        hand.release(end)
        assert QToolTip.text().startswith("Not linked: ")
        assert session.graph is before
    hand.drag(hand.output("words"), hand.input("embed"))
    assert inputs(session, "embed") == ["words"]


def test_a_link_whose_shapes_clash_is_made_as_the_words_at_the_pointer_say(hand, session):
    session.edit("Add", lambda graph: add(graph, "bn1", layer("BatchNorm1d"), (), (300.0, 200.0)))
    hand.carry(hand.output("relu1"), hand.input("bn1"))
    port = Port("bn1", "in", 0)
    hand.qtbot.waitUntil(lambda: bool(hand.canvas.network.shown.lit[port].refusal))
    assert not hand.canvas.network.shown.lit[port].is_barred
    assert hand.canvas.gesture.refusal == ""
    assert not hand.canvas.grab().isNull()
    hand.release(hand.input("bn1"))
    assert inputs(session, "bn1") == ["relu1"]


@pytest.mark.parametrize("zoom", [0.06, 0.15, 0.3, 2.0])
def test_ports_and_cards_can_be_grabbed_at_any_zoom(hand, session, zoom):
    hand.canvas.zoom_to(zoom)
    hand.canvas.centerOn(200.0, 480.0)
    assert thing_at(hand.canvas.context, hand.output("pool1")) == Port("pool1", "out", 0)
    assert thing_at(hand.canvas.context, hand.canvas.network.nodes["pool1"].card_area().center()) == "pool1"
    start = hand.output("pool1")
    hand.press(start)
    hand.release(start)
    assert session.selection == frozenset()
    hand.drag(start, hand.input("flatten1"))
    assert inputs(session, "flatten1") == ["pool1"]


def test_a_port_too_small_to_be_seen_shows_a_handle_under_the_pointer(hand):
    hand.canvas.zoom_to(0.15)
    place = hand.pixel(hand.output("pool1"))
    before = hand.canvas.viewport().grab().toImage()
    hand.move(hand.output("pool1"))
    after = hand.canvas.viewport().grab().toImage()
    accent = hand.canvas.network.shown.look.accent
    assert before.pixelColor(place) != accent
    assert after.pixelColor(place + QPoint(2, 0)) == accent


def test_escape_gives_a_link_up_without_a_trace(hand, session):
    before = session.graph
    hand.carry(hand.output("pool1"), hand.input("flatten1"))
    hand.key(Qt.Key.Key_Escape)
    hand.release(hand.input("flatten1"))
    assert session.graph is before
    assert hand.canvas.network.shown.lit == {}
    assert hand.canvas.network.shown.dimmed == frozenset()


def test_taking_a_link_off_and_dropping_it_disconnects(hand, session):
    hand.drag(hand.input("relu1"), QPointF(-200, 260))
    assert inputs(session, "relu1") == [None]
    assert session.undo_label == "Disconnect conv1 → relu1"
    session.undo()
    assert inputs(session, "relu1") == ["conv1"]
    assert hand.canvas.network.links[Link("relu1", 0)].isVisible()


def test_taking_a_link_to_another_port_moves_it_in_one_step(hand, session):
    hand.drag(hand.input("pool1"), hand.input("flatten1"))
    assert inputs(session, "pool1") == [None]
    assert inputs(session, "flatten1") == ["relu1"]
    session.undo()
    assert inputs(session, "pool1") == ["relu1"]
    assert inputs(session, "flatten1") == [None]


def test_a_link_put_back_where_it_was_changes_nothing(hand, session):
    before = session.graph
    hand.carry(hand.input("pool1"), hand.input("pool1") + QPointF(80, 40))
    hand.move(hand.input("pool1"))
    hand.release(hand.input("pool1"))
    assert session.graph is before
    assert hand.canvas.network.links[Link("pool1", 0)].isVisible()


def test_a_merge_always_has_a_free_port_for_one_more_branch(hand, session):
    session.edit("Add", lambda graph: add(graph, "add1", layer("Add"), (), (300.0, 200.0)))
    hand.drag(hand.output("relu1"), hand.input("add1"))
    hand.drag(hand.output("conv1"), hand.input("add1", 1))
    assert inputs(session, "add1") == ["relu1", "conv1"]
    assert hand.canvas.network.nodes["add1"].card.inputs == 3


def test_a_link_dropped_on_empty_canvas_offers_what_fits_and_connects_the_choice(hand, session):
    hand.drag(hand.output("pool1"), QPointF(100, 600))
    popup = hand.canvas.searches.popup
    hand.qtbot.waitUntil(lambda: "BatchNorm1d" in {entry.key for entry in popup.entries if not entry.fits})
    assert any(entry.note == "6 × 12 × 12" for entry in popup.entries)
    assert "Input" not in {entry.key for entry in popup.entries}
    assert [entry.fits for entry in popup.entries] == sorted((e.fits for e in popup.entries), reverse=True)
    hand.type("conv2d")
    hand.key(Qt.Key.Key_Return)
    assert inputs(session, "conv2") == ["pool1"]
    assert session.undo_label == "Add Conv2d"
    assert session.graph["conv2"].position == (0.0, 600.0)
    assert session.selection == {"conv2"}


def test_a_backward_link_dropped_on_empty_canvas_offers_sources(hand, session):
    hand.drag(hand.input("flatten1"), QPointF(420, 380))
    keys = {entry.key for entry in hand.canvas.searches.popup.entries}
    assert "Input" in keys
    assert "Output" not in keys
    hand.type("relu")
    hand.key(Qt.Key.Key_Return)
    assert inputs(session, "flatten1") == ["relu2"]


def test_ctrl_right_drag_cuts_the_links_crossed_in_one_step(hand, session):
    hand.drag(QPointF(-80, 210), QPointF(330, 232), Qt.MouseButton.RightButton, CTRL)
    assert session.undo_label == "Disconnect conv1 → relu1"
    session.undo()
    hand.carry(QPointF(80, 205), QPointF(130, 225), Qt.MouseButton.RightButton, CTRL)
    hand.move(QPointF(60, 330))
    hand.move(QPointF(140, 340))
    assert len(hand.canvas.network.shown.selected_links) == 2
    hand.release(QPointF(140, 340), Qt.MouseButton.RightButton, CTRL)
    assert session.undo_label == "Disconnect 2 links"
    assert inputs(session, "relu1") == inputs(session, "pool1") == [None]
    session.undo()
    assert inputs(session, "relu1") == ["conv1"]
    assert inputs(session, "pool1") == ["relu1"]


def test_escape_cuts_nothing(hand, session):
    before = session.graph
    hand.carry(QPointF(80, 205), QPointF(130, 225), Qt.MouseButton.RightButton, CTRL)
    hand.key(Qt.Key.Key_Escape)
    hand.release(QPointF(120, 345), Qt.MouseButton.RightButton, CTRL)
    assert session.graph is before
    assert hand.canvas.network.shown.selected_links == frozenset()


def test_a_selected_link_is_removed_by_delete(hand, session):
    hand.click(hand.link("relu1"))
    assert hand.canvas.network.shown.selected_links == {Link("relu1", 0)}
    hand.key(Qt.Key.Key_Delete)
    assert inputs(session, "relu1") == [None]
    assert session.undo_label == "Disconnect conv1 → relu1"


def test_nodes_are_linked_by_keys_in_the_order_of_selection(hand, session):
    hand.click(hand.card("pool1"))
    hand.click(hand.card("flatten1"), CTRL)
    hand.key(Qt.Key.Key_C)
    assert inputs(session, "flatten1") == ["pool1"]
    assert session.undo_label == "Connect pool1 → flatten1"
    hand.key(Qt.Key.Key_C, SHIFT)
    assert inputs(session, "flatten1") == [None]


def test_linking_backwards_by_keys_is_refused_with_a_sentence(hand, session):
    hand.click(hand.card("pool1"))
    hand.click(hand.card("conv1"), SHIFT)
    with hand.qtbot.waitSignal(session.refused) as refused:
        hand.key(Qt.Key.Key_C)
    assert "loop" in refused.args[0]


def test_a_network_is_built_by_keys_alone(open_canvas):
    hand = open_canvas(Graph())
    for words in ("input", "conv2d", "relu", "flatten", "linear", "output"):
        hand.key(Qt.Key.Key_Tab)
        hand.type(words)
        hand.key(Qt.Key.Key_Return)
    graph = hand.canvas.session.graph
    assert list(graph) == ["input", "conv1", "relu1", "flatten1", "fc1", "output"]
    assert [str(graph[name].inputs[0]) for name in list(graph)[1:]] == list(graph)[:-1]
    hand.qtbot.waitUntil(lambda: hand.canvas.session.analysis.graph is graph)
    assert not hand.canvas.session.analysis.errors
