"""The classic templates are the networks they are named after: counts, costs and outputs."""

from __future__ import annotations

from math import sqrt

import pytest
import torch
from references.every import REFERENCES
from torch import nn

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph, inputs_of
from studio.layers.io import Input
from studio.project.templates import template, templates

pytestmark = pytest.mark.slow

EXTRAS = {
    "residual-digits", "inception-digits", "bottleneck-digits", "wide-digits", "plain32-digits", "residual32-digits",
}  # fmt: skip
"""Networks of our own, which stand in no paper."""

PARAMETERS = {
    **dict.fromkeys(("and-gate", "nand-gate", "or-gate", "xor-perceptron"), 3),
    **dict.fromkeys(("and-step", "nand-step", "or-step"), 3),
    "xor-gates": 9,
    "xor-mlp": 17,
    "apples": 3,
    "three-layer-net": 23,
    "two-layer-net": 39_760,
    "simple-convnet": 433_890,
    "lenet5": 61_706,
    "alexnet": 61_100_840,
    "nin": 7_439_608,
    "googlenet": 6_624_904,
    "cats-and-dogs": 47_702_138,
    "vgg11": 132_863_336,
    "vgg13": 133_047_848,
    "vgg16": 138_357_544,
    "vgg19": 143_667_240,
    "vgg11-bn": 132_868_840,
    "vgg13-bn": 133_053_736,
    "vgg16-bn": 138_365_992,
    "vgg19-bn": 143_678_248,
    "vgg16-fcn": 138_357_544,
    "resnet18": 11_689_512,
    "resnet34": 21_797_672,
    "resnet50": 25_557_032,
    "densenet121": 7_978_856,
    "plain20": 269_722,
    "resnet20": 269_722,
    "bottleneck": 69_632,
    "two-3x3": 1_179_648,
    "unet": 117_073,
    "autoencoder": 205_856,
    "passthrough": 134_778,
    "multilabel": 105_524,
    "lstm-text": 25_730,
    "transformer-text": 68_098,
}

STEPS = {"and-step", "nand-step", "or-step", "xor-gates"}
"""Those that give 0 or 1 alone, the same perhaps for both samples."""

GIGA_MACS = {
    "vgg16": 15.47,
    "vgg16-fcn": 15.47,
    "resnet50": 4.09,
    "alexnet": 0.71,
    "googlenet": 1.5,
    "densenet121": 2.83,
    "vgg11": 7.61,
    "vgg13": 11.31,
    "vgg19": 19.63,
    "resnet18": 1.81,
    "resnet34": 3.66,
}
"""As published, at 224 × 224."""

each = pytest.mark.parametrize("name", REFERENCES)


def test_every_template_has_a_reference_and_a_count() -> None:
    names = {each.name for each in templates()}
    assert names - EXTRAS == set(REFERENCES) == set(PARAMETERS)


@each
def test_it_has_exactly_the_parameters_of_the_original(name: str) -> None:
    analysis = analyse(template(name).load().graph)
    assert analysis.total.parameters == PARAMETERS[name]
    assert template(name).parameters == PARAMETERS[name]


@pytest.mark.parametrize(("name", "published"), GIGA_MACS.items())
def test_it_costs_what_was_published(name: str, published: float) -> None:
    assert analyse(template(name).load().graph).total.macs / 1e9 == pytest.approx(published, rel=0.01)


@each
def test_it_computes_what_plain_pytorch_computes_with_the_same_weights(name: str) -> None:
    graph = template(name).load().graph
    # On the meta device nothing is spent on first values of millions of weights that are replaced anyway.
    with torch.device("meta" if PARAMETERS[name] > 1e6 else "cpu"):
        expected = REFERENCES[name]().eval()
        drawn = compile_graph(graph).eval()
    weights = _weights(expected)
    expected.load_state_dict(weights, strict=False, assign=True)
    assert [tensor.shape for tensor in _state(drawn).values()] == [tensor.shape for tensor in weights.values()]
    drawn.load_state_dict(dict(zip(_state(drawn), weights.values(), strict=True)), strict=False, assign=True)
    (entrance,) = inputs_of(graph)
    batch = _batch(graph[entrance].layer)  # type: ignore[arg-type]
    with torch.no_grad():
        wanted = expected(batch)
        assert wanted.std() > 1e-3 or name in STEPS
        torch.testing.assert_close(drawn(batch), wanted, rtol=1e-4, atol=1e-4)
    # Modules refer to themselves, so that their half gigabyte of weights would wait for a collection of garbage.
    for module in (expected, drawn):
        module.to("meta")


def _batch(layer: Input) -> torch.Tensor:
    random = torch.Generator().manual_seed(1)
    if layer.dtype == "int64":
        return torch.randint(0, 16, (2, *layer.shape), generator=random)
    return torch.rand(1 if layer.shape[-1] > 200 else 2, *layer.shape, generator=random)


def _state(module: nn.Module) -> dict[str, torch.Tensor]:
    """Weights and running statistics, in the order of the network."""
    return {name: value for name, value in module.state_dict().items() if not name.endswith("num_batches_tracked")}


def _weights(module: nn.Module) -> dict[str, torch.Tensor]:
    """Random values that keep the signal in range: He et al. (2015) for weights, around 1 for scales."""
    found = {}
    for at, (name, value) in enumerate(_state(module).items()):
        spread = sqrt(6 / value[0].numel()) if value.dim() > 1 else 0.2
        centre = 1.0 if value.dim() == 1 and not name.endswith(("bias", "mean")) else 0.0
        found[name] = _random(value.shape, at).mul_(spread).add_(centre)
    return found


POOL = torch.empty(1_000_003).uniform_(-1, 1, generator=torch.Generator().manual_seed(0))
"""Random numbers, a prime number of them, so that no row of a weight is like another."""


def _random(shape: torch.Size, seed: int) -> torch.Tensor:
    """Numbers of the pool, over and over from a place of their own; drawing 138 million of them takes its time."""
    numbers = torch.empty(shape.numel())
    pool = POOL.roll(seed * 7_919)
    for part in numbers.split(len(pool)):
        part.copy_(pool[: len(part)])
    return numbers.view(shape)
