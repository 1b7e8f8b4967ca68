"""What samples are called in sentences."""

from __future__ import annotations

from studio.text import tr


def samples_called(sample: str) -> str:
    """The word for several samples, by the word for one."""
    words = {"picture": tr("pictures"), "row": tr("rows"), "sequence": tr("sequences"), "point": tr("points")}
    return words.get(sample) or tr("samples")
