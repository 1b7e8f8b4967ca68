"""Predictions at the command line: of runs, projects by their last run, and exported files, with equal answers."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from exported import dense, looking, project_of, trained
from PIL import Image
from sklearn.datasets import load_digits, load_iris

from studio.data import Digits, Iris
from studio.data.config import Diabetes
from studio.data.load import load
from studio.project.export import export, subject_of_run
from studio.project.file import save
from studio.training.runs import Run

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Runs of digits, of iris and of diabetes, with a project file beside its own, and each exported."""
    folder = tmp_path_factory.mktemp("predict")
    made = {
        "digits": project_of(looking(1, 8, 8, classes=10), Digits(), epochs=3),
        "iris": project_of(dense(4, 16, 3), Iris(normalize=True), epochs=20),
        "diabetes": project_of(dense(10, 8, 1), Diabetes(normalize=True), loss="MSELoss", epochs=5),
    }
    for name, project in made.items():
        run = trained(project, folder / f"{name}.runs" / "first")
        save(project, folder / f"{name}.nns")
        export(project, folder / f"{name}.onnx", run, {"preparation": name != "diabetes"})
    return folder


@pytest.fixture
def flowers(tmp_path: Path) -> Path:
    """The rows of iris, with their class, in a table."""
    found = load_iris()
    lines = [",".join([*found.feature_names, "species"])]
    lines += [",".join([*map(str, row), "unknown"]) for row in found.data]
    (tmp_path / "flowers.csv").write_text("\n".join(lines), encoding="utf-8")
    return tmp_path / "flowers.csv"


def said(result: Any) -> list[dict[str, Any]]:
    assert result.status == 0, result.err
    found: list[dict[str, Any]] = json.loads(result.out)
    return found


def probabilities(entries: list[dict[str, Any]]) -> np.ndarray[Any, Any]:
    return np.array([list(entry["probabilities"].values()) for entry in entries])


def test_rows_of_a_table_get_the_classes_that_the_network_gives_them(studio, place: Path, flowers: Path) -> None:
    entries = said(studio("predict", place / "iris.runs" / "first", flowers, "--json"))
    names = load_iris().target_names
    assert [entry["input"] for entry in entries[:2]] == [f"{flowers}:2", f"{flowers}:3"]
    assert list(entries[0]["probabilities"]) == list(names)
    np.testing.assert_allclose(probabilities(entries).sum(1), 1, atol=1e-6)
    right = [entry["prediction"] == names[target] for entry, target in zip(entries, load_iris().target, strict=True)]
    assert np.mean(right) > 0.8
    module, _ = subject_of_run(Run(place / "iris.runs" / "first")).trained
    data = load(Iris(normalize=True), (4,), 0)
    by_row = {tuple(row): each for row, each in zip(load_iris().data.tolist(), probabilities(entries), strict=True)}
    scale = data.preparation.normalization
    assert scale is not None
    for prepared in data.test.inputs[:20]:
        raw = prepared.double().numpy() * scale.deviation + scale.mean
        expected = module(prepared[None]).softmax(1)[0].detach().numpy()
        np.testing.assert_allclose(by_row[tuple(raw.round(1).tolist())], expected, atol=1e-5)


@pytest.mark.parametrize("other", ["iris.nns", "iris.onnx", "iris.runs/first/project.nns"])
def test_the_project_and_the_exported_file_answer_as_the_run_does(
    studio, place: Path, flowers: Path, other: str
) -> None:
    wanted = said(studio("predict", place / "iris.runs" / "first", flowers, "--json"))
    found = said(studio("predict", place / other, flowers, "--json"))
    assert [entry["prediction"] for entry in found] == [entry["prediction"] for entry in wanted]
    np.testing.assert_allclose(probabilities(found), probabilities(wanted), atol=1e-5)


def test_numbers_come_in_the_units_of_the_data(studio, place: Path) -> None:
    row = "age=59,sex=2,bmi=32.1,bp=101,s1=157,s2=93.2,s3=38,s4=4,s5=4.8598,s6=87"
    found = [
        said(studio("predict", place / name, "--row", row, "--row", row, "--json"))
        for name in ("diabetes.runs/first", "diabetes.onnx")
    ]
    value = found[0][0]["values"]["disease progression"]
    assert found[0][0]["input"] == row
    assert 30 < value < 320
    assert [entry["values"]["disease progression"] for entries in found for entry in entries] == [
        pytest.approx(value, rel=1e-5)
    ] * 4


def test_pictures_arrays_and_folders_are_answered_in_their_order(studio, place: Path, tmp_path: Path) -> None:
    scans, labels = load_digits().images / 16, load_digits().target
    (tmp_path / "scans" / "more").mkdir(parents=True)
    for at in range(10):
        name = f"more/{at}.png" if at % 2 else f"{at}.png"
        Image.fromarray((scans[at] * 255).round().astype(np.uint8)).save(tmp_path / "scans" / name)
    np.save(tmp_path / "batch.npy", scans[10:30])
    entries = said(studio("predict", place / "digits.nns", "batch.npy", "scans", "--json"))
    assert [entry["input"] for entry in entries] == [
        *(f"batch.npy:{at}" for at in range(20)),
        *(f"scans/{at}.png" for at in (0, 2, 4, 6, 8)),
        *(f"scans/more/{at}.png" for at in (1, 3, 5, 7, 9)),
    ]
    order = [*range(10, 30), 0, 2, 4, 6, 8, 1, 3, 5, 7, 9]
    assert np.mean([entry["prediction"] == str(labels[at]) for entry, at in zip(entries, order, strict=True)]) > 0.8
    again = said(studio("predict", place / "digits.onnx", "batch.npy", "scans", "--json"))
    np.testing.assert_allclose(probabilities(entries), probabilities(again), atol=1e-5)


def test_people_see_a_table_and_whose_weights_answer(studio, place: Path) -> None:
    row = "sepal length (cm)=5.1,sepal width (cm)=3.5,petal length (cm)=1.4,petal width (cm)=0.2"
    result = studio("predict", place / "iris.nns", "--row", row, "--checkpoint", "last")
    assert result.status == 0
    assert "setosa" in result.out
    assert "%" in result.out
    assert "the run “first” after epoch 20, its last" in result.err


def test_what_is_wrong_with_one_sample_leaves_the_others_answered(studio, place: Path, flowers: Path) -> None:
    lines = flowers.read_text(encoding="utf-8").splitlines()[:5]
    lines[2] = lines[2].replace("4.9", "")
    lines[3] = lines[3].replace("4.7", "long")
    flowers.write_text("\n".join(lines), encoding="utf-8")
    result = studio("predict", place / "iris.nns", flowers, "nothing.csv", "--json")
    assert result.status == 1
    entries = json.loads(result.out)
    assert ["prediction" in entry for entry in entries] == [True, False, False, True, False]
    assert "“sepal length (cm)” a value is missing" in entries[1]["error"]
    assert "“long”, which is no number" in entries[2]["error"]
    assert "“nothing.csv” is not there" in entries[4]["error"]
    assert all(entry["error"] in result.err for entry in entries if "error" in entry)


def test_a_project_without_a_run_is_refused(studio, tmp_path: Path) -> None:
    save(project_of(dense(4, 16, 3), Iris()), tmp_path / "new.nns")
    result = studio("predict", "new.nns", "--row", "a=1", "--json")
    assert result.status == 1
    assert "has no run with weights" in result.err
    assert not result.out


def test_a_process_of_its_own_needs_no_data(python, place: Path, flowers: Path) -> None:
    result = python("-m", "studio", "predict", place / "iris.runs" / "first", flowers, "--json")
    assert result.status == 0, result.err
    assert len(json.loads(result.out)) == 150


def test_what_was_edited_since_is_told(studio, place: Path, flowers: Path, tmp_path: Path) -> None:
    save(project_of(dense(4, 17, 3), Iris(normalize=True)), place / "other.nns")
    (place / "other.runs").symlink_to(place / "iris.runs")
    result = studio("predict", place / "other.nns", flowers, "--json")
    assert result.status == 0
    assert "“fc1”" in result.err
    assert "What answers is the network of the run" in result.err
