"""Parameters of blocks: renamed, removed and put in order wherever the block is used, alone and inside others."""

from __future__ import annotations

import json

import pytest

from studio.compiler.analysis import analyse
from studio.graph import EditError, Graph, Node, Source
from studio.graph.definition import Definition, definitions
from studio.layers import layer
from studio.layers.block import Block, create_block
from studio.layers.block_parameters import (
    add_parameter,
    move_parameter,
    remove_parameter,
    rename_parameter,
    set_default,
)
from studio.project import Project
from studio.project.file import dumps, loads


def unit() -> Definition:
    """A convolution with 2 · channels outputs, bypassed where stride is 1."""
    inside = Graph(
        {
            "input": Node(layer("Input", shape=[3, 8, 8])),
            "conv": Node(
                layer("Conv2d", out_channels=1),
                (Source("input"),),
                bindings=(("out_channels", "channels * 2"), ("stride", "stride"), ("bypassed", "stride == 1")),
            ),
            "output": Node(layer("Output"), (Source("conv"),)),
        }
    )
    return Definition("Unit", inside, (("channels", 4), ("stride", 2)))


def stage() -> Definition:
    """Two units: one that follows the stage's width, one that does not."""
    inside = Graph(
        {
            "input": Node(layer("Input", shape=[3, 8, 8])),
            "first": Node(create_block(unit()), (Source("input"),), bindings=(("channels", "width + 1"),)),
            "second": Node(create_block(unit(), {"channels": 5}), (Source("first"),)),
            "output": Node(layer("Output"), (Source("second"),)),
        }
    )
    return Definition("Stage", inside, (("width", 2),))


def project() -> Project:
    return Project(
        graph=Graph(
            {
                "input": Node(layer("Input", shape=[3, 16, 16])),
                "unit": Node(create_block(unit(), {"channels": 6}), (Source("input"),)),
                "stage": Node(create_block(stage(), {"width": 7}), (Source("unit"),)),
                "output": Node(layer("Output"), (Source("stage"),)),
            }
        )
    )


def shapes(project: Project) -> dict[str, object]:
    analysis = analyse(project.graph)
    assert not analysis.errors
    return {path: report.outputs for path, report in analysis.nodes.items()}


def test_a_renamed_parameter_is_followed_everywhere() -> None:
    before = project()
    renamed = rename_parameter(before.definitions["Unit"], "channels", "width")
    now = before.redefined(renamed, "Unit", {"channels": "width"})
    assert shapes(now) == shapes(before)
    used = now.definitions["Unit"].graph["conv"]
    assert dict(used.bindings)["out_channels"] == "width * 2"
    assert now.graph["unit"].layer.arguments == {"width": 6, "stride": 2}  # type: ignore[attr-defined]
    inner = now.definitions["Stage"].graph
    assert inner["first"].bindings == (("width", "width + 1"),)
    assert inner["second"].layer.arguments == {"width": 5, "stride": 2}  # type: ignore[attr-defined]
    assert shapes(loads(dumps(now))) == shapes(before)


def test_a_parameter_that_another_block_inside_follows_is_renamed_there() -> None:
    before = project()
    renamed = rename_parameter(before.definitions["Stage"], "width", "filters")
    now = before.redefined(renamed, "Stage", {"width": "filters"})
    assert shapes(now) == shapes(before)
    assert now.definitions["Stage"].graph["first"].bindings == (("channels", "filters + 1"),)
    assert now.definitions["Unit"] is before.definitions["Unit"]


@pytest.mark.parametrize(
    ("name", "said"),
    [("stride", "already"), ("repeat", "every block"), ("2d", "identifier"), ("graph", "attribute"), ("if", "Python")],
)
def test_a_name_that_a_parameter_cannot_have_is_refused(name: str, said: str) -> None:
    with pytest.raises(EditError, match=said):
        rename_parameter(unit(), "channels", name)
    with pytest.raises(EditError, match=said):
        add_parameter(unit(), name, 1)


def test_a_name_that_makes_an_expression_too_long_is_refused() -> None:
    long = Definition("Unit", unit().graph, (("stride", 1), ("channels", 1)))
    text = " + ".join(["channels"] * 18)
    graph = long.graph.replacing(
        {"conv": Node(layer("Conv2d"), (Source("input"),), bindings=(("out_channels", text),))}
    )
    with pytest.raises(EditError, match="200 characters"):
        rename_parameter(Definition("Unit", graph, long.parameters), "channels", "number_of_channels")


def test_a_parameter_in_use_is_not_removed() -> None:
    with pytest.raises(EditError, match="“out_channels” of “conv” follows “channels”"):
        remove_parameter(unit(), "channels")


def test_a_parameter_without_use_is_removed_with_its_arguments() -> None:
    before = project()
    with_more = before.redefined(add_parameter(before.definitions["Unit"], "groups", 1), "Unit")
    inner = with_more.definitions["Stage"].graph
    bound = inner.replacing(
        {"first": Node(inner["first"].layer, inner["first"].inputs, bindings=(("groups", "width"),))}
    )
    stage = Definition("Stage", bound, with_more.definitions["Stage"].parameters)
    with_more = with_more.redefined(stage, "Stage")
    now = with_more.redefined(remove_parameter(with_more.definitions["Unit"], "groups"), "Unit")
    assert now.definitions["Stage"].graph["first"].bindings == ()
    assert not analyse(now.graph).errors


def test_parameters_are_put_in_order_and_keep_their_values() -> None:
    before = project()
    now = before.redefined(move_parameter(before.definitions["Unit"], "stride", 0), "Unit")
    assert list(now.graph["unit"].layer.arguments) == ["stride", "channels"]  # type: ignore[attr-defined]
    assert shapes(now) == shapes(before)


def test_definitions_that_no_node_uses_follow_those_they_contain() -> None:
    """A file's block that is not in use has inside what the network now has."""
    tree = json.loads(dumps(project()))
    del tree["graph"]["stage"]
    tree["graph"]["output"]["inputs"] = ["unit"]
    before = loads(json.dumps(tree))
    assert set(definitions(before.graph)) == {"Unit"}
    renamed = rename_parameter(before.definitions["Unit"], "channels", "width")
    now = before.redefined(renamed, "Unit", {"channels": "width"})
    assert now.definitions["Stage"].graph["first"].bindings == (("width", "width + 1"),)
    assert now.definitions["Stage"].graph["first"].layer.definition is now.definitions["Unit"]  # type: ignore[attr-defined]
    assert loads(dumps(now)).definitions == now.definitions


def test_a_block_edited_and_no_longer_used_stays_as_edited() -> None:
    before = loads(dumps(project()))
    edited = before.redefined(add_parameter(before.definitions["Unit"], "groups", 1), "Unit")
    now = edited.with_graph(Graph({"input": Node(layer("Input", shape=[3, 16, 16]))}))
    assert now.definitions["Unit"] == edited.definitions["Unit"]
    assert now.definitions["Stage"] == edited.definitions["Stage"]


def test_a_block_renamed_is_in_the_file_under_its_new_name_only() -> None:
    before = loads(dumps(project()))
    unit = before.definitions["Unit"]
    now = before.redefined(Definition("Stem", unit.graph, unit.parameters), "Unit")
    assert list(json.loads(dumps(now))["blocks"]) == ["Stem", "Stage"]
    with pytest.raises(EditError, match="another block called Stage"):
        now.redefined(Definition("Stage", unit.graph, unit.parameters), "Stem")
    block = now.graph["unit"].layer
    assert isinstance(block, Block)
    assert shapes(now) == shapes(before)


def test_an_argument_that_is_the_default_stays_the_default() -> None:
    before = project()
    unit = before.definitions["Unit"]
    now = before.redefined(set_default(set_default(unit, "channels", 9), "stride", 1), "Unit")
    assert now.graph["unit"].layer.arguments == {"channels": 6, "stride": 1}  # type: ignore[attr-defined]
    inner = now.definitions["Stage"].graph
    assert inner["second"].layer.arguments == {"channels": 5, "stride": 1}  # type: ignore[attr-defined]


def test_a_default_of_another_kind_is_taken_where_arguments_allow_it() -> None:
    before = project()
    unit = before.definitions["Unit"]
    now = before.redefined(add_parameter(unit, "project", 1), "Unit")
    now = now.redefined(set_default(now.definitions["Unit"], "project", False), "Unit")
    assert now.graph["unit"].layer.arguments["project"] is False  # type: ignore[attr-defined]
    with pytest.raises(EditError, match="channels"):
        now.redefined(set_default(now.definitions["Unit"], "channels", False), "Unit")
