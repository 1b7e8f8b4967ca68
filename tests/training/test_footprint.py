"""The memory foretold for a training is what the training takes."""

from __future__ import annotations

import pytest
import torch
from networks import chain

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.graph import Graph
from studio.layers import layer
from studio.layers.io import Input, Output
from studio.training.config import TrainingConfig
from studio.training.footprint import footprint, state_bytes
from studio.training.optimizers import SGD, Adam, optimizers

MIB = 2**20


def convolutional() -> Graph:
    return chain(
        input=Input(shape=(3, 64, 64)),
        conv1=layer("Conv2d", out_channels=32, kernel_size=[3, 3], padding=[1, 1]),
        relu1=layer("ReLU"),
        conv2=layer("Conv2d", out_channels=32, kernel_size=[3, 3], padding=[1, 1]),
        relu2=layer("ReLU"),
        pool=layer("MaxPool2d"),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=64),
        output=Output(),
    )


def test_optimizers_keep_what_is_known_of_them() -> None:
    assert state_bytes(SGD()) == 0
    assert state_bytes(SGD(momentum=0.9)) == 4
    assert state_bytes(Adam()) == 8
    assert state_bytes(Adam(amsgrad=True)) == 12


@pytest.mark.parametrize("kind", [name for name in optimizers if name != "LBFGS"])
def test_the_state_of_each_optimizer_is_foretold(kind: str) -> None:
    declaration = optimizers[kind]()
    graph = chain(input=Input(shape=(50,)), fc=layer("Linear", out_features=300), output=Output())
    module = compile_graph(graph, seed=0)
    optimizer = declaration.build(module.parameters())
    module(torch.ones(2, 50)).sum().backward()
    optimizer.step()
    kept = sum(t.nbytes for state in optimizer.state.values() for t in state.values() if isinstance(t, torch.Tensor))
    told = footprint(analyse(graph), TrainingConfig(optimizer=declaration)).memory.optimizer_state
    assert told == pytest.approx(kept, rel=0.01, abs=64)


def test_the_parts_make_the_whole() -> None:
    found = footprint(analyse(convolutional()), TrainingConfig(optimizer=Adam(), batch_size=16))
    parts = found.memory
    weights = 4 * sum(p.numel() for p in compile_graph(convolutional()).parameters())
    assert (parts.weights, parts.gradients, parts.optimizer_state) == (weights, weights, 2 * weights)
    assert found.training_bytes == 4 * weights + 16 * parts.for_each_sample


def test_the_largest_batch_fits_and_one_sample_more_does_not() -> None:
    found = footprint(analyse(convolutional()), TrainingConfig(device="cpu"))
    assert found.room is not None
    assert found.largest_batch
    assert found.memory.training(found.largest_batch) <= found.room < found.memory.training(found.largest_batch + 1)
    assert found.memory.largest_batch(found.memory.fixed - 1) == 0


def test_half_as_large_numbers_leave_room_for_more_samples() -> None:
    analysis = analyse(convolutional())
    full, half = (footprint(analysis, TrainingConfig(device="cpu", precision=p)) for p in ("float32", "bfloat16"))
    assert half.memory.saved_bytes == pytest.approx(full.memory.saved_bytes / 2, abs=8)


def test_a_frozen_network_needs_no_gradients() -> None:
    analysis = analyse(chain(input=Input(shape=(3, 8, 8)), pool=layer("AvgPool2d"), output=Output()))
    found = footprint(analysis, TrainingConfig())
    assert (found.memory.fixed, found.memory.saved_bytes) == (0, 0)


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA device")
def test_a_step_on_the_graphics_card_takes_what_was_foretold() -> None:
    graph, batch = convolutional(), 64
    told = footprint(analyse(graph), TrainingConfig(optimizer=Adam(), batch_size=batch, device="cuda"))
    torch.cuda.empty_cache()
    torch.cuda.reset_peak_memory_stats()
    before = torch.cuda.memory_allocated()
    module = compile_graph(graph, seed=0).cuda()
    optimizer = Adam().build(module.parameters())
    for _ in range(2):
        optimizer.zero_grad()
        module(torch.rand(batch, 3, 64, 64, device="cuda")).sum().backward()
        optimizer.step()
    taken = torch.cuda.max_memory_allocated() - before
    assert told.training_bytes == pytest.approx(taken, rel=0.35, abs=16 * MIB)
