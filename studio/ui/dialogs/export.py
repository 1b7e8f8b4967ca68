"""Takes the network away: format, place, options, weights, and then the result of the check."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer, QUrl
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import QPushButton, QVBoxLayout, QWidget

from studio.formatting.numbers import storage
from studio.paths import documents
from studio.project import Project
from studio.project.exporters import Exported, Subject, network_formats
from studio.text import tr
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.export_form import ExportForm
from studio.ui.dialogs.export_subject import Choice, about_weights, facts, look, obstacle, write
from studio.ui.dialogs.files import agrees_to_replace
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart
from studio.ui.widgets.message import Message
from studio.ui.widgets.scrolled import scrolled

MARGINS, SPACING = (24, 20, 24, 20), 12


class ExportDialog(Dialog):
    """Exports the project as it is when the dialog opens; stays open until a running export has ended."""

    def __init__(
        self,
        project: Project,
        pool: Pool,
        run: Path | None = None,
        folder: Path | None = None,
        parent: QWidget | None = None,
        *,
        exporter: str = "",
        file: Path | None = None,
        insisted: bool = False,
    ) -> None:
        """`run` is the folder of the last training, or one that a person has `insisted` on; `file` is the project's.

        `folder` is where to write by default, `exporter` in what format.
        """
        super().__init__(parent)
        self.setWindowTitle(tr("Export"))
        self._project = project
        self._run, self._file = run, file
        self._choice: Choice | None = None
        self._agreed: Path | None = None  # a file that may be replaced
        self._channel = Channel(pool, "export", self)
        self._channel.answered.connect(self._end)
        self._channel.failed.connect(self._fail)
        self._tell: Callable[[Any], None] = self._know
        self.exported: Exported | None = None
        self.form = ExportForm(project.name, folder or documents())
        self.path, self.format = self.form.path, self.form.format
        self.weights = Message()
        self.expects = label(size=12, tone="muted", wrap=True)
        self.gives = label(size=12, tone="muted", wrap=True)
        self.outcome = Message()
        self.export_button = QPushButton(tr("Export"))
        self.close_button = QPushButton(tr("Cancel"))
        self.folder_button = QPushButton(theme.icon("folder"), tr("Show folder"))
        self._busy = busy_bar()
        self._assemble()
        self._connect()
        if exporter:
            self.form.choose(network_formats()[exporter])
        self.export_button.setFocus()
        self._begin(partial(look, project, run, file, insisted=insisted), self._know)

    def reject(self) -> None:
        """Close, unless something is under way."""
        if not self._channel.is_waiting:
            super().reject()

    def export(self) -> None:
        """Write the file, off the UI thread."""
        path, exporter = self.form.file, self.form.exporter
        if path.exists() and path != self._agreed and not agrees_to_replace(self, path):
            return
        self._agreed = path
        self.outcome.hide()
        run = self._run if self._takes_run() else None
        which = self.form.weights.which
        self._begin(partial(write, self._project, path, run, dict(exporter), which), self._show_result)

    def show_folder(self) -> None:
        """Open the folder of the written file."""
        if self.exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.exported.path.parent)))

    def _assemble(self) -> None:
        self.export_button.setProperty("kind", "primary")
        self.export_button.setDefault(True)
        self.folder_button.hide()
        for button in (self.close_button, self.folder_button):
            button.setAutoDefault(False)
        self._said = QWidget()
        said = QVBoxLayout(self._said)
        said.setContentsMargins(0, 0, 0, 0)
        said.setSpacing(SPACING)
        for part in (self.form, self.weights, self.expects, self.gives, self.outcome, self._busy):
            said.addWidget(part)
        said.addStretch(1)
        self._area = scrolled(self._said)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(*MARGINS)
        layout.setSpacing(SPACING)
        layout.addWidget(label(tr("Export “{name}”", name=self._project.name), 16, 600))
        layout.addWidget(self._area, 1)
        layout.addLayout(apart(self.folder_button, self.close_button, self.export_button))
        self.setMinimumWidth(560)

    def _connect(self) -> None:
        self.form.changed.connect(self._follow_form)
        self.form.agreed.connect(self._note_agreement)
        self.form.weights.run_chosen.connect(self._take_run)
        self.export_button.clicked.connect(self.export)
        self.close_button.clicked.connect(self.reject)
        self.folder_button.clicked.connect(self.show_folder)

    def _note_agreement(self, path: Path) -> None:
        self._agreed = path

    def _follow_form(self) -> None:
        """Say of what is chosen what the file will hold."""
        self.export_button.show()
        choice, exporter = self._choice, self.form.exporter
        if choice is None:
            return
        self.form.offer_networks(several=choice.trained is not None and bool(choice.difference))
        self.form.weights.offer_checkpoints(choice.epochs if self._takes_run() else {})
        which = self.form.weights.which
        severity, message, remedy = about_weights(choice, trained=self.form.as_trained, which=which)
        self.weights.tell(message, remedy, severity)
        self.weights.setVisible("weights" in exporter.needs or bool(choice.difference))
        for shown, text in zip((self.expects, self.gives), facts(exporter, self._subject()), strict=True):
            shown.setText(text)
            shown.setVisible(bool(text))
        self._tell_obstacle(obstacle(exporter, self._subject()))
        self.resize(self.width(), self._suited_height())

    def _tell_obstacle(self, reason: str) -> None:
        """Say beforehand what the format cannot hold."""
        self.outcome.setVisible(bool(reason))
        if reason:
            self.outcome.tell(reason, tr("Replace it, or choose another format."))

    def _subject(self) -> Subject:
        """The network that is wanted."""
        assert self._choice is not None
        trained = self._choice.trained
        return self._choice.now if trained is None or not self._takes_run() else trained

    def _takes_run(self) -> bool:
        """Whether the network of the run is wanted, which it is where there is no other."""
        choice = self._choice
        if choice is None or choice.trained is None:
            return False
        return self.form.as_trained or not choice.difference

    def _take_run(self, run: Path | None) -> None:
        """Look at another run that a person has chosen."""
        self._run = run
        self.outcome.hide()
        self._begin(partial(look, self._project, run, self._file, insisted=True), self._know)

    def _know(self, choice: Choice) -> None:
        self._choice = choice
        is_taken = choice.trained is not None or bool(choice.refusal)
        self.form.weights.show_offers(choice.offers, self._run if is_taken else None)
        self.form.offer_runs(some=bool(choice.offers))
        self._follow_form()

    def _begin(self, work: Callable[[], object], tell: Callable[[Any], None]) -> None:
        self._tell = tell
        self._channel.ask(work)
        self._show_busy(True)

    def _end(self, found: object) -> None:
        self._show_busy(False)
        self._tell(found)

    def _fail(self, error: Exception) -> None:
        self._show_busy(False)
        self._tell_failure(error)

    def _show_busy(self, busy: bool) -> None:
        self._busy.setVisible(busy)
        for widget in (self.export_button, self.close_button, self.form):
            widget.setEnabled(not busy)
        if not busy and self.focusWidget() is None:
            self.export_button.setFocus()

    def _tell_failure(self, error: Exception) -> None:
        fault = f"{type(error).__name__}: {error}"
        message = getattr(error, "message", tr("The export failed inside NN Studio: {fault}", fault=fault))
        self.outcome.tell(message, getattr(error, "remedy", tr("The network is intact; try another format.")))
        self._fit_height()

    def _show_result(self, exported: Exported) -> None:
        self.exported = exported
        written = tr("“{name}” is written: {size}", name=exported.path.name, size=storage(exported.bytes))
        self.outcome.tell(
            written, "\n".join((exported.told, *exported.notes)), "warning" if exported.notes else "success"
        )
        self.export_button.hide()
        self.close_button.setText(tr("Close"))
        self.close_button.setFocus()
        self.folder_button.show()
        self._fit_height()

    def _fit_height(self) -> None:
        """Make room for what has appeared, and lead to it where the screen has none."""
        self.resize(self.width(), max(self.height(), self._suited_height()))
        QTimer.singleShot(0, self, lambda: self._area.ensureWidgetVisible(self.outcome))

    def _suited_height(self) -> int:
        """So high that nothing of it has to be scrolled."""
        layout, said = self.layout(), self._said.layout()
        assert layout is not None
        assert said is not None
        said.activate()
        layout.activate()
        beside = layout.sizeHint().height() - self._area.sizeHint().height()
        return beside + said.totalHeightForWidth(self.width() - MARGINS[0] - MARGINS[2])
