"""Reads text files, however their letters are kept."""

from __future__ import annotations

import io
import re
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from studio.data.errors import DataError
from studio.data.regular_files import UnreadableError, read_regular
from studio.data.table_files.encodings import UTF8, encoding_of, seems_utf8
from studio.text import ntr, tr, unended

MOST_BYTES = 2**24
"""A larger file is no single text that somebody classifies."""

CONTROLS = re.compile(r"[\x00-\x08\x0e-\x1a\x1c-\x1f\x7f-\x84\x86-\x9f]")
MOST_CONTROLS = 0.02
"""Characters that control something else than lines, and the share of a text from which on it is none."""


def read_text(path: Path, wanted: str) -> tuple[str, str]:
    """The text of a file and the codec that it was read by.

    Raises UnreadableError, or DataError where it is no text.
    """
    content = read_regular(path, MOST_BYTES)
    file = io.BytesIO(content)
    codec = UTF8 if seems_utf8(file, path, wanted) and _decodes(content) else encoding_of(file, path, wanted).codec
    text = content.decode(codec).removeprefix("\ufeff")
    if "\0" in text or len(CONTROLS.findall(text)) > MOST_CONTROLS * len(text):
        raise UnreadableError(tr("it holds signs that no text has"))
    return text.replace("\r\n", "\n").replace("\r", "\n"), codec


def _decodes(content: bytes) -> bool:
    """Whether all of it is UTF-8."""
    try:
        content.decode()
    except UnicodeDecodeError:
        return False
    return b"\0" not in content


def reason_of(error: UnreadableError | DataError) -> str:
    """Why a file was not read, in words that stand behind its name."""
    return error.reason if isinstance(error, UnreadableError) else unended(error.message)


def told(codecs: Counter[str]) -> Iterator[str]:
    """Sentences about files that were not UTF-8."""
    for codec, count in sorted(codecs.items()):
        if codec != UTF8:
            yield ntr(
                "{count} file is not UTF-8 and is read as {encoding}; set encoding where letters look wrong.",
                "{count} files are not UTF-8 and are read as {encoding}; set encoding where letters look wrong.",
                count, encoding={"cp1252": "Windows-1252", "latin-1": "Latin-1"}.get(codec, "UTF-16"),
            )  # fmt: skip
