"""What every error is that a person can cause: a sentence about it, and what to do."""

from __future__ import annotations

from studio.text import paragraph


class StudioError(Exception):
    """Something cannot be done: `message` says what and why, `remedy` what to do instead, "" where nothing helps."""

    def __init__(self, message: str, remedy: str = "") -> None:
        super().__init__(paragraph(message, remedy))
        self.message = message
        self.remedy = remedy


def told_by(error: Exception, otherwise: str = "") -> tuple[str, str]:
    """What any error says, and its remedy; `otherwise` is said where it has no sentence for people."""
    return getattr(error, "message", "") or otherwise or str(error), getattr(error, "remedy", "")
