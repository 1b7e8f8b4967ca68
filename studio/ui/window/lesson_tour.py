"""Leads through a lesson: says its step beside the place where it is done, and goes on once a person has done it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import partial

from PySide6.QtCore import QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QWidget

from studio.project.lessons import Lesson, Step, keep, kept_project, lessons, progress
from studio.project.lessons.tasks import EXPORTED, OPENED, TRAINED, Seen
from studio.text import in_language, tr
from studio.training.events import RunFinished
from studio.ui.actions.window_panels import PANELS
from studio.ui.widgets.callout import Callout, Spotlight
from studio.ui.window.documents import Documents
from studio.ui.window.frame import Frame
from studio.ui.window.lesson_places import Place, action_of, cards_within, focus_on, path_to, place_of, reveal

MARGIN = 4
MOVES = {QEvent.Type.Move, QEvent.Type.Resize, QEvent.Type.Show, QEvent.Type.Hide, QEvent.Type.Paint}
"""What may bring the place of a step elsewhere."""


class LessonTour(QObject):
    """One lesson at a time. Another document opened leaves it; what was done so far is kept."""

    changed = Signal()  # another lesson, another step, or none any more

    def __init__(self, window: Frame, documents: Documents, settle_changes: Callable[[], bool]) -> None:
        """`settle_changes` asks about unsaved work; whether it was settled."""
        super().__init__(window)
        self._window, self._documents, self._settle = window, documents, settle_changes
        self._deeds: set[str] = set()
        self._is_opening = False
        self._watched: list[QWidget] = []
        self.lesson: Lesson | None = None
        self.steps = 0
        self.callout: Callout | None = None
        self._spotlight: Spotlight | None = None
        self._again = QTimer(self, singleShot=True, interval=0)
        self._again.timeout.connect(self._look)
        self._place_again = QTimer(self, singleShot=True, interval=0)
        self._place_again.timeout.connect(self._place)
        self._connect()

    def follow(self, actions: Iterable[QAction]) -> None:
        """Take it as done when one of these is chosen."""
        for action in actions:
            action.triggered.connect(partial(self.note, action.objectName()))

    def slots(self) -> dict[str, Callable[..., object]]:
        """What the actions of lessons do, by their ids."""
        begin = {f"help.lesson.{name}": partial(self.begin, name) for name in lessons}
        return {**begin, "help.lesson_step": self.focus, "help.leave_lesson": self.close}

    @property
    def step(self) -> Step | None:
        """What is to be done; None outside of a lesson and at its end."""
        lesson = self.lesson
        return lesson.steps[self.steps] if lesson is not None and self.steps < len(lesson.steps) else None

    def begin(self, name: str, *, anew: bool = False) -> None:
        """Begin a lesson, or go on where it was left; it takes the place of the lesson that is shown, if any."""
        left = self._documents.shown if self.lesson is not None else None
        if left is not None and not self._settle():
            return
        lesson = lessons[name]
        kept = None if anew else kept_project(lesson)
        self._is_opening = True
        self._documents.show(kept or lesson.begin())
        if left is not None:
            self._documents.drop(left)
        self._is_opening = False
        self.lesson, self.steps = lesson, progress(lesson).steps if kept is not None else 0
        self._enter()

    def take_over(self, other: LessonTour) -> None:
        """Go on with the lesson of another window that goes, whose documents are shown here."""
        if other.lesson is not None:
            self.lesson, self.steps = other.lesson, other.steps
            self._enter()

    def close(self) -> None:
        """Close the lesson; it goes on from here the next time."""
        if self.lesson is None:
            return
        if self.step is not None and self.steps:
            keep(self.lesson, self.steps, self._window.session.project)
        self.lesson = None
        self._unwatch()
        focused = QApplication.focusWidget()
        if self.callout is not None and focused is not None and self.callout.isAncestorOf(focused):
            self._window.canvas.setFocus()
        for widget in (self.callout, self._spotlight):
            if widget is not None:
                widget.hide()
        self.changed.emit()

    def focus(self) -> None:
        """Give the keyboard to the words of the step."""
        if self.callout is not None and self.lesson is not None:
            (self.callout.lead if self.step is not None else self.callout.offer).setFocus()

    def note(self, deed: str, *_: object) -> None:
        """Something has been done."""
        if self.lesson is not None:
            self._deeds.add(deed)
            self._again.start()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Follow the place of the step."""
        if event.type() in MOVES:
            self._place_again.start()
        return super().eventFilter(watched, event)

    def _connect(self) -> None:
        window, session = self._window, self._window.session
        signals = (
            session.project_changed, session.selection_changed, session.level_changed, session.analysis_changed,
            window.workspace.changed, window.insides.changed,
            window.values_bar.shown_changed, window.job.state_changed,
        )  # fmt: skip
        for signal in signals:
            signal.connect(self._again.start)
        window.job.finished.connect(self._take_end)
        window.insides.detailed.connect(lambda path, _: self.note(OPENED + path))
        self._documents.opened.connect(self._forsake)

    def _take_end(self, event: object) -> None:
        if isinstance(event, RunFinished):
            self.note(TRAINED)

    def note_export(self, _: object = None) -> None:
        """A file was written."""
        self.note(EXPORTED)

    def _forsake(self) -> None:
        """Another document is open: the lesson waits, with the network as it was kept."""
        if self.lesson is not None and not self._is_opening:
            self.steps = 0
            self.close()

    def _seen(self) -> Seen:
        window = self._window
        insides = window.insides
        return Seen(
            window.session.project,
            window.session.selection,
            frozenset(self._deeds),
            frozenset(name for name in PANELS if getattr(window, name).isVisible()),
            window.help.kind,
            insides.question if insides.is_on else None,
            window.values_bar.shows == "gradients",
        )

    def _enter(self) -> None:
        """Tell the step, or the end."""
        self._deeds.clear()
        if self.callout is None:
            self._spotlight = Spotlight(self._window)
            self.callout = Callout(self._window)
            self.callout.closed.connect(self.close)
            self.callout.lead_wanted.connect(self._lead)
            self.callout.offer_taken.connect(self._take_offer)
        if self.step is not None:
            reveal(self.step.task, self._window)
        self._tell()
        self._place()
        for widget in (self._spotlight, self.callout):
            assert widget is not None
            widget.raise_()
        self.callout.show()
        self._again.start()
        self.changed.emit()

    def _look(self) -> None:
        """Go on once the step is done."""
        step, lesson = self.step, self.lesson
        if step is None or lesson is None:
            return
        if step.task.is_done(self._seen()):
            self.steps += 1
            keep(lesson, self.steps, self._window.session.project)
            self._enter()
        else:
            self._tell()
            self._place()

    def _tell(self) -> None:
        lesson, step, callout = self.lesson, self.step, self.callout
        assert lesson is not None
        assert callout is not None
        title = in_language(lesson.title)
        if step is None:
            callout.say(tr("{lesson} · done", lesson=title), in_language(lesson.learnt), leads=False,
                        offer=self._next_words())  # fmt: skip
            return
        head = tr("{lesson} · step {step} of {total}", lesson=title, step=self.steps + 1, total=len(lesson.steps))
        if place_of(step.task, self._window) is None:
            callout.say(head, in_language(step.words), tr("What this step speaks of is not in the network any more. "
                        "Undo brings it back."), leads=False, offer=tr("Begin anew"))  # fmt: skip
            return
        way = path_to(action_of(step.task))
        callout.say(head, in_language(step.words), way)

    def _next(self) -> Lesson | None:
        """The first lesson behind this one that was not done yet."""
        names = list(lessons)
        after = names[names.index(self.lesson.name) + 1 :] if self.lesson is not None else names
        return next((lessons[name] for name in after if not progress(lessons[name]).is_done), None)

    def _next_words(self) -> str:
        following = self._next()
        return tr("Next: {lesson}", lesson=in_language(following.title)) if following is not None else ""

    def _take_offer(self) -> None:
        """The next lesson at the end of one, the same anew where it cannot go on."""
        if self.lesson is None:
            return
        following = self._next() if self.step is None else self.lesson
        if following is not None:
            self.begin(following.name, anew=self.step is not None)

    def _lead(self) -> None:
        if self.step is not None:
            reveal(self.step.task, self._window)
            focus_on(self.step.task, self._window)
            self._place()

    def _place(self) -> None:
        """Put words and frame where the step is done now."""
        if self.lesson is None or self.callout is None or self._spotlight is None:
            return
        place = place_of(self.step.task, self._window) if self.step is not None else None
        self._watch(place)
        area = place.within(self._window) if place is not None else None
        self._spotlight.setVisible(area is not None)
        if area is not None:
            self._spotlight.setGeometry(area.adjusted(-MARGIN, -MARGIN, MARGIN, MARGIN))
        self.callout.put_beside(area, cards_within(self._window))

    def _watch(self, place: Place | None) -> None:
        """Follow the widget of the place, and all that it stands in."""
        widgets: list[QWidget] = []
        widget: QWidget | None = place.widget if place is not None else self._window
        while widget is not None:
            widgets.append(widget)
            widget = widget.parentWidget()
        if widgets != self._watched:
            self._unwatch()
            for each in widgets:
                each.installEventFilter(self)
                each.destroyed.connect(self._drop)
            self._watched = widgets

    def _drop(self) -> None:
        self._watched = []
        self._place_again.start()

    def _unwatch(self) -> None:
        for each in self._watched:
            each.removeEventFilter(self)
            each.destroyed.disconnect(self._drop)
        self._watched = []
