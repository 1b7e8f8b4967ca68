"""The ready-made networks: right, tidy and ready to train."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from studio.compiler.analysis import analyse
from studio.data.load import load
from studio.graph.layout import CARD
from studio.project.file import ProjectError, dumps, loads
from studio.project.templates import Template, template, templates
from studio.training.suitability import mismatches

ALL = templates()
PARAMETERS = {"two-layer-net": 39_760, "simple-convnet": 433_890, "lenet5": 61_706}

each = pytest.mark.parametrize("ready", ALL, ids=[ready.name for ready in ALL])


def test_the_classic_beginners_networks_are_there() -> None:
    assert {*PARAMETERS, "residual-digits", "inception-digits"} <= {ready.name for ready in ALL}


@each
def test_a_template_can_be_trained_as_it_is(ready: Template) -> None:
    project = ready.load()
    analysis = analyse(project.graph)
    assert analysis.problems == ()
    shape = project.graph["input"].layer.shape  # type: ignore[attr-defined]
    dataset = load(project.data, shape, project.training.seed)
    assert mismatches(analysis, project.training.loss, dataset.classes) == ()


@each
def test_a_template_says_what_it_teaches_but_projects_made_from_it_do_not(ready: Template) -> None:
    assert ready.title == ready.load().name
    assert ready.teaches.endswith(".")
    assert ready.teaches not in dumps(ready.load())


@each
def test_a_template_is_written_as_the_studio_writes_files(ready: Template) -> None:
    text = ready.path.read_text(encoding="utf-8")
    assert dumps(loads(text)) == text


@each
def test_cards_of_a_template_stand_in_order_and_apart(ready: Template) -> None:
    graph = ready.load().graph
    for (x, y), (other_x, other_y) in combinations((node.position for node in graph.values()), 2):
        assert abs(x - other_x) >= CARD[0] + 20 or abs(y - other_y) >= CARD[1] + 20
    for node in graph.values():
        assert all(graph[source.node].position[1] < node.position[1] for source in filter(None, node.inputs))
    assert all(value % 20 == 0 for node in graph.values() for value in node.position)


@pytest.mark.parametrize(("name", "parameters"), PARAMETERS.items())
def test_a_classic_network_has_exactly_its_parameters(name: str, parameters: int) -> None:
    assert analyse(template(name).load().graph).total.parameters == parameters


def test_simple_networks_come_first() -> None:
    sizes = [len(ready.load().graph) for ready in ALL]
    assert all(smaller <= larger for smaller, larger in pairwise(sizes))


def test_an_unknown_template_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ProjectError, match="no template “resnet9000”") as refusal:
        template("resnet9000")
    assert "lenet5" in refusal.value.remedy
