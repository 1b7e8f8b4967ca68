"""Tables as text: CSV and tab-separated for spreadsheets, Markdown and LaTeX for documents.

Cells are taken for nothing but text.
"""

from __future__ import annotations

import csv
import html
import re
from collections.abc import Iterable, Sequence
from io import StringIO

from studio.text import written_out

FORMULA = tuple("=+-@＝＋－＠")
"""What a formula begins with in spreadsheets, also as wide as a character of East Asia."""

_NUMBER = re.compile(r"[-+]?[0-9.]+(?:[eE][-+]?[0-9]+)?")
_MARKS = re.compile(r"[\\`|*\[\]~]|(?<![^\W_])_|_(?![^\W_])")
"""What Markdown gives a meaning; an underscore within a word has none."""

_SPACES = re.compile(r"[ \t\r\n\v\f]+")

_TEX = {
    **{letter: f"\\{letter}" for letter in "&%$#_{}"},
    "\\": r"\textbackslash{}", "~": r"\textasciitilde{}", "^": r"\textasciicircum{}",
    "<": "$<$", ">": "$>$", "|": "$|$", "±": r"$\pm$", "×": r"$\times$", "−": "$-$", "★": r"$\star$",
    "\u202f": r"\,", "\u00a0": "~", "–": "--", "—": "---",
}  # fmt: skip
"""What LaTeX gives a meaning, or cannot set as it stands."""


def separated(head: Iterable[str], rows: Iterable[Iterable[str]], delimiter: str = ",") -> str:
    """Rows under their header as CSV, or with another delimiter."""
    text = StringIO()
    writer = csv.writer(text, delimiter=delimiter, lineterminator="\n")
    writer.writerow(map(guarded, head))
    writer.writerows(map(guarded, row) for row in rows)
    return text.getvalue()


def markdown(head: Sequence[str], rows: Iterable[Iterable[str]], words: int) -> str:
    """Rows as a Markdown table: so many columns of words at the left, then numbers, which stand to the right."""
    ruler = ["---"] * words + ["---:"] * (len(head) - words)
    lines = [_line(map(plain, head)), _line(ruler), *(_line(map(plain, row)) for row in rows)]
    return "".join(lines)


def latex(head: Sequence[str], rows: Iterable[Iterable[str]], words: int) -> str:
    """Rows as a LaTeX table with the rules of booktabs: so many columns of words, then numbers to the right."""
    columns = "l" * words + "r" * (len(head) - words)
    lines = [_tex_line(head), r"\midrule", *map(_tex_line, rows)]
    parts = [rf"\begin{{tabular}}{{{columns}}}", r"\toprule", *lines, r"\bottomrule", r"\end{tabular}"]
    return "".join(f"{part}\n" for part in parts)


def guarded(cell: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe stands before what would begin one.

    Numbers, negative ones too, stay numbers. Line breaks and tabs become spaces.
    """
    cell = written_out(" ".join(cell.split()))
    return f"'{cell}" if cell.startswith(FORMULA) and not _NUMBER.fullmatch(cell) else cell


def plain(cell: str) -> str:
    """A cell as plain text of a Markdown table: nothing in it is a column, code, a link or HTML."""
    text = html.escape(written_out(" ".join(cell.split())), quote=False)
    return _MARKS.sub(r"\\\g<0>", text)


def _tex_line(cells: Iterable[str]) -> str:
    return rf"{' & '.join(map(tex, cells))} \\"


def tex(cell: str) -> str:
    """A cell as plain text of LaTeX, signs of numbers as formulas."""
    return "".join(_TEX.get(letter, letter) for letter in written_out(_SPACES.sub(" ", cell)))


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |\n"
