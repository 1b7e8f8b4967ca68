"""What can be wrong with data, said so that a person can put it right."""

from __future__ import annotations


class DataError(Exception):
    """The data cannot be used: says which file or class, why, and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
