"""What is not read of a folder, and why: kept by number, with examples, and told in sentences."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal

from studio.data.left_out_rows import RowReason, row_sentence
from studio.data.left_out_texts import TextReason, text_sentence
from studio.text import listed, ntr, tr

Reason = (
    Literal[
        "suffix",
        "system",
        "link",
        "special",
        "loose",
        "beside",
        "unlabelled",
        "loose_recording",
        "unlabelled_recording",
        "unreadable_recording",
        "absent",
        "maskless",
        "pictureless",
        "sizes",
        "unreadable",
    ]
    | RowReason
    | TextReason
)
"""No picture by its suffix; hidden, or made by a system for itself; a link that leads nowhere, in a circle or out of
the folder; no file at all (pipe, device); in no class folder; beside train, validation and test; a picture of which
nothing is known to learn; one that a table names and that is not there; a picture without a mask, a mask without a
picture, a mask of another size; damaged."""

EXAMPLES = 5
"""So many are named."""


@dataclass(frozen=True)
class LeftOut:
    """Files or folders left out for one reason. `kind` tells suffixes and names apart, "" where there is no need."""

    reason: Reason
    kind: str
    count: int
    examples: tuple[str, ...]


class LeftOuts:
    """Collects what is left out."""

    def __init__(self) -> None:
        self._found: dict[tuple[Reason, str], tuple[int, list[str]]] = {}

    def add(self, reason: Reason, path: str, kind: str = "") -> None:
        """One more; `path` counts from the folder that a person chose."""
        count, examples = self._found.setdefault((reason, kind), (0, []))
        self._found[reason, kind] = count + 1, [*examples, path] if count < EXAMPLES else examples

    def found(self) -> tuple[LeftOut, ...]:
        """All, the most frequent first."""
        parts = [LeftOut(reason, kind, count, tuple(some)) for (reason, kind), (count, some) in self._found.items()]
        return tuple(sorted(parts, key=lambda part: (part.reason, -part.count, part.kind)))


def sentences(left_out: Iterable[LeftOut]) -> list[str]:
    """What was left out, in a sentence for each reason."""
    by_reason: dict[Reason, list[LeftOut]] = {}
    for part in left_out:
        by_reason.setdefault(part.reason, []).append(part)
    return [_sentence(reason, parts) for reason, parts in by_reason.items()]


def _sentence(reason: Reason, parts: Sequence[LeftOut]) -> str:
    count = sum(part.count for part in parts)
    kinds = _counted([(part.kind or tr("no suffix"), part.count) for part in parts], count)
    some = _some([example for part in parts for example in part.examples], count)
    told = (
        _of_files(reason, count, kinds, some)
        or _of_pictures(reason, count, some)
        or _of_recordings(reason, count, some)
        or text_sentence(reason, count, some)
    )
    return told or row_sentence(reason, count, kinds, some)


def _of_files(reason: Reason, count: int, kinds: str, some: str) -> str:
    """The sentence on files and folders that are no samples; "" for other reasons."""
    match reason:
        case "suffix":
            return ntr(
                "{count} file was left out: {kinds}.", "{count} files were left out: {kinds}.", count, kinds=kinds
            )
        case "system":
            return ntr(
                "{count} hidden or system file or folder was left out: {kinds}.",
                "{count} hidden or system files and folders were left out: {kinds}.", count, kinds=kinds,
            )  # fmt: skip
        case "link":
            return ntr(
                "{count} link that leads nowhere, in a circle or out of the folder was left out: {some}.",
                "{count} links that lead nowhere, in a circle or out of the folder were left out: {some}.",
                count, some=some,
            )  # fmt: skip
        case "special":
            return ntr(
                "{count} pipe or device was left out: {some}.", "{count} pipes and devices were left out: {some}.",
                count, some=some,
            )  # fmt: skip
        case "beside":
            return ntr(
                "{count} folder beside those of the splits was left out: {some}.",
                "{count} folders beside those of the splits were left out: {some}.", count, some=some,
            )  # fmt: skip
        case _:
            return ""


def _of_pictures(reason: Reason, count: int, some: str) -> str:
    """The sentence on pictures; "" for other reasons."""
    match reason:
        case "loose":
            return ntr(
                "{count} picture that lies in no class folder was left out: {some}.",
                "{count} pictures that lie in no class folder were left out: {some}.", count, some=some,
            )  # fmt: skip
        case "unlabelled":
            return ntr(
                "{count} picture without a class is no sample, but can be given to the trained network: {some}.",
                "{count} pictures without a class are no samples, but can be given to the trained network: {some}.",
                count, some=some,
            )  # fmt: skip
        case "absent":
            return ntr(
                "{count} picture that is named is not there: {some}.",
                "{count} pictures that are named are not there: {some}.", count, some=some,
            )  # fmt: skip
        case "maskless":
            return ntr(
                "{count} picture has no mask: {some}.", "{count} pictures have no mask: {some}.", count, some=some
            )
        case "pictureless":
            return ntr(
                "{count} mask has no picture: {some}.", "{count} masks have no picture: {some}.", count, some=some
            )
        case "sizes":
            return ntr(
                "{count} mask has not the size of its picture, and both were left out: {some}.",
                "{count} masks have not the size of their pictures, and both were left out: {some}.",
                count, some=some,
            )  # fmt: skip
        case "unreadable":
            return ntr(
                "{count} picture cannot be read, and no training begins before it is removed or replaced: {some}.",
                "{count} pictures cannot be read, and no training begins before they are removed or replaced: {some}.",
                count, some=some,
            )  # fmt: skip
        case _:
            return ""


def _of_recordings(reason: Reason, count: int, some: str) -> str:
    """The sentence on recordings; "" for other reasons."""
    match reason:
        case "loose_recording":
            return ntr(
                "{count} recording that lies in no class folder was left out: {some}.",
                "{count} recordings that lie in no class folder were left out: {some}.", count, some=some,
            )  # fmt: skip
        case "unlabelled_recording":
            return ntr(
                "{count} recording without a class is no sample: {some}.",
                "{count} recordings without a class are no samples: {some}.", count, some=some,
            )  # fmt: skip
        case "unreadable_recording":
            return ntr(
                "{count} recording cannot be read and was left out: {some}.",
                "{count} recordings cannot be read and were left out: {some}.", count, some=some,
            )  # fmt: skip
        case _:
            return ""


def _counted(kinds: Sequence[tuple[str, int]], whole: int) -> str:
    """Kinds with their numbers, where there are several."""
    if len(kinds) == 1:
        return kinds[0][0]
    return listed(_some_of([f"{kind} ({count})" for kind, count in kinds]))


def _some(examples: Sequence[str], count: int) -> str:
    named = list(examples[:EXAMPLES])
    if count > len(named):
        named.append(ntr("{count} more", "{count} more", count - len(named)))
    return listed(named)


def _some_of(kinds: Sequence[str]) -> list[str]:
    rest = len(kinds) - EXAMPLES
    return [*kinds[:EXAMPLES], ntr("{count} more", "{count} more", rest)] if rest > 0 else list(kinds)
