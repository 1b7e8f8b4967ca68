"""Why a network could not be written as a file, said so that a person can act on it."""

from __future__ import annotations

from pathlib import Path

from studio.errors import StudioError
from studio.files import reason
from studio.text import tr


class ExportError(StudioError):
    """The network could not be written as ONNX, and nothing was: says why and what to do."""


def not_written(path: Path, error: OSError) -> ExportError:
    """The error for a file that the system does not let be written."""
    return ExportError(
        tr("“{name}” could not be written. {reason}", name=path.name, reason=reason(path, error)),
        tr("Choose another place or name."),
    )
