"""A receptive field is as far as a change of the input is felt, for every layer of the catalogue."""

from __future__ import annotations

import pytest
from drawing import DRAWN, LAYERS, draw_layer
from hypothesis import Phase, given, settings
from hypothesis import strategies as st
from networks import variants
from reaching import felt, samples_for
from torch import nn

from studio.compiler.analysis import analyse
from studio.compiler.measure import Refusal, measure
from studio.compiler.module import compile_graph
from studio.compiler.receptive_field import STEPS_FIRST, ReceptiveField, fields_by_input
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Node, Source
from studio.layers import Layer, layer
from studio.layers.io import Input, Output

pytestmark = pytest.mark.filterwarnings("ignore:LSTM with projections is not supported with oneDNN")
BY_NAME_OR_CODE = ("Custom", "TorchModule", "TorchFunction", "StoredTensor")
KNOWN = [declared for declared in LAYERS if declared.__name__ not in ("Output", *BY_NAME_OR_CODE)]
WITH_WINDOWS = [
    declared
    for declared in KNOWN
    if declared.family in ("convolution", "pooling", "shape") and declared.ranks and declared.inputs == ("input",)
]


def network(tested: Layer, specs: tuple[TensorSpec, ...], *behind: Layer) -> Graph:
    """Inputs, the layer, what stands behind its first output, and an Output."""
    nodes = {f"input{port}": Node(Input(shape=spec.shape, dtype=spec.dtype)) for port, spec in enumerate(specs)}
    nodes["tested"] = Node(tested, tuple(map(Source, nodes)))
    last = "tested"
    for place, each in enumerate((*behind, Output())):
        nodes[f"behind{place}"] = Node(each, (Source(last),))
        last = f"behind{place}"
    return Graph(nodes)


def told(graph: Graph) -> dict[str, ReceptiveField]:
    return fields_by_input(graph, analyse(graph).nodes)[list(graph)[-1]]


def assert_felt_as_told(tested: Layer, specs: tuple[TensorSpec, ...], *behind: Layer) -> None:
    graph = network(tested, specs, *behind)
    analysis = analyse(graph)
    assert not analysis.errors
    module: nn.Module = compile_graph(graph, seed=1).double().eval()
    samples = samples_for(tested, specs, (analysis.nodes["tested"].outputs or ())[0].shape)
    for name, field in told(graph).items():
        port = int(name.removeprefix("input"))
        for place, (axis, size) in enumerate(zip(axes_of(tested, specs[port]), field.size, strict=True)):
            found = felt(module, samples, port, axis, channels_together=tested.kind == "PixelUnshuffle")
            # Where windows overlap, max unpooling may put a value where several look, but has put it to one place.
            assert found <= size, (tested, specs, axis)
            # Far from the edges there has to be a value that sees so much, if the input has room for one.
            if not tested.kind.startswith("MaxUnpool") and (
                field.jump[place] == 0 or 3 * size <= specs[port].shape[axis]
            ):
                assert found == size, (tested, specs, axis)


def axes_of(tested: Layer, spec: TensorSpec) -> range:
    """The axes that have places: steps before features, channels before all others."""
    rank = len(spec.shape)
    return range(1) if tested.family in STEPS_FIRST or (spec.dtype == "int64" and rank == 1) else range(1, rank)


@pytest.mark.slow
@pytest.mark.parametrize("declared", KNOWN, ids=lambda declared: declared.__name__)
def test_a_change_is_felt_as_far_as_told(declared: type[Layer]) -> None:
    for tested in variants(declared):
        assert_felt_as_told(tested, tuple(TensorSpec(each.shape, each.dtype) for each in tested.example()))


@pytest.mark.slow
@pytest.mark.parametrize("declared", WITH_WINDOWS, ids=lambda declared: declared.__name__)
@settings(parent=DRAWN, max_examples=5, phases=[Phase.reuse, Phase.generate])
@given(data=st.data())
def test_whatever_the_parameters_and_with_a_window_behind(declared: type[Layer], data: st.DataObject) -> None:
    tested = draw_layer(data, declared)
    if getattr(tested, "padding_mode", "") == "circular":
        return  # what is felt beyond the edge stands at the other end
    rank = data.draw(st.sampled_from(declared.ranks or (2, 3)))
    specs = (TensorSpec((4, 30, 8, 4)[:rank]),)
    if tested is None or isinstance(measured := measure(tested, specs), Refusal):
        return
    window = layer(f"AvgPool{len(measured.outputs[0].shape) - 1}d", kernel_size=2, stride=1)
    behind = () if isinstance(measure(window, measured.outputs[:1]), Refusal) else (window,)
    assert_felt_as_told(tested, specs, *behind)
