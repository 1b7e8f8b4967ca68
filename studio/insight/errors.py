"""What keeps somebody from looking into a network, said so that they can put it right."""

from __future__ import annotations

from studio.errors import StudioError


class InsightError(StudioError):
    """It cannot be looked into: says what, why and what to do."""
