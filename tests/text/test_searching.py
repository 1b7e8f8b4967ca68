"""Searches find what is meant in the language in use and in English, wherever a person searches."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from studio.explanation.markup import index_html
from studio.layers.by_name import search_all
from studio.text import Text, in_english, language, ntr, searched, tr


@pytest.fixture
def chinese() -> Iterator[None]:
    assert language.use("zh_CN")
    yield
    language.use("en")


def test_a_text_is_also_what_it_is_in_english(monkeypatch: pytest.MonkeyPatch, chinese: None) -> None:
    inner = tr("Convolution")
    told = Text("Undo {step}", {"step": inner})
    assert in_english(told) == "Undo Convolution"
    assert searched(told, "conv1") == f"{told.casefold()} undo convolution conv1"
    assert in_english(ntr("{count} layer", "{count} layers", 2)) == "2 layers"
    assert in_english("conv1") == "conv1"
    assert searched() == ""


@pytest.mark.parametrize(
    ("words", "first"),
    [
        ("全连接", "Linear"), ("dense", "Linear"), ("池化", "MaxPool2d"), ("丢弃", "Dropout"), ("dropout", "Dropout"),
        ("二维卷积", "Conv2d"), ("2-D convolution", "Conv2d"), ("激活", "ReLU"), ("展平", "Flatten"),
        ("fully connected", "Linear"), ("长短期", "LSTM"),
    ],
)  # fmt: skip
@pytest.mark.usefixtures("chinese")
def test_layers_are_found_by_chinese_and_by_english_words(words: str, first: str) -> None:
    assert search_all(words)[0].__name__ == first
    assert first in index_html(words)


def test_english_searches_find_as_before() -> None:
    assert search_all("dense")[0].__name__ == "Linear"
    assert search_all("全连接") == []


@pytest.mark.usefixtures("chinese")
def test_losses_and_optimizers_are_found_in_both() -> None:
    for words in ("交叉熵", "cross entropy", "CrossEntropyLoss"):
        assert "CrossEntropyLoss" in index_html(words)


@pytest.mark.usefixtures("chinese")
def test_templates_are_found_in_both(qapp: object) -> None:
    from studio.project.templates import template
    from studio.ui.panels.welcome.template_card import TemplateCard

    words = TemplateCard(template("vgg16")).words
    assert "dense" in words
    assert "全连接" in words
