"""What keeps a training from running, said so that a person can put it right."""

from __future__ import annotations

from typing import NamedTuple


class Failure(NamedTuple):
    """Why a training ended, and what to do."""

    message: str
    remedy: str


class TrainingError(Exception):
    """The training cannot begin or go on: says what, why and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
