"""Weights, read-outs, samples and exports draw from generators of their own: torch's is the training's."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
import torch
from networks import around, chain, variants
from torch import nn
from torch.fx import traceback

from studio.compiler.analysis import analyse
from studio.compiler.export_isolation import isolated_export
from studio.compiler.memory import memory
from studio.compiler.module import compile_graph
from studio.compiler.onnx import ExportError, export_onnx
from studio.compiler.own_generator import OwnGenerator
from studio.graph import Graph
from studio.layers import catalogue, consent, layer

F = nn.functional
ONES = torch.ones(40)

DRAWS: dict[str, Callable[[], torch.Tensor]] = {
    "rand": lambda: torch.rand(5),
    "rand_like": lambda: torch.rand_like(ONES),
    "randn": lambda: torch.randn(5),
    "randn_like": lambda: torch.randn_like(ONES),
    "randint": lambda: torch.randint(2, 90, (5,)),
    "randint_like": lambda: torch.randint_like(ONES, 90),
    "randperm": lambda: torch.randperm(20),
    "bernoulli": lambda: torch.bernoulli(0.5 * ONES),
    "normal": lambda: torch.normal(ONES, 2.0),
    "multinomial": lambda: torch.multinomial(ONES, 5),
    "poisson": lambda: torch.poisson(9 * ONES),
    "exponential": lambda: torch.empty(5).exponential_(),
    "gamma": lambda: torch.distributions.Gamma(ONES, ONES).sample(),
    "orthogonal": lambda: nn.init.orthogonal_(torch.empty(4, 4)),
    "truncated normal": lambda: nn.init.trunc_normal_(torch.empty(40)),
    "a recurrent layer": lambda: nn.LSTM(3, 4).weight_hh_l0.detach(),
    "dropout": lambda: F.dropout(ONES, 0.3),
    "dropout with gradients": lambda: F.dropout(ONES.clone().requires_grad_(), 0.3).detach(),
    "dropout of channels": lambda: F.dropout2d(torch.ones(2, 9, 3, 3), 0.3),
    "alpha dropout": lambda: F.alpha_dropout(ONES, 0.3, training=True),
    "a randomized ReLU": lambda: F.rrelu(-ONES, training=True),
    "attention with dropout": lambda: F.scaled_dot_product_attention(*[torch.ones(1, 1, 4, 4)] * 3, dropout_p=0.5),
    "attention": lambda: F.scaled_dot_product_attention(*[torch.ones(1, 2, 4, 4)] * 3),
    "fractional pooling": lambda: F.fractional_max_pool2d(torch.arange(64.0).view(1, 1, 8, 8), 2, output_size=3),
}


@contextmanager
def generator_untouched() -> Iterator[None]:
    """Torch's own generator is where it was."""
    before = torch.get_rng_state()
    yield
    assert torch.equal(torch.get_rng_state(), before)


@pytest.mark.parametrize("draw", DRAWS.values(), ids=list(DRAWS))
def test_what_is_drawn_apart_is_what_torchs_generator_would_give_and_leaves_it_alone(
    draw: Callable[[], torch.Tensor],
) -> None:
    torch.manual_seed(11)
    wanted = draw()
    with generator_untouched(), OwnGenerator(11):
        assert torch.equal(draw(), wanted)


def test_a_generator_that_is_given_is_the_one_that_is_used() -> None:
    wanted = torch.rand(3, generator=torch.Generator().manual_seed(4))
    with generator_untouched(), OwnGenerator(11):
        assert torch.equal(torch.rand(3, generator=torch.Generator().manual_seed(4)), wanted)


@pytest.mark.slow
@pytest.mark.parametrize("kind", [kind for kind in catalogue if kind not in ("Input", "Output")])
def test_no_layer_draws_from_torchs_generator_when_it_is_analysed_or_begun(kind: str) -> None:
    with generator_untouched():
        graph = around(variants(catalogue[kind]))
        analysis = analyse(graph)
        memory(analysis)
        compile_graph(graph, seed=3, analysis=analysis)
        compile_graph(graph, analysis=analysis)


NOISY = """
class Noisy(nn.Module):
    def __init__(self, in_shape):
        super().__init__()
        self.scale = nn.Parameter(torch.rand(in_shape[0], device="cpu"))
        self.register_buffer("places", torch.randperm(in_shape[0], device="cpu"))

    def forward(self, x):
        torch.rand(3, device="cpu")
        return x * self.scale.to(x.device)
"""


def noisy() -> Graph:
    return chain(input=layer("Input", shape=(6,)), noisy=layer("Custom", code=NOISY), output=layer("Output"))


@pytest.fixture
def allowed_code() -> Iterator[None]:
    consent.allow([NOISY])
    yield
    consent.forget()


def test_code_of_people_that_draws_draws_apart(allowed_code: None) -> None:
    with generator_untouched():
        analysis = analyse(noisy())
        memory(analysis)
        first, again = (compile_graph(noisy(), seed=2).state_dict() for _ in range(2))
    assert all(torch.equal(values, again[name]) for name, values in first.items())


@pytest.mark.slow
@pytest.mark.parametrize("kind", ["Linear", "Custom"])
def test_an_export_does_not_set_torchs_generator_back(kind: str, allowed_code: None, tmp_path: Path) -> None:
    params = {"Custom": {"code": NOISY}, "Linear": {"out_features": 6}}[kind]
    graph = chain(input=layer("Input", shape=(6,)), it=layer(kind, **params), output=layer("Output"))
    module, samples = compile_graph(graph, seed=0).eval(), torch.zeros(7, 6)

    def export() -> None:
        with suppress(ExportError):  # what cannot be exported must not disturb either
            export_onnx(module, graph, tmp_path / "net.onnx", samples=samples)

    thread = threading.Thread(target=export)
    seed, seen = 1, set()
    torch.manual_seed(seed)
    thread.start()
    while thread.is_alive():
        thread.join(0.001)
        seen.add(torch.initial_seed() == seed)
        seed += 1
        torch.manual_seed(seed)
    assert seen == {True}


class Interrupted(nn.Module):
    """While it is traced, a training on another thread saves what its optimizer holds."""

    def __init__(self, elsewhere: Callable[[], object]) -> None:
        super().__init__()
        self.elsewhere = elsewhere

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        thread = threading.Thread(target=self.elsewhere)
        thread.start()
        thread.join()
        return 2 * x


def test_what_a_training_saves_leaves_no_notes_among_those_of_an_export() -> None:
    optimizer, seen = torch.optim.Adam([nn.Parameter(torch.zeros(2))]), []
    optimizer.register_state_dict_pre_hook(lambda _: seen.append(str(traceback.current_meta)))
    with isolated_export():
        torch.export.export(Interrupted(optimizer.state_dict), (torch.zeros(3),), strict=False)
    assert len(seen) == 1
    assert "state_dict" not in seen[0]


def test_a_generator_tells_whether_anything_was_drawn() -> None:
    with OwnGenerator(0) as chance:
        torch.ones(3).sum()
        assert not chance.has_drawn
        torch.rand(3)
        assert chance.has_drawn
