"""The entry `annotations` of a file: frames and comments by name. What is not understood of it is kept as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from studio.graph.annotations import COLOURS, LEAST, Annotation, Annotations, Area, Comment, Frame, Unread, shown
from studio.project.parsing import encode

FARTHEST = 10_000_000

_WORDS = {"frame": "title", "comment": "text"}
"""The kinds of annotations in files, and the entry that has the words of each."""


def are_annotations(key: str, value: Any) -> bool:
    """Whether an entry of a file is that of annotations; an earlier version may have kept something else there."""
    return key == "annotations" and isinstance(value, dict)


def read_annotations(written: Any) -> Annotations:
    """The annotations of a graph; nothing that may be written there keeps a file from being opened."""
    return {name: _read(entry) for name, entry in written.items()} if isinstance(written, dict) else {}


def written_annotations(annotations: Annotations) -> dict[str, Any]:
    """The entry of a graph's annotations."""
    known = shown(annotations)
    return {
        name: _written(known[name]) if isinstance(each, Frame | Comment) else json.loads(each.written)
        for name, each in annotations.items()
    }


def plain(numbers: Iterable[float]) -> list[float]:
    """Numbers as they are written: whole ones without a point."""
    return [int(x) if float(x).is_integer() else x for x in numbers]


def _read(entry: Any) -> Annotation | Unread:
    kind = entry.get("kind") if isinstance(entry, dict) else None
    words_at = _WORDS.get(kind) if isinstance(kind, str) else None
    if words_at is None:
        return Unread(encode(entry))
    area, words, colour = _area(entry.get("area")), entry.get(words_at, ""), entry.get("colour", COLOURS[0])
    if area is None or not isinstance(words, str) or colour not in COLOURS:
        return Unread(encode(entry))
    extra = {key: value for key, value in entry.items() if key not in ("kind", words_at, "colour", "area")}
    return (Frame if kind == "frame" else Comment)(area, words, colour, encode(extra) if extra else "")


def _area(written: Any) -> Area | None:
    """A place as it can be shown, or nothing."""
    numbers = written if isinstance(written, list) and {*map(type, written)} <= {int, float} else ()
    if len(numbers) != 4 or max(map(abs, numbers)) > FARTHEST or min(numbers[2:]) < LEAST:
        return None
    return Area(*map(float, numbers))


def _written(each: Annotation) -> dict[str, Any]:
    kind = type(each).__name__.lower()
    words = each.title if isinstance(each, Frame) else each.text
    head: dict[str, Any] = {"kind": kind, _WORDS[kind]: words, "colour": each.colour, "area": plain(each.area)}
    return head | (json.loads(each.extra) if each.extra else {})
