"""Lines for a terminal: a Chinese sign takes two columns, and lines begin and end as Chinese lets them."""

from __future__ import annotations

import pytest

from studio.text.lines import columns, padded, wrapped


@pytest.mark.parametrize(
    ("text", "wide"), [("conv1", 5), ("卷积", 4), ("“卷积”，x", 9), ("é", 1), ("e\u0301", 1), ("", 0)]
)
def test_columns_of_a_text(text: str, wide: int) -> None:
    assert columns(text) == wide


def test_cells_are_filled_up_to_a_width() -> None:
    assert (padded("卷积", 6), padded("卷积", 6, right=True), padded("卷积核", 4)) == ("卷积  ", "  卷积", "卷积核")


def test_english_is_broken_between_words() -> None:
    assert wrapped("a long-winded https://example.org/very-long", 12) == "a\nlong-winded\nhttps://example.org/very-long"


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("卷积层看图片", 6, ["卷积层", "看图片"]),
        ("卷积层，看图片", 6, ["卷积", "层，看", "图片"]),
        ("看“图片”吧", 5, ["看“图", "片”吧"]),
        ("用 Conv2d 看", 8, ["用", "Conv2d", "看"]),
        ("用 Conv2d 看", 9, ["用 Conv2d", "看"]),
        ("见 https://example.org", 8, ["见", "https://example.org"]),
    ],
)
def test_chinese_is_broken_between_signs(text: str, width: int, lines: list[str]) -> None:
    assert wrapped(text, width).split("\n") == lines


def test_nothing_is_lost() -> None:
    text = "每个输出通道对应一个滤波器（大小为 kernel_size），在图像上滑动……“same”除外：1×1 卷积核只混合通道。"
    for width in range(8, 60):
        assert wrapped(text, width).replace("\n", "").replace(" ", "") == text.replace(" ", "")
