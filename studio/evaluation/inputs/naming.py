"""Names in sentences."""

from __future__ import annotations

from collections.abc import Iterable

from studio.formatting.shortened import shortened
from studio.text import listed


def some(names: Iterable[str], last: str = "and") -> str:
    """The names in quotation marks; of very many the first ones."""
    return listed((f"“{shortened(name)}”" for name in names), last)
