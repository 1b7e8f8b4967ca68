"""Blocks in project files: definitions once, nodes with arguments; nothing a file says is lost or run."""

from __future__ import annotations

import itertools
import json
from typing import Any

import pytest

from studio.compiler.analysis import analyse
from studio.graph.definition import definitions
from studio.project.errors import ProjectError
from studio.project.file import dump_fragment, dumps, load_fragment, loads
from studio.project.templates import Template, templates

TEMPLATES = {each.name: each for each in templates()}
BLOCKS = [each for each in templates() if definitions(each.load().graph)]


def written() -> dict[str, Any]:
    tree: dict[str, Any] = json.loads(dumps(TEMPLATES["resnet18"].load()))
    return tree


def first_block(tree: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = next(node for node in tree["graph"].values() if node["layer"] == "Block")
    return found


@pytest.mark.parametrize("template", BLOCKS, ids=lambda template: template.name)
def test_a_file_with_blocks_reads_back_as_it_was(template: Template) -> None:
    project = template.load()
    text = dumps(project)
    assert loads(text).graph == project.graph
    assert dumps(loads(text)) == text


def test_the_clipboard_brings_definitions_along() -> None:
    graph = TEMPLATES["resnet18"].load().graph
    assert load_fragment(dump_fragment(graph)) == graph


def test_a_block_that_contains_itself_is_a_problem_and_is_kept() -> None:
    tree = written()
    name, definition = next(iter(tree["blocks"].items()))
    inner = next(name for name, node in definition["graph"].items() if node["layer"] not in ("Input", "Output"))
    definition["graph"][inner] |= {"layer": "Block", "params": {"block": name}}
    project = loads(json.dumps(tree))
    assert any("contains itself" in problem.message for problem in analyse(project.graph).errors)
    assert json.loads(dumps(project)) == tree


def test_an_unknown_block_is_a_problem_and_is_kept() -> None:
    tree = written()
    first_block(tree)["params"]["block"] = "Unheard of"
    project = loads(json.dumps(tree))
    assert any("no block “Unheard of”" in problem.message for problem in analyse(project.graph).errors)
    assert json.loads(dumps(project)) == tree


@pytest.mark.parametrize(
    ("params", "said"),
    [
        ({"repeat": 0}, "repeat"),
        ({"repeat": "2"}, "repeat"),
        ({"arguments": {"colour": 1}}, "colour"),
        ({"arguments": 3}, "arguments"),
    ],
)
def test_wrong_parameters_of_a_block_are_a_problem(params: dict[str, Any], said: str) -> None:
    tree = written()
    first_block(tree)["params"] |= params
    assert any(said in problem.message for problem in analyse(loads(json.dumps(tree)).graph).errors)


@pytest.mark.parametrize("binding", ["width", "1 / 0", "__import__('os')", "4 *"])
def test_a_wrong_binding_is_a_problem_at_its_node(binding: str) -> None:
    tree = written()
    path, node = next(
        (name, node)
        for definition in tree["blocks"].values()
        for name, node in definition["graph"].items()
        if "bindings" in node
    )
    node["bindings"] = dict.fromkeys(node["bindings"], binding)
    found = analyse(loads(json.dumps(tree)).graph).errors
    assert found
    assert all((problem.node or "").endswith(path) for problem in found)


@pytest.mark.parametrize(
    ("blocks", "said"),
    [
        ([], "“blocks” is a list"),
        ({"Unit": 3}, "“Unit” is a number"),
        ({"Unit": {"graph": {}, "parameters": {"a": "b"}}}, "parameter “a”"),
        ({"Unit": {"graph": {}, "parameters": {"repeat": 1}}}, "“repeat” cannot be a parameter"),
        ({"Unit": {"graph": {"a": {"layer": "ReLU", "inputs": ["b"]}}}}, "“b”"),
        ({"Unit": {}}, "“graph” is missing"),
    ],
)
def test_definitions_that_make_no_sense_are_refused_in_words(blocks: Any, said: str) -> None:
    tree = {"format": "nn-studio", "version": 1, "graph": {}, "blocks": blocks}
    with pytest.raises(ProjectError, match=said):
        loads(json.dumps(tree))


def test_a_definition_without_use_is_kept() -> None:
    unit = {
        "about": "Unused.",
        "graph": {"input": {"layer": "Input", "params": {"shape": [1]}, "inputs": [], "position": [0, 0]}},
    }
    text = dumps(loads(json.dumps({"format": "nn-studio", "version": 1, "graph": {}, "blocks": {"Unit": unit}})))
    assert json.loads(text)["blocks"] == {"Unit": unit}


def _around(*blocks: str) -> dict[str, Any]:
    """A network of blocks in a row."""
    graph: dict[str, Any] = {"input": {"layer": "Input", "params": {"shape": [4]}, "inputs": []}}
    for place, block in enumerate(blocks):
        before = list(graph)[-1]
        graph[f"part{place}"] = {"layer": "Block", "params": {"block": block}, "inputs": [before]}
    return graph | {"output": {"layer": "Output", "inputs": [list(graph)[-1]]}}


@pytest.mark.parametrize("length", [1, 2, 3])
def test_blocks_that_contain_one_another_are_a_problem_wherever_it_begins(length: int) -> None:
    names = [f"Part{number}" for number in range(length)]
    blocks = {name: {"graph": _around(names[(place + 1) % length])} for place, name in enumerate(names)}
    tree = {"format": "nn-studio", "version": 1, "graph": _around(*names), "blocks": blocks}
    project = loads(json.dumps(tree))
    errors = analyse(project.graph).errors
    assert {(problem.node or "").partition(".")[0] for problem in errors} == {f"part{place}" for place in range(length)}
    assert all("contains itself" in problem.message and problem.remedy for problem in errors)
    again = loads(dumps(project))
    assert again.graph == project.graph
    assert json.loads(dumps(project))["blocks"].keys() == blocks.keys()


def test_blocks_nested_without_end_are_a_problem() -> None:
    names = [f"Part{number}" for number in range(40)]
    blocks: dict[str, Any] = {name: {"graph": _around(after)} for name, after in itertools.pairwise(names)}
    blocks[names[-1]] = {"graph": _around()}
    tree = {"format": "nn-studio", "version": 1, "graph": _around(names[0]), "blocks": blocks}
    (problem,) = analyse(loads(json.dumps(tree)).graph).errors
    assert "more than 30 others" in problem.message


def test_frozen_nodes_are_read_and_written_at_the_top_and_inside() -> None:
    tree = written()
    first_block(tree)["frozen"] = True
    inner = next(node for node in next(iter(tree["blocks"].values()))["graph"].values() if node["layer"] == "Conv2d")
    inner["frozen"] = True
    project = loads(json.dumps(tree))
    assert json.loads(dumps(project)) == tree
    frozen = analyse(project.graph).total.frozen_parameters
    assert 0 < frozen < analyse(project.graph).total.parameters


def test_a_mark_that_is_no_yes_or_no_is_refused() -> None:
    tree = written()
    first_block(tree)["frozen"] = 1
    with pytest.raises(ProjectError, match="frozen"):
        loads(json.dumps(tree))
