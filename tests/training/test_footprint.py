"""The memory foretold for a training is what the training takes."""

from __future__ import annotations

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from networks import chain
from peaks import step_bytes

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.graph import Graph
from studio.layers import layer
from studio.layers.io import Input, Output
from studio.project.templates import template
from studio.training.config import TrainingConfig
from studio.training.footprint import footprint, state_bytes
from studio.training.optimizers import LBFGS, SGD, Adam, Optimizer, optimizers

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


@pytest.mark.parametrize("kind", [kind for kind, each in optimizers.items() if not each.searches])
def test_the_state_of_each_optimizer_is_foretold(kind: str) -> None:
    declaration = optimizers[kind]()
    graph = chain(input=Input(shape=(50,)), fc=layer("Linear", out_features=300), output=Output())
    module = compile_graph(graph, seed=0)
    optimizer = declaration.build(module.parameters())
    module(torch.ones(2, 50)).sum().backward()
    for _ in range(3):
        optimizer.step(lambda: 0.0)
    kept = sum(t.nbytes for state in optimizer.state.values() for t in state.values() if isinstance(t, torch.Tensor))
    told = footprint(analyse(graph), TrainingConfig(optimizer=declaration)).memory.optimizer_state
    assert told == pytest.approx(kept, rel=0.01, abs=64)


@pytest.mark.parametrize("history", [1, 7, 100])
def test_a_history_of_steps_is_foretold_in_full(history: int) -> None:
    # Steps and changes of the gradient, and the direction, the gradient before and what is at work besides.
    kept = state_bytes(LBFGS(history_size=history)) / 4
    assert 2 * history + 2 <= kept <= 2 * history + 4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["lenet5", "unet", "resnet20", "autoencoder", "transformer-text", "simple-convnet"])
@pytest.mark.parametrize("optimizer", [SGD(momentum=0.9), Adam()], ids=lambda optimizer: optimizer.kind)
def test_a_step_on_the_processor_takes_what_was_foretold(name: str, optimizer: Optimizer) -> None:
    graph, batch = template(name).load().graph, 32
    told = footprint(analyse(graph), TrainingConfig(optimizer=optimizer, batch_size=batch, device="cpu"))
    # What is foretold takes the widest place for being at work while all is kept, which it need not be.
    assert step_bytes(graph, batch, optimizer) <= 1.02 * told.training_bytes
    assert told.training_bytes <= 1.4 * step_bytes(graph, batch, optimizer)


@settings(max_examples=8, deadline=None)
@given(data=st.data())
def test_random_networks_take_what_was_foretold(data: st.DataObject) -> None:
    kinds = st.sampled_from(["Conv2d", "ReLU", "BatchNorm2d", "MaxPool2d", "Tanh", "GroupNorm", "DepthwiseConv2d"])
    drawn = data.draw(st.lists(kinds, min_size=1, max_size=6), "layers")
    middle = {f"node{place}": layer(kind) for place, kind in enumerate(drawn)}
    graph = chain(input=Input(shape=(8, 40, 40)), first=layer("Conv2d"), **middle, output=Output())
    analysis = analyse(graph)
    if analysis.errors:
        return
    told = footprint(analysis, TrainingConfig(optimizer=Adam(), batch_size=16, device="cpu")).training_bytes
    real = step_bytes(graph, 16, Adam())
    # Some kernels, such as that of GroupNorm, copy what they get into another layout for themselves.
    assert real <= 1.25 * told <= 2 * real, (drawn, told, real)


@pytest.mark.slow
def test_the_largest_batch_really_fits_and_a_tenth_more_does_not() -> None:
    analysis = analyse(convolutional())
    memory = footprint(analysis, TrainingConfig(optimizer=Adam(), device="cpu")).memory
    room = 200 * MIB
    batch = memory.largest_batch(room)
    assert step_bytes(convolutional(), batch, Adam()) <= room
    assert memory.training(batch + batch // 10) > room
    assert step_bytes(convolutional(), batch + batch // 4, Adam()) > room


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
