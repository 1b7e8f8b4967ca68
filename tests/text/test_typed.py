"""Full-width signs, as an input method for Chinese gives them, mean what plain ones mean."""

from __future__ import annotations

import pytest

from studio.data.config.mask_values import named_values
from studio.data.formulas import checked
from studio.insight.loss_values import table
from studio.project.budgets import Budget
from studio.project.import_asked import shape_of
from studio.text import half_width, parted
from studio.ui.widgets.number import parse
from studio.ui.widgets.number_grid import number


@pytest.mark.parametrize(
    ("typed", "plain"),
    [("３，３", "3,3"), ("０．５", "0.5"), ("０。５", "0.5"), ("（３、３）", "(3,3)"), ("−１ｅ−３", "-1e-3"),
     ("ｘ＝２", "x=2"),
     ("卷积　3", "卷积 3")],
)  # fmt: skip
def test_signs_become_plain(typed: str, plain: str) -> None:
    assert half_width(typed) == plain


def test_words_stand_between_commas_of_any_width() -> None:
    assert parted("好，论文、 a b ,,，") == ["好", "论文", "a b"]
    assert parted(" ") == []


def test_numbers_shapes_formulas_and_budgets_are_read() -> None:
    assert (parse("１２", whole=True), parse("０．５", whole=False), parse("层", whole=True)) == (12, 0.5, "层")
    assert number("０，５") == 0.5
    assert shape_of("图＝３，２２４，２２４") == ("图", (3, 224, 224))
    assert table("０．１，０．９；１、０", "q").tolist() == [[0.1, 0.9], [1.0, 0.0]]
    assert checked("ｓｉｎ（３＊x）＋y") == "sin(3*x)+y"
    assert Budget.read("５ ｍｓ").limit == Budget.read("5 ms").limit
    assert named_values("０＝背景，１＝道路") == {"0": "背景", "1": "道路"}
