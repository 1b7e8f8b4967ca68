"""In which format a file is written, and where: choosing one follows the other's ending."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QToolButton, QWidget

from studio.file_names import proposed
from studio.project.exporters import Exporter, ending_of
from studio.text import in_language, tr
from studio.ui import theme
from studio.ui.plain_text import tooltip
from studio.ui.widgets.text import WordField


class FormatFile(QObject):
    """A choice of formats and a row for the file, for a form to put where it likes."""

    chosen = Signal(object)  # the format, a class of Exporter
    changed = Signal()
    agreed = Signal(object)  # the Path of a file that a person has said may be replaced

    def __init__(self, formats: Iterable[type[Exporter]], name: str, folder: Path, parent: QWidget) -> None:
        super().__init__(parent)
        self._over = parent
        self._titles = {in_language(declared.title): declared for declared in formats}
        first = next(iter(self._titles.values()))
        self.format = WordField({title: title for title in self._titles})
        self.path = QLineEdit(str(folder / f"{proposed(name, 'network')}{first.suffixes[0]}"))
        self.path.setAccessibleName(tr("File"))
        self.row = self._row()
        self.format.edited.connect(lambda title: self.choose(self._titles[title]))
        self.path.textEdited.connect(self._follow_suffix)

    @property
    def declared(self) -> type[Exporter]:
        """The format chosen."""
        return self._titles[str(self.format.value())]

    @property
    def file(self) -> Path:
        """Where to write."""
        return Path(self.path.text()).expanduser()

    def choose(self, declared: type[Exporter]) -> None:
        """Take a format, and give the file its ending."""
        self.format.set_value(in_language(declared.title))
        path, ours = Path(self.path.text()), [suffix for each in self._titles.values() for suffix in each.suffixes]
        ending = ending_of(path)
        if ending not in declared.suffixes and path.name:
            name = str(path).removesuffix(path.name[-len(ending) :]) if ending in ours else str(path)
            self.path.setText(f"{name}{declared.suffixes[0]}")
        self.chosen.emit(declared)
        self.changed.emit()

    def _row(self) -> QWidget:
        browse = QToolButton()
        browse.setIcon(theme.icon("folder"))
        browse.setToolTip(tooltip(tr("Choose where to write…")))
        browse.setAccessibleName(tr("Choose where to write…"))
        browse.clicked.connect(self._browse)
        row = QWidget()
        inside = QHBoxLayout(row)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.path, 1)
        inside.addWidget(browse)
        return row

    def _follow_suffix(self, text: str) -> None:
        for declared in self._titles.values():
            if ending_of(Path(text)) in declared.suffixes:
                self.choose(declared)
        self.changed.emit()

    def _browse(self) -> None:
        kinds = [
            f"{title} ({' '.join(f'*{suffix}' for suffix in declared.suffixes)})"
            for title, declared in self._titles.items()
        ]
        chosen, _ = QFileDialog.getSaveFileName(self._over, tr("Export"), self.path.text(), ";;".join(kinds))
        if chosen:
            self.agreed.emit(Path(chosen))  # the file dialog has asked
            self.path.setText(chosen)
            self._follow_suffix(chosen)
