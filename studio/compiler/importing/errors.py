"""Why a network of another program cannot be taken in, said so that a person can act on it."""

from __future__ import annotations

from studio.text import tr


class NetworkImportError(Exception):
    """A file is refused, and nothing was written: says what in it is to blame, why, and what to do."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy


class NoCounterpartError(Exception):
    """An operation that no layer stands for, as it is used here; the text is the reason, a clause without a stop."""


def damaged(name: str, why: str) -> NetworkImportError:
    """That a file is no sound ONNX file."""
    return NetworkImportError(
        tr("“{name}” is no ONNX file, or it is damaged: {reason}.", name=name, reason=why.rstrip(".")),
        tr("Export it again, or choose another file."),
    )
