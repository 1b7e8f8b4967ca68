"""Points are set, moved and removed by mouse and keyboard, each as one step of undo."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from PySide6.QtCore import QPointF, Qt
from pytestqt.qtbot import QtBot

from studio.data import Drawn
from studio.project import Project
from studio.ui.panels.training.forms import TrainingForms
from studio.ui.session import Session
from studio.ui.widgets.points_field import PointsField
from studio.ui.widgets.points_plane import PointsPlane

POINTS = ((-0.5, -0.5, 0), (0.5, 0.5, 1))
LEFT, RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
CONTROL, SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def session(digits_project: Project) -> Iterator[Session]:
    made = Session(replace(digits_project, data=Drawn(points=POINTS)), analyse=False)
    yield made
    made.close()


class Desk:
    """The field of points in the form of a session's data."""

    def __init__(self, qtbot: QtBot, session: Session) -> None:
        self.qtbot, self.session = qtbot, session
        self.forms = TrainingForms(session)
        self.forms.data.show_value(session.project.data)
        self.forms.data.resize(320, 500)
        qtbot.addWidget(self.forms)
        qtbot.addWidget(self.forms.data)
        self.forms.data.show()
        qtbot.waitExposed(self.forms.data)

    @property
    def field(self) -> PointsField:
        assert self.forms.data.parameters is not None
        found = self.forms.data.parameters.forms[0].editor("points")
        assert isinstance(found, PointsField)
        return found

    @property
    def plane(self) -> PointsPlane:
        return self.field.plane

    @property
    def points(self) -> tuple[tuple[float, float, int], ...]:
        data = self.session.project.data
        assert isinstance(data, Drawn)
        assert self.field.value() == data.points
        return data.points

    def click(self, x: float, y: float, button: Qt.MouseButton = LEFT) -> None:
        self.qtbot.mouseClick(self.plane, button, pos=self.plane.place(x, y).toPoint())

    def drag(self, start: tuple[float, float], *way: tuple[float, float], release: bool = True) -> None:
        self.qtbot.mousePress(self.plane, LEFT, pos=self.plane.place(*start).toPoint())
        for each in way:
            self.qtbot.mouseMove(self.plane, self.plane.place(*each).toPoint())
        if release:
            self.qtbot.mouseRelease(self.plane, LEFT, pos=self.plane.place(*way[-1]).toPoint())

    def press(self, *keys: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        for key in keys:
            self.qtbot.keyClick(self.plane, key, modifier)


@pytest.fixture
def desk(qtbot: QtBot, session: Session) -> Desk:
    return Desk(qtbot, session)


def near(point: tuple[float, float, int]) -> tuple[object, object, int]:
    """The point, up to a pixel or so."""
    return pytest.approx(point[0], abs=0.02), pytest.approx(point[1], abs=0.02), point[2]


def test_each_click_sets_a_point_of_the_chosen_class_and_is_a_step_of_undo(desk: Desk) -> None:
    desk.click(0.2, -0.7)
    desk.qtbot.mouseClick(desk.field.classes, LEFT, pos=desk.field.classes.segment(3).center().toPoint())
    desk.click(-0.8, 0.3)
    assert desk.points == (*POINTS, near((0.2, -0.7, 0)), near((-0.8, 0.3, 3)))
    desk.session.undo()
    assert desk.points == (*POINTS, near((0.2, -0.7, 0)))
    desk.session.undo()
    assert desk.points == POINTS
    desk.session.redo()
    assert len(desk.points) == 3


def test_a_point_that_is_dragged_moves_in_one_step_and_stays_in_the_plane(desk: Desk) -> None:
    desk.drag((-0.5, -0.5), (-0.4, 0.0), (-0.2, 0.4))
    assert desk.points == (near((-0.2, 0.4, 0)), POINTS[1])
    desk.drag((0.5, 0.5), (0.9, 0.9), (3.0, 0.5))
    assert desk.points[1] == (1.0, near((0.0, 0.5, 0))[1], 1)
    desk.session.undo()
    desk.session.undo()
    assert desk.points == POINTS


def test_escape_gives_a_drag_up(desk: Desk) -> None:
    desk.drag((-0.5, -0.5), (0.1, 0.1), release=False)
    desk.press(Qt.Key.Key_Escape)
    desk.qtbot.mouseRelease(desk.plane, LEFT, pos=desk.plane.place(0.1, 0.1).toPoint())
    assert desk.plane.points == desk.points == POINTS


def test_the_right_button_removes_the_point_under_it_alone(desk: Desk) -> None:
    desk.click(0.0, 0.0, RIGHT)
    assert desk.points == POINTS
    desk.click(0.5, 0.5, RIGHT)
    assert desk.points == POINTS[:1]
    desk.session.undo()
    assert desk.points == POINTS


def test_a_click_on_a_point_selects_it_and_delete_removes_it(desk: Desk) -> None:
    desk.click(-0.5, -0.5)
    assert desk.points == POINTS
    desk.press(Qt.Key.Key_Delete)
    assert desk.points == POINTS[1:]
    desk.press(Qt.Key.Key_Delete)
    assert desk.points == POINTS[1:]


def test_all_of_it_is_reached_by_the_keyboard(desk: Desk) -> None:
    desk.plane.setFocus()
    desk.press(Qt.Key.Key_2, Qt.Key.Key_Right, Qt.Key.Key_Up)
    desk.press(Qt.Key.Key_Up, modifier=SHIFT)
    desk.press(Qt.Key.Key_Space)
    assert desk.points == (*POINTS, (0.1, 0.12, 2))
    desk.press(Qt.Key.Key_Left, modifier=CONTROL)
    assert desk.points == (*POINTS, (0.0, 0.12, 2))
    desk.press(Qt.Key.Key_PageDown)
    assert desk.plane.cross == QPointF(-0.5, -0.5)
    desk.press(Qt.Key.Key_Delete)
    assert desk.points == (POINTS[1], (0.0, 0.12, 2))
    for _ in range(3):
        desk.session.undo()
    assert desk.points == POINTS


def test_all_points_can_be_removed_at_once(desk: Desk) -> None:
    desk.qtbot.mouseClick(desk.field.clear, LEFT)
    assert desk.points == ()
    assert not desk.field.clear.isEnabled()
    desk.session.undo()
    assert desk.points == POINTS
