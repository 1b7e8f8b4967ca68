"""Texts become the same tokens wherever a vocabulary goes, and it is learnt of nothing but what it is given."""

from __future__ import annotations

import json
from typing import get_args

import pytest
from pydantic import ValidationError
from text_files import sentences

from studio.data.config.texts import Tokens
from studio.data.texts.learning import learnt
from studio.data.texts.tokenizer import PADDING, SPECIAL, UNKNOWN, Tokenizer

TEXTS = [text for text, _ in sentences(40)]


def untrained(tokens: str = "words", length: int = 12, most: int = 60, *, lower: bool = True) -> Tokenizer:
    return Tokenizer(tokens=tokens, lower=lower, length=length, most=most)  # type: ignore[arg-type]


@pytest.fixture(params=get_args(Tokens))
def kind(request: pytest.FixtureRequest) -> str:
    """Each way to cut texts."""
    return str(request.param)


def test_tokens_stay_within_the_vocabulary_and_the_length(kind: str) -> None:
    tokenizer = learnt(untrained(kind), TEXTS)
    assert tokenizer.vocabulary[:2] == SPECIAL
    assert 10 < len(tokenizer.vocabulary) <= 60
    tokens, cut = tokenizer.encode(TEXTS)
    assert tokens.shape == (40, 12)
    assert tokens.min() >= 0
    assert tokens.max() < len(tokenizer.vocabulary)
    longer, _ = learnt(untrained(kind, length=500), TEXTS).encode(TEXTS)
    assert cut == (longer[:, 12] != PADDING).sum()
    assert (longer[:, :12] == tokens).all()


def test_learnt_again_or_read_from_json_it_is_the_same(kind: str) -> None:
    tokenizer = learnt(untrained(kind), TEXTS)
    assert learnt(untrained(kind), TEXTS) == tokenizer
    assert learnt(untrained(kind), list(reversed(TEXTS))) == tokenizer
    read = Tokenizer.model_validate_json(json.dumps(tokenizer.model_dump(mode="json")))
    assert read == tokenizer
    assert (read.encode(TEXTS)[0] == tokenizer.encode(TEXTS)[0]).all()


def test_what_is_not_in_the_vocabulary_is_unknown(kind: str) -> None:
    tokenizer = learnt(untrained(kind), TEXTS)
    tokens, _ = tokenizer.encode(["漢"])
    assert UNKNOWN in tokens[0]
    assert "漢" not in "".join(tokenizer.vocabulary)


@pytest.mark.parametrize("text", [*SPECIAL, "[PAD] [UNK] <pad>", "\u200b", "🙂" * 50, "a\0b", "é e\u0301", "x" * 5_000])
def test_strange_texts_are_no_padding_before_their_end(kind: str, text: str) -> None:
    tokens, _ = learnt(untrained(kind), [*TEXTS, text]).encode([text])
    used = (tokens[0] != PADDING).sum()
    assert used > 0
    assert (tokens[0, :used] != PADDING).all()


def test_words_are_cut_at_signs_and_the_most_frequent_are_kept() -> None:
    tokenizer = learnt(untrained(most=5), ["b b a, a! c", "a b"])
    assert tokenizer.vocabulary == (*SPECIAL, "a", "b", "!")
    assert tokenizer.encode(["A c b"])[0][0, :4].tolist() == [2, UNKNOWN, 3, PADDING]


def test_capital_letters_are_others_only_where_that_is_set() -> None:
    assert learnt(untrained(), ["Ab ab"]).vocabulary == (*SPECIAL, "ab")
    assert learnt(untrained(lower=False), ["Ab ab"]).vocabulary == (*SPECIAL, "Ab", "ab")


def test_letters_in_two_forms_of_unicode_are_the_same() -> None:
    assert len(learnt(untrained(), ["caf\u00e9 cafe\u0301"]).vocabulary) == 3


def test_byte_pairs_put_frequent_letters_together() -> None:
    tokenizer = learnt(untrained("byte-pairs", most=12), ["low lower lowest low"] * 5)
    assert ("l", "o") in tokenizer.merges or ("o", "w") in tokenizer.merges
    assert any(len(token) >= 3 for token in tokenizer.vocabulary[2:])


@pytest.mark.parametrize(
    "changed",
    [
        {"vocabulary": ["a", "b"]}, {"vocabulary": [*SPECIAL, "a", "a"]}, {"merges": [["q", "z"]]}, {"most": 4},
        {"length": 0}, {"tokens": "letters"}, {"more": 1},
    ],
)  # fmt: skip
def test_a_damaged_one_is_refused(changed: dict[str, object]) -> None:
    whole = learnt(untrained(), TEXTS).model_dump(mode="json")
    with pytest.raises(ValidationError):
        Tokenizer.model_validate_json(json.dumps(whole | changed))
