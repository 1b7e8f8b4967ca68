"""The entry `annotations` of a file: frames, comments and collapsed nodes by name. What is not understood of it is kept
as it is."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from studio.graph.annotations import COLOURS, LEAST, Annotation, Annotations, Area, Collapsed, Comment, Frame, Unread
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
    return {name: _written(each) for name, each in annotations.items()}


def plain(numbers: Iterable[float]) -> list[float]:
    """Numbers as they are written: whole ones without a point."""
    return [int(x) if float(x).is_integer() else x for x in numbers]


def _read(entry: Any) -> Annotation | Collapsed | Unread:
    kind = entry.get("kind") if isinstance(entry, dict) else None
    if kind == "collapsed":
        return _read_collapsed(entry)
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


def _read_collapsed(entry: dict[str, Any]) -> Collapsed | Unread:
    nodes, title, beside = entry.get("nodes", ""), entry.get("title", ""), entry.get("beside", [])
    are_names = all(isinstance(each, list) and {*map(type, each)} <= {str} for each in (nodes, beside))
    if not are_names or not isinstance(title, str):
        return Unread(encode(entry))
    extra = {key: value for key, value in entry.items() if key not in ("kind", "title", "nodes", "beside")}
    return Collapsed(frozenset(nodes), title, frozenset(beside), encode(extra) if extra else "")


def _written(each: Annotation | Collapsed | Unread) -> dict[str, Any]:
    if isinstance(each, Unread):
        kept: dict[str, Any] = json.loads(each.written)
        return kept
    if isinstance(each, Collapsed):
        head: dict[str, Any] = {"kind": "collapsed", "title": each.title, "nodes": sorted(each.nodes)}
        head |= {"beside": sorted(each.beside)} if each.beside else {}
        return head | (json.loads(each.extra) if each.extra else {})
    kind = type(each).__name__.lower()
    words = each.title if isinstance(each, Frame) else each.text
    head = {"kind": kind, _WORDS[kind]: words, "colour": each.colour, "area": plain(each.area)}
    return head | (json.loads(each.extra) if each.extra else {})
