"""Tables for LaTeX: what is in a cell is text, whatever it looks like."""

from __future__ import annotations

import pytest

from studio.formatting.tables import latex, tex


@pytest.mark.parametrize(
    ("cell", "written"),
    [
        ("a & b", r"a \& b"), ("50 %", r"50 \%"), ("x_1^2", r"x\_1\textasciicircum{}2"), ("{}$#", r"\{\}\$\#"),
        (r"\input{/etc/passwd}", r"\textbackslash{}input\{/etc/passwd\}"), ("1 ± 2", r"1 $\pm$ 2"),
        ("97\u202f%", r"97\,\%"),
        ("a\nb\t c", "a b c"), ("3×3", r"3$\times$3"), ("~<>", r"\textasciitilde{}$<$$>$"),
    ],
)  # fmt: skip
def test_a_cell_is_text(cell: str, written: str) -> None:
    assert tex(cell) == written


def test_words_stand_to_the_left_and_numbers_to_the_right() -> None:
    assert latex(["a", "b", "c"], [["x", "1", "2"]], 1).splitlines() == [
        r"\begin{tabular}{lrr}", r"\toprule", r"a & b & c \\", r"\midrule", r"x & 1 & 2 \\", r"\bottomrule",
        r"\end{tabular}",
    ]  # fmt: skip
