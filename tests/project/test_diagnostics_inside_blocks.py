"""A remedy inside a block is made in its definition, and so in every block of it."""

from __future__ import annotations

from dataclasses import replace

from networks import chain

from studio.compiler.analysis import analyse
from studio.graph import Problem
from studio.graph.definition import Definition
from studio.graph.edits import move
from studio.graph.flow import behind
from studio.graph.layout import layout
from studio.layers import layer
from studio.layers.block import create_block
from studio.layers.block_edits import inside
from studio.project import Project
from studio.project.diagnostics import problems, remedy, title, together


def project() -> Project:
    unit = chain(
        input=layer("Input", shape=[8, 12, 12]),
        conv=layer("Conv2d", out_channels=8, kernel_size=3, padding=1),
        norm=layer("BatchNorm2d"),
        relu=layer("ReLU"),
        output=layer("Output"),
    )
    block = create_block(Definition("Unit", unit), {"repeat": 2})
    graph = chain(
        input=layer("Input", shape=[8, 12, 12]),
        first=block,
        second=block,
        flatten=layer("Flatten"),
        linear=layer("Linear", out_features=10),
        output=layer("Output"),
    )
    return Project(graph=graph)


def wasted(of: Project) -> list[Problem]:
    found = problems(of, analyse(of.graph))
    return [problem for problem in found if problem.code == "wasted-bias"]


def test_one_remedy_cures_every_copy() -> None:
    ill = project()
    found = wasted(ill)
    assert [problem.node for problem in found] == ["first.0.conv", "first.1.conv", "second.0.conv", "second.1.conv"]
    assert title(ill, found[0]) == "Switch bias of conv off in every Unit"
    cured = remedy(ill, found[0])
    assert not wasted(cured)
    assert analyse(ill.graph).total.parameters - analyse(cured.graph).total.parameters == 4 * 8
    assert not analyse(cured.graph).errors


def test_a_layer_that_cannot_run_inside_a_block_is_told_with_its_path() -> None:
    ill = project()
    narrow = ill.with_graph(ill.graph.replacing({"input": chain(input=layer("Input", shape=[8, 2]))["input"]}))
    found = [problem for problem in problems(narrow, analyse(narrow.graph)) if problem.severity == "error"]
    assert [problem.node for problem in found] == ["first.0.conv"]


def test_what_copies_share_is_put_right_once_for_all_of_a_kind() -> None:
    unit = chain(
        input=layer("Input", shape=[8, 12, 12]),
        a=layer("Conv2d", out_channels=8, kernel_size=3, padding=1),
        b=layer("Conv2d", out_channels=8, kernel_size=3, padding=1),
        relu=layer("ReLU"),
        output=layer("Output"),
    )
    block = create_block(Definition("Pair", unit), {"repeat": 2})
    last = {"flatten": layer("Flatten"), "fc": layer("Linear", out_features=10)}
    graph = chain(input=layer("Input", shape=[8, 12, 12]), pairs=block, **last, output=layer("Output"))
    ill = Project(graph=graph)
    (found,) = [group for group in together(problems(ill, analyse(graph))) if len(group) > 1]
    assert [problem.node for problem in found] == ["pairs.0.a", "pairs.1.a"]
    assert title(ill, *found) == "Insert ReLU behind a in every Pair"
    cured = remedy(ill, *found)
    assert problems(cured, analyse(cured.graph)) == ()
    inner = cured.graph["pairs"].layer.definition.graph  # type: ignore[attr-defined]
    assert [node.layer.kind for node in inner.values()].count("ReLU") == 2


def test_what_follows_from_a_parameter_of_the_block_is_not_put_right_behind_its_back() -> None:
    unit = chain(
        input=layer("Input", shape=[8, 12, 12]),
        conv=layer("Conv2d", out_channels=8, kernel_size=3, padding=1),
        norm=layer("BatchNorm2d"),
        output=layer("Output"),
    )
    unit = unit.replacing({"conv": replace(unit["conv"], bindings=(("bias", "not plain"),))})
    block = create_block(Definition("Unit", unit, (("plain", False),)), {})
    last = {"flatten": layer("Flatten"), "fc": layer("Linear", out_features=10)}
    graph = chain(input=layer("Input", shape=[8, 12, 12]), unit=block, **last, output=layer("Output"))
    (problem,) = (each for each in problems(Project(graph=graph), analyse(graph)) if each.node == "unit.conv")
    assert problem.code == "wasted-bias"
    assert title(Project(graph=graph), problem) == ""


def test_a_layer_put_into_a_block_stands_the_way_that_the_block_is_drawn() -> None:
    row = chain(
        input=layer("Input", shape=[8]),
        first=layer("Linear", out_features=8),
        second=layer("Linear", out_features=8),
        output=layer("Output"),
    )
    block = create_block(Definition("Row", move(row, layout(row, flow="right")), flow="right"), {})
    plain = Project(graph=chain(input=layer("Input", shape=[8]), body=block, output=layer("Output")))
    (found,) = (each for each in problems(plain, analyse(plain.graph)) if each.code == "nothing-between")
    cured = remedy(plain, found)
    inner = inside(cured.graph, ("body",))
    assert cured.flow == "down"
    assert inner["relu1"].position == behind(inner["first"].position, "right")
    assert inner["second"].position == behind(inner["relu1"].position, "right")
