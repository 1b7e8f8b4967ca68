"""How weights begin: each scheme's figures, the seed, by hand, and what a person is told that cannot be."""

import math
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
import torch
from networks import chain
from torch import nn

from studio.compiler.analysis import analyse
from studio.compiler.module import CompileError, compile_graph
from studio.compiler.source import source
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition
from studio.layers import Layer
from studio.layers.activation import Sigmoid
from studio.layers.attention import TransformerEncoderLayer
from studio.layers.block import create_block
from studio.layers.by_hand import ByHand
from studio.layers.convolution import Conv2d
from studio.layers.dense import Linear
from studio.layers.initialization import (
    Constant,
    Default,
    KaimingNormal,
    Normal,
    TruncatedNormal,
    Uniform,
    UnknownInitializer,
    XavierUniform,
    Zeros,
    initializers,
)
from studio.layers.initializer import Initializer
from studio.layers.io import Input, Output
from studio.layers.normalization import BatchNorm2d
from studio.layers.shape import Flatten

LAYERS: dict[str, tuple[tuple[int, ...], Layer]] = {
    "Linear": ((400,), Linear(out_features=300)),
    "Conv2d": ((64, 8, 8), Conv2d(out_channels=128, kernel_size=(3, 3))),
}


def network(shape: tuple[int, ...], layer: Layer, **init: Initializer) -> Graph:
    graph = chain(input=Input(shape=shape), layer=layer, output=Output())
    return graph.replacing({"layer": replace(graph["layer"], init=tuple(init.items()))})


def spread(std: float) -> Callable[[torch.Tensor], None]:
    """Normal about 0: mean, deviation, and the share within one deviation."""

    def check(weight: torch.Tensor) -> None:
        assert weight.mean().item() == pytest.approx(0, abs=0.02 * std)
        assert weight.std().item() == pytest.approx(std, rel=0.02)
        assert (weight.abs() < std).float().mean().item() == pytest.approx(0.6827, abs=0.01)

    return check


def within(low: float, high: float) -> Callable[[torch.Tensor], None]:
    """Even between the bounds, and up to them."""

    def check(weight: torch.Tensor) -> None:
        assert low <= weight.min().item() < low + 0.01 * (high - low)
        assert high - 0.01 * (high - low) < weight.max().item() <= high
        assert weight.mean().item() == pytest.approx((low + high) / 2, abs=0.02 * (high - low))
        assert weight.std().item() == pytest.approx((high - low) / math.sqrt(12), rel=0.02)

    return check


def everywhere(value: float) -> Callable[[torch.Tensor], None]:
    return lambda weight: torch.testing.assert_close(weight, torch.full_like(weight, value))


def orthogonal(weight: torch.Tensor) -> None:
    matrix = weight.flatten(1)
    torch.testing.assert_close(matrix @ matrix.T, torch.eye(len(matrix)), atol=1e-4, rtol=0)


def truncated(weight: torch.Tensor) -> None:
    assert weight.abs().max().item() <= 0.04
    assert weight.abs().max().item() > 0.039
    assert weight.std().item() == pytest.approx(0.02 * 0.8796, rel=0.02)


def expected(fan_in: int, fan_out: int) -> dict[str, Callable[[torch.Tensor], None]]:
    """What the weight of each scheme at its defaults has to be like."""
    bound = 1 / math.sqrt(fan_in)
    xavier = math.sqrt(6 / (fan_in + fan_out))
    return {
        "Default": within(-bound, bound),
        "Zeros": everywhere(0),
        "Ones": everywhere(1),
        "Constant": everywhere(0.1),
        "Normal": spread(0.01),
        "Uniform": within(-0.1, 0.1),
        "UniformFanIn": within(-bound, bound),
        "XavierNormal": spread(math.sqrt(2 / (fan_in + fan_out))),
        "XavierUniform": within(-xavier, xavier),
        "KaimingNormal": spread(math.sqrt(2 / fan_in)),
        "KaimingUniform": within(-math.sqrt(6 / fan_in), math.sqrt(6 / fan_in)),
        "Orthogonal": orthogonal,
        "TruncatedNormal": truncated,
    }


@pytest.mark.parametrize("kind", [kind for kind in initializers if kind != "ByHand"])
@pytest.mark.parametrize("layer", LAYERS)
def test_a_scheme_gives_weights_as_its_formula_says(layer: str, kind: str) -> None:
    fans = (400, 300) if layer == "Linear" else (64 * 9, 128 * 9)
    module = compile_graph(network(*LAYERS[layer], weight=initializers[kind]()), seed=0)
    expected(*fans)[kind](module.get_parameter("layer.weight").detach())


@pytest.mark.parametrize("kind", [kind for kind in initializers if kind != "ByHand"])
def test_the_same_seed_gives_the_same_weights_and_leaves_torch_alone(kind: str) -> None:
    graph = network((20,), Linear(out_features=20), weight=initializers[kind]())
    before = torch.random.get_rng_state()
    first, again, other = (compile_graph(graph, seed=seed).state_dict()["layer.weight"] for seed in (3, 3, 4))
    assert torch.equal(first, again)
    assert torch.equal(first, other) == initializers[kind]().is_fixed
    assert torch.equal(torch.random.get_rng_state(), before)


@pytest.mark.parametrize(
    ("scheme", "check"),
    [
        (KaimingNormal(mode="fan_out", nonlinearity="linear"), spread(1 / math.sqrt(300))),
        (KaimingNormal(a=1.0, nonlinearity="leaky_relu"), spread(1 / math.sqrt(400))),
        (XavierUniform(gain=2.0), within(-2 * math.sqrt(6 / 700), 2 * math.sqrt(6 / 700))),
        (Normal(std=0.5), spread(0.5)),
        (Uniform(a=0.0, b=2.0), within(0, 2)),
    ],
)
def test_parameters_of_a_scheme_are_heeded(scheme: Initializer, check: Callable[[torch.Tensor], None]) -> None:
    check(compile_graph(network(*LAYERS["Linear"], weight=scheme), seed=1).get_parameter("layer.weight").detach())


def test_editing_one_layer_leaves_the_first_weights_of_others_alone() -> None:
    def weights(width: int) -> dict[str, Any]:
        graph = chain(
            input=Input(shape=(4,)), a=Linear(out_features=width), b=Linear(out_features=3), c=Linear(out_features=2),
            output=Output(),
        )  # fmt: skip
        return compile_graph(graph, seed=0).state_dict()

    assert torch.equal(weights(5)["c.weight"], weights(6)["c.weight"])


IMAGE = chain(
    input=Input(shape=(3, 8, 8)), conv=Conv2d(out_channels=4), norm=BatchNorm2d(), flatten=Flatten(),
    fc=Linear(out_features=2), output=Output(),
)  # fmt: skip


def test_the_network_wide_scheme_leaves_norms_and_layers_with_their_own_alone() -> None:
    graph = IMAGE.replacing({"fc": replace(IMAGE["fc"], init=(("weight", Default()), ("bias", Constant(val=7.0))))})
    module = compile_graph(graph, seed=0, initialization=(("weight", Constant(val=0.5)), ("bias", Constant(val=2.0))))
    state = module.state_dict()
    assert set(state["conv.weight"].unique().tolist()) == {0.5}
    assert set(state["conv.bias"].unique().tolist()) == {2.0}
    assert set(state["norm.weight"].tolist()) == {1.0}
    assert set(state["norm.bias"].tolist()) == {0.0}
    assert set(state["fc.bias"].tolist()) == {7.0}
    assert len(state["fc.weight"].unique()) > 10


def test_a_group_in_a_layer_of_several_parts_leaves_its_norms_alone() -> None:
    graph = network((5, 8), TransformerEncoderLayer(nhead=2), weight=Zeros())
    state = compile_graph(graph, seed=0).state_dict()
    assert not state["layer.self_attn.in_proj_weight"].any()
    assert not state["layer.linear1.weight"].any()
    assert state["layer.norm1.weight"].tolist() == [1.0] * 8


THREE_LAYERS = {
    "fc1": ([[0.1, 0.2], [0.3, 0.4], [0.5, 0.6]], [0.1, 0.2, 0.3]),
    "fc2": ([[0.1, 0.2, 0.3], [0.4, 0.5, 0.6]], [0.1, 0.2]),
    "fc3": ([[0.1, 0.2], [0.3, 0.4]], [0.1, 0.2]),
}


def three_layers() -> Graph:
    graph = chain(
        input=Input(shape=(2,)), fc1=Linear(out_features=3), s1=Sigmoid(), fc2=Linear(out_features=2), s2=Sigmoid(),
        fc3=Linear(out_features=2), output=Output(),
    )  # fmt: skip
    typed = {
        name: replace(graph[name], init=(("weight", ByHand(values=weight)), ("bias", ByHand(values=bias))))
        for name, (weight, bias) in THREE_LAYERS.items()
    }
    return graph.replacing(typed)


def test_the_three_layer_net_with_weights_typed_by_hand_gives_the_known_output() -> None:
    result = compile_graph(three_layers())(torch.tensor([[1.0, 0.5]]))
    torch.testing.assert_close(result, torch.tensor([[0.31682708, 0.69627909]]))


def test_source_begins_with_the_weights_typed_by_hand() -> None:
    made = _run(source(three_layers(), "three"), "Three")
    torch.testing.assert_close(made(torch.tensor([[1.0, 0.5]])), torch.tensor([[0.31682708, 0.69627909]]))


def test_source_is_what_a_person_would_write() -> None:
    graph = IMAGE.replacing({"fc": replace(IMAGE["fc"], init=(("weight", Normal()), ("bias", Zeros())))})
    text = source(graph, "net", initialization=(("weight", KaimingNormal()), ("bias", Zeros())))
    assert '        nn.init.kaiming_normal_(self.conv.weight, nonlinearity="relu")' in text
    assert "        nn.init.normal_(self.fc.weight, std=0.01)" in text
    assert "        for parameter in (self.conv.bias, self.fc.bias):\n            nn.init.zeros_(parameter)" in text
    _run(text, "Net")


@pytest.mark.parametrize("kind", [kind for kind in initializers if kind != "ByHand"])
def test_the_source_of_every_scheme_runs(kind: str) -> None:
    text = source(network(*LAYERS["Linear"], weight=initializers[kind]()), "net")
    expected(400, 300)[kind](_run(text, "Net").get_parameter("layer.weight").detach())


def _run(text: str, name: str) -> nn.Module:
    torch.manual_seed(0)
    space: dict[str, Any] = {}
    exec(text, space)
    made: nn.Module = space[name]()
    return made


def test_source_without_any_scheme_says_nothing_of_it() -> None:
    assert "init." not in source(IMAGE, "net").replace("super().__init__()", "")


def test_values_of_another_shape_are_a_problem_that_says_what_is_expected() -> None:
    graph = network((2,), Linear(out_features=3), weight=ByHand(values=[[1, 2, 3], [4, 5, 6]]))
    (problem,) = analyse(graph).errors
    assert problem.node == "layer"
    assert "have shape (2, 3)" in problem.message
    assert "needs (3, 2)" in problem.message
    assert "“layer”" in problem.message
    assert problem.remedy
    with pytest.raises(CompileError, match="typed"):
        compile_graph(graph)


def test_a_scheme_that_needs_a_matrix_cannot_fill_a_bias() -> None:
    (problem,) = analyse(network((2,), Linear(out_features=3), bias=XavierUniform())).errors
    assert "“bias” of “layer”, which has shape (3)" in problem.message


def test_a_scheme_that_is_not_known_keeps_the_network_from_running() -> None:
    graph = network((2,), Linear(out_features=3))
    unknown = UnknownInitializer("Quantum", "{}", "There is no initialisation “Quantum” here.")
    (problem,) = analyse(graph.replacing({"layer": replace(graph["layer"], init=(("weight", unknown),))})).errors
    assert "Quantum" in problem.message


def test_a_name_that_is_no_parameter_is_a_warning() -> None:
    (problem,) = analyse(network((2,), Linear(out_features=3), wieght=Zeros())).problems
    assert problem.severity == "warning"
    assert "weight, bias" in problem.message


def test_a_problem_goes_when_the_values_are_corrected() -> None:
    wrong = network((2,), Linear(out_features=3), bias=ByHand(values=[1, 2]))
    right = wrong.replacing({"layer": replace(wrong["layer"], init=(("bias", ByHand(values=[1, 2, 3])),))})
    assert not analyse(right, analyse(wrong)).problems


def test_bounds_in_the_wrong_order_are_refused() -> None:
    with pytest.raises(ValueError, match="below"):
        TruncatedNormal.create({"a": 1.0, "b": -1.0})


def in_block(*, repeat: int, shared: bool, **init: Initializer) -> Graph:
    """Copies of a block with one Linear layer of 8 inputs and 8 outputs, which begins so."""
    inner = chain(input=Input(shape=(8,)), fc=Linear(out_features=8), output=Output())
    inner = inner.replacing({"fc": replace(inner["fc"], init=tuple(init.items()))})
    block = create_block(Definition("Step", inner), {"repeat": repeat, "shared": shared})
    ends = chain(input=Input(shape=(8,)), output=Output())
    return ends.replacing({"steps": Node(block, (Source("input"),)), "output": Node(Output(), (Source("steps"),))})


def test_every_copy_of_a_block_begins_by_the_scheme_inside_it_from_chance_of_its_own() -> None:
    graph = in_block(repeat=3, shared=False, weight=Uniform(a=5.0, b=6.0), bias=Constant(val=2.0))
    state = compile_graph(graph, seed=0, initialization=(("weight", Zeros()),)).state_dict()
    weights = [state[f"steps.{copy}.fc.weight"] for copy in range(3)]
    assert all(5 <= weight.min().item() <= weight.max().item() <= 6 for weight in weights)
    assert not torch.equal(weights[0], weights[1])
    assert all(set(state[f"steps.{copy}.fc.bias"].tolist()) == {2.0} for copy in range(3))


def test_copies_that_share_weights_begin_once_and_alike_whatever_their_number() -> None:
    state = compile_graph(in_block(repeat=3, shared=True, weight=Normal(std=1.0)), seed=0).state_dict()
    assert sorted(state) == ["steps.fc.bias", "steps.fc.weight"]
    once = compile_graph(in_block(repeat=1, shared=False, weight=Normal(std=1.0)), seed=0).state_dict()
    assert torch.equal(state["steps.fc.weight"], once["steps.fc.weight"])


@pytest.mark.parametrize("shared", [False, True])
def test_values_typed_by_hand_in_a_block_are_in_each_copy_and_in_the_source(shared: bool) -> None:
    turned = [[float(column == (row + 1) % 8) for column in range(8)] for row in range(8)]
    graph = in_block(repeat=2, shared=shared, weight=ByHand(values=turned), bias=Zeros())
    sample = torch.arange(8.0)[None]
    torch.testing.assert_close(compile_graph(graph)(sample), sample.roll(-2, dims=1))
    torch.testing.assert_close(_run(source(graph, "net"), "Net")(sample), sample.roll(-2, dims=1))


def test_values_of_another_shape_in_a_block_are_told_with_the_path_to_the_layer() -> None:
    errors = analyse(in_block(repeat=2, shared=False, bias=ByHand(values=[1, 2]))).errors
    assert errors
    assert "needs (8)" in errors[0].message
    assert "steps" in str(errors[0].node)


def test_a_network_wide_scheme_reaches_into_blocks() -> None:
    graph = in_block(repeat=2, shared=False)
    state = compile_graph(graph, seed=0, initialization=(("weight", Constant(val=0.5)),)).state_dict()
    assert {value for copy in range(2) for value in state[f"steps.{copy}.fc.weight"].unique().tolist()} == {0.5}
