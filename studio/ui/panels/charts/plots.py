"""The curves of a training as it runs, or of one that has ended, with those of other runs laid over them."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QMenu, QStackedWidget, QVBoxLayout, QWidget

from studio.files import cause
from studio.text import tr
from studio.training.events import Event, RunStarted
from studio.ui import theme
from studio.ui.background.code_loading import CodeLoading
from studio.ui.background.pool import Pool
from studio.ui.background.run_list import RunList
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.charts.empty import EmptyPlots
from studio.ui.panels.charts.toolbar import Toolbar
from studio.ui.panels.charts.training_words import TrainingWords

if TYPE_CHECKING:
    from studio.training.runs import Run
    from studio.training.runs.description import Description
    from studio.ui.panels.charts.board import Board
    from studio.ui.panels.charts.chart import Chart
    from studio.ui.panels.charts.run_loader import RunLoader, Smoother

CODE = tuple(f"studio.ui.panels.charts.{name}" for name in ("board", "overlays", "saving"))
"""What imports pyqtgraph."""

LEAST_HEIGHT = 164
"""Room for the toolbar and for one chart; further ones are scrolled to below the toolbar."""


class PlotsPanel(QWidget):
    """Follows a training job. pyqtgraph is imported off the UI thread when there is something to draw."""

    settled = Signal()  # the curves that were asked for are drawn
    saved = Signal(str)  # where curves were saved, as a sentence
    failed = Signal(str, str)  # what went wrong, and what to do

    def __init__(
        self, job: TrainingJob, pool: Pool, runs: RunList | None = None, parent: QWidget | None = None
    ) -> None:
        """`runs` has those that are laid over the one of the window."""
        super().__init__(parent)
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._job, self._pool, self._runs = job, pool, runs
        self._waiting: list[Event] = []
        self._path: Path | None = None
        self._awaited: Path | None = None
        self._loading = CodeLoading(pool, "charts", CODE, self)
        self._loading.loaded.connect(self._build)
        self.board: Board | None = None
        """All charts, once there is something to draw."""
        self._loader: RunLoader | None = None
        self._smoother: Smoother | None = None
        self.setMinimumHeight(LEAST_HEIGHT)
        self._assemble()
        job.started.connect(self.prepare)
        job.started.connect(lambda: self.empty.wait(is_begun=True))
        job.finished.connect(lambda _: self.empty.wait(is_begun=False))
        job.happened.connect(self.take)
        job.recalled.connect(lambda recalled: self.words.recall(recalled.events))
        job.forgotten.connect(self.clear)
        theme.notifier().changed.connect(self._name_runs)
        if runs is not None:
            runs.chosen_changed.connect(self._overlay)
            runs.changed.connect(self._look_again)

    @property
    def charts(self) -> tuple[Chart, ...]:
        """The loss and each metric; empty until there is something to draw."""
        return self.board.charts if self.board is not None else ()

    @property
    def is_settled(self) -> bool:
        """Whether nothing is still being read."""
        return not self._loading.is_waiting and (self._loader is None or not self._loader.is_waiting)

    def prepare(self) -> None:
        """Have pyqtgraph imported in the background, so that nothing stutters when the first points arrive."""
        if self.board is None:
            self._loading.start()

    def take(self, event: Event) -> None:
        """Draw what an event of the training tells, soon."""
        self.words.take(event)
        if isinstance(event, RunStarted):
            self._begin(event)
        if self.board is None or self._awaited is not None:
            self._waiting.append(event)
            self.prepare()
        else:
            self.board.take(event)

    def show_run(self, run: Run) -> None:
        """Show the curves of a run from its folder, as soon as they are read; `settled` tells when."""
        self._waiting.clear()
        self._await(run.path)

    def follow(self, moved: Mapping[Path, Path]) -> None:
        """Know the run that is drawn by its new place, where folders of runs were moved."""
        self._path = None if self._path is None else moved.get(self._path, self._path)
        if self._awaited is not None and self._awaited in moved:
            self._await(moved[self._awaited])
        self._overlay()

    def clear(self) -> None:
        """Show that nothing has been trained; runs that are compared stay."""
        self._waiting.clear()
        self._path = self._awaited = None
        self.words.clear()
        if self.board is not None:
            self.board.show_main(None)

    def smooth(self, window: int) -> None:
        """Smooth over about so many steps."""
        if self.board is not None and self._smoother is not None:
            self.board.smoothing = window
            self._smoother.smooth([run.curves for run in self.board.runs], window)

    def _assemble(self) -> None:
        self.toolbar = Toolbar(self)
        self.toolbar.smoothed.connect(self.smooth)
        self.words = TrainingWords(self)
        self._pages = QStackedWidget(self)
        self.empty = EmptyPlots(self)
        self._pages.addWidget(self.empty)
        self.toolbar.hide()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(0)
        layout.addWidget(self.toolbar)
        layout.addWidget(self.words)
        layout.addWidget(self._pages, 1)

    def _build(self) -> None:
        """Make the board, now that what it needs is imported."""
        from studio.ui.panels.charts.board import Board
        from studio.ui.panels.charts.run_loader import RunLoader, Smoother
        from studio.ui.panels.charts.saving import CurveSaver

        self.board = board = Board(self.toolbar.smoothing)
        board.following_changed.connect(self.toolbar.set_following)
        board.runs_changed.connect(self._name_runs)
        self.toolbar.followed.connect(board.follow)
        self.toolbar.joined.connect(board.join_seeds)
        self.toolbar.chosen_by.connect(lambda by: board.set_axes(by=by))
        self.toolbar.scaled_x.connect(lambda on: board.set_axes(log_x=on))
        self.toolbar.scaled_y.connect(lambda on: board.set_axes(log_y=on))
        self._pages.addWidget(board)
        self._loader = RunLoader(self._pool, self)
        self._loader.loaded.connect(self._take_loaded)
        self._loader.failed.connect(self._take_loaded)
        self._saver = saver = CurveSaver(self._pool, self)
        saver.saved.connect(self.saved)
        saver.failed.connect(self.failed)
        board.menu_opens.connect(lambda chart: self._fill(chart.more.opened, (chart,)))
        self.toolbar.save.opened.aboutToShow.connect(lambda: self._fill(self.toolbar.save.opened, self.charts))
        self._smoother = Smoother(self._pool, self)
        self._smoother.done.connect(board.draw_soon)
        if self._awaited is None:
            self._hand_over()
        self._overlay()

    def _fill(self, menu: QMenu, charts: tuple[Chart, ...]) -> None:
        """The ways to take charts away, at the moment that they are asked for."""
        assert self.board is not None
        folders = dict.fromkeys((*([self._path] if self._path else []), *self._chosen()))
        self._saver.menu(menu, charts, self.board.runs, tuple(folders))

    def _begin(self, event: RunStarted) -> None:
        """A run begins, or goes on behind the points there are; those that are not known are read from its folder."""
        path = self._job.folder
        if event.step and path is not None and path not in (self._path, self._awaited):
            self._await(path)
        elif self._awaited is None:
            self._path = path
            self._overlay()

    def _await(self, path: Path) -> None:
        self._awaited = path
        self.prepare()
        self._load()

    def _hand_over(self) -> None:
        """Draw what arrived while there was nothing to draw it."""
        assert self.board is not None
        waiting, self._waiting = self._waiting, []
        for event in waiting:
            self.board.take(event)

    def _overlay(self) -> None:
        """Lay the chosen runs over the one of the window."""
        if self._chosen() and self.board is None:
            self.prepare()
        self._load()
        self._show_overlaid()

    def _load(self) -> None:
        if self._loader is not None:
            wanted = [path for path in self._chosen() if path != self._path]
            if self._awaited is not None:
                wanted.append(self._awaited)
            self._loader.want(wanted, self.toolbar.smoothing)

    def _look_again(self) -> None:
        """The runs were read anew: those that have come further elsewhere are too, and names may be others."""
        if self._loader is not None:
            from studio.ui.panels.charts.overlays import come_further

            for path in come_further(self._known, self._chosen(), self._loader):
                self._loader.read(path, self.toolbar.smoothing)
            self._show_overlaid()

    @property
    def _known(self) -> tuple[Description, ...]:
        """What is told of runs."""
        return self._runs.runs if self._runs is not None else ()

    def _chosen(self) -> dict[Path, int]:
        """The places of their colours, by the folders of the chosen runs."""
        return {run.path: run.place for run in self._runs.chosen} if self._runs is not None else {}

    def _take_loaded(self, path: Path, error: Exception | None = None) -> None:
        assert self.board is not None
        assert self._loader is not None
        if error is not None:
            self.failed.emit(
                tr("The curves of the run “{run}” cannot be read: {reason}.", run=path.name, reason=cause(error)),
                tr("The other runs are shown."),
            )
        if path == self._awaited:
            self._path, self._awaited = path, None
            self.board.show_main(path.name, self._loader.give_up(path))
            self._hand_over()
        self._show_overlaid()
        self.smooth(self.toolbar.smoothing)
        if self.is_settled:
            self.settled.emit()

    def _show_overlaid(self) -> None:
        if self.board is None or self._loader is None:
            return
        from studio.ui.panels.charts.overlays import colors_at, likeness_of, overlaid

        chosen, own = self._chosen(), self._path
        main = colors_at(chosen[own]) if own in chosen else None
        self.board.show_others(overlaid(chosen, self._known, self._loader), main, likeness_of(own, self._known))

    def _name_runs(self) -> None:
        """Say which colour is whose, where there are several, and without any how to begin."""
        names = self.board.names(theme.current().mode) if self.board is not None else []
        runs = self.board.runs if self.board is not None else ()
        self.words.strip.show_names(names if len(runs) > 1 or any(run.colors for run in runs) else [])
        self.toolbar.offer_seeds(self.board is not None and self.board.shown.has_seeds)
        self._pages.setCurrentIndex(int(bool(runs)))
        self.toolbar.setVisible(bool(runs))
