"""Frames around parts of a network, by mouse and keys."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication, QLineEdit

from studio.graph.annotating import alter, annotate
from studio.graph.annotations import Area, Comment, Frame

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)


STEM = Area(-20, 86, 240, 250)


def framed(session, area=STEM, title="Stem"):
    """Puts a frame around conv1 and relu1; gives its name."""
    graph, name = annotate(session.graph, Frame(area, title))
    session.apply_graph("Frame", graph)
    return name


def title_of(hand, name):
    """A place in the title of a frame."""
    return hand.canvas.network.annotations[name].area.topLeft() + QPointF(60, 13)


def test_a_frame_is_put_around_the_selection_and_named_in_one_step(hand, session):
    before = session.graph
    session.select(["conv1", "relu1"])
    hand.key(Qt.Key.Key_F, CTRL | SHIFT)
    assert isinstance(QApplication.focusWidget(), QLineEdit)
    QApplication.clipboard().setText("🧠 مدخل " + "long " * 40)
    hand.key(Qt.Key.Key_V, CTRL)
    hand.key(Qt.Key.Key_Return)
    ((name, frame),) = session.graph.annotations.items()
    assert frame.title.startswith("🧠 مدخل long")
    assert hand.canvas.network.annotations[name].area.contains(hand.canvas.network.nodes["conv1"].card_area())
    assert not hand.canvas.grab().isNull()
    assert session.undo_label == "Add Frame"
    session.undo()
    assert session.graph is before
    assert not hand.canvas.network.annotations
    session.redo()
    assert session.graph.annotations[name] == frame


def test_a_frame_around_nothing_stands_in_the_view_and_may_go_without_title(hand, session):
    hand.key(Qt.Key.Key_F, CTRL | SHIFT)
    hand.key(Qt.Key.Key_Escape)
    ((name, frame),) = session.graph.annotations.items()
    assert hand.canvas.camera.visible.contains(hand.canvas.network.annotations[name].area)
    assert frame.title == "Frame"
    hand.key(Qt.Key.Key_F2)
    hand.key(Qt.Key.Key_Delete)
    hand.key(Qt.Key.Key_Return)
    assert session.graph.annotations[name].title == ""
    assert session.undo_label == "Rename frame “Frame”"


def test_dragging_the_title_moves_what_lies_on_the_frame(hand, session):
    name = framed(session)
    hand.drag(title_of(hand, name), title_of(hand, name) + QPointF(63, 21))
    assert session.graph["conv1"].position == (60.0, 134.0)
    assert session.graph["relu1"].position == (60.0, 254.0)
    assert session.graph["pool1"].position == (0.0, 360.0)
    assert session.graph.annotations[name].area == Area(40, 100, 240, 250)
    assert session.undo_label == "Move frame “Stem”"
    session.undo()
    assert hand.canvas.network.nodes["conv1"].pos() == QPointF(0, 120)
    assert hand.canvas.network.annotations[name].area.topLeft() == QPointF(-20, 86)


@pytest.mark.parametrize("made", [Frame(Area(900, 0, 800, 900), "Far"), Comment(Area(900, 0, 800, 900), "Far")])
def test_the_minimap_has_frames_and_comments_in_their_colour(hand, session, made):
    graph, name = annotate(session.graph, made)
    session.apply_graph("Add", graph)
    minimap = hand.canvas.minimap
    assert minimap.isVisible()

    def seen():
        picture = minimap.grab().toImage()
        return picture.pixelColor(round(picture.width() * 0.75), round(picture.height() * 0.5))

    colours = set()
    for colour in ("red", "green"):
        changed = {name: replace(made, colour=colour)}
        session.edit("Colour", lambda graph, changed=changed: alter(graph, changed))
        colours.add(seen().name())
        tagged, ground = hand.canvas.network.shown.look.tag(colour), seen()
        assert (tagged.red() > tagged.green()) == (ground.red() > ground.green())
    assert len(colours) == 2


def test_undo_selects_again_what_was_selected_of_frames_and_nodes(hand, session):
    name = framed(session)
    hand.click(title_of(hand, name))
    hand.click(hand.card("pool1"), SHIFT)
    assert (session.selection, session.selected_annotations) == ({"pool1"}, {name})
    hand.key(Qt.Key.Key_Delete)
    assert not session.graph.annotations
    session.undo()
    assert hand.canvas.network.shown.selected_annotations == {name}
    assert session.selection == {"pool1"}
    hand.canvas.select_none()
    session.redo()
    assert hand.canvas.network.shown.selected_annotations == frozenset()


def test_with_alt_held_a_frame_is_drawn_from_under_what_lies_on_it(hand, session):
    name = framed(session)
    start = title_of(hand, name)
    hand.press(start, keys=ALT)
    hand.move(start + QPointF(60, 20))
    hand.release(start + QPointF(60, 20), keys=ALT)
    assert session.graph.annotations[name].area.x == 40
    assert session.graph["conv1"].position == (0.0, 120.0)


def test_escape_puts_a_dragged_frame_back_without_a_trace(hand, session):
    name = framed(session)
    before = session.graph
    hand.carry(title_of(hand, name), title_of(hand, name) + QPointF(80, 80))
    assert hand.canvas.network.nodes["relu1"].x() == 80
    hand.key(Qt.Key.Key_Escape)
    hand.release(QPointF(300, 300))
    assert session.graph is before
    assert hand.canvas.network.nodes["relu1"].x() == 0


def test_an_edge_resizes_a_frame_but_leaves_what_lies_on_it(hand, session):
    name = framed(session)
    area = hand.canvas.network.annotations[name].area
    hand.drag(area.bottomRight(), area.bottomRight() + QPointF(40, 44))
    assert session.graph.annotations[name].area == Area(-20, 86, 280, 294)
    assert session.undo_label == "Resize frame “Stem”"
    hand.drag(area.topLeft() + QPointF(0, 100), area.topLeft() + QPointF(900, 100))
    assert session.graph.annotations[name].area.width == 40
    assert session.graph["conv1"].position == (0.0, 120.0)


def test_the_ground_of_a_frame_can_be_worked_on_as_if_it_were_not_there(hand, session):
    framed(session)
    hand.drag(QPointF(-10, 200), QPointF(100, 250))
    assert session.selection == {"relu1"}
    assert not hand.canvas.network.shown.selected_annotations


def test_a_frame_is_found_moved_resized_coloured_and_deleted_with_the_keyboard_alone(hand, session):
    hints = []
    hand.canvas.hint.connect(hints.append)
    name = framed(session)
    hand.key(Qt.Key.Key_N)
    assert hand.canvas.network.shown.selected_annotations == {name}
    assert hints == ["Selected: frame “Stem”, with 2 nodes on it."]
    hand.key(Qt.Key.Key_Right)
    hand.key(Qt.Key.Key_Right)
    assert session.graph["conv1"].position == (40.0, 120.0)
    hand.key(Qt.Key.Key_Down, ALT | SHIFT)
    assert session.graph.annotations[name].area == Area(20, 86, 240, 270)
    hand.canvas.action["annotation.fit"].trigger()
    assert session.graph.annotations[name].area == Area(20, 86, 240, 238)
    hand.key(Qt.Key.Key_2, ALT)
    assert session.graph.annotations[name].colour == "red"
    assert session.undo_label == "Colour frame “Stem”"
    hand.key(Qt.Key.Key_Delete)
    assert not session.graph.annotations
    assert len(session.graph) == 5
    assert session.undo_label == "Delete frame “Stem”"
    for _ in range(5):
        session.undo()
    assert session.graph.annotations[name] == Frame(STEM, "Stem")
    assert session.graph["conv1"].position == (0.0, 120.0)


def test_all_is_copied_and_pasted_with_frames_and_what_lies_on_them(hand, session):
    name = framed(session)
    hand.click(title_of(hand, name))
    hand.key(Qt.Key.Key_D, CTRL)
    assert {"conv2", "relu2"} <= session.graph.keys()
    assert session.selection == {"conv2", "relu2"}
    assert hand.canvas.network.shown.selected_annotations == {"frame2"}
    assert session.undo_label == "Duplicate 2 nodes and frame “Stem”"
    session.undo()
    hand.click(title_of(hand, name))
    hand.key(Qt.Key.Key_X, CTRL)
    assert session.graph.keys() == {"input", "pool1", "flatten1"}
    assert not session.graph.annotations
    hand.key(Qt.Key.Key_V, CTRL)
    assert session.graph.keys() == {"input", "pool1", "flatten1", "conv1", "relu1"}
    assert [each.title for each in session.graph.annotations.values()] == ["Stem"]


def test_selecting_all_takes_frames_and_a_node_dragged_takes_them_along(hand, session):
    name = framed(session)
    hand.key(Qt.Key.Key_A, CTRL)
    assert hand.canvas.network.shown.selected_annotations == {name}
    hand.drag(hand.card("pool1"), hand.card("pool1") + QPointF(200, 0))
    assert session.graph.annotations[name].area.x == 180
    hand.click(hand.card("pool1"))
    assert not hand.canvas.network.shown.selected_annotations
    hand.click(QPointF(-150, 0))
    hand.drag(QPointF(150, 60), QPointF(450, 370))
    assert hand.canvas.network.shown.selected_annotations == {name}


def test_nodes_selected_elsewhere_leave_no_frame_selected(hand, session):
    name = framed(session)
    hand.click(title_of(hand, name))
    hand.key(Qt.Key.Key_F)
    assert hand.canvas.camera.zoom > 1
    session.select(["pool1"])
    hand.key(Qt.Key.Key_Delete)
    assert name in session.graph.annotations
    hand.click(title_of(hand, name), SHIFT)
    hand.click(hand.card("conv1"), SHIFT)
    hand.click(hand.card("relu1"), SHIFT)
    hand.click(hand.card("conv1"), SHIFT)
    assert hand.canvas.network.shown.selected_annotations == {name}
    assert session.selection == {"relu1"}


def test_laying_out_keeps_frames_around_what_they_held(hand, session):
    session.select(["relu1"])
    hand.drag(hand.card("relu1"), hand.card("relu1") + QPointF(700, 300))
    name = framed(session, Area(680, 500, 260, 150), "Away")
    hand.key(Qt.Key.Key_L)
    frame = hand.canvas.network.annotations[name].area
    assert frame.contains(QPointF(*session.graph["relu1"].position))


@pytest.mark.parametrize("zoom", [0.05, 0.3, 1.0, 3.0])
def test_frames_are_drawn_at_every_zoom(hand, session, zoom):
    framed(session)
    framed(session, Area(-30, 60, 300, 500), "")
    hand.canvas.zoom_to(zoom)
    with_frames = hand.canvas.grab().toImage()
    session.undo()
    assert hand.canvas.grab().toImage() != with_frames


def test_nodes_are_coloured_and_lose_their_colour_again_at_any_zoom(hand, session):
    plain = hand.canvas.grab().toImage()
    session.select(["conv1", "relu1"])
    hand.canvas.action["annotation.colour.green"].trigger()
    assert session.undo_label == "Colour 2 nodes"
    session.select(())
    assert hand.canvas.grab().toImage() != plain
    hand.canvas.zoom_to(0.2)
    from_afar = hand.canvas.grab().toImage()
    session.select(["conv1", "relu1"])
    hand.canvas.action["annotation.colour.none"].trigger()
    session.select(())
    assert hand.canvas.grab().toImage() != from_afar
    assert all(not node.tag for node in session.graph.values())
