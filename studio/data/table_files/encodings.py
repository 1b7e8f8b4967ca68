"""Finds out how the letters of a text file are kept, and refuses what is no text."""

from __future__ import annotations

import codecs
from pathlib import Path
from typing import IO, NamedTuple

from studio.data.errors import DataError
from studio.data.regular_files import shown
from studio.text import tr

UTF8 = "utf-8-sig"
"""The codec of UTF-8, with or without a mark before it."""

HEAD = 2**16
CHUNK = 2**24

SIGNATURES: dict[bytes, str] = {
    b"PK\x03\x04": "zip",
    b"\x1f\x8b": "gzip",
    b"\xd0\xcf\x11\xe0": "xls",
    b"SQLite format 3": "sqlite",
    b"\x93NUMPY": "npy",
    b"\x89HDF": "hdf5",
    b"%PDF": "pdf",
}
"""First bytes of files that are no text."""

MARKS = {codecs.BOM_UTF8: UTF8, codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


class Encoding(NamedTuple):
    """The name that Python has for it, and a sentence where it was not just UTF-8."""

    codec: str
    note: str = ""


def seems_utf8(file: IO[bytes], path: Path, wanted: str) -> bool:
    """Whether a file is UTF-8 as far as its beginning shows. Raises DataError for what is no text at all."""
    head = file.read(HEAD)
    file.seek(0)
    _refuse_other(head, path)
    if wanted not in ("auto", "utf-8") or b"\0" in head:
        return False
    try:
        codecs.getincrementaldecoder(UTF8)().decode(head)
    except UnicodeDecodeError:
        return False
    return True


def encoding_of(file: IO[bytes], path: Path, wanted: str) -> Encoding:
    """How a file is encoded: as it is `wanted` unless that is “auto”. Raises DataError for what is no such text.

    All of it is looked at.
    """
    head = file.read(HEAD)
    file.seek(0)
    marked = next((codec for mark, codec in MARKS.items() if head.startswith(mark)), "")
    if wanted != "auto":
        codec = UTF8 if wanted == "utf-8" else wanted
        if codec == "utf-16" and not marked:
            codec = _order(head)
        _check_all(file, path, codec)
        return Encoding(codec)
    if marked == "utf-16" or (not marked and head.count(b"\0") > len(head) // 3):
        codec = marked or _order(head)
        _check_all(file, path, codec)
        return Encoding(codec, tr("“{file}” is read as UTF-16.", file=shown(path.name)))
    if _fault(file, "utf-8", path) is None:
        return Encoding(UTF8)
    codec = "cp1252" if _fault(file, "cp1252", path) is None else "latin-1"
    told = {"file": shown(path.name), "encoding": "Windows-1252" if codec == "cp1252" else "Latin-1"}
    return Encoding(
        codec, tr("“{file}” is not UTF-8 and is read as {encoding}; set encoding where letters look wrong.", **told)
    )


def _refuse_other(head: bytes, path: Path) -> None:
    for signature, kind in SIGNATURES.items():
        if head.startswith(signature):
            raise DataError(
                tr("“{file}” is no text but a {kind} file.", file=shown(path.name), kind=kind),
                tr("Save the table as CSV, TSV or Parquet, or choose another file."),
            )


def _order(head: bytes) -> str:
    """Which of the two bytes of a letter comes first: that which is not mostly 0."""
    return "utf-16-le" if head[1::2].count(0) >= head[0::2].count(0) else "utf-16-be"


def _check_all(file: IO[bytes], path: Path, codec: str) -> None:
    fault = _fault(file, codec, path)
    if fault is not None:
        raise DataError(
            tr("“{file}” is no {encoding}: byte {place} stands for no letter.",
               file=shown(path.name), encoding=codec.upper().removesuffix("-SIG"), place=fault + 1),
            tr("Set encoding to “auto”, or to that in which the file was saved."),
        )  # fmt: skip


def _fault(file: IO[bytes], codec: str, path: Path) -> int | None:
    """The place of the first byte that is no such text; None where all is. Raises DataError for bytes of 0."""
    decoder = codecs.getincrementaldecoder(codec)()
    file.seek(0)
    place = 0
    try:
        while chunk := file.read(CHUNK):
            if not codec.startswith("utf-16") and (zero := chunk.find(b"\0")) >= 0:
                raise _no_text(path, place + zero)
            decoder.decode(chunk)
            place += len(chunk)
        decoder.decode(b"", final=True)
    except UnicodeDecodeError as error:
        return place + error.start
    finally:
        file.seek(0)
    return None


def _no_text(path: Path, place: int) -> DataError:
    return DataError(
        tr("“{file}” is no text: byte {place} is 0, which no letter is.", file=shown(path.name), place=place + 1),
        tr("The file may be damaged, or of another kind: save the table as CSV again."),
    )
