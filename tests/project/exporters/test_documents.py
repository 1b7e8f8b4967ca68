"""Tables for papers and notebooks."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

from studio.compiler.analysis import analyse
from studio.project.export import export
from studio.project.templates import template

PROJECT = template("lenet5").load()


def test_the_latex_table_has_every_layer_and_the_sums(tmp_path: Path) -> None:
    export(PROJECT, tmp_path / "net.tex")
    lines = (tmp_path / "net.tex").read_text(encoding="utf-8").splitlines()
    total = analyse(PROJECT.graph).total
    assert lines[0] == r"\begin{tabular}{lllrr}"
    assert lines[-1] == r"\end{tabular}"
    assert rf"total &  &  & {total.parameters:,} & {total.macs:,} \\" in lines
    for name in PROJECT.graph:
        assert any(line.startswith(f"{name} & ") for line in lines)
    assert any(r"6$\times$28$\times$28" in line for line in lines)


def test_the_cells_of_the_notebook_run_one_after_the_other(tmp_path: Path) -> None:
    export(PROJECT, tmp_path / "net.ipynb")
    made = json.loads((tmp_path / "net.ipynb").read_text(encoding="utf-8"))
    assert (made["nbformat"], made["nbformat_minor"]) == (4, 5)
    assert len({cell["id"] for cell in made["cells"]}) == len(made["cells"])
    names: dict[str, Any] = {}
    for cell in made["cells"]:
        if cell["cell_type"] == "code":
            assert (cell["outputs"], cell["execution_count"]) == ([], None)
            text = "".join(cell["source"])
            ast.parse(text)
            exec(text, names)
    assert names["outputs"].shape == (2, 10)
