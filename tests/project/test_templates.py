"""The ready-made networks: right, tidy and ready to train."""

from __future__ import annotations

from itertools import combinations, pairwise

import pytest

from studio.compiler.analysis import analyse
from studio.data.config import ImageFolder
from studio.data.load import describe, load
from studio.graph.flow import CARD
from studio.layers.initialization import Normal, Zeros
from studio.project.diagnostics import advise
from studio.project.file import ProjectError, dumps, loads
from studio.project.templates import GROUPS, Template, template, templates
from studio.training.suitability import mismatches

ALL = templates()
CLASSIC = {
    "apples", "and-step", "nand-step", "or-step", "xor-gates", "and-gate", "nand-gate", "or-gate", "xor-perceptron",
    "xor-mlp", "three-layer-net", "two-layer-net", "bottleneck-digits", "wide-digits", "plain32-digits",
    "residual32-digits",
    "simple-convnet", "lenet5", "alexnet", "vgg11", "vgg13", "vgg16", "vgg19", "vgg11-bn", "vgg13-bn",
    "vgg16-bn", "vgg19-bn", "vgg16-fcn", "nin", "googlenet", "resnet18", "resnet34", "resnet50",
    "densenet121", "cats-and-dogs", "bottleneck", "two-3x3", "plain20", "resnet20", "unet", "autoencoder",
    "passthrough", "lstm-text", "transformer-text", "multilabel", "residual-digits", "inception-digits",
}  # fmt: skip

each = pytest.mark.parametrize("ready", ALL, ids=[ready.name for ready in ALL])


def test_the_networks_everybody_should_know_are_there() -> None:
    assert {ready.name for ready in ALL} == CLASSIC


@each
def test_a_template_raises_no_eyebrow(ready: Template) -> None:
    project = ready.load()
    assert project.notices == ()
    problems = (*(analysis := analyse(project.graph)).problems, *advise(project, analysis))
    assert [problem for problem in problems if problem.severity != "info"] == []


at_hand = pytest.mark.parametrize(
    "name", [ready.name for ready in ALL if not isinstance(ready.load().data, ImageFolder)]
)


@at_hand
def test_a_template_can_learn_what_its_data_ask_for(name: str) -> None:
    project = template(name).load()
    data, loss = describe(project.data), project.training.loss
    assert mismatches(analyse(project.graph), loss, data.classes, data.task, data.vocabulary) == ()


def test_templates_learn_more_than_classes() -> None:
    tasks = {describe(template(name).load().data).task for name in ("autoencoder", "unet", "multilabel", "lenet5")}
    assert tasks == {"input", "pixels", "labels", "classes"}


@at_hand
def test_a_template_comes_with_data_that_fit_it(name: str) -> None:
    project = template(name).load()
    shape = project.graph["input"].layer.shape  # type: ignore[attr-defined]
    dataset = load(project.data, shape, project.training.seed)
    assert tuple(dataset.train.inputs.shape[1:]) == shape


@each
def test_a_template_says_what_it_teaches_but_projects_made_from_it_do_not(ready: Template) -> None:
    assert ready.title == ready.load().name
    assert ready.teaches.endswith(".")
    written = dumps(ready.load())
    assert ready.teaches not in written
    assert ready.group not in written


@each
def test_a_template_tells_its_size_and_shape_without_being_opened(ready: Template) -> None:
    graph = ready.load().graph
    assert ready.shapes == (graph["input"].layer.shape,)  # type: ignore[attr-defined]
    assert ready.parameters == analyse(graph).total.parameters


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


def test_templates_come_by_group_and_those_that_train_at_once_and_small_ones_first() -> None:
    places = [(GROUPS.index(ready.group), not ready.is_at_hand, ready.parameters) for ready in ALL]
    assert all(earlier <= later for earlier, later in pairwise(places))
    assert {ready.group for ready in ALL} == set(GROUPS)


def test_an_unknown_template_is_refused_with_the_names_there_are() -> None:
    with pytest.raises(ProjectError, match="no template “resnet9000”") as refusal:
        template("resnet9000")
    assert "lenet5" in refusal.value.remedy


@pytest.mark.parametrize("name", ["two-layer-net", "simple-convnet"])
def test_networks_of_the_notes_begin_and_end_as_the_notes_have_them(name: str) -> None:
    training = template(name).load().training
    assert (training.steps, training.epochs) == (10_000, None)
    assert (training.initialization, training.bias_initialization) == (Normal(std=0.01), Zeros())
