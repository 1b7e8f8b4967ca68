"""What keeps an answer from being explained, said so that a person can choose another way."""

from __future__ import annotations


class ExplanationError(Exception):
    """It cannot be explained so: says why and what to do instead."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
