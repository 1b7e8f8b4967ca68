"""A language that is English with accents between brackets, so that a text shows whether it was translated."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import write_po

from studio import paths
from studio.text import language
from studio.text.choice import VARIABLE

ROOT = Path(__file__).parents[2]
METHODS = [("studio/**.py", "studio.text.extraction:python"), ("templates/**.nns", "studio.text.extraction:template")]
NAME = "xx"
ACCENTS = str.maketrans("aeiouAEIOU", "áéíóúÁÉÍÓÚ")
PLACEHOLDER = re.compile(r"(\{[^{}]*\})")

Ids = str | tuple[str, str]


@lru_cache(maxsize=1)
def extracted() -> tuple[Ids, ...]:
    """Every message of source and templates, each once; two forms where it has a plural."""
    found = extract_from_dir(
        ROOT, METHODS, directory_filter=lambda folder: Path(folder).name in _FOLDERS or _in(folder)
    )
    return tuple(dict.fromkeys(message for _, _, message, _, _ in found))


_FOLDERS = ("studio", "templates")


def _in(folder: str) -> bool:
    return any(Path(folder).is_relative_to(ROOT / name) for name in _FOLDERS)


def accented(message: str) -> str:
    """`⟦Ádd {name}⟧`: what stands in braces is left alone."""
    parts = PLACEHOLDER.split(message)
    return f"⟦{''.join(part if PLACEHOLDER.fullmatch(part) else part.translate(ACCENTS) for part in parts)}⟧"


def write_pseudo(folder: Path) -> None:
    """Put the catalogue of the language into a folder."""
    catalogue = Catalog("en", charset="utf-8")
    for message in extracted():
        string = accented(message) if isinstance(message, str) else tuple(map(accented, message))
        catalogue.add(message, string)
    with (folder / f"{NAME}.po").open("wb") as file:
        write_po(file, catalogue)


@contextmanager
def spoken(folder: Path) -> Iterator[None]:
    """All texts in that language, and English again."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(paths, "RESOURCES", folder.parent)
        patch.setattr(paths, "compiled_texts", lambda: folder.parent / "texts")
        patch.setenv(VARIABLE, NAME)
        assert language.use(NAME)
        try:
            yield
        finally:
            language.use("en")


def outside(text: str) -> str:
    """What of a text was not translated: all that stands in no brackets."""
    found, depth = [], 0
    for letter in text:
        depth += {"⟦": 1, "⟧": -1}.get(letter, 0)
        found.append(" " if depth or letter == "⟧" else letter)
    return "".join(found)
