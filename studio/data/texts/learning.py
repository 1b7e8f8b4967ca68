"""Learns a vocabulary from texts: the same texts give the same one."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Sequence

from studio.data.texts.tokenizer import SPECIAL, UNKNOWN, Tokenizer, library_with


def learnt(tokenizer: Tokenizer, texts: Sequence[str]) -> Tokenizer:
    """The tokenizer with the most frequent tokens of these texts; where two are as frequent, in alphabetical order."""
    if tokenizer.tokens == "byte-pairs":
        vocabulary, merges = _byte_pairs(tokenizer, texts)
        return tokenizer.model_copy(update={"vocabulary": vocabulary, "merges": merges})
    counts = _counts(tokenizer, texts)
    return tokenizer.model_copy(update={"vocabulary": (*SPECIAL, *_frequent(counts, tokenizer.most - len(SPECIAL)))})


def _counts(tokenizer: Tokenizer, texts: Sequence[str]) -> Counter[str]:
    """How often each piece comes up that the model is given."""
    from tokenizers import models

    library = library_with(models.WordLevel({}, unk_token=SPECIAL[UNKNOWN]), tokenizer)
    counts: Counter[str] = Counter()
    for text in texts:
        pieces = library.pre_tokenizer.pre_tokenize_str(library.normalizer.normalize_str(text))
        counts.update(piece for piece, _ in pieces)
    return counts


def _frequent(counts: Counter[str], most: int) -> list[str]:
    return sorted(counts, key=lambda piece: (-counts[piece], piece))[:most]


def _byte_pairs(tokenizer: Tokenizer, texts: Sequence[str]) -> tuple[tuple[str, ...], tuple[tuple[str, str], ...]]:
    """The vocabulary and what is put together in it."""
    from tokenizers import models, trainers

    letters: Counter[str] = Counter()
    for piece, count in _counts(tokenizer, texts).items():
        for letter in piece:
            letters[letter] += count
    alphabet = _frequent(letters, tokenizer.most - len(SPECIAL))
    library = library_with(models.BPE(unk_token=SPECIAL[UNKNOWN]), tokenizer)
    # The alphabet is given, as the library itself breaks ties between letters by chance.
    trainer = trainers.BpeTrainer(
        vocab_size=tokenizer.most, special_tokens=list(SPECIAL), initial_alphabet=alphabet,
        limit_alphabet=len(alphabet), show_progress=False,
    )  # fmt: skip
    library.train_from_iterator(texts, trainer)
    model = json.loads(library.to_str())["model"]
    numbers: dict[str, int] = model["vocab"]
    merges = tuple((first, second) for first, second in map(_pair, model["merges"]))
    return tuple(sorted(numbers, key=numbers.__getitem__)), merges


def _pair(written: str | Sequence[str]) -> Sequence[str]:
    """The two parts, as younger and older versions of the library write them."""
    return written.split(" ") if isinstance(written, str) else written
