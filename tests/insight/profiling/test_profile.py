"""Time and memory of each layer are what the layer itself takes, beside figures that follow from its shapes."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from time import perf_counter

import pytest
import torch

from studio import api
from studio.insight.errors import InsightError
from studio.insight.profiling.measuring import profile
from studio.insight.profiling.memory_use import Meter
from studio.insight.profiling.profile import Profile
from studio.insight.profiling.repeated import Effort
from studio.insight.profiling.walk import Walk, unwatched
from studio.layers.block_edits import freeze
from studio.project.budgets import Budget, judged
from studio.project.export import outlined
from studio.project.profiling import chance, profiled
from studio.project.widths import narrower, of_slowest

SHORT = 0.05


def pictures() -> api.Document:
    stem = api.network(3, 16, 16).Conv2d(8, 3, padding=1).BatchNorm2d().ReLU()
    branch = stem.Conv2d(8, 3, padding=1).Dropout(0.2)
    return api.document(branch.Add(stem).Flatten().Linear(32).ReLU().Linear(10), "pictures")


@pytest.fixture(scope="module")
def measured() -> Profile:
    return profiled(outlined(pictures().project), batch=4, device="cpu", seconds=SHORT)


def test_every_layer_is_measured_forward_and_back(measured: Profile) -> None:
    by_name = {each.name: each for each in measured.layers}
    assert list(by_name) == ["conv1", "bn1", "relu1", "conv2", "dropout1", "add1", "flatten1", "fc1", "relu2", "fc2"]
    for each in measured.layers:
        assert 0 < each.forward.low <= each.forward.median <= each.forward.high
        assert each.backward is not None
        assert each.backward.median > 0
    assert measured.repeats >= 5
    assert measured.step is not None
    assert measured.step.median > 0


def test_theoretical_figures_follow_from_shapes(measured: Profile) -> None:
    by_name = {each.name: each for each in measured.layers}
    conv, fc = by_name["conv1"], by_name["fc1"]
    assert conv.macs == 4 * 16 * 16 * 8 * 3 * 9
    assert conv.moved == 4 * (4 * 3 * 256 + 4 * 8 * 256 + 8 * 27 + 8)
    assert fc.macs == 4 * 2048 * 32
    assert by_name["flatten1"].moved == 0, "it hands on the memory that it gets"
    assert by_name["flatten1"].bound(measured.ceiling) == "nothing"
    assert by_name["relu1"].bound(measured.ceiling) == "memory"
    assert conv.least == pytest.approx(1000 * measured.ceiling.seconds(conv.flops, conv.moved))
    assert measured.ceiling.flops >= max(each.flops / (each.forward.low / 1000) for each in measured.layers)


def test_memory_is_that_of_the_tensors_made(measured: Profile) -> None:
    by_name = {each.name: each for each in measured.layers}
    assert by_name["relu1"].memory.kept == 4 * 8 * 256 * 4
    assert by_name["flatten1"].memory.kept == 0
    # What training holds is no less than all that layers keep, and their weights with their gradients.
    weights = 4 * pictures().parameters
    assert measured.training_peak is not None
    assert measured.training_peak > 2 * weights
    assert measured.inference_peak < measured.training_peak


def test_walking_through_a_network_gives_its_own_gradients() -> None:
    subject = outlined(pictures().remove("dropout1").project)
    network, inputs = subject.trained[0].train(), chance(subject, 4)
    Walk(network, subject.analysis, inputs).train(unwatched, unwatched)
    walked = {name: each.grad.clone() for name, each in network.named_parameters()}
    network.zero_grad()
    network(*inputs).sum().backward()
    for name, each in network.named_parameters():
        torch.testing.assert_close(walked[name], each.grad)


def test_frozen_layers_and_those_before_them_are_measured_too() -> None:
    document = pictures()
    frozen = freeze(document.project.graph, ["conv1"])
    found = profiled(outlined(document.project.with_graph(frozen)), batch=2, device="cpu", seconds=SHORT)
    assert {each.name: each.backward is not None for each in found.layers}["fc2"]


def test_a_single_sample_is_measured_in_use_alone() -> None:
    single = api.document(api.network(4).Linear(8).BatchNorm1d().Linear(2))
    found = profiled(outlined(single.project), batch=1, device="cpu", seconds=SHORT)
    assert (found.step, found.training_peak) == (None, None)
    assert "more than one sample" in found.notes[0]
    assert all(each.backward is None for each in found.layers)
    assert found.to_json()["total"]["step_ms"] is None


def test_tokens_and_recurrent_layers_are_measured() -> None:
    words = api.network(12, dtype="int64").Embedding(50, 8).LSTM(16, returns="last").Linear(3)
    found = profiled(outlined(api.document(words).project), batch=3, device="cpu", seconds=SHORT)
    assert [each.layer for each in found.layers] == ["Embedding", "LSTM", "Linear"]
    assert all(each.backward is not None for each in found.layers)


def test_it_ends_when_somebody_asks_for_that() -> None:
    def stop() -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        profiled(outlined(pictures().project), batch=2, device="cpu", check=stop)


def test_a_batch_that_memory_does_not_hold_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    subject = outlined(pictures().project)
    network, _ = subject.trained
    broken = [torch.zeros(2, 3, 15, 16)]
    with pytest.raises(InsightError, match="cannot be measured with a batch of 2"):
        profile(network, subject.analysis, broken, Effort(torch.device("cpu"), SHORT), "CPU")


def test_a_meter_sees_what_is_let_go() -> None:
    meter = Meter(torch.device("cpu"))
    with meter.watching(), meter.step("work"):
        first = torch.zeros(1000)
        second = first + 1
        del first
        third = second * 2
        del second
    assert (meter.found["work"].peak, meter.found["work"].kept, third.nbytes) == (8000, 4000, 4000)


def test_times_are_those_of_the_work() -> None:
    def work() -> None:
        begin = perf_counter()
        while perf_counter() - begin < 0.002:
            pass

    times, count = Effort(torch.device("cpu"), SHORT).timed(work)
    assert times.low >= 2.0
    assert count >= 5


@pytest.mark.parametrize(
    ("written", "kind", "limit"),
    [("5 ms", "time", 0.005), ("under 5ms", "time", 0.005), ("8 GB", "memory", 8e9), ("fit 512 MiB", "memory", 2**29)],
)
def test_budgets_are_read_as_people_write_them(written: str, kind: str, limit: float) -> None:
    budget = Budget.read(written)
    assert (budget.kind, budget.limit) == (kind, pytest.approx(limit))


@pytest.mark.parametrize("written", ["", "5", "five ms", "-5 ms", "0 GB", "5 parsecs"])
def test_what_is_no_budget_is_told(written: str) -> None:
    with pytest.raises(api.StudioError, match="is no budget"):
        Budget.read(written)


def test_changes_for_memory_are_worked_out_for_this_network(measured: Profile) -> None:
    subject = outlined(pictures().set({"training.optimizer": "Adam"}).project)
    whole = judged(subject, measured, Budget.read("1 GB"))
    assert whole.meets
    assert whole.changes == ()
    tight = judged(subject, measured, Budget("memory", 0.98 * whole.value, "a little less"))
    assert not tight.meets
    first = tight.changes[0]
    assert first.meets
    assert first.value <= tight.budget.limit
    settings = {each.partition("=")[0] for change in tight.changes for each in change.settings}
    assert {"training.batch_size", "training.accumulate", "training.optimizer", "fc1.out_features"} <= settings
    narrow = next(change for change in tight.changes if "fc1.out_features=16" in change.settings)
    halved = outlined(_with(subject.project, narrow.settings))
    again = profiled(halved, batch=4, device="cpu", seconds=SHORT)
    assert narrow.value == pytest.approx(judged(halved, again, Budget.read("1 GB")).value, rel=0.1)


def _with(project: object, settings: tuple[str, ...]) -> object:
    from studio.project.overrides import overridden

    return overridden(project, settings)  # type: ignore[arg-type]


@pytest.mark.slow
def test_changes_for_time_are_measured_and_run(measured: Profile) -> None:
    found = judged(outlined(pictures().project), measured, Budget("time", 1e-9, "1 ns"))
    assert not found.meets
    assert "of it" in found.told
    assert {each.basis for each in found.changes} == {"measured"}
    assert any("batch of 1 takes" in each.told for each in found.changes)
    for change in found.changes:
        assert api.Document(_with(pictures().project, change.settings)).analysis.errors == ()


def test_only_what_still_runs_is_made_narrower() -> None:
    project = pictures().project
    # Half of conv2 would not go with the sum, and the last layer has as many units as there are classes.
    assert [node for node, _, _ in of_slowest(project, ["fc2", "conv2", "fc1", "relu1"])] == ["fc1"]
    found = narrower(project, 0.5)
    assert found is not None
    assert found[1] == ("conv1.out_channels=4", "conv2.out_channels=4", "fc1.out_features=16")
    assert narrower(api.document(api.network(4).Linear(2)).project, 0.5) is None


@pytest.mark.slow
def test_layers_inside_blocks_are_measured_by_their_paths(tmp_path: Path) -> None:
    found = profiled(outlined(api.template("resnet20").project), batch=2, device="cpu", seconds=SHORT)
    assert "layer1.first.conv1" in {each.name for each in found.layers}


def test_a_network_of_16_bits_is_measured_so_and_told_to_be() -> None:
    project = pictures().project
    half = replace(project, training=project.training.changed(precision="bfloat16"))
    found = profiled(outlined(half), batch=4, device="cpu", seconds=SHORT)
    whole = profiled(outlined(project), batch=4, device="cpu", seconds=SHORT)
    conv, other = (next(each for each in one.layers if each.layer == "Conv2d") for one in (found, whole))
    assert 2 * conv.output_bytes == other.output_bytes
    assert found.to_json()["precision"] == "bfloat16"
    assert found.device_name == f"{whole.device_name}, bfloat16"
