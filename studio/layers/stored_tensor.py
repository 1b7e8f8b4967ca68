"""Numbers of its own that a network has for every sample: masks, positions, queries; fixed, or learned."""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from math import prod
from typing import TYPE_CHECKING, Annotated, Literal

from pydantic import Field, model_validator

from studio.layers.registry import register
from studio.layers.spec import EXAMPLES, Arrival, Layer, Shape
from studio.layers.types import Shape as Sizes
from studio.text import ntr, tr

if TYPE_CHECKING:
    from torch import nn

BYTES = {"float32": 4, "int64": 8, "bool": 1}

PACKED = "zlib:"
"""What numbers that are packed begin with: their bytes, the lowest first, compressed, as base64."""

LONGEST = 4_000_000
"""Letters of fixed numbers in a project file."""


@register
class StoredTensor(Layer):
    """Gives the same numbers for each sample, whatever comes in: learned ones, or fixed ones of the file.

    A mask, a learned query or a class token is such a tensor; what is plugged in only says how many samples there
    are. Fixed numbers are written one by one, or one for all; without any they are weights that training changes.
    """

    family = "other"
    title = "Stored numbers"
    stem = "stored"
    aliases = ("constant", "parameter", "buffer", "mask", "class token", "learned query", "literal")
    essential = ("shape",)
    inputs = ("batch",)
    dtypes = None
    others = (
        {"values": "1"},
        {"values": "-inf", "shape": [2, 2]},
        {"values": "1 2 3 4", "shape": [4], "dtype": "int64"},
    )

    shape: Sizes = Field((12,), description="Sizes of the numbers, without the batch")
    dtype: Literal["float32", "int64", "bool"] = Field("float32", description="Type of fixed numbers; learned are real")
    values: Annotated[str, Field(max_length=LONGEST)] = Field(
        "", description="Fixed numbers in order, or one for all; empty: they are learned"
    )

    @model_validator(mode="after")
    def _checked(self) -> StoredTensor:
        if not self.values and self.dtype != "float32":
            raise ValueError(tr("dtype: learned numbers are real ones; write fixed numbers, or choose float32"))
        if self.values:
            _check(self.values, self.dtype, prod(self.shape))
        return self

    def label(self) -> str:
        """`learned · 12`, or the numbers where they are few."""
        sizes = "×".join(map(str, self.shape))
        if not self.values:
            return tr("learned · {sizes}", sizes=sizes)
        shown = self.values if len(self.values) <= 12 else tr("fixed")
        return f"{shown} · {sizes}"

    def example(self) -> tuple[Arrival, ...]:
        """Anything that has samples."""
        return (Arrival(EXAMPLES[1]),)

    def build(self, *shapes: Shape) -> nn.Module:
        """A module with the numbers."""
        from studio.layers.modules import StoredTensor as Module

        return Module(self.shape, self.values, self.dtype)


def packed(data: bytes) -> str:
    """Bytes of numbers as `values` has them."""
    return PACKED + base64.b64encode(zlib.compress(data, 9)).decode()


def _check(values: str, dtype: str, count: int) -> None:
    """Raise ValueError where these are not so many numbers of a type; no more is unpacked than they may take."""
    if values.startswith(PACKED):
        if _bytes_in(values, count * BYTES[dtype]) != count * BYTES[dtype]:
            raise ValueError(tr("values: they are packed, and not as many as the {count} of the shape", count=count))
        return
    words = values.replace(",", " ").split()
    _check_words(words, dtype)
    if len(words) not in (1, count):
        given = ntr("{count} number", "{count} numbers", len(words))
        raise ValueError(tr("values: {given} for a shape that has {count}", given=given, count=count))


def _bytes_in(values: str, most: int) -> int:
    """How many bytes are packed; what is beyond one more than `most` stays so."""
    try:
        unpacking = zlib.decompressobj()
        found = unpacking.decompress(base64.b64decode(values[len(PACKED) :], validate=True), most + 1)
    except (binascii.Error, zlib.error, ValueError):
        raise ValueError(tr("values: they are packed, and damaged")) from None
    return len(found)


def _check_words(words: Sequence[str], dtype: str) -> None:
    for word in words:
        try:
            number = float(word) if dtype == "float32" else int(word)
            fits = dtype != "bool" or number in (0, 1)
        except ValueError:
            fits = False
        if not fits:
            raise ValueError(tr("values: “{word}” is no {type}", word=word[:20], type=dtype))
