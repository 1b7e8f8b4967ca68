"""A network trained on a table takes rows as they come, with gaps and categories, in ONNX and source as in training."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from exported import answers, dense, metadata, project_of, trained
from table_data import table

from studio.data import TableFile
from studio.data.errors import DataError
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.data.preview import peek
from studio.project.export import export, subject_of
from studio.training.runs import Run

pytestmark = pytest.mark.slow

COLOURS = ("red", "blue", "green")
LINES = [
    f"{'' if at % 5 == 0 else at / 4},{'' if at % 7 == 0 else COLOURS[at % 3]},{at % 2},{at * 10 + 3}\n"
    for at in range(60)
]
HEADER = "size,colour,sold,price\n"


def sales(folder: Path, lines: list[str] = LINES, **settings: object) -> TableFile:
    """What things sold for: two numbers, of which one has gaps, and a colour with gaps."""
    roles = {"price": "number"}
    return table(folder, HEADER + "".join(lines), **{"roles": roles, "missing": "category", **settings})


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> Run:
    folder = tmp_path_factory.mktemp("sales")
    return trained(project_of(dense(7, 8, 1), sales(folder), loss="MSELoss", epochs=3), folder / "run")


def kept_of(run: Run) -> Preparation:
    kept = run.preparation()
    assert kept is not None
    return kept


def rows_by_price(config: TableFile, kept: Preparation) -> dict[float, list[float]]:
    """Raw rows as the run takes them, by what they sold for."""
    targets, inputs = peek(config, 60).targets, peek(config, 60, kept).inputs
    return {target.item(): row.tolist() for target, row in zip(targets, inputs, strict=True)}


def expected(run: Run, config: TableFile, rows: torch.Tensor) -> np.ndarray[Any, Any]:
    """What the network says to raw rows, prepared as in the training and back in the units of the price."""
    subject = subject_of(project_of(dense(7, 8, 1), config, loss="MSELoss"), run)
    kept = kept_of(run)
    finish = kept.finish()
    assert finish is not None
    with torch.no_grad():
        found = finish(subject.trained[0](kept.prepare()(rows)))
    return np.asarray(found)


def test_onnx_takes_rows_as_they_come_with_gaps_and_categories(run: Run, tmp_path: Path) -> None:
    config = sales(tmp_path)
    export(project_of(dense(7, 8, 1), config, loss="MSELoss"), tmp_path / "m.onnx", run)
    rows = peek(config, 60, kept_of(run)).batch
    assert rows.isnan().any()
    np.testing.assert_allclose(answers(tmp_path / "m.onnx", rows.numpy()), expected(run, config, rows), rtol=1e-4)
    told = metadata(tmp_path / "m.onnx")
    assert json.loads(told["features"]) == ["size", "colour", "sold"]
    assert json.loads(told["categories"]) == {"colour": ["blue", "green", "red", ""]}
    assert json.loads(told["targets"]) == ["price"]


def test_an_unknown_category_is_none_of_the_known_ones(run: Run, tmp_path: Path) -> None:
    config = sales(tmp_path)
    export(project_of(dense(7, 8, 1), config, loss="MSELoss"), tmp_path / "m.onnx", run)
    rows = np.array([[3.0, place, 1.0] for place in (0, 1, 2, 3, 4, -1, 0.5)], np.float32)
    found = answers(tmp_path / "m.onnx", rows)[:, 0]
    assert len(set(found[:4].round(4))) == 4
    assert found[4] == found[5] == found[6]
    assert found[4] not in found[:4]


def test_source_prepares_rows_in_the_same_way(run: Run, tmp_path: Path) -> None:
    config = sales(tmp_path)
    export(project_of(dense(7, 8, 1), config, loss="MSELoss"), tmp_path / "m.py", run)
    names: dict[str, Any] = {}
    exec((tmp_path / "m.py").read_text(encoding="utf-8"), names)
    rows = peek(config, 60, kept_of(run)).batch
    torch.testing.assert_close(names["prepare"](rows), kept_of(run).prepare()(rows))
    assert names["CATEGORIES"] == ((), ("blue", "green", "red", ""), ())


def test_a_row_means_the_same_whatever_the_file_holds_today(run: Run, tmp_path: Path) -> None:
    kept = kept_of(run)
    few_lines = [line for line in LINES if "blue" not in line]
    few = sales(tmp_path, few_lines)
    assert load(few, (6,), seed=0).preparation.categories[1] == ("green", "red", "")
    today = rows_by_price(few, kept)
    before = rows_by_price(sales(tmp_path), kept)
    assert len(today) == len(few_lines)
    for price, row in today.items():
        np.testing.assert_array_equal(row, before[price])


def test_a_category_that_the_run_does_not_know_is_refused(run: Run, tmp_path: Path) -> None:
    more = sales(tmp_path, [*LINES, "1,violet,0,9\n", "2,violet,1,9\n"])
    with pytest.raises(DataError, match="“colour” has the category “violet”, which no row had"):
        peek(more, 70, kept_of(run))
