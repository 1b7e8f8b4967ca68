"""Draws the network for papers: what is chosen at the left, and at once how it looks at the right."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QSize, QUrl
from PySide6.QtGui import QDesktopServices, QImage
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.errors import told_by
from studio.formatting.numbers import storage
from studio.paths import documents
from studio.project import Project
from studio.project.exporters import Exported, Subject
from studio.project.exporters.pictures import Picture, remarks, told
from studio.project.figures import Figure
from studio.text import paragraph, tr
from studio.ui import theme
from studio.ui.background.pool import Channel, Pool
from studio.ui.dialogs.export_subject import Choice, about_weights, look
from studio.ui.dialogs.files import agrees_to_replace
from studio.ui.dialogs.picture_form import PictureForm
from studio.ui.widgets.busy_bar import busy_bar
from studio.ui.widgets.dialog import Dialog
from studio.ui.widgets.figure_paper import Paper
from studio.ui.widgets.figure_preview import FigurePreview, Room, painted
from studio.ui.widgets.label import label
from studio.ui.widgets.layouts import apart
from studio.ui.widgets.message import Message
from studio.ui.widgets.scrolled import scrolled
from studio.ui.widgets.segmented import Segmented

SIZE = QSize(1000, 680)
FORM = 320


class Drawn(NamedTuple):
    """A figure, and how it looks on the screen in the room there was."""

    figure: Figure
    image: QImage
    room: Room


class PictureDialog(Dialog):
    """Draws the project as it is when the dialog opens; stays open, for one network may need several pictures."""

    def __init__(
        self, project: Project, pool: Pool, run: Path | None, folder: Path | None = None,
        parent: QWidget | None = None, file: Path | None = None,
    ) -> None:  # fmt: skip
        """`run` is the folder of the last training, `file` the project's, `folder` where to write by default."""
        super().__init__(parent)
        self.setWindowTitle(tr("Export picture"))
        self._project, self._run, self._file = project, run, file
        self._choice: Choice | None = None
        self._subject = Subject(project)
        self._figure: Figure | None = None
        self._agreed: Path | None = None  # a file that may be replaced
        self.exported: Exported | None = None
        self._looking, self._drawing = Channel(pool, "picture-subject", self), Channel(pool, "picture", self)
        self._painting, self._writing = Channel(pool, "picture-paint", self), Channel(pool, "picture-file", self)
        self.form = PictureForm(project.name, folder or documents())
        self.preview = FigurePreview()
        self.view = Segmented((tr("Fit"), tr("Actual size")))
        self.size_told = label(size=12, tone="muted", wrap=True)
        self.about_weights, self.outcome = Message(), Message()
        self.export_button, self.close_button = QPushButton(tr("Export")), QPushButton(tr("Close"))
        self.folder_button = QPushButton(theme.icon("folder"), tr("Show folder"))
        self._busy = busy_bar()
        self._assemble()
        self._connect()
        self.resize(SIZE.boundedTo(self.screen().availableSize() * 0.95))
        self._look(run)

    @property
    def is_busy(self) -> bool:
        """Whether something is still found out, drawn or written."""
        return any(channel.is_waiting for channel in (self._looking, self._drawing, self._painting, self._writing))

    def reject(self) -> None:
        """Close, unless a file is being written."""
        if not self._writing.is_waiting:
            super().reject()

    def export(self) -> None:
        """Write the file, off the UI thread."""
        path = self.form.target.file
        if path.exists() and path != self._agreed and not agrees_to_replace(self, path):
            return
        self._agreed = path
        self.outcome.hide()
        self._busy.show()
        self.export_button.setEnabled(False)
        self._writing.ask(partial(_write, self.form.picture, self._subject, path))

    def _assemble(self) -> None:
        self.view.set_value(tr("Fit"))
        self.view.setAccessibleName(tr("Size of the preview"))
        self.preview.setAccessibleName(tr("Preview"))
        self.export_button.setProperty("kind", "primary")
        self.export_button.setDefault(True)
        self.folder_button.hide()
        for button in (self.close_button, self.folder_button):
            button.setAutoDefault(False)
        scroll = scrolled(self.form)
        scroll.setFixedWidth(FORM)
        right = QVBoxLayout()
        right.setSpacing(8)
        right.addWidget(self.preview, 1)
        below = QHBoxLayout()
        below.addWidget(self.size_told, 1)
        below.addWidget(self.view)
        right.addLayout(below)
        for message in (self.about_weights, self.outcome, self._busy):
            right.addWidget(message)
        middle = QHBoxLayout()
        middle.setSpacing(16)
        middle.addWidget(scroll)
        middle.addLayout(right, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(24, 20, 24, 20)
        column.setSpacing(12)
        column.addWidget(label(tr("Picture of “{name}”", name=self._project.name), 16, 600))
        column.addLayout(middle, 1)
        column.addLayout(apart(self.folder_button, self.close_button, self.export_button))

    def _connect(self) -> None:
        self._looking.answered.connect(self._know)
        self._looking.failed.connect(self._refuse)
        self._drawing.answered.connect(self._show)
        self._drawing.failed.connect(self._refuse)
        self._painting.answered.connect(lambda drawn: self.preview.show_picture(drawn.image, drawn.figure.about))
        self._writing.answered.connect(self._tell_written)
        self._writing.failed.connect(self._tell_failure)
        self.form.changed.connect(self._follow)
        self.form.weights.run_chosen.connect(self._look)
        self.form.target.agreed.connect(self._note_agreement)
        self.preview.room_changed.connect(self._paint)
        self.view.edited.connect(lambda shown: self.preview.set_fitting(shown == tr("Fit")))
        self.export_button.clicked.connect(self.export)
        self.close_button.clicked.connect(self.reject)
        self.folder_button.clicked.connect(self._show_folder)

    def _note_agreement(self, path: Path) -> None:
        self._agreed = path

    def _look(self, run: Path | None) -> None:
        """Find out what there is of a run."""
        insisted = run != self._run
        self._run = run
        self._looking.ask(partial(look, self._project, run, self._file, insisted=insisted))

    def _know(self, choice: Choice) -> None:
        self._choice = choice
        taken = self._run if choice.trained is not None or choice.refusal else None
        self.form.weights.show_offers(choice.offers, taken)
        self.form.weights.offer_checkpoints(choice.epochs if choice.trained is not None else {})
        self._follow()

    def _follow(self) -> None:
        """Draw what is chosen now."""
        if self._choice is None:
            return
        picture = self.form.picture
        takes, which = picture.drawing.takes_weights, self.form.weights.which
        trained = self._choice.trained if takes else None
        wanted = trained or self._choice.now
        if (wanted.project, wanted.run, which) != (self._subject.project, self._subject.run, self._subject.which) \
                or self._subject.draw is None:  # fmt: skip
            self._subject = replace(wanted, draw=Paper(), which=which)
        self.about_weights.setVisible(takes)
        if takes:
            severity, message, remedy = about_weights(self._choice, trained=trained is not None, which=which)
            self.about_weights.tell(message, remedy, severity)
        self._busy.show()
        self._drawing.ask(partial(_draw, picture, self._subject, self.preview.room))

    def _paint(self) -> None:
        """Paint the figure anew for the room there is now."""
        if self._figure is not None and not self._drawing.is_waiting:
            self._painting.ask(partial(_paint, self._figure, self.preview.room))

    def _show(self, drawn: Drawn) -> None:
        self._busy.setVisible(self._writing.is_waiting)
        self._figure = drawn.figure
        self._painting.withdraw()
        self.outcome.hide()
        self.export_button.setEnabled(not self._writing.is_waiting)
        self.preview.show_picture(drawn.image, drawn.figure.about)
        self.size_told.setText(paragraph(told(drawn.figure), *remarks(drawn.figure)))
        if drawn.room != self.preview.room:
            self._paint()

    def _refuse(self, error: Exception) -> None:
        """There is no such picture."""
        self._figure = None
        self._painting.withdraw()
        self.export_button.setEnabled(False)
        self.preview.show_picture(QImage(), "")
        self.size_told.setText("")
        self._tell_failure(error)

    def _tell_failure(self, error: Exception) -> None:
        self._busy.hide()
        self.outcome.tell(*told_by(error))
        self.export_button.setEnabled(self._figure is not None)

    def _tell_written(self, exported: Exported) -> None:
        self._busy.hide()
        self.exported = exported
        self.export_button.setEnabled(True)
        written = tr("“{name}” is written: {size}", name=exported.path.name, size=storage(exported.bytes))
        words = "\n".join((exported.told, *exported.notes))
        self.outcome.tell(written, words, "warning" if exported.notes else "success")
        self.folder_button.show()

    def _show_folder(self) -> None:
        if self.exported is not None:
            QDesktopServices.openUrl(QUrl.fromLocalFile(str(self.exported.path.parent)))


def _draw(picture: Picture, subject: Subject, room: Room) -> Drawn:
    """Raises ExportError."""
    from studio.project.export import told_as_export_error

    with told_as_export_error():
        figure = picture.figure(subject, Paper())
    return _paint(figure, room)


def _paint(figure: Figure, room: Room) -> Drawn:
    return Drawn(figure, painted(figure, room), room)


def _write(picture: Picture, subject: Subject, path: Path) -> Exported:
    """Raises ExportError or PictureError."""
    from studio.project.export import told_as_export_error

    with told_as_export_error():
        return picture.write(subject, path)
