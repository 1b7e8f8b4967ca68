"""Folders that hold nothing but one folder, as archives leave them when they are unpacked."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from studio.data.folders.splits import SPLIT_NAMES
from studio.data.folders.walk import Entry, Walk
from studio.data.regular_files import shown
from studio.text import tr

DEEPEST = 4
"""So many such folders may be one in the other."""

TABLES = (".csv", ".tsv", ".txt")


def unwrapped(walk: Walk) -> Walk:
    """The walk through the folder in which the classes lie: within folders that hold nothing but one folder."""
    root = walk.root
    for _ in range(DEEPEST):
        inner = _only_folder(walk, root)
        if inner is None:
            break
        root = inner
    return walk if root == walk.root else Walk(root, walk.check, walk.sought)


def told(walk: Walk, chosen: Path) -> str:
    """A sentence on where the walk goes, "" where that is the chosen folder itself."""
    if walk.root == chosen:
        return ""
    return tr(
        "“{inner}” is read, as nothing else lies in “{folder}”.",
        inner=shown(walk.root.relative_to(chosen)),
        folder=shown(chosen.name or chosen),
    )


def _only_folder(walk: Walk, folder: Path) -> Path | None:
    """The one folder in a folder, where that has folders of its own and the other holds nothing that is sought."""
    entries = walk.look(folder)
    folders = [entry for entry in entries if entry.kind == "folder"]
    if len(folders) != 1 or _has_files(walk, entries):
        return None
    inner = folders[0].path
    if inner.name.lower() in {name for names in SPLIT_NAMES.values() for name in names}:
        return None
    within = walk.look(inner)
    if not any(entry.kind == "folder" for entry in within):
        return None
    has_pictures = any(walk.is_sought(entry) for entry in within)
    return None if has_pictures else inner


def _has_files(walk: Walk, entries: Sequence[Entry]) -> bool:
    """Whether pictures lie there, or what may be a table of them."""
    return any(walk.is_sought(entry) or entry.path.suffix.lower() in TABLES for entry in entries)
