"""Leads newcomers: lessons with how far they came, and the line that says what to do next."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.project.lessons import lessons, progress
from studio.text import tr
from studio.ui.actions import ActionSet
from studio.ui.window import choices
from studio.ui.window.action_states import ActionStates
from studio.ui.window.file_commands import FileCommands
from studio.ui.window.frame import Frame
from studio.ui.window.lesson_tour import LessonTour


class Guidance(QObject):
    """What the window's lessons and its line of the next step have to do with each other and with its actions."""

    def __init__(
        self, window: Frame, tour: LessonTour, files: FileCommands, actions: ActionSet, states: ActionStates
    ) -> None:
        super().__init__(window)
        self._tour, self._actions, self._states = tour, actions, states
        self._line = line = window.next_line
        shown = actions["view.next_step"]
        tour.follow(actions.values())
        tour.follow(window.canvas.action.values())
        tour.changed.connect(self._show_lessons)
        window.welcome.lesson_chosen.connect(tour.begin)
        line.closed.connect(lambda: shown.setChecked(False))
        line.wanted.connect(lambda name: actions[name].trigger())
        for each in (tour, line):
            files.exported.connect(each.note_export)
        shown.setChecked(choices.is_next_step_shown())
        for action in (shown, actions["view.values"]):
            action.toggled.connect(self._show_line)
        self._show_lessons()

    def _show_line(self) -> None:
        """Whoever looks inside needs the room, and in a lesson its own words say what comes next."""
        is_elsewhere = self._actions["view.values"].isChecked() or self._tour.lesson is not None
        self._line.setVisible(self._actions["view.next_step"].isChecked() and not is_elsewhere)

    def _show_lessons(self) -> None:
        """Menus tell how far the lessons came."""
        self._states.show_lesson(self._tour.lesson is not None)
        self._show_line()
        for name, lesson in lessons.items():
            told = progress(lesson).told(lesson)
            self._actions.entitle(
                f"help.lesson.{name}", tr("{lesson} ({progress})", lesson=lesson.title, progress=told)
            )
