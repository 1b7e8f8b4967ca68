"""What keeps a training from running, said so that a person can put it right."""

from __future__ import annotations

from typing import NamedTuple

from studio.errors import StudioError

FAILED = "training-failed"
"""The code of what has no kind of its own."""


class Failure(NamedTuple):
    """Why a training ended, and what to do; programs go by the code."""

    message: str
    remedy: str
    code: str = FAILED


class TrainingError(StudioError):
    """The training cannot begin or go on: says what, why and what to do."""

    def __init__(self, message: str, remedy: str, code: str = FAILED) -> None:
        super().__init__(message, remedy)
        self.code = code
