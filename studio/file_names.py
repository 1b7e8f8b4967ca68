"""Names of files and places as systems have them. Windows is the strictest, and files travel from one to another."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections.abc import Iterable
from pathlib import Path, PureWindowsPath

from studio.text import tr

LONGEST = 120
"""Bytes of a proposed name; systems take 255, of which endings and numbers need some."""

LONGEST_PATH = 259
"""Characters of a path on Windows where long ones are not switched on."""

_FORBIDDEN = re.compile(r'[<>:"/\\|?*\x00-\x1f\x7f]+')
_UNUSUAL = re.compile(r"[^\w .()-]+")
_PORTS = [f"{each}{number}" for each in ("com", "lpt") for number in "0123456789¹²³"]
_DEVICES = {"con", "prn", "aux", "nul", "conin$", "conout$", *_PORTS}
"""What Windows keeps for devices, whatever ending follows."""


def proposed(words: str, otherwise: str) -> str:
    """The name of a file, without its ending, made of words that may hold anything; `otherwise` where none is left."""
    usual = _UNUSUAL.sub("", _FORBIDDEN.sub("-", " ".join(words.split())))
    plain = usual.encode()[:LONGEST].decode(errors="ignore").strip(" .-")
    return f"_{plain}" if _is_device(plain) else plain or otherwise


def free(name: str, taken: Iterable[str]) -> str:
    """The name, or it with a number, so that no system takes it for one of those that are `taken`."""
    keys = {key(each) for each in taken}
    numbered = (f"{name} {number}" for number in range(2, len(keys) + 3))
    return next(each for each in (name, *numbered) if key(each) not in keys)


def key(place: str, platform: str = "darwin") -> str:
    """Text that is the same for all ways to write one place, where a system does not tell large letters from small
    (Windows and macOS do not) or ways to put an accent on a letter."""
    if platform not in ("darwin", "win32"):
        return place
    return unicodedata.normalize("NFC", place).casefold()


def objection(name: str, platform: str = sys.platform) -> str:
    """Why no file on a system can have a name, in a few words; empty where one can."""
    if platform != "win32":
        return ""
    if _FORBIDDEN.search(name):
        return tr("Windows allows none of {signs} in the name of a file", signs='< > : " / \\ | ? *')
    if _is_device(name):
        return tr("Windows keeps the name “{name}” for a device", name=name.partition(".")[0].strip())
    return tr("on Windows the name of a file ends neither in a point nor in a space") if name[-1:] in (".", " ") else ""


def is_too_long(path: Path, platform: str = sys.platform) -> bool:
    """Whether a path is longer than Windows takes by itself."""
    return platform == "win32" and len(str(path.absolute())) > LONGEST_PATH


def is_absolute(place: str) -> bool:
    """Whether a place is told from a person's folder, a disk or a share, as this or another system writes it."""
    return Path(place).expanduser().is_absolute() or bool(PureWindowsPath(place).anchor)


def found_from(folder: Path, place: str) -> Path:
    """A place told from a folder, also where it was written on Windows, with backslashes."""
    here = folder / place
    return here if "\\" not in place or here.exists() else folder / place.replace("\\", "/")


def _is_device(name: str) -> bool:
    return name.partition(".")[0].strip().casefold() in _DEVICES
