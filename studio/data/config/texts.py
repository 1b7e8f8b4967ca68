"""Texts of a person's own, each with a class: how they are found, and how they become tokens."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from studio.data.config.base import Kept, Undivided
from studio.data.config.table_files import ENDINGS
from studio.layers.fields import FileMark

Tokens = Literal["words", "characters", "byte-pairs"]
"""What a text is cut into."""

ColumnName = Annotated[str, Field(max_length=500)]


class Tokenized(Undivided):
    """Texts that become sequences of tokens, whole numbers that an Embedding looks up."""

    foremost: ClassVar[tuple[str, ...]] = ("tokens", "lower")

    tokens: Tokens = Field(
        "words", description="What a text is cut into: words and signs, characters, or frequent groups of characters"
    )
    vocabulary: int = Field(
        1_000, ge=3, le=100_000, description="Most tokens there are, with 0 for nothing more and 1 for what is unknown"
    )
    length: int = Field(
        64, ge=1, le=10_000, description="Tokens of each text: longer ones are cut, shorter ones filled up with 0"
    )
    lower: bool = Field(True, title="Small letters", description="Take capital letters for small ones")
    encoding: Literal["auto", "utf-8", "utf-16", "cp1252", "latin-1"] = Field(
        "auto", description="How letters of a text file are kept as bytes"
    )

    @property
    def has_tokens(self) -> bool:
        """They are."""
        return True


class TextFolder(Kept, Tokenized):
    """Text files (.txt) in one folder for each class, or in such folders in train, validation and test folders.

    Each file is a text of the class that its folder is called. The vocabulary has the most frequent tokens of the
    training split alone and stays with the run: 0 fills up short texts, 1 stands for every token that is not in it.
    For an Input of int64 numbers, whose shape is (length), before an Embedding of as many rows as the vocabulary has.
    Empty files, and files that are no text, are left out and told.
    """

    name = "text"
    title = "Text (folder)"
    essential = ("path", "length", "vocabulary")
    wanted = "Choose a folder of texts"


class TextTable(Kept, Tokenized):
    """Texts in a column of a CSV, TSV or Parquet table, with their class in another.

    Which columns these are is found where only one can be meant. The vocabulary has the most frequent tokens of the
    training split alone and stays with the run: 0 fills up short texts, 1 stands for every token that is not in it.
    For an Input of int64 numbers, whose shape is (length), before an Embedding of as many rows as the vocabulary has.
    Rows without a text or a class are left out and told.
    """

    name = "text_table"
    title = "Text (table)"
    essential = ("path", "length", "vocabulary")
    foremost = ("text", "target", "tokens", "lower")
    wanted = "Choose a table of texts"
    another = "Choose another table"

    path: Annotated[str, FileMark((*ENDINGS, "txt"))] = Field(
        "", description="The file: comma-separated text with any separator, or Parquet"
    )
    text: ColumnName = Field("", title="Text column", description="Name of the column of texts; found where empty")
    target: ColumnName = Field("", title="Class column", description="Name of the column of classes; found where empty")
    separator: Literal["auto", ",", ";", "tab", "|", "space"] = Field(
        "auto", description="What stands between two values of a text file"
    )
