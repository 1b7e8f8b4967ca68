"""Every check finds its problem where it is and only there; its remedy is one step, which one undo takes back."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest
from diagnostics_cases import DIGITS, EXAMPLES, Example
from networks import chain

from studio.compiler.analysis import analyse
from studio.data.load import describe
from studio.data.samples import Description
from studio.graph import Graph, Node, Problem, Source, edits
from studio.graph.flow import CARD, FLOWS, Flow, turned
from studio.graph.layout import layout
from studio.layers.activation import Sigmoid, Softmax
from studio.layers.dense import Linear
from studio.layers.io import Input, Output
from studio.layers.merge import Add
from studio.project import History, Project, diagnostics
from studio.project.templates import Template, templates

FOUND = [example for example in EXAMPLES if example.is_found]
FREE = [example for example in EXAMPLES if not example.is_found]


def found_in(project: Project, data: Description | None, check: str) -> list[Problem]:
    problems = diagnostics.problems(project, analyse(project.graph), data)
    return [problem for problem in problems if problem.fix and problem.fix.check == check]


def test_every_check_has_an_example() -> None:
    assert {example.check for example in FOUND} == set(diagnostics.checks)
    assert {example.check for example in FREE} == set(diagnostics.checks)


@pytest.mark.parametrize("example", FOUND, ids=lambda example: example.check)
def test_what_a_check_finds_is_told_with_its_reason_and_remedy(example: Example) -> None:
    found = found_in(example.project, example.data, example.check)
    assert len(found) == 1
    (problem,) = found
    assert problem.message.endswith(".")
    assert problem.remedy.endswith(".")
    assert problem.node is None or problem.node in example.project.graph
    assert 0 < len(diagnostics.title(example.project, problem)) <= 40


@pytest.mark.parametrize("example", FREE, ids=lambda example: example.check)
def test_what_only_looks_like_it_is_let_be(example: Example) -> None:
    assert found_in(example.project, example.data, example.check) == []


@pytest.mark.parametrize("example", FOUND, ids=lambda example: example.check)
def test_one_step_puts_it_right_and_undo_takes_that_back(example: Example) -> None:
    (problem,) = found_in(example.project, example.data, example.check)
    history = History(example.project)
    history.apply(diagnostics.title(example.project, problem), diagnostics.remedy(example.project, problem))
    assert found_in(history.present, example.data, example.check) == []
    assert analyse(history.present.graph).errors == ()
    assert history.undo()
    assert history.present == example.project


@pytest.mark.parametrize("flow", FLOWS)
@pytest.mark.parametrize("example", FOUND, ids=lambda example: example.check)
def test_a_card_that_a_remedy_adds_stands_behind_its_sources_the_way_that_data_flow(
    example: Example, flow: Flow
) -> None:
    graph = example.project.graph
    laid_out = replace(example.project.with_graph(edits.move(graph, layout(graph, flow=flow))), flow=flow)
    (problem,) = found_in(laid_out, example.data, example.check)
    after = diagnostics.remedy(laid_out, problem).graph
    places = {name: turned(node.position, flow) for name, node in after.items()}
    breadth, depth = turned(CARD, flow)
    for (x, y), (other_x, other_y) in combinations(places.values(), 2):
        assert abs(x - other_x) >= breadth or abs(y - other_y) >= depth
    for name, node in after.items():
        for source in filter(None, node.inputs):
            assert places[name][1] >= places[source.node][1] + depth


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_no_template_has_problems(template: Template) -> None:
    project = template.load()
    told = diagnostics.advise(project, analyse(project.graph))
    assert [problem for problem in told if problem.severity != "info"] == []


def test_the_analysis_problems_are_all_there_once() -> None:
    graph = edits.disconnect(chain(input=Input(), fc=Linear(), sigmoid=Sigmoid(), output=Output()), "sigmoid", 0)
    analysis = analyse(graph)
    told = diagnostics.problems(Project(graph=graph), analysis, describe(DIGITS))
    assert len({(problem.node, problem.message) for problem in told}) == len(told)
    assert {problem.message for problem in analysis.problems} <= {problem.message for problem in told}


def test_a_softmax_that_others_need_too_is_told_but_not_removed_at_once() -> None:
    graph = chain(input=Input(shape=(8,)), fc=Linear(out_features=10), softmax=Softmax(), output=Output())
    graph = edits.add(graph, "output2", Output(), (Source("softmax"),))
    told = [
        problem for problem in diagnostics.problems(Project(graph=graph), analyse(graph)) if problem.node == "softmax"
    ]
    assert {problem.severity for problem in told} == {"warning"}
    assert [diagnostics.title(Project(graph=graph), problem) for problem in told] == [""] * len(told)


def test_a_bypassed_softmax_does_no_harm() -> None:
    graph = chain(input=Input(shape=(8,)), fc=Linear(out_features=10), softmax=Softmax(), output=Output())
    graph = graph.replacing({"softmax": Node(Softmax(), (Source("fc"),), bypassed=True)})
    assert found_in(Project(graph=graph), None, "squashed-scores") == []


def test_a_way_around_activations_lets_gradients_through() -> None:
    graph = residual_sigmoids(6)
    assert found_in(Project(graph=graph), None, "vanishing-gradients") == []


def residual_sigmoids(times: int) -> Graph:
    """Sigmoid layers, each with a way around it."""
    nodes = {"input": Node(Input(shape=(8,)))}
    last = "input"
    for place in range(times):
        nodes[f"fc{place}"] = Node(Linear(out_features=8), (Source(last),))
        nodes[f"act{place}"] = Node(Sigmoid(), (Source(f"fc{place}"),))
        nodes[f"add{place}"] = Node(Add(), (Source(last), Source(f"act{place}")))
        last = f"add{place}"
    nodes["fc"] = Node(Linear(out_features=10), (Source(last),))
    return Graph({**nodes, "output": Node(Output(), (Source("fc"),))})


def test_dropout_moves_behind_the_normalisation_with_its_links() -> None:
    (example,) = [example for example in FOUND if example.check == "dropout-before-norm"]
    (problem,) = found_in(example.project, None, example.check)
    graph = diagnostics.remedy(example.project, problem).graph
    assert [graph[name].inputs for name in ("layer1", "layer0", "relu")] == [
        (Source("fc1"),), (Source("layer1"),), (Source("layer0"),),
    ]  # fmt: skip


def test_all_activations_of_a_row_change_in_one_step() -> None:
    example = next(example for example in FOUND if example.check == "vanishing-gradients")
    (problem,) = found_in(example.project, None, example.check)
    graph = diagnostics.remedy(example.project, problem).graph
    assert [node.layer.kind for node in graph.values()].count("ReLU") == 4


def test_a_step_behind_weights_set_by_hand_is_no_mistake() -> None:
    project = next(each for each in templates() if each.name == "xor-gates").load()
    (told,) = [each for each in diagnostics.advise(project, analyse(project.graph)) if each.finding.code == "no-slope"]
    assert told.severity == "info"
    learning = project.with_graph(edits.set_init(project.graph, "nand_gate", {}))
    (told,) = [
        each for each in diagnostics.advise(learning, analyse(learning.graph)) if each.finding.code == "no-slope"
    ]
    assert told.severity == "warning"
