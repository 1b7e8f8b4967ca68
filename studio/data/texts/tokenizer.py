"""From texts to tokens, by a vocabulary that stays with the run."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from pydantic import Field, model_validator

from studio.data.config.texts import Tokens
from studio.data.transforms.values import Size, Value
from studio.text import tr

if TYPE_CHECKING:
    from tokenizers import Tokenizer as Library
    from tokenizers.models import Model

PADDING, UNKNOWN = 0, 1

SPECIAL = ("<no token>", "<unknown token>")
"""Names of the first two tokens. No text has a token with a space in it."""

TOGETHER = 1024
"""Texts that are worked on at a time."""


class Tokenizer(Value):
    """How texts become tokens: `vocabulary` has what each token stands for in the order of their numbers.

    The first two are SPECIAL. It is () before it is learnt, of the training split. `merges` are the pairs that byte
    pairs put together, in their order. A text has `length` tokens: it is cut, or filled up with PADDING.
    """

    tokens: Tokens
    lower: bool
    length: Size
    vocabulary: tuple[str, ...] = ()
    merges: tuple[tuple[str, str], ...] = ()
    most: int = Field(ge=3)

    @model_validator(mode="after")
    def _is_whole(self) -> Tokenizer:
        known = set(self.vocabulary)
        if self.vocabulary and (self.vocabulary[:2] != SPECIAL or len(known) < len(self.vocabulary)):
            raise ValueError(tr("the vocabulary has a token twice, or lacks the first two"))
        if len(self.vocabulary) > self.most:
            raise ValueError(tr("the vocabulary has more tokens than there can be"))
        if any(not known.issuperset((first, second, first + second)) for first, second in self.merges):
            raise ValueError(tr("tokens are put together that the vocabulary lacks"))
        return self

    @property
    def is_learnt(self) -> bool:
        """Whether it has a vocabulary."""
        return bool(self.vocabulary)

    def encode(self, texts: Sequence[str]) -> tuple[npt.NDArray[np.int64], int]:
        """Tokens (N, length) of texts, and how many texts were cut."""
        library = _library(self)
        found, cut = np.full((len(texts), self.length), PADDING, np.int64), 0
        for start in range(0, len(texts), TOGETHER):
            for row, each in enumerate(library.encode_batch(list(texts[start : start + TOGETHER])), start):
                ids = each.ids[: self.length]
                cut += len(each.ids) > self.length
                found[row, : len(ids)] = ids
        return found, cut


@lru_cache(maxsize=2)
def _library(tokenizer: Tokenizer) -> Library:
    from tokenizers import models

    model: Model
    numbers, unknown = {token: at for at, token in enumerate(tokenizer.vocabulary)}, SPECIAL[UNKNOWN]
    if tokenizer.tokens == "byte-pairs":
        model = models.BPE(numbers, list(tokenizer.merges), unk_token=unknown)
    else:
        model = models.WordLevel(numbers, unk_token=unknown)
    return library_with(model, tokenizer)


def library_with(model: Model, tokenizer: Tokenizer) -> Library:
    """The library's tokenizer with this model, which is given texts cut up as the settings say."""
    from tokenizers import Regex, normalizers, pre_tokenizers
    from tokenizers import Tokenizer as Library

    library = Library(model)
    normal = [normalizers.NFC(), *([normalizers.Lowercase()] if tokenizer.lower else [])]
    library.normalizer = normalizers.Sequence(normal)
    match tokenizer.tokens:
        case "words":
            library.pre_tokenizer = pre_tokenizers.Whitespace()
        case "characters":
            library.pre_tokenizer = pre_tokenizers.Split(Regex(r"(?m)[\s\S]"), "isolated")
        case "byte-pairs":
            library.pre_tokenizer = pre_tokenizers.Sequence(
                [pre_tokenizers.WhitespaceSplit(), pre_tokenizers.Metaspace(prepend_scheme="always")]
            )
    return library
