"""Pictures that stay files until they are asked for: a folder of them is larger than what a network takes of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor

from studio.data.errors import DataError
from studio.data.pictures.decode import decode
from studio.data.regular_files import UnreadableError, shown
from studio.layers import Shape
from studio.text import listed, ntr, tr

NAMED = 10
"""So many files that cannot be read are named, with the reasons."""


@dataclass(frozen=True, eq=False)
class Seen:
    """What was found out about a picture file when it was read: its own (C, H, W), and a digest of its content."""

    shape: Shape
    digest: bytes


@dataclass(frozen=True, eq=False)
class Findings:
    """What was found out about files as they were read, those that could not be among them."""

    seen: dict[str, Seen] = field(default_factory=dict)
    failures: dict[Path, str] = field(default_factory=dict)


@dataclass(frozen=True, eq=False)
class PictureFiles:
    """Picture files, brought to one number of channels as they are decoded; parts of them share their findings.

    `paths` are plain text: of very many, other objects would take long to be let go.
    """

    paths: npt.NDArray[np.object_]
    channels: int
    findings: Findings = field(default_factory=Findings)

    @classmethod
    def of(cls, paths: Sequence[Path], channels: int, findings: Findings) -> PictureFiles:
        """These files, in this order."""
        array = np.empty(len(paths), dtype=object)
        array[:] = [str(path) for path in paths]
        return cls(array, channels, findings)

    def __len__(self) -> int:
        return len(self.paths)

    def __getitem__(self, places: npt.NDArray[np.int64] | slice) -> PictureFiles:
        return PictureFiles(self.paths[places], self.channels, self.findings)

    def with_channels(self, channels: int) -> PictureFiles:
        """The same files, brought to another number of channels."""
        return PictureFiles(self.paths, channels, self.findings)

    def picture(self, place: int) -> Tensor | None:
        """A picture as float32 (C, H, W) in [0, 1] at its own height and width; None, and noted, where it is none."""
        path = self.paths[place]
        try:
            pixels, original, digest = decode(Path(path), self.channels)
        except UnreadableError as error:
            self.findings.failures[Path(path)] = error.reason
            return None
        self.findings.seen[path] = Seen(original, digest)
        return torch.from_numpy(pixels)

    def check_read(self) -> None:
        """Raise DataError where files could not be read, naming them all at once."""
        failures = self.findings.failures
        if failures:
            raise unreadable({path: failures[path] for path in sorted(failures)})


def unreadable(failures: dict[Path, str]) -> DataError:
    """The error that names files with the reasons why they cannot be read."""
    named = [f"“{shown(path)}” ({reason})" for path, reason in list(failures.items())[:NAMED]]
    rest = len(failures) - len(named)
    if rest:
        named.append(ntr("{count} more", "{count} more", rest))
    if len(failures) == 1:
        path, reason = next(iter(failures.items()))
        message = tr("The picture “{path}” cannot be read: {reason}.", path=shown(path), reason=reason)
        return DataError(message, tr("Remove it from the folder, or put an intact copy there."))
    message = ntr(
        "{count} picture cannot be read: {files}.", "{count} pictures cannot be read: {files}.", len(failures),
        files=listed(named),
    )  # fmt: skip
    return DataError(message, tr("Remove them from the folder, or put intact copies there."))
