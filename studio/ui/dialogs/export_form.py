"""What a person chooses of an export: the format, the file, the options of the format, and which network."""

from __future__ import annotations

import re
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QGridLayout, QLineEdit, QToolButton, QWidget

from studio.layers import fields
from studio.project.exporters import Exporter, exporters
from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.dialogs.export_run import RunChoice
from studio.ui.plain_text import tooltip
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.label import label
from studio.ui.widgets.segmented import Segmented
from studio.ui.widgets.text import WordField

GAP = 12
LINE_GAP = 8


class ExportForm(QWidget):
    """Format and file go together: choosing one follows the other's ending."""

    changed = Signal()
    agreed = Signal(object)  # the Path of a file that a person has said may be replaced

    def __init__(self, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._titles = {in_language(declared.title): declared for declared in exporters().values()}
        first = next(iter(self._titles.values()))
        self.format = WordField({title: title for title in self._titles})
        self.path = QLineEdit(str(folder / f"{_file_name(name)}{first.suffixes[0]}"))
        self.weights = RunChoice()
        self.network = Segmented((tr("As it was trained"), tr("As it is now")))
        self.options = {
            declared: DeclarationForm(declared, hint=False) for declared in self._titles.values() if fields(declared)
        }
        self._about = label(size=12, tone="muted", wrap=True)
        self._weights_label = label(tr("Weights"), 12, tone="muted")
        self._network_label = label(tr("Network"), 12, tone="muted")
        self.network.set_value(tr("As it was trained"))
        self._assemble()
        self.offer_runs(some=False)
        self.offer_networks(several=False)
        self.choose(first)

    @property
    def exporter(self) -> Exporter:
        """The format with its options."""
        declared = self._titles[str(self.format.value())]
        form = self.options.get(declared)
        return declared.create({} if form is None else form.values())

    @property
    def file(self) -> Path:
        """Where to write."""
        return Path(self.path.text()).expanduser()

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
        self.format.set_value(in_language(declared.title))
        self._about.setText(in_language(declared.about))
        for each, form in self.options.items():
            form.setVisible(each is declared)
        path, ours = Path(self.path.text()), [suffix for each in self._titles.values() for suffix in each.suffixes]
        if path.suffix.lower() not in declared.suffixes and path.name:
            ending = declared.suffixes[0]
            self.path.setText(str(path.with_suffix(ending) if path.suffix.lower() in ours else f"{path}{ending}"))
        self.changed.emit()

    def _assemble(self) -> None:
        browse = QToolButton()
        browse.setIcon(theme.icon("folder"))
        browse.setToolTip(tooltip(tr("Choose where to write…")))
        browse.clicked.connect(self._browse)
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
        grid.addWidget(self.path, 4, 1)
        grid.addWidget(browse, 4, 2)
        for row, form in enumerate(self.options.values(), 5):
            grid.addWidget(form, row, 1, 1, 2)
            form.changed.connect(self.changed)
        self.format.edited.connect(lambda title: self.choose(self._titles[title]))
        self.network.edited.connect(self.changed)
        self.weights.checkpoint_chosen.connect(lambda _: self.changed.emit())
        self.path.textEdited.connect(self._follow_suffix)

    def _follow_suffix(self, text: str) -> None:
        for declared in self._titles.values():
            if Path(text).suffix.lower() in declared.suffixes:
                self.choose(declared)
        self.changed.emit()

    def _browse(self) -> None:
        kinds = [
            f"{title} ({' '.join(f'*{suffix}' for suffix in declared.suffixes)})"
            for title, declared in self._titles.items()
        ]
        chosen, _ = QFileDialog.getSaveFileName(self, tr("Export"), self.path.text(), ";;".join(kinds))
        if chosen:
            self.agreed.emit(Path(chosen))  # the file dialog has asked
            self.path.setText(chosen)
            self._follow_suffix(chosen)


def _file_name(name: str) -> str:
    return re.sub(r"[^\w .-]+", "", name).strip(" .") or "network"
