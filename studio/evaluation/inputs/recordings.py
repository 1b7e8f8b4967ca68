"""Recordings as raw samples, at the rate and length of those that were trained on."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import torch
from torch import Tensor

from studio.data.errors import DataError
from studio.data.folders.existing import file_stamp
from studio.data.preparation import Preparation
from studio.data.recordings.files import Header, header, waveform
from studio.data.regular_files import UnreadableError, shown
from studio.text import ntr, tr


def recording(path: Path, preparation: Preparation) -> Tensor:
    """A recording as float32 (C, L) in [-1, 1]. Raises DataError where it is none that the network takes."""
    channels, length = preparation.source
    assert channels is not None
    assert length is not None
    try:
        found = header(file_stamp(path))
        if not isinstance(found, Header):
            raise found
        if channels not in (1, found.channels):
            told = ntr("it has {count} channel", "it has {count} channels", found.channels)
            raise UnreadableError(tr("{told}, but the network takes {wanted}", told=told, wanted=channels))
        return torch.from_numpy(waveform(path, replace(found, channels=channels), preparation.rate, length))
    except (UnreadableError, OSError) as error:
        reason = error.reason if isinstance(error, UnreadableError) else error.strerror or str(error)
        raise DataError(
            tr("The recording “{path}” cannot be read: {reason}.", path=shown(path), reason=reason),
            tr("Give an intact WAV, FLAC or OGG file."),
        ) from None
