"""What keeps an answer from being explained, said so that a person can choose another way."""

from __future__ import annotations

from studio.errors import StudioError


class ExplanationError(StudioError):
    """It cannot be explained so: says why and what to do instead."""
