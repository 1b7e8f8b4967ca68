"""What samples are, as files keep it and as sentences call several of them."""

from __future__ import annotations

from typing import Literal

from studio.data.config import Arrays, Data, Drawn, Functions, Pictures, Sequences, Tokenized, Toys, Waveforms
from studio.formatting.numbers import exact
from studio.text import Text, ntr, tr

SampleWord = Literal["picture", "row", "sequence", "point", "sample", "recording"]


def sample_word(config: Data) -> SampleWord:
    """What one sample is."""
    if isinstance(config, Pictures):
        return "picture"
    if isinstance(config, Sequences | Tokenized):
        return "sequence"
    if isinstance(config, Arrays):
        return "sample"
    if isinstance(config, Waveforms):
        return "recording"
    return "point" if isinstance(config, Toys | Functions | Drawn) else "row"


def samples_called(word: SampleWord) -> str:
    """The word for several of them, in the language in use."""
    return {
        "picture": tr("pictures"),
        "row": tr("rows"),
        "sequence": tr("sequences"),
        "point": tr("points"),
        "sample": tr("samples"),
        "recording": tr("recordings"),
    }[word]


def samples_counted(word: SampleWord, count: int) -> Text:
    """So many of them, as sentences call them: `1,797 pictures`."""
    number = exact(count)
    if word == "picture":
        return ntr("{number} picture", "{number} pictures", count, number=number)
    if word == "row":
        return ntr("{number} row", "{number} rows", count, number=number)
    if word == "sequence":
        return ntr("{number} sequence", "{number} sequences", count, number=number)
    if word == "point":
        return ntr("{number} point", "{number} points", count, number=number)
    if word == "recording":
        return ntr("{number} recording", "{number} recordings", count, number=number)
    return ntr("{number} sample", "{number} samples", count, number=number)
