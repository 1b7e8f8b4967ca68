"""The table as text for other programs: names are text there, never formulas, columns or HTML."""

from __future__ import annotations

import csv
from io import StringIO

import pytest
from networks import chain

from studio.compiler.analysis import analyse
from studio.compiler.table import markdown, rows, separated
from studio.formatting.tables import guarded
from studio.graph import Graph, Node, Source, edits
from studio.graph.definition import Definition
from studio.layers.activation import ReLU
from studio.layers.block import create_block
from studio.layers.io import Input, Output

FORMULAS = [
    "=1+1",
    "+cmd|' /C calc'!A0",
    "-2+3",
    "@SUM(A1)",
    '=HYPERLINK("http://a.b","x")',
    "\t=1",
    "\r=1",
    "＝1+1",
    " =1",
]


def table_of(title: str) -> list:
    """The rows of a network with a block of this name."""
    inside = chain(input=Input(shape=(8,)), relu=ReLU(), output=Output())
    graph = Graph(
        {"input": Node(Input(shape=(8,))), "body": Node(create_block(Definition(title, inside)), (Source("input"),))}
    )
    return list(rows(analyse(edits.add(graph, "output", Output(), (Source("body"),)))))


@pytest.mark.parametrize("delimiter", [",", "\t"])
@pytest.mark.parametrize("title", FORMULAS)
def test_a_name_that_looks_like_a_formula_is_text_in_a_spreadsheet(title: str, delimiter: str) -> None:
    read = list(csv.reader(StringIO(separated(table_of(title), delimiter)), delimiter=delimiter))
    assert read[2][1] == "'" + title.strip()
    assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r", "＝")) for row in read for cell in row)
    assert {len(row) for row in read} == {9}


@pytest.mark.parametrize("number", ["-1", "-0.5", "+3", "-1e-08", "12", "-1.5E+10"])
def test_numbers_stay_numbers(number: str) -> None:
    assert guarded(number) == number


@pytest.mark.parametrize("text", ["-1-1", "-a", "--1", "-", "+1+1", "-1 million"])
def test_what_only_begins_like_a_number_is_text(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize(
    ("title", "written"),
    [
        ("a|b", r"a\|b"),
        ("`rm`", r"\`rm\`"),
        ("<img src=x onerror=alert(1)>", "&lt;img src=x onerror=alert(1)&gt;"),
        ("a & b", "a &amp; b"),
        ("[x](http://a.b)", r"\[x\](http://a.b)"),
        ("two\nlines\r| more", r"two lines \| more"),
        ("back\\|slash", r"back\\\|slash"),
        ("*bold* _thin_ my_name", r"\*bold\* \_thin\_ my_name"),
        ("plain", "plain"),
    ],
)  # fmt: skip
def test_a_name_is_plain_text_in_markdown(title: str, written: str) -> None:
    lines = markdown(table_of(title)).splitlines()
    assert len(lines) == 6
    assert lines[3].startswith(f"| body | {written} | 8 |")
