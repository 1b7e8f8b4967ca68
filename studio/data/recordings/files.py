"""The one reader of recordings: what a file's header says, and its numbers at the rate and length that are wanted."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import lru_cache
from math import ceil, gcd
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import numpy.typing as npt

from studio.data.recordings.cut_short import is_cut_short
from studio.data.regular_files import UnreadableError, failure, open_regular
from studio.text import tr

if TYPE_CHECKING:
    from studio.data.folders.existing import FileStamp

FORMATS = ("WAV", "WAVEX", "RF64", "FLAC", "OGG")
"""Formats that are read, whatever a file is called, by their names in libsndfile."""

FASTEST = 768_000
"""Numbers a second (Hz) that a recording has at most."""

REMEMBERED = 200_000
"""Files whose headers are not read again while they stay as they are."""

SMOOTHED = 10
"""So many numbers at the coarser of two rates to each side decide a resampled one (scipy.signal.resample_poly)."""

LOUDEST = 4.0
"""Floating point may go beyond 1; numbers beyond this are counted in another unit."""

PIECE = 2**20
"""Numbers that are decoded at a time."""


@dataclass(frozen=True)
class Header:
    """Channels, numbers in each of them, and numbers a second (Hz) of a recording."""

    channels: int
    frames: int
    rate: int

    def frames_at(self, rate: int) -> int:
        """Numbers in each channel once it is resampled to this rate."""
        return ceil(self.frames * rate / self.rate)


@lru_cache(maxsize=REMEMBERED)
def header(stamp: FileStamp) -> Header | UnreadableError:
    """What the header of a file says, or why it is no recording; the numbers themselves are not read."""
    try:
        with opened(Path(stamp[0])) as sound:
            return Header(sound.channels, sound.frames, sound.samplerate)
    except UnreadableError as error:
        # Kept for long, so without the traceback and what hangs on it.
        return UnreadableError(error.reason)


@contextmanager
def opened(path: Path) -> Iterator[Any]:
    """A recording as soundfile opens it. Raises UnreadableError, also for what fails inside."""
    import soundfile

    with open_regular(path) as file:
        try:
            if is_cut_short(file):
                raise UnreadableError(tr("it is cut short"))
            with soundfile.SoundFile(file) as sound:
                if sound.format not in FORMATS:
                    raise UnreadableError(tr("it is a file of the format {format}", format=sound.format))
                if not sound.frames:
                    raise UnreadableError(tr("it holds no sound"))
                if sound.samplerate > FASTEST:
                    raise UnreadableError(tr("it says that it has {rate} Hz", rate=f"{sound.samplerate:,}"))
                yield sound
        except soundfile.SoundFileError:
            raise UnreadableError(tr("it is damaged, or no recording")) from None
        except OSError as error:
            raise UnreadableError(failure(error)) from None


def waveform(path: Path, wanted: Header, rate: int, length: int) -> npt.NDArray[np.float32]:
    """The recording (C, length) in [-1, 1] at this rate, cut or followed by silence; one channel is the mean of all.

    `wanted` is its header as it was read before, with the channels that it is brought to. Raises UnreadableError.
    """
    up, down = _ratio(wanted.rate, rate)
    # What is cut away decides the last numbers, as far as it is smoothed with them.
    needed = min(wanted.frames, ceil(length * down / up) + SMOOTHED * ceil(max(up, down) / up) + 1)
    with opened(path) as sound:
        if (sound.frames, sound.samplerate) != (wanted.frames, wanted.rate):
            raise UnreadableError(tr("it has changed just now"))
        numbers = _read(sound, needed, mixed=wanted.channels == 1)
    if up != down:
        numbers = _resampled(numbers, up, down)
    found = np.zeros((wanted.channels, length), dtype=np.float32)
    count = min(length, len(numbers))
    found[:, :count] = numbers[:count].T
    return found


def _read(sound: Any, needed: int, *, mixed: bool) -> npt.NDArray[np.float32]:
    """The first numbers of each channel (needed, C). Raises UnreadableError."""
    found = np.empty((needed, 1 if mixed else sound.channels), dtype=np.float32)
    at, step = 0, max(1, PIECE // sound.channels)
    while at < needed:
        piece = sound.read(min(step, needed - at), dtype="float32", always_2d=True)
        if not len(piece):
            raise UnreadableError(tr("it is cut short after {count} of {whole} numbers", count=at, whole=sound.frames))
        if not np.isfinite(piece).all():
            raise UnreadableError(tr("it holds numbers that are not finite"))
        _check_loudness(piece)
        found[at : at + len(piece)] = piece.mean(axis=1, keepdims=True) if mixed else piece
        at += len(piece)
    return found


def _check_loudness(numbers: npt.NDArray[np.float32]) -> None:
    """Refuse floating-point numbers that count in the unit of whole ones. Raises UnreadableError."""
    loudest = float(np.abs(numbers).max())
    if loudest > LOUDEST:
        raise UnreadableError(tr("it holds numbers up to {most}, not from -1 to 1", most=f"{loudest:,.0f}"))


def _ratio(rate: int, wanted: int) -> tuple[int, int]:
    common = gcd(rate, wanted)
    return wanted // common, rate // common


def _resampled(numbers: npt.NDArray[np.float32], up: int, down: int) -> npt.NDArray[np.float32]:
    """The numbers (N, C) at `up` / `down` times their rate, kept within [-1, 1], which a filter may leave a little."""
    from scipy.signal import resample_poly

    reach = max(1.0, float(np.abs(numbers).max()))
    return np.clip(resample_poly(numbers, up, down, axis=0), -reach, reach).astype(np.float32)
