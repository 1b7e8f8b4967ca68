"""Files whose networks are too large, too deep or odd inside: told at once with the numbers, never a traceback."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from large_files import block, chain, document, inner_input, nested, network, node, shared, sums

from studio.compiler.analysis import analyse
from studio.compiler.expansion import DEEPEST as OPENED
from studio.compiler.module import CompileError, compile_graph
from studio.compiler.source import source
from studio.graph import EditError, Graph, Node, Source, edits
from studio.graph.definition import DEEPEST, Definition, depth
from studio.layers import layer
from studio.layers.block import create_block
from studio.layers.block_edits import edit_inside
from studio.layers.grouping import group
from studio.project import Project, diagnostics
from studio.project.file import ProjectError, dumps, load, loads

TOO_LARGE: dict[str, tuple[dict[str, Any], str | None, tuple[str, ...]]] = {
    "40 levels of doubling blocks": (nested(40, times=2), "body", ("B40", "50,000", "4,398,046,511,101")),
    "29 levels of nine copies": (nested(29, repeat=9), "body", ("B29", "50,000", "10^28")),
    "three levels of a thousand copies": (nested(3, repeat=1000), "body", ("B3", "50,000")),
    "150 blocks one in the other": (nested(150), "body", ("B150", "150", str(DEEPEST))),
    "a sum of 200,000": (sums(200_000), "add", ("Add", "200,000", "1,000")),
}  # fmt: skip


@pytest.mark.parametrize(("written", "where", "told"), TOO_LARGE.values(), ids=TOO_LARGE)
def test_too_large_a_network_is_told_with_its_numbers_before_any_work(
    written: dict[str, Any], where: str | None, told: tuple[str, ...]
) -> None:
    project = loads(json.dumps(written))
    (problem,) = analyse(project.graph).errors
    assert problem.node == where
    assert all(word in problem.message for word in told), problem.message
    assert problem.remedy.endswith(".")
    assert problem in diagnostics.problems(project, analyse(project.graph))
    with pytest.raises(CompileError):
        source(project.graph, project.name)
    with pytest.raises(CompileError):
        compile_graph(project.graph)
    assert loads(dumps(project)) == project


def test_too_long_a_chain_is_told_with_its_numbers() -> None:
    nodes = {"input": Node(layer("Input", shape=[8]))}
    for each in range(30_000):
        nodes[f"r{each}"] = Node(layer("ReLU"), (Source(f"r{each - 1}" if each else "input"),))
    (problem,) = analyse(Graph(nodes)).problems
    assert problem.node is None
    assert "30,001 nodes and 30,000 links; 50,000" in problem.message


@pytest.mark.parametrize("repeat", [2, 30, 300])
def test_copies_that_share_the_weights_of_one_layer_are_advised_on(repeat: int) -> None:
    project = loads(json.dumps(shared(repeat)))
    analysis = analyse(project.graph)
    found = diagnostics.problems(project, analysis)
    assert not analysis.errors
    assert analysis.total.parameters == 8 * 8 + 8
    assert all(problem.message for problem in found)


@pytest.mark.parametrize("shape", [[-3], [0], [10**9] * 3, [], [1] * 9, "8", None, [8.5]])
def test_an_input_in_a_block_with_a_shape_that_is_not_allowed_is_told(shape: Any) -> None:
    project = loads(json.dumps(inner_input(shape)))
    (problem,) = analyse(project.graph).errors
    assert problem.node == "body.input"
    with pytest.raises(CompileError, match=r"body\.input"):
        source(project.graph, project.name)
    (known,) = (each for each in diagnostics.problems(project, analyse(project.graph)) if each.severity == "error")
    assert diagnostics.title(project, known) == "Leave out shape in every Odd"
    assert not analyse(diagnostics.remedy(project, known).graph).errors


def test_an_output_in_a_block_with_what_it_does_not_have_is_told() -> None:
    inner = {"input": node("Input", shape=[8]), "output": node("Output", "input", loudness=3)}
    project = loads(json.dumps(document(network({"body": node("Block", "input", block="O")}), {"O": {"graph": inner}})))
    assert [problem.node for problem in analyse(project.graph).errors] == ["body.output"]


def test_a_block_whose_numbers_follow_ever_other_values_is_counted_in_time() -> None:
    """Each level has two blocks of other arguments, so that no two of 2^40 are alike."""
    graph = network({"fc": {**node("Linear", "input", out_features=8), "bindings": {"out_features": "n % 7 + 1"}}})
    blocks: dict[str, Any] = {"B1": {"graph": graph, "parameters": {"n": 1}}}
    for level in range(2, 41):
        inner = {
            place: {
                **node("Block", before, block=f"B{level - 1}", arguments={"n": 1}),
                "bindings": {"n": f"2 * n + {number}"},
            }
            for number, (place, before) in enumerate((("a", "input"), ("b", "a")))
        }
        blocks[f"B{level}"] = {"graph": network(inner), "parameters": {"n": 1}}
    project = loads(json.dumps(document(network({"body": node("Block", "input", block="B40")}), blocks)))
    (problem,) = analyse(project.graph).errors
    assert problem.node == "body"


def test_as_many_copies_as_there_is_room_for_are_opened() -> None:
    inner = {f"r{place}": node("ReLU", f"r{place - 1}" if place else "input") for place in range(8)}
    blocks = {"Ten": block(inner)}
    fits = loads(json.dumps(document(network({"body": node("Block", "input", block="Ten", repeat=1000)}), blocks)))
    assert not analyse(fits.graph).errors
    twice = {
        "one": node("Block", "input", block="Ten", repeat=1000),
        "two": node("Block", "one", block="Ten", repeat=1000),
        "three": node("Block", "two", block="Ten", repeat=1000),
    }
    full = loads(json.dumps(document(network(twice), blocks)))
    assert [problem.node for problem in analyse(full.graph).errors] == ["three"]


def test_a_file_of_more_nodes_or_blocks_than_can_be_read_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "many.nns"
    path.write_text(json.dumps(chain(60_000)))
    with pytest.raises(ProjectError, match="60,002 nodes; 50,000"):
        load(path)
    blocks = {f"B{each}": block({"relu": node("ReLU", "input")}) for each in range(1_200)}
    path.write_text(json.dumps(document(network({"relu": node("ReLU", "input")}), blocks)))
    with pytest.raises(ProjectError, match="1,200 blocks; 1,000"):
        load(path)


@pytest.mark.parametrize("order", ["inside first", "outside first"])
def test_blocks_as_deep_as_is_allowed_are_read_in_any_order(order: str) -> None:
    written = nested(DEEPEST)
    if order == "outside first":
        written["blocks"] = dict(reversed(written["blocks"].items()))
    project = loads(json.dumps(written))
    assert depth(project.graph) == DEEPEST
    assert loads(dumps(project)) == project
    (problem,) = analyse(project.graph).errors
    assert problem.node == ".".join(["body", *["b0"] * OPENED])


def test_blocks_as_deep_as_are_opened_are_written_as_source() -> None:
    project = loads(json.dumps(nested(OPENED)))
    assert not analyse(project.graph).errors
    assert "class Large" in source(project.graph, project.name)


def test_a_ring_of_blocks_is_told_however_long_it_is() -> None:
    ring = {f"B{each}": block({"b": node("Block", "input", block=f"B{(each + 1) % 130}")}) for each in range(130)}
    project = loads(json.dumps(document(network({"body": node("Block", "input", block="B0")}), ring)))
    assert analyse(project.graph).errors
    assert Project(project.name, loads(dumps(project)).graph).graph == project.graph


def test_no_edit_puts_blocks_deeper_in_each_other_than_they_are_opened() -> None:
    graph = Graph({"input": Node(layer("Input", shape=[8]))})
    graph = edits.add(graph, "relu", layer("ReLU"), (Source("input"),))
    for _ in range(DEEPEST):
        graph = edit_inside(graph, (), lambda before: group(before, [list(before)[-1]], "Round", {})[0])
    assert depth(graph) == DEEPEST
    with pytest.raises(EditError, match=f"{DEEPEST + 1} blocks"):
        edit_inside(graph, (), lambda before: group(before, [list(before)[-1]], "Round", {})[0])


def test_thousands_of_layers_inside_a_block_are_advised_on_in_time() -> None:
    graph = Graph({"input": Node(layer("Input", shape=[8]))})
    for each in range(18):
        graph = edits.add(graph, f"fc{each}", layer("Linear", out_features=8), (Source(list(graph)[-1]),))
    inner = edits.add(graph, "output", layer("Output"), (Source("fc17"),))
    body = create_block(Definition("Many", inner), {"repeat": 200})
    whole = Graph({"input": Node(layer("Input", shape=[8])), "body": Node(body, (Source("input"),))})
    project = Project(graph=edits.add(whole, "output", layer("Output"), (Source("body"),)))
    analysis = analyse(project.graph)
    (found,) = diagnostics.together(diagnostics.problems(project, analysis))[:1]
    assert diagnostics.message(found)
