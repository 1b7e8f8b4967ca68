"""Samples from files: dropped, chosen, pasted, or recorded now."""

from __future__ import annotations

from functools import partial
from pathlib import Path

from PySide6.QtCore import Qt, QTemporaryDir, Signal
from PySide6.QtGui import QGuiApplication, QImage
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from studio.text import tr
from studio.ui import theme
from studio.ui.panels.try_it.asks import of_file, of_image
from studio.ui.panels.try_it.microphone import Microphone
from studio.ui.widgets.label import label


class FilePage(QWidget):
    """Tells what is to be asked of the network about what was given."""

    given = Signal(object)  # what is asked of a trial, as in `asks.py`
    refused = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._made: QTemporaryDir | None = None
        self._rate, self._length = 0, 0
        self.microphone = Microphone(self)
        self.choose_button = QPushButton(theme.icon("folder"), tr("Choose…"))
        self.paste_button = QPushButton(theme.icon("paste"), tr("Paste"))
        self.record_button = QPushButton(tr("Record"))
        self.record_button.hide()
        self._assemble()
        self.choose_button.clicked.connect(self._choose)
        self.paste_button.clicked.connect(self.paste)
        self.record_button.clicked.connect(self.record)
        self.microphone.recorded.connect(self.take)
        self.microphone.failed.connect(self.refused)

    def take(self, path: Path) -> None:
        """Give a file."""
        self._show_recording()
        self.given.emit(partial(of_file, path))

    def paste(self) -> None:
        """Give the picture, or the first file, that was copied."""
        data = QGuiApplication.clipboard().mimeData()
        urls = [url for url in data.urls() if url.isLocalFile()]
        if urls:
            self.take(Path(urls[0].toLocalFile()))
        elif data.hasImage():
            self.given.emit(partial(of_image, QImage(data.imageData()), self._own_file("pasted.png")))
        else:
            self.refused.emit(tr("Nothing that was copied is a picture or a file."))

    def offer_recording(self, rate: int, length: int) -> None:
        """Offer to record `length` numbers, so many a second; nothing where the rate is 0."""
        self._rate, self._length = rate, length
        self.record_button.setVisible(rate > 0)

    def record(self) -> None:
        """Give a sound that is recorded now, as long as those that the network knows; or end it early."""
        if self.microphone.is_recording:
            self.microphone.stop()
        else:
            self.microphone.start(self._own_file("recorded.wav"), self._rate, 1_000 * self._length // self._rate)
        self._show_recording()

    def _show_recording(self) -> None:
        self.record_button.setText(tr("Stop recording") if self.microphone.is_recording else tr("Record"))

    def _own_file(self, name: str) -> Path:
        self._made = self._made or QTemporaryDir()
        return Path(self._made.filePath(name))

    def _choose(self) -> None:
        path, _ = QFileDialog.getOpenFileName(self, tr("Choose a file to try"))
        if path:
            self.take(Path(path))

    def _assemble(self) -> None:
        told = label(tr("Drop a file here, or choose or paste one."), 13, tone="muted", wrap=True)
        told.setAlignment(Qt.AlignmentFlag.AlignCenter)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        for button in (self.choose_button, self.paste_button, self.record_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addStretch(1)
        column.addWidget(told)
        column.addLayout(buttons)
        column.addStretch(1)
