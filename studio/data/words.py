"""What samples are, as files keep it and as sentences call several of them."""

from __future__ import annotations

from typing import Literal

from studio.data.config import Arrays, Data, Drawn, Functions, Pictures, Sequences, Tokenized, Toys, Waveforms
from studio.text import tr

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
