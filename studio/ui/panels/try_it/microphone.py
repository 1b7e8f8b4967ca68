"""Records a sound with a microphone, where Qt can and there is one; else says in a sentence what is missing."""

from __future__ import annotations

import wave
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QObject, QTimer, Signal

from studio.files import cause
from studio.text import tr

BYTES = 2
"""Of each number that is recorded."""

LONGEST = 60_000
"""Milliseconds after which a recording ends by itself."""


def write_wav(path: Path, numbers: bytes, rate: int) -> None:
    """Write 16-bit numbers of one channel, so many a second, as a WAV file. Raises OSError."""
    with wave.open(str(path), "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(BYTES)
        file.setframerate(rate)
        file.writeframes(numbers[: len(numbers) // BYTES * BYTES])


class Microphone(QObject):
    """Qt's multimedia is loaded when something is recorded for the first time."""

    recorded = Signal(object)  # Path of a WAV file
    failed = Signal(str)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._source: Any = None
        self._buffer = QBuffer(self)
        self._ending = QTimer(self, singleShot=True)
        self._ending.timeout.connect(self.stop)
        self._path, self._rate = Path(), 0

    @property
    def is_recording(self) -> bool:
        """Whether it listens."""
        return self._source is not None

    def start(self, path: Path, rate: int, milliseconds: int = LONGEST) -> None:
        """Listen for so long, and write to this file what is heard, so many numbers a second."""
        try:
            from PySide6.QtMultimedia import QAudioFormat, QAudioSource, QMediaDevices
        except ImportError:
            self.failed.emit(
                tr("Recording needs the package PySide6-Addons. Install it, or open a WAV file in place of it.")
            )
            return
        device = QMediaDevices.defaultAudioInput()
        wanted = QAudioFormat()
        wanted.setSampleRate(rate)
        wanted.setChannelCount(1)
        wanted.setSampleFormat(QAudioFormat.SampleFormat.Int16)
        if device.isNull() or not device.isFormatSupported(wanted):
            self.failed.emit(
                tr("No microphone is there that records {rate} numbers a second. Open a WAV file in place of it.",
                   rate=rate)
            )  # fmt: skip
            return
        self._path, self._rate = path, rate
        self._buffer.setData(b"")
        self._buffer.open(QIODevice.OpenModeFlag.WriteOnly)
        self._source = QAudioSource(device, wanted, self)
        self._source.start(self._buffer)
        self._ending.start(milliseconds)

    def stop(self) -> None:
        """Listen no longer, and tell the file."""
        if self._source is None:
            return
        self._ending.stop()
        self._source.stop()
        self._source.deleteLater()
        self._source = None
        self._buffer.close()
        heard = bytes(self._buffer.data().data())
        try:
            write_wav(self._path, heard, self._rate)
        except OSError as error:
            self.failed.emit(tr("The recording cannot be written: {reason}.", reason=cause(error)))
        else:
            self.recorded.emit(self._path)
