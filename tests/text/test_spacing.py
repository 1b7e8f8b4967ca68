"""Spaces around what stands in a Chinese sentence: one beside Latin words and numbers, none beside Chinese signs."""

from __future__ import annotations

from typing import Any

import pytest

from studio.text import ended, in_language, listed, paragraph
from studio.text.spacing import formatted, is_spaced


@pytest.mark.parametrize(
    ("translation", "arguments", "told"),
    [
        ("在 {layer} 中", {"layer": "卷积层"}, "在卷积层中"),
        ("在{layer}中", {"layer": "conv1"}, "在 conv1 中"),
        ("在 {layer} 中", {"layer": "conv1"}, "在 conv1 中"),
        ("共{count}层", {"count": 12}, "共 12 层"),
        ("{count} {what}", {"count": 3, "what": "张图片"}, "3 张图片"),
        ("{metric} {value}", {"metric": "准确率", "value": "0.98"}, "准确率 0.98"),
        ("{metric}{value}", {"metric": "准确率", "value": "0.98"}, "准确率 0.98"),
        ("节点 {name} 出错", {"name": "“conv1”"}, "节点“conv1”出错"),
        ("名称：{name} 。", {"name": "conv1"}, "名称：conv1。"),
        ("共{extra} 层", {"extra": ""}, "共层"),
    ],
)
def test_a_placeholder_is_set_as_what_it_holds_asks(translation: str, arguments: dict[str, Any], told: str) -> None:
    assert formatted(translation, arguments) == told


@pytest.mark.parametrize(
    ("translation", "arguments", "told"),
    [
        ("已保存到 {path}", {"path": "/数据/图 1.png"}, "已保存到 /数据/图 1.png"),
        ("形状 {shape} 不符", {"shape": (1, 28)}, "形状 (1, 28) 不符"),
        ("用 `{code}` 可", {"code": "x = '层' + y"}, "用 `x = '层' + y` 可"),
        ("见 {code}", {"code": "  第1行"}, "见   第1行"),
        ("{a}x+{b}", {"a": 2, "b": "y"}, "2x+y"),
        ("{first}\n{second}", {"first": "甲", "second": "乙"}, "甲\n乙"),
        ("{{{name}}}：{value:.1f}", {"name": "甲", "value": 2}, "{甲}：2.0"),
        ("{value!r} 层", {"value": "a"}, "'a' 层"),
        ("{first} — {second}", {"first": "甲", "second": "乙"}, "甲 — 乙"),
    ],
)
def test_what_stands_in_it_and_other_signs_are_left_alone(
    translation: str, arguments: dict[str, Any], told: str
) -> None:
    assert formatted(translation, arguments) == told


@pytest.mark.parametrize("translation", ["{}", "{other}", "{name", "{name.nothing}"])
def test_wrong_placeholders_are_refused_as_format_refuses_them(translation: str) -> None:
    with pytest.raises((IndexError, KeyError, ValueError, AttributeError)):
        formatted(translation, {"name": "a"})


def test_chinese_alone_is_set_so() -> None:
    assert [each for each in ("en", "zh_CN", "zh", "de_AT", "xx") if is_spaced(each)] == ["zh_CN", "zh"]


def test_english_sentences_stand_one_after_another() -> None:
    assert paragraph("One.", "", "Two.") == "One. Two."
    assert (paragraph(), paragraph("", "One.")) == ("", "One.")
    assert [ended(words) for words in ("One", "One.", "One …", "One?", "")] == ["One.", "One.", "One …", "One?", ""]


@pytest.mark.usefixtures("chinese")
def test_chinese_sentences_stand_without_a_space() -> None:
    assert paragraph("第一句。", "第二句。") == "第一句。第二句。"
    assert paragraph("Out of memory.", "请减小批量。") == "Out of memory. 请减小批量。"
    assert [ended(words) for words in ("第一句", "第一句。", "conv1")] == ["第一句。", "第一句。", "conv1。"]


@pytest.mark.usefixtures("chinese")
def test_chinese_lists_are_set_beside_their_words() -> None:
    assert listed(("卷积", "池化", "全连接")) == "卷积、池化和全连接"
    assert listed(("conv1", "fc"), last="or") == "conv1 或 fc"
    assert listed(("“conv1”", "“fc”")) == "“conv1”和“fc”"


def test_a_list_is_told_again_with_the_signs_of_the_language(request: pytest.FixtureRequest) -> None:
    told = listed("abc")
    request.getfixturevalue("chinese")
    assert in_language(told) == "a、b 和 c"
