"""The data of the project, seen before they are trained on: samples, figures, and what is odd about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from studio.data import Data, data_kinds
from studio.data.config import Kept
from studio.data.config.as_texts import as_texts
from studio.formatting.numbers import exact, shape
from studio.formatting.shortened import shortened
from studio.text import in_language, ntr, paragraph, tr
from studio.ui.background.data_look import DataLook
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.data.choosing import NoData
from studio.ui.panels.data.figures import FiguresView
from studio.ui.panels.data.findings import FindingsView
from studio.ui.panels.data.kept import KeptRow
from studio.ui.panels.data.samples import SamplesView
from studio.ui.panels.data.saving import DataSaver
from studio.ui.panels.data.variants import VariantsView
from studio.ui.session import Session
from studio.ui.widgets.banner import Banner
from studio.ui.widgets.empty import EmptyState
from studio.ui.widgets.icon_button import icon_button
from studio.ui.widgets.label import label
from studio.ui.widgets.progress_row import HowFar, ProgressRow
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.text import WordField

if TYPE_CHECKING:
    from studio.data.inspection.odd import Place

PAGES = (tr("Samples"), tr("Variants"), tr("Figures"), tr("Findings"))


class DataPanel(QWidget):
    """Reads data while it is in sight. What concerns the document beyond their settings is asked of the window."""

    kind_chosen = Signal(object)  # name of a kind of data
    folder_wanted = Signal()  # or a file, where the data are one
    step_wanted = Signal()  # what has to be chosen next
    fit_wanted = Signal()

    def __init__(self, session: Session, job: TrainingJob, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._session, self._job = session, job
        self._measured: object = None
        self._shown: object = None
        self.setProperty("surface", "panel")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.look = DataLook(session.pool, self)
        self.kind_field = WordField({in_language(kind.title): name for name, kind in data_kinds.items()})
        self.kind_field.setAccessibleName(tr("Data"))
        self.folder_button = icon_button("folder", tr("Choose a folder or other data on this machine"))
        self.pages = Segmented(tuple(map(in_language, PAGES)))
        self.pages.setAccessibleName(tr("What is shown of the data"))
        self.measure_button = QPushButton(tr("Measure all"))
        self.fit_button = icon_button("sliders", tr("Set the network's Input, Output and loss to these data"))
        self.save_button = icon_button("export", tr("Save what is seen"))
        self.facts = label("", 12, tone="muted", wrap=True)
        self.progress = ProgressRow(self._how_far)
        self.differing = Banner("folder", "warning")
        self.again_button = self.differing.add_button(tr("Read again"))
        self.texts_offer = Banner("data", "info")
        self.texts_button = self.texts_offer.add_button(tr("Read it as texts"))
        self.samples = SamplesView(self.look)
        self.variants = VariantsView(session, self.look)
        self.figures = FiguresView(session, self.look)
        self.findings = FindingsView(self.look)
        self._views = (self.samples, self.variants, self.figures, self.findings)
        self.nothing = NoData("data", tr("Choose data"))
        self.failed = NoData("error", tr("The data cannot be read"), tint="error")
        self.stopped = EmptyState("stop", tr("Not read to the end"), tr("The reading was stopped."), tr("Read"))
        self.waiting = QWidget()
        self.kept = KeptRow(session.pool)
        self.saver = DataSaver(self, self.look, self.samples, session.pool)
        self._stack = QStackedWidget()
        self._assemble()
        self._connect()
        self.pages.choose(in_language(PAGES[0]))
        self._show_settings()
        self._follow()

    def showEvent(self, event: QShowEvent) -> None:
        super().showEvent(event)
        self.look.show_project(self._session.runnable)
        self.look.watch(True)
        self.kept.look()

    def hideEvent(self, event: QHideEvent) -> None:
        super().hideEvent(event)
        self.look.watch(False)

    def focus(self) -> None:
        """Have the keys go to what is shown."""
        shown = self._stack.currentWidget()
        target = self.samples.view if shown is self.samples else shown
        (target or self).setFocus(Qt.FocusReason.ShortcutFocusReason)

    def reveal(self, place: Place) -> None:
        """Show a sample among the others of its split."""
        self.pages.choose(in_language(PAGES[0]))
        self.samples.reveal(place)

    def read_as_texts(self) -> None:
        """Have the table read as texts with their class, as one step."""
        data = as_texts(self._session.project.data)
        if data is not None:
            self._session.apply(tr("Choose {title}", title=data.title), replace(self._session.project, data=data))

    def _assemble(self) -> None:
        head = QHBoxLayout()
        head.setContentsMargins(12, 8, 12, 4)
        head.setSpacing(8)
        head.addWidget(self.kind_field, 2)
        head.addWidget(self.folder_button)
        head.addWidget(self.pages, 3)
        head.addStretch(1)
        for widget in (self.measure_button, self.fit_button, self.save_button):
            head.addWidget(widget)
        self.facts.setContentsMargins(12, 0, 12, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.differing)
        column.addWidget(self.texts_offer)
        column.addLayout(head)
        column.addWidget(self.facts)
        column.addWidget(self.progress)
        shown = (*self._views, self.nothing, self.failed, self.stopped, self.waiting)
        for page in shown:
            self._stack.addWidget(page)
        column.addWidget(self._stack, 1)
        column.addWidget(self.kept)
        self.differing.hide()
        self.texts_offer.hide()

    def _connect(self) -> None:
        self.kind_field.edited.connect(self.kind_chosen)
        self.folder_button.clicked.connect(self.folder_wanted)
        self.fit_button.clicked.connect(self.fit_wanted)
        self.measure_button.clicked.connect(lambda: self.look.measure(whole=self.look.survey is not None))
        self.save_button.clicked.connect(lambda: self.saver.offer(self.save_button))
        self.again_button.clicked.connect(self.look.read_again)
        self.texts_button.clicked.connect(self.read_as_texts)
        self.stopped.pressed.connect(self.look.read_again)
        self.pages.edited.connect(lambda _: self._follow())
        self.findings.reveal_wanted.connect(self.reveal)
        for choice in (self.nothing, self.failed):
            choice.chosen.connect(self.kind_chosen)
        self.nothing.choice_wanted.connect(self.step_wanted)
        self.failed.choice_wanted.connect(self.folder_wanted)
        self.progress.stopped.connect(self.look.stop)
        self.look.changed.connect(self._follow)
        self.look.differing.connect(self._show_difference)
        self._session.project_changed.connect(lambda _, now: self._show_settings())

    def _show_settings(self) -> None:
        data = self._session.project.data
        self.kind_field.set_value(data.kind)
        self.folder_button.setVisible(isinstance(data, Kept))
        hint = tr("Drop data of your own here, or begin with a set that is always at hand.")
        self.nothing.state.set_sentence(tr("{step}. {hint}", step=tr(data.asks), hint=hint) if data.asks else hint)
        texts = as_texts(data)
        self.texts_offer.setVisible(texts is not None)
        if texts is not None:
            self.texts_offer.say(
                tr("Texts of the column “{column}” are learnt from as “{title}”.",
                   column=shortened(texts.text), title=in_language(texts.title)),
                tr("Its other columns are left out, and what Input and loss have to become is offered then."),
            )  # fmt: skip
        self.look.show_project(self._session.runnable)
        self._follow()

    def _follow(self) -> None:
        """Show what there is by now, and have it measured where that disturbs nobody."""
        look = self.look
        self.progress.follow(look.state == "reading" or look.is_measuring)
        self._stack.setCurrentWidget(self._page())
        self.failed.state.set_sentence(_reason(look.failure))
        is_open = look.laid is not None
        if is_open and self._shown != _source(self._session.runnable.data):
            self.kept.look()
        if is_open:
            self._shown = _source(self._session.runnable.data)
        for widget in (self.pages, self.save_button):
            widget.setEnabled(is_open)
        self.facts.setText(self._told())
        self.facts.setVisible(bool(self.facts.text()))
        self._offer_to_measure()
        if is_open and look.survey is None and not look.is_measuring and not self._job.is_active and self._is_first:
            self._measured = look.laid
            look.measure()

    @property
    def _is_first(self) -> bool:
        """Whether what is open has not been measured yet: what a person stopped is not begun again."""
        return self._measured is not self.look.laid

    def _page(self) -> QWidget:
        if self._session.project.data.asks:
            return self.nothing
        shown = {"failed": self.failed, "stopped": self.stopped}.get(self.look.state, self.waiting)
        if self.look.state == "failed" or (self.look.laid is None and not self._goes_on):
            return shown
        return self._views[tuple(map(in_language, PAGES)).index(str(self.pages.value()))]

    @property
    def _goes_on(self) -> bool:
        """Whether the same data are being read to be seen otherwise: till then what was seen stays."""
        return self.look.state in ("nothing", "reading") and self._shown == _source(self._session.runnable.data)

    def _offer_to_measure(self) -> None:
        laid, found = self.look.laid, self.look.survey
        is_whole = laid is not None and found is not None and found.measured == laid.overview.splits
        self.measure_button.setVisible(laid is not None and not is_whole and not self.look.is_measuring)
        self.measure_button.setText(tr("Measure") if found is None else tr("Measure all"))

    def _told(self) -> str:
        """What is open, how it is fitted, and what the training does to it besides."""
        laid = self.look.laid
        if laid is None:
            return ""
        from studio.data.transforms.arrangement import is_measured

        plan, overview = laid.opened.preparation, laid.overview
        count = sum(overview.splits.values())
        parts = [ntr("{number} sample", "{number} samples", count, number=exact(count))]
        if plan.sample == "picture":
            parts.append(tr("shown as they are fitted to {shape}", shape=shape(plan.fitted)))
        elif plan.vocabulary:
            parts.append(tr("{shape} tokens each", shape=shape(plan.fitted)))
        else:
            parts.append(tr("{shape} numbers each", shape=shape(plan.fitted)))
        if is_measured(laid.opened.config):
            channel = tr("each channel then gets mean 0 and deviation 1")
            has_channels = plan.sample in ("picture", "recording")
            parts.append(channel if has_channels else tr("each column then gets mean 0 and deviation 1"))
        if self.findings.count:
            parts.append(ntr("{count} finding", "{count} findings", self.findings.count))
        return tr(" · ").join(parts)

    def _how_far(self) -> HowFar:
        progress = self.look.progress
        told = {"done": exact(progress.done), "of": exact(progress.of)}
        if progress.of:
            return HowFar(tr("Measuring: {done} of {of}", **told), progress.done, progress.of)
        if self.look.state != "reading":
            return HowFar(tr("Measuring …"))
        return HowFar(tr("Reading: {done} …", **told) if progress.done else tr("Reading …"))

    def _show_difference(self, words: str) -> None:
        is_training = self._job.is_active and bool(words)
        told = tr("The training that is on goes on with those it has read.") if is_training else ""
        self.differing.say(words, told)
        self.differing.setVisible(bool(words))


def _source(data: Data) -> tuple[object, ...]:
    """What data, with the folder they lie in, are the same by, however they are set."""
    return type(data), getattr(data, "path", "")


def _reason(error: Exception | None) -> str:
    return paragraph(getattr(error, "message", str(error or "")), getattr(error, "remedy", ""))
