"""Training, exporting and the whole job at the command line."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import onnx
import pytest
import torch
from onnxruntime import InferenceSession

from studio.project.file import load
from studio.training.runs import Run


@pytest.mark.slow
def test_the_main_job_runs_from_start_to_end(studio, tmp_path: Path) -> None:
    result = studio("demo", "--out", tmp_path / "out")
    assert result.status == 0, result.err
    report = json.loads((tmp_path / "out" / "report.json").read_text())
    assert report["test_accuracy"] >= 0.97
    assert report["parameters"] == 61_706
    assert report["onnx_max_abs_diff"] < 1e-4
    assert report["seconds"] > 0
    assert load(tmp_path / "out" / "project.nns").name == "LeNet-5"
    onnx.checker.check_model(onnx.load(tmp_path / "out" / "model.onnx"), full_check=True)
    assert (tmp_path / "out" / "window.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.slow
def test_a_training_is_told_as_json_lines_and_its_weights_are_exported(studio, lenet: Path) -> None:
    result = studio("train", lenet, "--out", "run", "--epochs", 1, "--seed", 3, "--device", "cpu", "--json")
    assert (result.status, result.err) == (0, "")
    events = [json.loads(line) for line in result.out.splitlines()]
    assert events[0]["event"] == "RunStarted"
    assert events[-1]["event"] == "RunFinished"
    assert events[-1]["reason"] == "finished"
    run = Run.open(Path("run"))
    assert [json.loads(event.to_json()) for event in run.events()] == events
    assert run.config()["training"]["seed"] == 3
    exported = studio("export", lenet, "net.onnx", "--run", "run")
    assert (exported.status, exported.err) == (0, "")
    session = InferenceSession(Path("net.onnx").read_bytes())
    weights = run.checkpoints.read("best").weights
    names = {value.name for value in onnx.load("net.onnx").graph.initializer}
    assert names
    assert session.run(None, {"input": torch.zeros(3, 1, 28, 28).numpy()})[0].shape == (3, len(weights["fc3.bias"]))


def test_a_training_for_people_ends_with_its_result_and_goes_on_later(studio, lenet: Path) -> None:
    first = studio("train", lenet, "--out", "run", "--epochs", 1)
    assert first.status == 0
    assert "Test accuracy" in first.out
    again = studio("train", lenet, "--out", "run", "--epochs", 2, "--resume")
    assert again.status == 0, again.err
    assert "epoch 2" in again.out
    assert studio("train", lenet, "--out", "run").status == 1


def test_a_length_in_steps_takes_the_place_of_that_in_epochs(studio, lenet: Path) -> None:
    result = studio("train", lenet, "--out", "run", "--steps", 3, "--json")
    assert (result.status, result.err) == (0, "")
    events = [json.loads(line) for line in result.out.splitlines()]
    assert (events[0]["epochs"], events[0]["steps"], events[-1]["step"]) == (1, 3, 3)
    training = Run.open(Path("run")).config()["training"]
    assert (training["epochs"], training["steps"]) == (None, 3)
    refused = studio("train", lenet, "--out", "other", "--steps", 3, "--epochs", 1)
    assert refused.status == 1
    assert "epochs and steps are both given" in refused.err
    assert not Path("other").exists()


def test_a_training_that_ends_early_says_why(studio, lenet: Path) -> None:
    still = ("--set", "training.optimizer.lr=1e-30", "--set", "training.early_stopping.patience=1")
    result = studio("train", lenet, "--out", "run", *still)
    assert result.status == 0
    assert "Stopped early: the validation loss was best after epoch 1" in result.err
    assert "Test accuracy" in result.out
    assert "Stopped early" in studio("runs", "run").out


def test_weights_of_another_network_are_refused(studio, lenet: Path) -> None:
    assert studio("train", lenet, "--out", "run", "--epochs", 1, "--json").status == 0
    assert studio("new", "two-layer-net", "other.nns").status == 0
    refused = studio("export", "other.nns", "net.onnx", "--run", "run")
    assert refused.status == 1
    assert "do not fit" in refused.err
    assert not Path("net.onnx").exists()


def test_a_training_that_cannot_begin_leaves_no_folder(studio, lenet: Path) -> None:
    text = lenet.read_text(encoding="utf-8").replace('{"kind": "digits"}', '{"kind": "idx", "path": "nowhere"}')
    lenet.write_text(text, encoding="utf-8")
    result = studio("train", lenet, "--out", "run")
    assert result.status == 1
    assert str(lenet.parent / "nowhere") in result.err
    assert not Path("run").exists()


def test_an_untrained_network_is_exported_with_a_remark(studio, lenet: Path) -> None:
    result = studio("export", lenet, "net.onnx")
    assert result.status == 0
    assert "untrained" in result.err


@pytest.mark.slow
def test_a_checkpoint_is_chosen_by_name_and_is_that_of_a_run(studio, lenet: Path) -> None:
    refused = studio("export", lenet, "net.onnx", "--checkpoint", "last")
    assert (refused.status, "--run" in refused.err, Path("net.onnx").exists()) == (1, True, False)
    assert studio("train", lenet, "--out", "run", "--epochs", 1, "--json").status == 0
    result = studio("export", lenet, "net.onnx", "--run", "run", "--checkpoint", "last")
    assert result.status == 0, result.err
    assert "Weights of the run “run” after epoch 1, its last." in result.out


def test_a_kept_epoch_is_exported_tested_and_branched_by_its_name(studio, lenet: Path) -> None:
    kept = ("--set", "training.keep_every=1")
    assert studio("train", lenet, "--out", "run", "--epochs", 2, *kept, "--json").status == 0
    result = studio("export", lenet, "net.onnx", "--run", "run", "--checkpoint", "epoch-1")
    assert result.status == 0, result.err
    assert "Weights of the run “run” after epoch 1." in result.out
    metadata = InferenceSession("net.onnx").get_modelmeta().custom_metadata_map
    assert (metadata["checkpoint"], metadata["epoch"]) == ("epoch-1", "1")
    tested = json.loads(studio("test", "run", "--checkpoint", "epoch-1", "--json").out)
    assert (tested["checkpoint"], tested["epoch"]) == ("epoch-1", 1)
    branch = studio("train", lenet, "--out", "branch", "--epochs", 1, "--from", "run:epoch-1", "--json")
    assert "(of epoch 1)" in json.loads(branch.out.splitlines()[0])["note"]
    for wrong in ("epoch-9", "first"):
        refused = studio("test", "run", "--checkpoint", wrong)
        assert refused.status != 0
        assert "“" + wrong + "”" in refused.err


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="Windows sends Ctrl+C to whole consoles only")
def test_an_interrupted_training_ends_cleanly_and_can_go_on(lenet: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "studio", "train", str(lenet), "--out", "run", "--epochs", "5000", "--json"]
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE, encoding="utf-8"
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if json.loads(line)["event"] == "BatchesDone":
                break
        process.send_signal(signal.SIGINT)
        rest, said = process.communicate()
    assert process.returncode == 130
    ended = json.loads(rest.splitlines()[-1])
    assert (ended["event"], ended["reason"]) == ("RunFinished", "stopped")
    assert "--resume" in said
    assert "Traceback" not in said
    assert Run.open(tmp_path / "run").checkpoints.entries()


@pytest.mark.slow
def test_the_window_is_drawn_into_a_picture(python, lenet: Path, tmp_path: Path) -> None:
    result = python("-m", "studio", "screenshot", lenet, "shot.png", "--theme", "dark", "--size", "1000x700")
    assert (result.status, result.out) == (0, ""), result.err
    picture = (tmp_path / "shot.png").read_bytes()
    assert int.from_bytes(picture[16:20]) == 1000
    assert int.from_bytes(picture[20:24]) == 700


def test_settings_and_parameters_given_on_the_line_are_what_the_run_keeps(studio, lenet: Path) -> None:
    given = ["--set", "training.optimizer.lr=0.02", "--set", "conv1.out_channels=4", "--set", "training.epochs=1"]
    assert studio("train", lenet, "--out", "run", *given).status == 0
    (run,) = json.loads(studio("runs", "run", "--json").out)
    assert (run["settings"]["optimizer"]["lr"], run["settings"]["epochs"]) == (0.02, 1)
    assert load(Path("run/project.nns")).graph["conv1"].layer.params()["out_channels"] == 4
    refused = studio("train", lenet, "--out", "other", "--set", "training.optimizer.rate=1")
    assert (refused.status, Path("other").exists()) == (1, False)
    assert "Did you mean" in refused.err or "It has" in refused.err


def test_a_run_begins_with_the_weights_of_another_and_is_tested_again(studio, lenet: Path) -> None:
    short = ["--set", "training.epochs=1"]
    assert studio("train", lenet, "--out", "first", *short).status == 0
    begun = studio("train", lenet, "--out", "second", "--from", "first:last", "--set", "fc3.bias=false", *short)
    assert begun.status == 0
    told = " ".join(begun.out.split())
    assert "are those of the run “first” (the last, of epoch 1)" in told
    assert "“fc3” begins with new ones" in told
    tested = json.loads(studio("test", "second", "--json").out)
    assert (tested["event"], tested["samples"]) == ("Evaluated", 270)
    assert studio("test", "second", "--checkpoint", "last").out.startswith("Test accuracy")


def test_what_cannot_be_begun_from_or_tested_is_told(studio, lenet: Path) -> None:
    both = studio("train", lenet, "--out", "run", "--from", "first", "--resume")
    assert (both.status, "--from begins a new one" in both.err) == (2, True)
    gone = studio("train", lenet, "--out", "run", "--from", "first:best")
    assert (gone.status, "“first” is not the folder of a run" in gone.err) == (1, True)
    assert not Path("run").exists()
    assert "is not the folder of a run" in studio("test", lenet.parent).err
