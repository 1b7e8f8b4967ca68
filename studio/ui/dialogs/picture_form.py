"""What a person chooses of a picture: its style with the options of that, the file, and whose weights it shows."""

from __future__ import annotations

from pathlib import Path
from typing import cast

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from studio.layers import Declaration
from studio.project.exporters import picture_formats
from studio.project.exporters.pictures import STYLE, Picture
from studio.project.figures import Style, styles
from studio.text import in_language, tr
from studio.ui.dialogs.export_run import RunChoice
from studio.ui.dialogs.format_file import FormatFile
from studio.ui.widgets.form import DeclarationForm
from studio.ui.widgets.label import label
from studio.ui.widgets.text import WordField

GAP = 8
SECTION = 14


class PictureForm(QWidget):
    """Forms of all styles and formats, of which those chosen are in sight."""

    changed = Signal()

    def __init__(self, name: str, folder: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._styles = {in_language(declared.title): declared for declared in styles().values()}
        self.style_choice = WordField({title: title for title in self._styles})
        self.target = FormatFile(picture_formats().values(), name, folder, self)
        self.weights = RunChoice()
        self.options: dict[type[Declaration], DeclarationForm] = {
            declared: DeclarationForm(declared, hint=False)
            for declared in (*self._styles.values(), *picture_formats().values())
        }
        self._about = label(size=12, tone="muted", wrap=True)
        self._weights_label = label(tr("Weights"), 12, tone="muted")
        self._assemble()
        self.choose_style(next(iter(self._styles.values())))

    @property
    def picture(self) -> Picture:
        """All that is chosen but the file."""
        declared = cast(type[Picture], self.target.declared)
        style = self._style.create(self.options[self._style].values())
        return declared.create({**self.options[declared].values(), STYLE: style})

    def choose_style(self, declared: type[Style]) -> None:
        """Take a style."""
        self.style_choice.set_value(in_language(declared.title))
        self._about.setText(in_language(declared.about))
        self._follow()

    @property
    def _style(self) -> type[Style]:
        return self._styles[str(self.style_choice.value())]

    def _assemble(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 12, 0)
        column.setSpacing(GAP)
        column.addWidget(label(tr("Style"), 12, tone="muted"))
        column.addWidget(self.style_choice)
        column.addWidget(self._about)
        for style in self._styles.values():
            column.addWidget(self.options[style])
        column.addWidget(self._weights_label)
        column.addWidget(self.weights)
        column.addSpacing(SECTION)
        column.addWidget(label(tr("Format"), 12, tone="muted"))
        column.addWidget(self.target.format)
        for declared in picture_formats().values():
            column.addWidget(self.options[declared])
        column.addWidget(label(tr("File"), 12, tone="muted"))
        column.addWidget(self.target.row)
        column.addStretch(1)
        for form in self.options.values():
            form.changed.connect(self._follow)
        self.style_choice.edited.connect(lambda title: self.choose_style(self._styles[title]))
        self.target.chosen.connect(self._follow)
        self.weights.checkpoint_chosen.connect(self._follow)

    def _follow(self, *_: object) -> None:
        """Show the forms of what is chosen."""
        for declared, form in self.options.items():
            form.setVisible(declared in (self._style, self.target.declared))
        takes_weights = self.picture.drawing.takes_weights
        self._weights_label.setVisible(takes_weights)
        self.weights.setVisible(takes_weights)
        self.changed.emit()
