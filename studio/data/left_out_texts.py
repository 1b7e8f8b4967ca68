"""Sentences about texts that are left out."""

from __future__ import annotations

from typing import Literal

from studio.text import ntr

TextReason = Literal["empty_text", "no_text", "no_texts", "loose_text"]
"""A file or row with nothing in it; a file that is no text or cannot be read; a folder without texts; a text file in
no class folder."""


def text_sentence(reason: str, count: int, some: str) -> str:
    """The sentence; `some` are files or rows. "" for other reasons."""
    match reason:
        case "empty_text":
            return ntr(
                "{count} text was left out, as it is empty: {some}.",
                "{count} texts were left out, as they are empty: {some}.", count, some=some,
            )  # fmt: skip
        case "no_text":
            return ntr(
                "{count} file was left out, as it cannot be read as text: {some}.",
                "{count} files were left out, as they cannot be read as text: {some}.", count, some=some,
            )  # fmt: skip
        case "no_texts":
            return ntr(
                "{count} folder without text files was left out: {some}.",
                "{count} folders without text files were left out: {some}.", count, some=some,
            )  # fmt: skip
        case "loose_text":
            return ntr(
                "{count} text file that lies in no class folder was left out: {some}.",
                "{count} text files that lie in no class folder were left out: {some}.", count, some=some,
            )  # fmt: skip
        case _:
            return ""
