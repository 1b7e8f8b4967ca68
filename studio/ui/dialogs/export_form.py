"""What a person chooses of an export: the format, the file, the options of the format, and which network."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGridLayout, QWidget

from studio.layers import fields
from studio.project.exporters import Exporter, network_formats
from studio.text import in_language, tr
from studio.ui.dialogs.export_run import RunChoice
from studio.ui.dialogs.format_file import FormatFile
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.label import label
from studio.ui.widgets.segmented import Segmented

GAP = 12
LINE_GAP = 8


class ExportForm(QWidget):
    """Format and file go together: choosing one follows the other's ending."""

    changed = Signal()
    agreed = Signal(object)  # the Path of a file that a person has said may be replaced

    def __init__(self, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        formats = tuple(network_formats().values())
        self._target = FormatFile(formats, name, folder, self)
        self.format, self.path = self._target.format, self._target.path
        self.weights = RunChoice()
        self.network = Segmented((tr("As it was trained"), tr("As it is now")))
        self.options = {declared: DeclarationForm(declared, hint=False) for declared in formats if fields(declared)}
        self._about = label(size=12, tone="muted", wrap=True)
        self._weights_label = label(tr("Weights"), 12, tone="muted")
        self._network_label = label(tr("Network"), 12, tone="muted")
        self.network.set_value(tr("As it was trained"))
        self._assemble()
        self.offer_runs(some=False)
        self.offer_networks(several=False)
        self.choose(formats[0])

    @property
    def exporter(self) -> Exporter:
        """The format with its options."""
        declared = self._target.declared
        form = self.options.get(declared)
        return declared.create({} if form is None else form.values())

    @property
    def file(self) -> Path:
        """Where to write."""
        return self._target.file

    @property
    def as_trained(self) -> bool:
        """Whether the network of the run is wanted, where there are two."""
        return bool(self.network.value() == tr("As it was trained"))

    def offer_runs(self, *, some: bool) -> None:
        """Let a person choose between runs, where there are any."""
        self._weights_label.setVisible(some)
        self.weights.setVisible(some)

    def offer_networks(self, *, several: bool) -> None:
        """Let a person choose between the network of the run and today's, where they differ."""
        self._network_label.setVisible(several)
        self.network.setVisible(several)

    def choose(self, declared: type[Exporter]) -> None:
        """Take a format, and give the file its ending."""
        self._target.choose(declared)

    def _show_format(self, declared: type[Exporter]) -> None:
        self._about.setText(in_language(declared.about))
        for each, form in self.options.items():
            form.setVisible(each is declared)

    def _assemble(self) -> None:
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(LINE_GAP)
        grid.setColumnStretch(1, 1)
        grid.addWidget(self._weights_label, 0, 0)
        grid.addWidget(self.weights, 0, 1, 1, 2)
        grid.addWidget(self._network_label, 1, 0)
        grid.addWidget(self.network, 1, 1, 1, 2)
        grid.addWidget(label(tr("Format"), 12, tone="muted"), 2, 0)
        grid.addWidget(self.format, 2, 1, 1, 2)
        grid.addWidget(self._about, 3, 1, 1, 2)
        grid.addWidget(label(tr("File"), 12, tone="muted"), 4, 0)
        grid.addWidget(self._target.row, 4, 1, 1, 2)
        for row, form in enumerate(self.options.values(), 5):
            grid.addWidget(form, row, 1, 1, 2)
            form.changed.connect(self.changed)
        self._target.chosen.connect(self._show_format)
        self._target.changed.connect(self.changed)
        self._target.agreed.connect(self.agreed)
        self.network.edited.connect(self.changed)
        self.weights.checkpoint_chosen.connect(lambda _: self.changed.emit())
