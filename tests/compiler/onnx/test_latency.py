"""How long networks and their files take: timed where that is short, else worked out from fewer samples, and told."""

from __future__ import annotations

import pytest
import torch
from networks import chain

from studio.compiler.module import compile_graph
from studio.compiler.onnx import Trial, export_onnx
from studio.compiler.onnx.latency import latencies
from studio.compiler.onnx.parity import Agreement, Passed, batches_for, session_of
from studio.layers import catalogue
from studio.layers.io import Input, Output


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[bool, dict[str, dict]]:
    """Latencies of a small network that is said to have taken long at batch 2, bounded and whole."""
    graph = chain(input=Input(shape=(4,)), fc=catalogue["Linear"].create({"out_features": 3}), output=Output())
    path = tmp_path_factory.mktemp("latency") / "net.onnx"
    samples = torch.rand(2, 4)
    network = compile_graph(graph, seed=0).eval()
    export_onnx(network, graph, path, samples=samples)
    agreement = Agreement((1, 2), (Passed(1, 0.0, 1, 1.0, 90.0), Passed(2, 0.0, 2, 30.0, 1.0)))
    trial = Trial((samples,), (samples,))
    return {whole: latencies(session_of(path), network, None, trial, agreement, whole=whole) for whole in (False, True)}


def test_what_would_take_long_is_worked_out_from_fewer_samples_which_is_told(told) -> None:
    bounded = told[False]
    assert bounded["64"]["onnxruntime"] == 960.0
    assert bounded["64"]["timed"]["onnxruntime"] == {"samples": 2, "repeats": 1, "least": 960.0, "most": 960.0}
    assert bounded["1"]["pytorch"] == 90.0
    assert bounded["64"]["timed"]["pytorch"]["samples"] == 64


def test_batches_are_timed_whole_where_a_person_wants_that(told) -> None:
    timed = told[True]["64"]["timed"]["onnxruntime"]
    assert (timed["samples"], timed["repeats"]) == (64, 1)
    assert timed["most"] < 960.0


def test_networks_of_many_operations_are_compared_on_fewer_samples() -> None:
    assert [batches_for(operations) for operations in (0, 10**9, 10**10)] == [(1, 2, 7), (1, 3), (1, 2)]
