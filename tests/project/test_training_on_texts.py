"""Real texts are learnt by the text classifiers of the gallery, and the vocabulary goes where the run goes."""

from __future__ import annotations

import json
from dataclasses import replace
from importlib.resources import files
from pathlib import Path

import numpy as np
import pytest
import torch
from exported import answers, metadata, trained

from studio.compiler.analysis import analyse
from studio.data.config import TextFolder
from studio.data.load import describe, load
from studio.data.preview import peek
from studio.project import Project
from studio.project.adapting import adapted
from studio.project.export import export, subject_of
from studio.project.snapshots import snapshot
from studio.project.templates import template
from studio.training.events import Evaluated
from studio.training.runs import Run
from studio.training.suitability import unsuitable
from studio.training.testing import evaluate_run

pytestmark = pytest.mark.slow

SETS = ("breast_cancer", "twenty_newsgroups", "kddcup99")
"""Data sets that scikit-learn describes in texts."""

MOST_WORDS = 600
"""Of each, so that there are about as many pieces of them."""


def described_sets(folder: Path) -> TextFolder:
    """Pieces of the descriptions, of eight words, with the data set as the class, in a folder for each."""
    for name in SETS:
        (folder / name).mkdir(parents=True)
        text = files("sklearn.datasets.descr").joinpath(f"{name}.rst").read_text(encoding="utf-8")
        words = text.split()
        for at in range(0, min(len(words), MOST_WORDS), 8):
            (folder / name / f"{at:04}.txt").write_text(" ".join(words[at : at + 8]), encoding="utf-8")
    return TextFolder(path=str(folder), length=16, vocabulary=400, test=0.25)


def classifier(name: str, data: TextFolder) -> Project:
    """A network of the gallery, set to the texts."""
    found = adapted(replace(template(name).load(), data=data), describe(data))
    assert not found.remaining
    fitted = found.project
    assert not unsuitable(analyse(fitted.graph), fitted.training.loss, data, describe(data), fitted.training.metrics)
    return fitted


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> TextFolder:
    """The texts, which no test changes."""
    return described_sets(tmp_path_factory.mktemp("texts") / "sets")


@pytest.fixture(scope="module")
def run(data: TextFolder, tmp_path_factory: pytest.TempPathFactory) -> Run:
    """A run of the LSTM text classifier."""
    return trained(classifier("lstm-text", data), tmp_path_factory.mktemp("runs") / "run")


def accuracy(run: Run) -> float:
    tested = next(event for event in reversed(list(run.events())) if isinstance(event, Evaluated))
    return tested.metrics["accuracy"]


def test_an_lstm_learns_which_set_words_are_about(run: Run, data: TextFolder) -> None:
    counts = describe(data).counts["train"]
    assert accuracy(run) > max(counts) / sum(counts) + 0.1


def test_a_transformer_learns_it_as_well(data: TextFolder, tmp_path: Path) -> None:
    counts = describe(data).counts["train"]
    found = accuracy(trained(classifier("transformer-text", data), tmp_path / "run"))
    assert found > max(counts) / sum(counts) + 0.1


def test_the_run_keeps_the_vocabulary_and_is_tested_with_it(run: Run, data: TextFolder, tmp_path: Path) -> None:
    kept = run.preparation()
    assert kept is not None
    assert kept.tokenizer is not None
    assert kept.tokenizer == load(data, (16,), seed=0).preparation.tokenizer
    # Today's texts are others, in which other words are frequent.
    today = described_sets(tmp_path / "today")
    for path in Path(today.path).rglob("*.txt"):
        path.write_text("zebra giraffe " + path.read_text(encoding="utf-8"), encoding="utf-8")
    under = load(today, (16,), seed=0, preparation=kept)
    assert under.preparation == kept
    assert (under.train.inputs[:, :2] == 1).all()
    again = evaluate_run(run, snapshot(classifier("lstm-text", data)))
    assert again.metrics["accuracy"] == pytest.approx(accuracy(run))


def test_onnx_takes_tokens_and_tells_the_vocabulary(run: Run, data: TextFolder, tmp_path: Path) -> None:
    project = classifier("lstm-text", data)
    exported = export(project, tmp_path / "m.onnx", run)
    assert not exported.on_noise
    kept = run.preparation()
    assert kept is not None
    assert kept.tokenizer is not None
    assert json.loads(metadata(tmp_path / "m.onnx")["vocabulary"]) == list(kept.tokenizer.vocabulary)
    tokens = peek(data, 9, kept).batch
    with torch.no_grad():
        wanted = subject_of(project, run).trained[0](tokens)
    np.testing.assert_allclose(answers(tmp_path / "m.onnx", tokens, np.int64), wanted.numpy(), atol=1e-4)
