"""Picture files as raw samples, by the reader that the training has."""

from __future__ import annotations

from pathlib import Path

import torch
from torch import Tensor

from studio.data.errors import DataError
from studio.data.pictures.decode import decode, frames_of
from studio.data.preparation import Preparation
from studio.data.regular_files import UnreadableError, shown
from studio.text import ntr, tr


def picture(path: Path, preparation: Preparation) -> Tensor:
    """A picture file as float32 (C, H, W) in [0, 1]. Raises DataError where it is none that the network takes."""
    channels = preparation.source[0]
    if channels not in (1, 3):
        raise DataError(
            tr("“{file}” cannot be asked about: samples have {count} channels each.", file=shown(path), count=channels),
            tr("Give an NPY file with as many."),
        )
    try:
        frames = frames_of(path)
        if frames > 1:
            raise UnreadableError(ntr("it holds {count} picture", "it holds {count} pictures", frames))
        pixels = torch.from_numpy(decode(path, channels).pixels)
    except UnreadableError as error:
        raise DataError(
            tr("The picture “{path}” cannot be read: {reason}.", path=shown(path), reason=error.reason),
            tr("Give an intact file with a single picture."),
        ) from None
    check_size(pixels, preparation, shown(path))
    return pixels


def check_size(pixels: Tensor, preparation: Preparation, name: str) -> None:
    """Raise DataError where a picture (C, H, W) has not the size of those that were trained on."""
    wanted = preparation.source[1:]
    found = tuple(pixels.shape[1:])
    if any(size not in (None, other) for size, other in zip(wanted, found, strict=True)):
        raise DataError(
            tr("“{name}” has {size} pixels, but the network takes pictures of {wanted}.",
               name=name, size=f"{found[1]}×{found[0]}", wanted=f"{wanted[1]}×{wanted[0]}"),
            tr("Bring it to that size first, looking as those that the network was trained on."),
        )  # fmt: skip
