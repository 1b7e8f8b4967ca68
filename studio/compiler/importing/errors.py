"""Why a network of another program cannot be taken in, said so that a person can act on it."""

from __future__ import annotations

from studio.errors import StudioError
from studio.text import tr, unended


class NetworkImportError(StudioError):
    """A file is refused, and nothing was written: says what in it is to blame, why, and what to do."""


class OpenShapeError(NetworkImportError):
    """A person has to say what shape a sample has, as the file does not."""


class NoCounterpartError(Exception):
    """An operation that no layer stands for, as it is used here; the text is the reason, a clause without a stop."""


def damaged(name: str, why: str) -> NetworkImportError:
    """That a file is no sound ONNX file."""
    return NetworkImportError(
        tr("“{name}” is no ONNX file, or it is damaged: {reason}.", name=name, reason=unended(why)),
        tr("Export it again, or choose another file."),
    )
