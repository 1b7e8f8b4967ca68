"""Predictions of a run are made once, kept with it, and always those of exactly its weights."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import run_folders
import torch
from runs_of_tasks import run_of
from sklearn.datasets import load_digits
from torch.nn.functional import cross_entropy
from trained_runs import Trained, trained

from studio.compiler.module import compile_graph
from studio.data import Digits
from studio.evaluation import recording
from studio.evaluation.making import kept, of
from studio.evaluation.summary import summarised
from studio.training.control import Control, Stopped
from studio.training.errors import TrainingError
from studio.training.events import Evaluated
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.layout import EVENTS, PREDICTIONS
from studio.training.runs.ownership import owned
from studio.training.runs.records import read_sealed, write_sealed


@pytest.fixture
def copied(digits: Trained, tmp_path: Path) -> Run:
    """A copy of the run that has no predictions yet."""
    shutil.copytree(digits.run.path, tmp_path / "run", ignore=shutil.ignore_patterns(PREDICTIONS))
    return Run.open(tmp_path / "run")


def test_loss_and_metrics_are_those_that_the_run_told_itself(digits: Trained) -> None:
    (told,) = (event for event in digits.events if isinstance(event, Evaluated))
    found = of(digits.run, digits.snapshot)
    assert {"loss": found.loss, **found.metrics} == told.metrics
    assert (len(found), found.epoch, found.checkpoint) == (told.samples, told.epoch, "best")


def test_every_sample_has_its_own_loss_answer_and_place(digits: Trained) -> None:
    found, loss = of(digits.run, digits.snapshot), digits.snapshot.training.loss
    assert found.outputs is not None
    assert found.truth is not None
    outputs, truth = torch.tensor(found.outputs), torch.tensor(found.truth).long()
    weight = torch.tensor(loss.weight)
    wanted = cross_entropy(outputs, truth, weight, label_smoothing=0.1, reduction="none")
    assert np.allclose(found.losses, wanted, atol=1e-6)
    assert found.loss == pytest.approx(float(wanted.sum() / weight[truth].sum()), rel=1e-6)
    assert (found.answers == outputs.argmax(1).numpy()).all()
    assert np.allclose(found.probabilities(), outputs.double().softmax(1))
    assert (load_digits().target[found.places] == found.truth).all()
    assert {found.sources[at] for at in range(len(found))} == {""}


def test_splits_and_checkpoints_have_predictions_of_their_own(digits: Trained) -> None:
    parts = {split: of(digits.run, digits.snapshot, split) for split in ("train", "validation", "test")}
    places = np.sort(np.concatenate([each.places for each in parts.values()]))
    assert (places == np.arange(1797)).all()
    first = of(digits.run, digits.snapshot, which="epoch-1")
    assert first.loss != parts["test"].loss
    assert of(digits.run, digits.snapshot, which="epoch-2").weights == of(digits.run, digits.snapshot, "test").weights


def test_what_was_made_once_is_opened_again(digits: Trained, copied: Run) -> None:
    assert kept(copied) is None
    told: list[tuple[int, int]] = []
    made = of(copied, digits.snapshot, progress=lambda done, count: told.append((done, count)))
    assert told[-1] == (270, 270)
    again = of(copied, digits.snapshot, progress=lambda *_: pytest.fail("computed again"))
    assert np.array_equal(again.losses, made.losses)
    assert isinstance(again.outputs, np.memmap)
    assert (again.is_kept, again.data_gone) == (True, False)
    assert [each.name[0] for each in (copied.path / PREDICTIONS).iterdir()] == ["t"]


@pytest.mark.parametrize("fault", ["cut", "record", "missing", "foreign", "unknown", "pickled"])
def test_damaged_predictions_are_made_anew(digits: Trained, copied: Run, fault: str) -> None:
    made = np.array(of(copied, digits.snapshot).losses)
    (folder,) = (copied.path / PREDICTIONS).iterdir()
    if fault == "cut":
        content = (folder / "losses.npy").read_bytes()
        (folder / "losses.npy").write_bytes(content[:-4])
    elif fault == "missing":
        (folder / "answers.npy").unlink()
    elif fault in ("foreign", "unknown"):
        record = read_sealed(folder / "predictions.json")
        other = {"samples": 269} if fault == "foreign" else {"sizes": {**record["sizes"], "../../events": 1}}
        write_sealed(folder / "predictions.json", {**record, **other})
    elif fault == "pickled":
        np.save(folder / "losses.npy", np.array([print] * 270), allow_pickle=True)
        record = read_sealed(folder / "predictions.json")
        sizes = {**record["sizes"], "losses": (folder / "losses.npy").stat().st_size}
        write_sealed(folder / "predictions.json", {**record, "sizes": sizes})
    else:
        record = json.loads((folder / "predictions.json").read_text())
        (folder / "predictions.json").write_text(json.dumps({**record, "loss": 0.0}))
    assert kept(copied) is None
    assert np.array_equal(of(copied, digits.snapshot).losses, made)
    assert kept(copied) is not None


def test_predictions_of_earlier_weights_are_neither_shown_nor_kept(digits: Trained, copied: Run) -> None:
    before = of(copied, digits.snapshot, which="last").weights
    longer = replace(digits.snapshot, training=digits.snapshot.training.changed(epochs=3))
    list(train(longer, run=copied))
    assert kept(copied, "test", "last") is None
    after = of(copied, digits.snapshot, which="last").weights
    assert after != before
    assert kept(copied, "test", "epoch-2") is not None  # whose weights are still there


def test_a_run_that_is_trained_or_has_nothing_to_tell_says_why(digits: Trained, copied: Run, tmp_path: Path) -> None:
    with owned(copied.path), pytest.raises(TrainingError, match="is being trained"):
        of(copied, digits.snapshot)
    of(copied, digits.snapshot)
    with owned(copied.path):
        assert of(copied, digits.snapshot).is_kept
    with pytest.raises(TrainingError, match="keeps no checkpoint “epoch-7”"):
        of(copied, digits.snapshot, which="epoch-7")
    with pytest.raises(TrainingError, match="no weights yet"):
        of(Run.create(tmp_path / "new", digits.snapshot), digits.snapshot)
    stopped = Control()
    stopped.stop()
    with pytest.raises(Stopped):
        of(copied, digits.snapshot, "validation", control=stopped)
    assert kept(copied, "validation") is None
    assert len(list((copied.path / PREDICTIONS).iterdir())) == 1


def test_a_disk_that_cannot_be_written_keeps_nobody_from_evaluating(digits: Trained, copied: Run) -> None:
    (copied.path / PREDICTIONS).write_text("in the way")
    found = of(copied, digits.snapshot)
    assert not found.is_kept
    assert np.array_equal(found.losses, of(digits.run, digits.snapshot).losses)


def test_a_network_that_gives_no_numbers_answers_nothing(digits: Trained, copied: Run) -> None:
    network = compile_graph(digits.snapshot.graph)
    last = copied.checkpoints.entries()["last"]
    copied.load_weights(network)
    with torch.no_grad():
        network.get_parameter("fc2.bias")[4] = torch.nan
    copied.checkpoints.save(network, {}, step=last.step, epoch=last.epoch, best=True)
    told = summarised(of(copied, digits.snapshot), 1)
    assert (told["loss"], told["metrics"], told["intervals"]) == (None, {"accuracy": None, "f1": None}, {})
    assert np.sum(told["confusion"]) == 0
    assert {(row["precision"], row["recall"]) for row in told["per_class"]} == {(None, 0.0)}
    assert (told["worst"][0]["prediction"], told["worst"][0]["loss"]) == (None, None)
    assert told["notes"] == ["The network gives no number (NaN) for 270 answers, which count as missed."]


def older(run: Run, document: str) -> Run:
    """A run of a version that kept neither its preparation nor a fingerprint of its data."""
    run_folders.make_older(run.path)
    (run.path / "project.nns").write_text(document, encoding="utf-8")
    return run


def test_a_run_that_kept_nothing_of_its_data_says_so(digits: Trained, copied: Run) -> None:
    found = of(older(copied, digits.snapshot.document), digits.snapshot)
    assert found.loss == of(digits.run, digits.snapshot).loss
    assert ["no fingerprint" in note for note in summarised(found)["notes"]] == [True]
    assert of(copied, digits.snapshot).unsure


def test_such_a_run_is_not_judged_by_data_of_other_classes(digits: Trained, copied: Run) -> None:
    lines = (copied.path / EVENTS).read_text(encoding="utf-8")
    (copied.path / EVENTS).write_text(lines.replace('"classes": ["0"', '"classes": ["nought"'), encoding="utf-8")
    with pytest.raises(TrainingError, match="was trained on the classes nought, 1"):
        of(older(copied, digits.snapshot.document), digits.snapshot)


def test_samples_that_are_learnt_themselves_are_kept_while_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = run_of("input", tmp_path / "run")
    whole = of(run.run, run.snapshot)
    assert whole.answers is not None
    assert whole.answers.shape == whole.truth.shape == (270, 64)
    assert np.abs(whole.answers - whole.truth).mean() == pytest.approx(whole.metrics["mae"])
    monkeypatch.setattr(recording, "MOST_BYTES", 0)
    few = of(run.run, run.snapshot, "validation")
    assert (few.answers, few.truth) == (None, None)
    assert summarised(few)["loss"] == few.loss


@contextmanager
def files_of_at_most(size: int) -> Iterator[None]:
    """Within this, writing more than so many bytes into a file fails, as on a full disk."""
    resource = pytest.importorskip("resource")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_a_full_disk_is_told_and_nothing_of_it_is_left(digits: Trained, copied: Run) -> None:
    with files_of_at_most(2_000), pytest.raises(TrainingError, match="find no room on any disk"):
        of(copied, digits.snapshot)
    assert list((copied.path / PREDICTIONS).iterdir()) == []
    assert of(copied, digits.snapshot).is_kept


def test_a_split_without_samples_is_told(digits: Trained, tmp_path: Path) -> None:
    none = replace(digits.snapshot, data=Digits(validation=0.0, test=0.0))
    run = trained(tmp_path / "run", none)
    for split, words in (("validation", "no validation samples"), ("test", "no test samples")):
        with pytest.raises(TrainingError, match=words):
            of(run.run, none, split)
    assert len(of(run.run, none, "train")) == 1797


def test_other_data_than_those_of_the_run_are_refused(digits: Trained, copied: Run) -> None:
    with pytest.raises(TrainingError, match="began with other settings"):
        of(copied, replace(digits.snapshot, data=Digits(test=0.0)))
