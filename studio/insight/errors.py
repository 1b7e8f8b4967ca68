"""What keeps somebody from looking into a network, said so that they can put it right."""

from __future__ import annotations


class InsightError(Exception):
    """It cannot be looked into: says what, why and what to do."""

    def __init__(self, message: str, remedy: str) -> None:
        super().__init__(f"{message} {remedy}".strip())
        self.message = message
        self.remedy = remedy
