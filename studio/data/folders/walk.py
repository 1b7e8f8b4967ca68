"""Walks through a folder that a person chose: hidden, strange and outward entries are left out and noted."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from heapq import merge
from operator import attrgetter
from pathlib import Path
from typing import Literal

from studio.data.errors import DataError
from studio.data.folders.existing import FileStamp
from studio.data.folders.sought import PICTURES, Sought
from studio.data.left_out import LeftOuts, Reason
from studio.data.regular_files import failure, shown
from studio.data.samples import Check
from studio.text import tr

SYSTEM_NAMES = frozenset(
    {
        "$recycle.bin", "#recycle", "#snapshot", "@eadir", "@recycle", "@tmp", "desktop.ini", "ehthumbs.db", "icon\r",
        "lost+found", "recycler", "system volume information", "thumbs.db", "thumbs.db:encryptable",
    }
)  # fmt: skip
"""Names, in small letters, that systems give to what they keep for themselves."""

PROGRAMS_FOLDERS = "__"
"""How names of folders begin that programs make for themselves, such as `__MACOSX`."""

MOST_ENTRIES = 2_000_000
"""Files and folders that are looked at before a folder is taken for a wrong one, such as a whole disk."""

PIECE = 4_096
"""Names that are sorted without a break, which takes some milliseconds."""


@dataclass(frozen=True)
class Entry:
    """A file or folder, where it lies under the name a person sees. `stamp` changes when the file does."""

    path: Path
    kind: Literal["file", "folder"]
    stamp: FileStamp


@dataclass(eq=False)
class Walk:
    """The way through one folder to what is sought there, with what was left out on it."""

    root: Path
    check: Check
    sought: Sought = PICTURES
    left_out: LeftOuts = field(default_factory=LeftOuts)
    seen: int = 0
    _looked: dict[Path, list[Entry]] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self._real_root = os.path.realpath(self.root)

    def entries(self, folder: Path) -> list[Entry]:
        """What lies in a folder, in the order of the names. Raises DataError where it cannot be opened."""
        try:
            with os.scandir(folder) as entries:
                found = [entry for each in _by_name(entries) if (entry := self._entry(each)) is not None]
        except OSError as error:
            raise DataError(
                tr("The folder “{folder}” cannot be read: {reason}.", folder=shown(folder), reason=failure(error)),
                tr("Check its permissions, or choose another folder."),
            ) from None
        return found

    def look(self, folder: Path) -> list[Entry]:
        """The same without noting what is left out: to find out what a folder is, before its entries are read."""
        if folder not in self._looked:
            self._looked[folder] = Walk(self.root, self.check, self.sought).entries(folder)
        return self._looked[folder]

    def files_below(self, folder: Path) -> Iterator[Entry]:
        """All files in a folder and in those below it; each folder once, whatever links lead to it."""
        waiting, visited = [folder], set()
        while waiting:
            here = waiting.pop()
            real = os.path.realpath(here)
            if real in visited:
                self.note("link", here)
                continue
            visited.add(real)
            for entry in self.entries(here):
                if entry.kind == "file":
                    yield entry
                else:
                    waiting.append(entry.path)

    def is_sought(self, entry: Entry) -> bool:
        """Whether an entry is a file of what is sought, by its suffix."""
        return entry.kind == "file" and entry.path.suffix.lower() in self.sought.suffixes

    def note(self, reason: Reason, path: Path | str, kind: str = "") -> None:
        """Note that something is left out."""
        self.left_out.add(reason, shown(os.path.relpath(path, self.root)), kind)

    def _entry(self, found: os.DirEntry[str]) -> Entry | None:
        self._count()
        if _is_systems(found):
            self.note("system", found.path, shown(found.name))
            return None
        try:
            if (found.is_symlink() or _is_junction(found)) and not self._leads_inside(found.path):
                self.note("link", found.path)
                return None
            status = os.stat(found.path)
        except FileNotFoundError:
            # It vanished just now.
            return None
        except OSError:
            self.note("link" if found.is_symlink() else "special", found.path)
            return None
        if stat.S_ISDIR(status.st_mode):
            return Entry(Path(found.path), "folder", (found.path, status.st_mtime_ns, 0))
        if stat.S_ISREG(status.st_mode):
            return Entry(Path(found.path), "file", (found.path, status.st_mtime_ns, status.st_size))
        self.note("special", found.path)
        return None

    def _leads_inside(self, link: str) -> bool:
        """Whether a link leads to something in the chosen folder that does not contain the link itself."""
        try:
            target = os.path.realpath(link, strict=True)
        except OSError:
            return False
        here = os.path.join(os.path.realpath(os.path.dirname(link)), "")
        inside = target.startswith(os.path.join(self._real_root, ""))
        return inside and not here.startswith(os.path.join(target, ""))

    def _count(self) -> None:
        self.seen += 1
        self.check()
        if self.seen > MOST_ENTRIES:
            raise DataError(
                tr("“{folder}” holds more than {count} files.", folder=shown(self.root), count=f"{MOST_ENTRIES:,}"),
                tr(
                    "Choose the folder that holds the {content}, with one folder for each class.",
                    content=self.sought.content(),
                ),
            )


def _by_name(entries: Iterable[os.DirEntry[str]]) -> Iterator[os.DirEntry[str]]:
    """Entries in the order of their names, sorted in pieces: one long sort would keep the window waiting."""
    found, name = list(entries), attrgetter("name")
    return merge(*(sorted(found[start : start + PIECE], key=name) for start in range(0, len(found), PIECE)), key=name)


def _is_systems(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is hidden, or of the system or another program."""
    if entry.name.startswith(".") or entry.name.lower() in SYSTEM_NAMES:
        return True
    return entry.name.startswith(PROGRAMS_FOLDERS) and entry.is_dir(follow_symlinks=False)


def _is_junction(entry: os.DirEntry[str]) -> bool:
    """Whether an entry is a junction of Windows, a link between folders."""
    return bool(getattr(entry, "is_junction", lambda: False)())
