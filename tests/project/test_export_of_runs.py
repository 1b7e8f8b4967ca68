"""What is exported of a run takes samples as they come and answers in their units, whatever became of file and data."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from exported import answers, dense, looking, metadata, project_of, trained
from networks import chain
from PIL import Image
from run_folders import make_older
from sklearn.datasets import load_breast_cancer, load_diabetes

from studio.compiler.export_error import ExportError
from studio.compiler.onnx import Surroundings, Trial, export_onnx
from studio.data.config import BreastCancer, Diabetes, Digits, ImageFolder, LogicGates, Sequences, Toys
from studio.data.load import load
from studio.data.preparation import Preparation
from studio.data.preview import peek
from studio.graph import Source, edits
from studio.layers import layer
from studio.layers.io import Output
from studio.project.export import export, subject_of
from studio.project.exporters.onnx import surroundings
from studio.training.runs import Run
from studio.training.runs.layout import DOCUMENT

pytestmark = pytest.mark.slow


def pictures(root: Path, *classes: str, mixed: bool = False) -> Path:
    """A folder of small pictures, each class of its own brightness; mixed ones differ in size and colour."""
    random = np.random.default_rng(0)
    for place, name in enumerate(classes):
        (root / name).mkdir(parents=True)
        for number in range(12):
            height, width = (9 + number, 14 + 2 * number % 7) if mixed else (12, 12)
            pixels = random.integers(0, 100, (height, width, 3), dtype=np.uint8) + np.uint8(100 * place)
            image = Image.fromarray(pixels)
            (image.convert("L") if mixed and number % 3 == 0 else image).save(root / name / f"{number:02}.png")
    return root


def test_rows_of_the_source_are_answered_as_well_as_in_the_training(tmp_path: Path) -> None:
    run = trained(project_of(dense(30, 16, 2), BreastCancer(), epochs=20), tmp_path / "run")
    export(subject_of(project_of(dense(30, 16, 2), BreastCancer()), run).project, tmp_path / "m.onnx", run)
    rows, classes = load_breast_cancer(return_X_y=True)
    accuracy = (answers(tmp_path / "m.onnx", rows).argmax(1) == classes).mean()
    assert accuracy == pytest.approx(0.98, abs=0.01)
    told = metadata(tmp_path / "m.onnx")
    assert json.loads(told["classes"]) == ["malignant", "benign"]
    assert json.loads(told["features"])[0] == "mean radius"
    assert (told["run"], told["task"], told["prepared"]) == ("run", "classes", "true")
    kept = run.preparation()
    assert kept is not None
    assert Preparation.from_json(json.loads(told["preparation"])) == kept


def test_numbers_are_answered_in_their_own_units(tmp_path: Path) -> None:
    project = project_of(dense(10, 16, 1), Diabetes(), loss="MSELoss", epochs=20)
    run = trained(project, tmp_path / "run")
    export(project, tmp_path / "m.onnx", run)
    rows, progress = load_diabetes(return_X_y=True, scaled=False)
    found = answers(tmp_path / "m.onnx", rows)[:, 0]
    assert 25 < found.min() < found.max() < 346
    assert np.corrcoef(found, progress)[0, 1] > 0.6
    kept = run.preparation()
    assert kept is not None
    finish = kept.finish()
    assert finish is not None
    with torch.no_grad():
        wanted = finish(subject_of(project, run).trained[0](kept.prepare()(torch.tensor(rows, dtype=torch.float32))))
    np.testing.assert_allclose(found, wanted[:, 0].numpy(), rtol=1e-4)
    assert json.loads(metadata(tmp_path / "m.onnx")["targets"]) == ["disease progression"]


def test_without_the_preparation_the_file_is_the_bare_network(tmp_path: Path) -> None:
    project = project_of(dense(30, 16, 2), BreastCancer())
    run = trained(project, tmp_path / "run")
    export(project, tmp_path / "m.onnx", run, {"preparation": False})
    samples = load(project.data, (30,), 0).test.inputs
    with torch.no_grad():
        wanted = subject_of(project, run).trained[0](samples)
    np.testing.assert_allclose(answers(tmp_path / "m.onnx", samples), wanted.numpy(), atol=1e-5)
    assert metadata(tmp_path / "m.onnx")["prepared"] == "false"


def test_classes_are_those_of_the_training_after_a_folder_is_renamed(tmp_path: Path) -> None:
    root = pictures(tmp_path / "D", "cats", "dogs")
    project = project_of(looking(3, 12, 12, classes=2), ImageFolder(path=str(root)))
    run = trained(project, tmp_path / "run")
    (root / "cats").rename(root / "tabby_cats")
    exported = export(project, tmp_path / "m.onnx", run)
    assert json.loads(metadata(tmp_path / "m.onnx")["classes"]) == ["cats", "dogs"]
    assert not exported.on_noise


def test_after_the_data_are_gone_the_file_is_whole_and_says_what_it_was_tried_on(tmp_path: Path) -> None:
    root = pictures(tmp_path / "D", "cats", "dogs", mixed=True)
    project = project_of(looking(3, 12, 10, classes=2), ImageFolder(path=str(root)))
    run = trained(project, tmp_path / "run")
    root.rename(tmp_path / "elsewhere")
    exported = export(project, tmp_path / "m.onnx", run)
    assert exported.on_noise
    assert any("not tried on samples of the data" in note for note in exported.notes)
    assert json.loads(metadata(tmp_path / "m.onnx")["classes"]) == ["cats", "dogs"]
    assert answers(tmp_path / "m.onnx", np.zeros((1, 3, 40, 31))).shape == (1, 2)


@pytest.mark.parametrize("channels", [1, 3])
def test_pictures_of_any_size_and_colour_are_prepared_as_in_the_training(tmp_path: Path, channels: int) -> None:
    root = pictures(tmp_path / "D", "dark", "light", mixed=True)
    data = ImageFolder(path=str(root), normalize=True)
    project = project_of(looking(channels, 12, 10, classes=2), data)
    run = trained(project, tmp_path / "run")
    export(project, tmp_path / "m.onnx", run)
    kept = run.preparation()
    assert kept is not None
    seen = load(data, (channels, 12, 10), 0, preparation=kept)
    with torch.no_grad():
        wanted = {
            tuple(row) for row in subject_of(project, run).trained[0](seen.train.inputs).round(decimals=3).tolist()
        }
    assert kept.source == (3, None, None), (
        "pictures are fed in colour although the first is grey, whatever the Input takes"
    )
    raw = peek(data, 24, kept).inputs
    assert len({sample.shape for sample in raw}) > 3
    found = [answers(tmp_path / "m.onnx", sample[None])[0] for sample in raw]
    near = [any(np.allclose(each, other, atol=2e-3) for other in wanted) for each in found]
    assert sum(near) >= len(seen.train), "the samples of the training are among those read one by one"


@pytest.mark.parametrize("shape", [(1, 28, 28), (784,), (64,)])
def test_digits_of_their_own_size_and_larger_ones_go_into_one_file(tmp_path: Path, shape: tuple[int, ...]) -> None:
    graph = looking(*shape, classes=10) if len(shape) == 3 else dense(shape[0], 16, 10)
    data = Digits()
    if shape == (784,):
        with pytest.raises(AssertionError, match="784"):  # a flat Input takes pictures of just as many numbers
            trained(project_of(graph, data), tmp_path / "run")
        return
    run = trained(project_of(graph, data), tmp_path / "run")
    export(project_of(graph, data), tmp_path / "m.onnx", run)
    raw = peek(data, 9).batch
    kept = run.preparation()
    assert kept is not None
    with torch.no_grad():
        wanted = subject_of(project_of(graph, data), run).trained[0](kept.prepare()(raw))
    np.testing.assert_allclose(answers(tmp_path / "m.onnx", raw), wanted.numpy(), atol=1e-4)
    if len(shape) == 3:
        assert answers(tmp_path / "m.onnx", np.zeros((2, 1, 28, 28))).shape == (2, 10)


@pytest.mark.parametrize("target", ["properties", "ink", "input"])
def test_whatever_is_learnt_of_pictures_is_answered(tmp_path: Path, target: str) -> None:
    channels = {"properties": 4, "ink": 2, "input": 1}[target]
    loss = {"properties": "BCEWithLogitsLoss", "ink": "CrossEntropyLoss", "input": "MSELoss"}[target]
    same = chain(
        input=layer("Input", shape=(1, 8, 8)),
        conv=layer("Conv2d", out_channels=channels, kernel_size=[3, 3], padding=[1, 1]),
        output=layer("Output"),
    )
    project = project_of(
        looking(1, 8, 8, classes=4) if target == "properties" else same,
        Digits(target=target, normalize=True),  # type: ignore[arg-type]
        loss=loss,
        epochs=3,
    )
    run = trained(project, tmp_path / "run")
    export(project, tmp_path / "m.onnx", run)
    found = answers(tmp_path / "m.onnx", raw := peek(project.data, 20).batch)
    assert metadata(tmp_path / "m.onnx")["task"] == {"properties": "labels", "ink": "pixels", "input": "input"}[target]
    if target == "input":
        assert np.abs(found - raw.numpy()).mean() < 0.3, "the answer is a picture again, not a normalised one"


@pytest.mark.parametrize("data", [Sequences(samples=100), Toys(samples=100), LogicGates()], ids=lambda each: each.kind)
def test_tokens_points_and_gates_go_in_as_they_are(tmp_path: Path, data: Sequences | Toys | LogicGates) -> None:
    tokens = isinstance(data, Sequences)
    graph = dense(2, 8, 2)
    if isinstance(data, Sequences):
        graph = chain(
            input=layer("Input", shape=(data.length,), dtype="int64"),
            embedding=layer("Embedding", num_embeddings=data.vocabulary, embedding_dim=4),
            flatten=layer("Flatten"),
            fc=layer("Linear", out_features=2),
            output=layer("Output"),
        )
    project = project_of(graph, data)
    run = trained(project, tmp_path / "run")
    exported = export(project, tmp_path / "m.onnx", run)
    assert not exported.on_noise
    raw = peek(data, 4).batch
    assert answers(tmp_path / "m.onnx", raw, np.int64 if tokens else np.float32).shape == (4, 2)


def test_every_output_of_several_is_in_the_units_of_the_data(tmp_path: Path) -> None:
    graph = edits.add(dense(10, 8, 1), "early", layer("Linear", out_features=1), (Source("relu"),))
    graph = edits.add(graph, "aside", Output(), (Source("early"),))
    project = project_of(graph, Diabetes(), loss="MSELoss", epochs=3)
    run = trained(project, tmp_path / "run")
    report = export(project, tmp_path / "m.onnx", run).report
    assert report is not None
    assert report.outputs == ("output", "aside")


def test_a_lost_or_wrong_preparation_would_be_noticed(tmp_path: Path) -> None:
    project = project_of(dense(30, 16, 2), BreastCancer())
    subject = subject_of(project, trained(project, tmp_path / "run"))
    kept = subject.preparation
    assert kept is not None
    raw, seen = peek(project.data, 7).batch, kept.prepare()(peek(project.data, 7).batch)
    wrong = replace(surroundings(kept), prepare=torch.nn.Identity())
    for given in (wrong, Surroundings(torch.nn.Hardtanh())):
        with pytest.raises(ExportError, match="differ from PyTorch"):
            export_onnx(
                subject.trained[0],
                project.graph,
                tmp_path / "m.onnx",
                samples=[Trial((raw,), (seen,))],
                surroundings=given,
            )
    assert not (tmp_path / "m.onnx").exists()


def test_a_run_of_before_is_taken_with_a_loud_sentence(tmp_path: Path) -> None:
    project = project_of(dense(30, 16, 2), BreastCancer(), epochs=3)
    run = trained(project, tmp_path / "run")
    make_older(run.path)
    exported = export(project, tmp_path / "m.onnx", run)
    assert any("before runs kept how their samples are prepared" in note for note in exported.notes)
    rows, classes = load_breast_cancer(return_X_y=True)
    assert (answers(tmp_path / "m.onnx", rows).argmax(1) == classes).mean() > 0.8


def test_a_run_of_before_whose_data_are_gone_says_that_samples_have_to_be_prepared(tmp_path: Path) -> None:
    root = pictures(tmp_path / "D", "cats", "dogs")
    project = project_of(looking(3, 12, 12, classes=2), ImageFolder(path=str(root)))
    run = trained(project, tmp_path / "run")
    make_older(run.path)
    root.rename(tmp_path / "elsewhere")
    exported = export(project, tmp_path / "m.onnx", Run.open(run.path))
    assert any("its data are not at hand" in note for note in exported.notes)


def test_a_network_of_a_run_that_cannot_be_read_is_named_with_its_run(tmp_path: Path) -> None:
    run = trained(project_of(dense(30, 16, 2), BreastCancer(), epochs=1), tmp_path / "thursday")
    make_older(run.path)
    (run.path / DOCUMENT).write_text("")
    with pytest.raises(
        ExportError, match=r"The network of the run “thursday” cannot be read\. It is empty\."
    ) as refused:
        export(project_of(dense(30, 16, 2), BreastCancer()), tmp_path / "m.onnx", Run.open(run.path))
    assert "from a copy" in refused.value.remedy


WRITTEN = """
class Twice(nn.Module):
    def __init__(self):
        super().__init__()
        self.first = nn.Linear(30, 30)
        self.second = nn.Linear(30, 30)
        self.second.weight = self.first.weight

    def forward(self, x):
        return self.second(torch.relu(self.first(x)))
"""


def test_tied_tensors_are_exported(tmp_path: Path) -> None:
    from studio.layers import consent
    from studio.layers.custom import Custom

    consent.allow([WRITTEN])
    graph = chain(
        input=layer("Input", shape=(30,)),
        tied=Custom(code=WRITTEN),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    project = project_of(graph, BreastCancer(), epochs=5)
    run = trained(project, tmp_path / "run")
    export(project, tmp_path / "m.onnx", run)
    rows, classes = load_breast_cancer(return_X_y=True)
    assert (answers(tmp_path / "m.onnx", rows).argmax(1) == classes).mean() > 0.9
