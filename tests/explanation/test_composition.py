"""What the pages of blocks and the formulas of receptive fields say of whole networks, held against the analysis."""

from __future__ import annotations

from dataclasses import replace

import pytest
from networks import chain

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.receptive_field import receptive_fields
from studio.explanation.composition import SUMS
from studio.explanation.content import Facts
from studio.explanation.formula import Formula
from studio.explanation.markup import html
from studio.explanation.node_subject import standing
from studio.explanation.page import page
from studio.explanation.plain import text
from studio.explanation.subject import Subject
from studio.graph import Graph
from studio.graph.definition import Definition
from studio.layers.block import Block, create_block
from studio.layers.convolution import Conv2d, ConvTranspose2d
from studio.layers.io import Input, Output
from studio.layers.pooling import MaxPool2d
from studio.project.templates import template


def about(analysis: Analysis, path: str) -> Subject:
    layer = analysis.graph[path].layer
    assert isinstance(layer, Block | Conv2d | ConvTranspose2d | MaxPool2d)
    return standing(layer, path, analysis, receptive_fields(analysis.expansion.network, analysis.calls))


def blocks_of(graph: Graph) -> list[str]:
    return [name for name in graph if isinstance(graph[name].layer, Block)]


@pytest.mark.parametrize("name", ["resnet18", "resnet50", "googlenet", "plain20"])
def test_the_sums_of_a_block_are_its_read_outs(name: str) -> None:
    analysis = analyse(template(name).load().graph)
    for path in blocks_of(analysis.graph):
        costs = [getattr(analysis.nodes[path], cost) for cost, _ in SUMS]
        assert [formula.value for formula in about(analysis, path).sums] == costs


INNER = chain(
    input=Input(shape=(4, 8, 8)), conv=Conv2d(out_channels=4, kernel_size=(3, 3), padding=(1, 1)), output=Output()
)
WIDE = Graph({**INNER, "conv": replace(INNER["conv"], bindings=(("out_channels", "2 * channels"),))})
DEFINITION = Definition("Twice", WIDE, (("channels", 2),), "A convolution.")


@pytest.mark.parametrize("shared", [False, True])
def test_copies_are_summed_and_shared_weights_counted_once(shared: bool) -> None:
    block = create_block(DEFINITION, {"repeat": 3, "shared": shared})
    analysis = analyse(chain(input=Input(shape=(4, 8, 8)), block=block, output=Output()))
    told = about(analysis, "block")
    learned, _, worked = (formula.line() for formula in told.sums)
    if shared:
        assert learned == "parameters = conv = 148"
        assert worked == "MACs = conv = 27,648"
    else:
        assert learned == "parameters = copy₀ + copy₁ + copy₂ = 148 + 148 + 148 = 444"
        assert worked.endswith("9,216 + 9,216 + 9,216 = 27,648")


def test_the_page_of_a_block_shows_its_inside_and_what_follows_from_its_parameters() -> None:
    analysis = analyse(chain(input=Input(shape=(4, 8, 8)), block=create_block(DEFINITION), output=Output()))
    told = about(analysis, "block")
    assert told.inside is not None
    assert told.inside.rows == (("conv", "Conv2d → (4, 8, 8)", "148", "9,216"),)
    (followed,) = told.bound
    assert isinstance(followed, Formula)
    assert followed.line() == "out_channels = 2·channels = 2·2 = 4"
    assert "Conv2d → (4,&nbsp;8,&nbsp;8)" in html(page(told))
    assert "conv  Conv2d → (4, 8, 8)         148  9,216" in text(page(told))


def test_a_switch_that_follows_is_told_as_a_fact() -> None:
    graph = Graph({**INNER, "conv": replace(INNER["conv"], bindings=(("bypassed", "not deep"),))})
    block = create_block(Definition("Maybe", graph, (("deep", True),), ""))
    analysis = analyse(chain(input=Input(shape=(4, 8, 8)), block=block, output=Output()))
    assert about(analysis, "block").bound == (Facts((("conv.bypassed", "not deep = off"),)),)


WINDOWS = chain(
    input=Input(shape=(1, 64, 64)),
    conv1=Conv2d(out_channels=2, kernel_size=(3, 3), stride=(2, 2)),
    conv2=Conv2d(out_channels=2, kernel_size=(3, 5), dilation=(2, 1)),
    pool=MaxPool2d(kernel_size=(2, 2)),
    up=ConvTranspose2d(out_channels=2, kernel_size=(4, 4), stride=(2, 2)),
    output=Output(),
)


@pytest.mark.parametrize("path", ["conv1", "conv2", "pool", "up"])
def test_the_receptive_field_told_is_the_one_measured(path: str) -> None:
    analysis = analyse(WINDOWS)
    fields = receptive_fields(analysis.expansion.network, analysis.calls)
    told = [formula for formula in about(analysis, path).seen if formula.symbol == "r_2"]
    assert {formula.value for formula in told} == set(fields[path].size)


def test_a_strided_window_moves_neighbours_apart() -> None:
    told = [formula.line() for formula in about(analyse(WINDOWS), "conv1").seen]
    assert told == ["r₂ = r₁ + (F − 1)·j₁ = 1 + (3 − 1)·1 = 3", "j₂ = j₁·S = 1·2 = 2"]
    of_both = [formula.line() for formula in about(analyse(WINDOWS), "conv2").seen]
    assert of_both == [
        "r₂ = r₁ + d·(F − 1)·j₁ = 3 + 2·(3 − 1)·2 = 11",
        "r₂ = r₁ + (F − 1)·j₁ = 3 + (5 − 1)·2 = 11",
    ]
