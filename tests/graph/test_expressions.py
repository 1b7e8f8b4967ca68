"""What follows from a block's parameters is worked out without running Python."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from studio.graph.expressions import ExpressionError, evaluate, names, names_in, substitute


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("channels", 64), ("4 * channels", 256), ("channels // 3", 21), ("-channels + 1", -63), ("channels / 128", 0.5),
        ("stride == 1", False), ("not project", False), ("project and stride > 1", True), ("channels % 10", 4),
        ("(stride, 1)", (2, 1)), ("max(channels, 100)", 100), ("channels if project else 0", 64), ("0.5", 0.5),
    ],
)  # fmt: skip
def test_an_expression_gives_what_python_would(text: str, value: object) -> None:
    assert evaluate(text, {"channels": 64, "stride": 2, "project": True}) == value


@pytest.mark.parametrize(
    "text",
    ["", "4 *", "width", "channels.bit_length()", "__import__('os')", "'a' * 9", "[1, 2]", "lambda: 1", "1 / 0",
     "2 ** 99", "(1, 2) + 1", "9007199254740992 * channels", "1" * 300, "open('x')", "min()", "channels := 3"],
)  # fmt: skip
def test_anything_else_is_refused_in_words(text: str) -> None:
    with pytest.raises(ExpressionError, match=r"\.$"):
        evaluate(text, {"channels": 64})


@given(st.text(max_size=60))
def test_no_text_does_anything_but_give_a_value_or_a_sentence(text: str) -> None:
    try:
        said = str(evaluate(text, {"a": 1}))
    except ExpressionError as error:
        said = str(error)
    assert said


def test_the_names_of_an_expression_are_known() -> None:
    assert names("max(a, 2) * b") == {"a", "b"}


def test_whole_numbers_that_divide_evenly_give_a_whole_number() -> None:
    assert isinstance(evaluate("channels / 4", {"channels": 64}), int)
    assert isinstance(evaluate("channels / 4", {"channels": 63}), float)


@pytest.mark.parametrize(
    ("text", "replacements", "result"),
    [
        ("4 * channels", {"channels": "width"}, "4 * width"),
        ("4*channels", {"depth": "width"}, "4*channels"),
        ("channels * 2 - a", {"channels": "b + 1", "a": "b - 1"}, "(b + 1) * 2 - (b - 1)"),
        ("max(max, 2)", {"max": "size"}, "max(size, 2)"),
        ("not a", {"a": "b and c"}, "not (b and c)"),
        ("(a, -a)", {"a": "-3"}, "(-3, --3)"),
        ("a and b", {"a": "b", "b": "a"}, "b and a"),
    ],
)
def test_other_expressions_are_put_in_place_of_names(text: str, replacements: dict[str, str], result: str) -> None:
    assert substitute(text, replacements) == result


def test_what_would_be_too_long_or_cannot_be_read_is_not_put_in_place() -> None:
    with pytest.raises(ExpressionError, match="200 characters"):
        substitute(" + ".join(["a"] * 20), {"a": "channels_of_the_block"})
    with pytest.raises(ExpressionError, match="not an expression"):
        substitute("a", {"a": "b +"})
    assert names_in("a +") == frozenset()
