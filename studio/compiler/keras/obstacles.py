"""What Keras has no counterpart of, told by the names of the nodes before anything is written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping

from studio.compiler.analysis import Analysis
from studio.compiler.export_error import ExportError
from studio.compiler.keras.writing import Writer
from studio.text import paragraph, tr


def obstacles(analysis: Analysis) -> dict[str, str]:
    """Why nodes of a network without errors cannot be written for Keras, by their paths."""
    writer = Writer(analysis)
    writer.whole(analysis.graph)
    return writer.refusals


def refused(refusals: Mapping[str, str]) -> str:
    """Which nodes cannot be written, and why."""
    told = (tr("“{name}” cannot be written for Keras. {reason}", name=name, reason=reason)
            for name, reason in refusals.items())  # fmt: skip
    return paragraph(*told)


def check(refusals: Mapping[str, str]) -> None:
    """Raises ExportError where there are any."""
    if refusals:
        raise ExportError(refused(refusals), tr("Replace it, or choose another format."))


def check_names(names: Iterable[str]) -> None:
    """Raises ExportError where two layers would have one name, as Keras has `_` for the dots of a path."""
    twice = [name for name, times in Counter(names).items() if times > 1]
    if twice:
        raise ExportError(
            tr("Two layers would be called “{name}” in Keras, which takes no dots in names.", name=twice[0]),
            tr("Rename one of them."),
        )
