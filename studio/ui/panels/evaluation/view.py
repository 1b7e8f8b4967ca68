"""The results of a run: what its weights make of samples, in figures, plots and the samples themselves."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QResizeEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QSplitter, QStackedWidget, QVBoxLayout, QWidget

from studio.errors import told_by
from studio.formatting.numbers import exact
from studio.text import in_language, paragraph, tr
from studio.training.events import Event, RunStarted
from studio.ui.background.boundary_look import BoundaryLook
from studio.ui.background.evaluation_figures import Figures
from studio.ui.background.evaluation_look import EvaluationLook, Subject
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.evaluation.boundary_page import BoundaryPage
from studio.ui.panels.evaluation.confusion_page import ConfusionPage
from studio.ui.panels.evaluation.overview import Overview
from studio.ui.panels.evaluation.plots_page import PlotsPage
from studio.ui.panels.evaluation.samples import SamplesView
from studio.ui.panels.evaluation.saving import ResultsSaver, Savable
from studio.ui.panels.evaluation.seen_now import savable
from studio.ui.panels.evaluation.subject_bar import SubjectBar
from studio.ui.session import Session
from studio.ui.widgets.banner import Banner
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.live_text import LiveText
from studio.ui.widgets.progress_row import HowFar, ProgressRow
from studio.ui.widgets.scrolled import scrolled
from studio.ui.widgets.segmented import Segmented

OVERVIEW, CONFUSION, PLOTS, SAMPLES = tr("Overview"), tr("Confusion"), tr("Plots"), tr("Samples")
BOUNDARY = tr("Boundary")

BESIDE_FROM, ALWAYS_FROM = 700, 1100
"""Pixels of width from which samples are seen beside the matrix, and beside all other pages."""


class EvaluationView(QWidget):
    """Opens what is kept of a run while it is in sight; makes predictions only when a person asks for them."""

    failed = Signal(str, str)  # message, remedy
    train_wanted = Signal()

    def __init__(self, session: Session, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._runs, self._job = session, session.runs, job
        self._wanted: Subject | None = None
        self.figures: Figures | None = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = EvaluationLook(session.pool, self)
        self.bar = SubjectBar()
        self.progress = ProgressRow(self._how_far)
        self.gone = Banner("folder", "warning")
        self.pages = Segmented(())
        self.pages.setAccessibleName(tr("What is shown of the results"))
        self.headline = LiveText("", 12, tone="muted")
        self.overview, self.confusion, self.plots = Overview(), ConfusionPage(), PlotsPage()
        self.samples = SamplesView(self.look)
        self.plane = BoundaryLook(session.pool, self)
        self.boundary = BoundaryPage(self.plane)
        self.no_runs = EmptyState(
            "history", tr("No runs yet"), tr("Train the network, then see here what it learnt."), tr("Train")
        )
        self.unmade = EmptyState("chart", tr("Not evaluated yet"), "", tr("Evaluate"))
        self.broken = EmptyState("error", tr("The run cannot be evaluated"), "", tr("Try again"), tint="error")
        self.waiting = QWidget()
        self.saver = ResultsSaver(self, session.pool)
        self._views, self._split, self._stack = QStackedWidget(), QSplitter(), QStackedWidget()
        self._assemble()
        self._connect()
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self._runs.watch(self, True)
        self._show_wanted()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self._runs.watch(self, False)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._offer_pages()

    def show_run(self, folder: Path, which: str = "best") -> None:
        """Lead to the results of a run."""
        self._wanted = Subject(folder, which)
        if self.isVisible():
            self._show_wanted()

    def focus(self) -> None:
        """Have the keys go to what is shown."""
        shown = self._stack.currentWidget()
        target = self.pages if shown is self._split else shown
        (target or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def show_cell(self, truth: int, prediction: int) -> None:
        """Show the samples of one class that were taken for another."""
        self.samples.show_selection(only="all", truth=truth, prediction=prediction, order="loss")
        self._lead_to_samples()

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 2, 12, 6)
        head.setSpacing(12)
        head.addWidget(self.pages)
        head.addWidget(self.headline, 1)
        for view in (self.overview, self.confusion, self.plots):
            self._views.addWidget(view)
        for part in (self._views, self.samples):
            self._split.addWidget(part)
        self._split.setChildrenCollapsible(False)
        self._split.setHandleWidth(1)
        empty = (self.no_runs, self.unmade, self.broken)
        self._places: dict[QWidget, QWidget] = {page: scrolled(page) for page in empty}
        for page in (self._split, self.boundary, *empty, self.waiting):
            self._stack.addWidget(self._places.setdefault(page, page))
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.bar)
        column.addWidget(self.gone)
        column.addWidget(self.progress)
        column.addLayout(head)
        column.addWidget(self._stack, 1)
        self.gone.hide()

    def _connect(self) -> None:
        self.bar.chosen.connect(self.look.show)
        self.bar.evaluate_wanted.connect(self.look.evaluate)
        self.bar.other_chosen.connect(self.compare)
        self.bar.save_button.clicked.connect(lambda: self.saver.offer(self.bar.save_button, self.savable()))
        self.progress.stopped.connect(self.look.stop)
        self.no_runs.pressed.connect(self.train_wanted)
        for page in (self.unmade, self.broken):
            page.pressed.connect(self.look.evaluate)
        self.pages.edited.connect(lambda _: self._show_page())
        self.confusion.matrix.chosen.connect(self.show_cell)
        self.confusion.matrix.pointed.connect(self._tell)
        self.overview.table.chosen.connect(self._show_class)
        self.look.changed.connect(self._follow)
        self.look.figured.connect(self._show_figures)
        self.look.plotted.connect(self.plots.show_plot)
        self.plots.wanted.connect(self.look.ask_for_plot)
        self.look.refused.connect(self._tell_refused)
        self._runs.changed.connect(self._follow_runs)
        self._session.document_shown.connect(self._begin_anew)
        self._job.happened.connect(self._follow_training)
        self._job.finished.connect(lambda _: self._look_again())

    def _show_wanted(self) -> None:
        """Lay open what was asked for, else what is at hand: the marked run, that of the last training, the newest."""
        if self._wanted is not None and self._wanted != self.look.subject:
            self.look.show(self._wanted)
        self._wanted = None
        self._follow_runs()

    def _begin_anew(self) -> None:
        """Nothing of the runs of another document stays."""
        self._wanted = None
        self.look.show(None)
        self._follow_runs()

    def _follow_runs(self) -> None:
        runs = [run for run in self._runs.runs if run.epoch or run.state != "damaged"]
        if self.look.subject is None and self.isVisible():
            own, marked = list(filter(None, (self._job.folder,))), [run.path for run in self._runs.chosen]
            known = [*(own if self._job.is_active else []), *marked, *own, *(run.path for run in runs)]
            if known:
                self.look.show(Subject(known[0]))
        self.bar.show_runs(runs, self.look.subject)
        self._bring_page()

    def _follow_training(self, event: Event) -> None:
        """A training that begins is what is looked at next."""
        if isinstance(event, RunStarted) and self._job.folder is not None:
            self._wanted = Subject(self._job.folder)
            if self.isVisible():
                self._show_wanted()

    def _look_again(self) -> None:
        """After a training its run has other weights."""
        if self.look.subject is not None and self.look.subject.folder == self._job.folder and self.isVisible():
            self.look.show(self.look.subject)

    def _follow(self) -> None:
        look, laid = self.look, self.look.laid
        judged = None if laid is None else laid.judged
        self.progress.follow(look.state == "making")
        self.bar.show_laid(laid, can_compare=judged is not None and judged.right is not None)
        self.bar.evaluate_button.setVisible(look.state in ("unmade", "making", "failed"))
        self.bar.evaluate_button.setEnabled(look.state != "making" and bool(laid is None or laid.offer.epochs))
        self.bar.save_button.setEnabled(judged is not None or self._has_plane)
        self.gone.setVisible(judged is not None and judged.found.data_gone)
        self.gone.say(tr("The data of this run are not where they were: its kept predictions are shown."),
                      tr("Samples are named, but cannot be seen."))  # fmt: skip
        if look.failure is not None:
            self.broken.set_sentence(paragraph(*told_by(look.failure)))
        if laid is not None and not laid.offer.epochs:
            self.unmade.set_sentence(tr("The run has no weights yet. Train it for an epoch first."))
        else:
            self.unmade.set_sentence(tr("Have the network answer all samples once; the answers stay with the run."))
        if judged is None:
            self.figures = None
            self._tell("")
        self._show_plane()
        self._offer_pages()
        self._bring_page()

    @property
    def _has_plane(self) -> bool:
        return self.look.laid is not None and self.look.laid.looks.has_plane

    def _show_plane(self) -> None:
        """Look at the field of a network with two inputs, live while it is trained."""
        folder = None if self.look.subject is None or not self._has_plane else self.look.subject.folder
        self.plane.show_run(folder, is_trained=self._job.is_active and folder == self._job.folder)

    def _bring_page(self) -> None:
        """Show what there is; where there are no runs, nothing can be chosen of them."""
        page = self._page()
        for choice in (self.bar, self.pages):
            choice.setVisible(page is not self.no_runs)
        self._stack.setCurrentWidget(self._places[page])

    def _page(self) -> QWidget:
        state = self.look.state
        if self._has_plane and self.pages.value() == in_language(BOUNDARY):
            return self.boundary
        if state == "nothing":
            return self.no_runs if self._runs.is_known and not self._runs.runs else self.waiting
        return {"shown": self._split, "unmade": self.unmade, "failed": self.broken}.get(state, self.waiting)

    def _show_figures(self, figures: Figures) -> None:
        self.figures = figures
        self._tell("")
        self.overview.show_figures(figures)
        self.confusion.show_figures(figures)
        self.plots.show_figures(figures)
        self._offer_pages()

    def _tell(self, words: str) -> None:
        """Say what is under the pointer, or what the network is worth as a whole."""
        self.headline.set_text(words or ("" if self.figures is None else self.figures.headline))

    def _offer_pages(self) -> None:
        """Offer what there is of these predictions."""
        figures = self.figures
        there = [OVERVIEW, *([BOUNDARY] if self._has_plane else [])]
        if figures is not None and figures.confusion is not None:
            there.append(CONFUSION)
        if figures is not None and figures.plots:
            there.append(PLOTS)
        there.append(SAMPLES)
        self.pages.offer([in_language(word) for word in there])
        self.pages.setEnabled(figures is not None or self._has_plane)
        is_live = self._has_plane and self._job.is_active and figures is None
        if self.pages.value() in (None, in_language(OVERVIEW)):
            self.pages.set_value(in_language(BOUNDARY if is_live else OVERVIEW))
        self._show_page()

    def _show_page(self) -> None:
        """Bring a page forward; samples stand beside it where there is room."""
        chosen = self.pages.value()
        needed = BESIDE_FROM if chosen == in_language(CONFUSION) else ALWAYS_FROM
        only_samples = chosen == in_language(SAMPLES)
        views: dict[str, QWidget] = {in_language(CONFUSION): self.confusion, in_language(PLOTS): self.plots}
        self._views.setCurrentWidget(views.get(str(chosen), self.overview))
        self._views.setVisible(not only_samples)
        self.samples.setVisible(only_samples or self.width() >= needed)
        self._bring_page()

    def _lead_to_samples(self) -> None:
        if not self.samples.isVisible():
            self.pages.choose(in_language(SAMPLES))
        self.samples.setFocus(Qt.FocusReason.OtherFocusReason)

    def _show_class(self, place: int) -> None:
        if self.figures is not None and self.figures.by_class:
            self.samples.show_selection(only="all", truth=place, prediction=None, order="loss")
            self._lead_to_samples()

    def compare(self, folder: Path | None) -> None:
        """See what another run gets right or wrong of the same samples; None for no other."""
        self.bar.show_other(folder)
        self.look.compare(None if folder is None else Subject(folder))

    def savable(self) -> Savable:
        """What is seen, as it can be taken away."""
        title = "" if self.look.laid is None else self.look.laid.offer.title
        shown = self._stack.currentWidget()
        page = shown if shown is self.boundary else None if self._views.isHidden() else self._views.currentWidget()
        return savable(title, page, self.samples)

    def _tell_refused(self, message: str, remedy: str) -> None:
        self.bar.show_other(None)
        self.failed.emit(message, remedy)

    def _how_far(self) -> HowFar:
        progress = self.look.progress
        if not progress.of:
            return HowFar(tr("Reading the data …"))
        told = {"done": exact(progress.done), "of": exact(progress.of)}
        return HowFar(tr("Evaluated {done} of {of}", **told), progress.done, progress.of)
