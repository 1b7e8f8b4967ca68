"""Values of a project set by dotted names, each read by its declaration or refused in its words."""

from __future__ import annotations

import pytest

from studio.graph import EditError
from studio.layers import Declaration, ParameterError
from studio.layers.block import Block
from studio.project import Project
from studio.project.overrides import overridden
from studio.project.templates import template
from studio.training.choices import CHOICES
from studio.training.config import TrainingConfig


@pytest.fixture
def lenet() -> Project:
    return template("lenet5").load()


def test_settings_parameters_and_kinds_are_set_and_nothing_else(lenet: Project) -> None:
    found = overridden(
        lenet,
        ["training.optimizer.lr=0.5", "training.optimizer=SGD", "training.batch_size=32", "conv1.out_channels=9",
         "conv1.kernel_size=3,3", "data.validation=0.2", "relu1.bypassed=on"],
    )  # fmt: skip
    assert (found.training.optimizer.kind, found.training.optimizer.lr) == ("SGD", 0.5)  # type: ignore[attr-defined]
    assert found.training.batch_size == 32
    assert found.graph["conv1"].layer.label().startswith("9 · 3×3")  # type: ignore[attr-defined]
    assert found.data.validation == 0.2  # type: ignore[attr-defined]
    assert found.graph["relu1"].bypassed
    assert (
        found.training.changed(optimizer=lenet.training.optimizer, batch_size=lenet.training.batch_size)
        == lenet.training
    )
    assert found.graph["conv2"] is lenet.graph["conv2"]


@pytest.mark.parametrize("name", [n for n, value in TrainingConfig() if not isinstance(value, Declaration)])
def test_every_setting_takes_its_own_value_back(name: str, lenet: Project) -> None:
    value = getattr(TrainingConfig(), name)
    text = ",".join(map(str, value)) if isinstance(value, tuple) else str(value)
    assert getattr(overridden(lenet, [f"training.{name}={text}"]).training, name) == value


@pytest.mark.parametrize(
    ("written", "value"), [("1e-5", 1e-5), (".5", 0.5), ("1.", 1.0), ("+.1e-2", 0.001), ("2E-3", 0.002), ("1", 1.0)]
)
def test_numbers_are_read_as_people_write_them(written: str, value: float, lenet: Project) -> None:
    assert overridden(lenet, [f"training.optimizer.lr={written}"]).training.optimizer.lr == value


@pytest.mark.parametrize("name", CHOICES)
def test_every_kind_of_every_choice_is_set_by_its_name(name: str, lenet: Project) -> None:
    for kind, declared in CHOICES[name].items():
        found = getattr(overridden(lenet, [f"training.{name}={kind}"]).training, name)
        assert isinstance(found, declared)


def test_each_choice_of_the_declaration_can_be_set() -> None:
    assert {name for name, value in TrainingConfig() if isinstance(value, Declaration)} == set(CHOICES)


def test_a_block_parameter_is_followed_by_its_nodes_and_a_node_inside_is_set_in_all_blocks() -> None:
    project = template("resnet20").load()
    found = overridden(project, ["blocks.Stage.channels=24", "layer3.depth=5", "layer1.first.norm1.momentum=0.2"])
    stages = {name: node.layer.arguments for name, node in found.graph.items() if isinstance(node.layer, Block)}
    assert dict(found.definitions["Stage"].parameters)["channels"] == 24
    assert [stages[name]["channels"] for name in ("layer1", "layer2", "layer3")] == [24, 32, 64]
    assert [stages[name]["depth"] for name in ("layer1", "layer2", "layer3")] == [3, 3, 5]
    residual = found.definitions["ResidualBlock"]
    assert residual.graph["norm1"].layer.momentum == 0.2  # type: ignore[attr-defined]
    with pytest.raises(ParameterError, match="follows from its block"):
        overridden(project, ["layer1.first.conv1.out_channels=3"])


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("training.optimizer.lrr=1", "“lr”"),
        ("training.optimzer.lr=1", "“optimizer”"),
        ("training.optimizer=Adan", "“Adam"),
        ("training.batch_size=0", "from 1"),
        ("training.batch_size=many", "whole number"),
        ("training.batch_size.more=1", "“batch_size” has no parameters"),
        ("training.optimizer.lr=nan", "lr"),
        ("training=1", "training.NAME"),
        ("trainin.epochs=3", "“training”"),
        ("data=digit", "“digits”"),
        ("conv1.out_chanels=3", "“out_channels”"),
        ("conv9.out_channels=3", "“conv"),
        ("conv1=3", "no parameter"),
        ("conv1.inner.out_channels=3", "no block"),
        ("blocks.Stage.channels=3", "no block “Stage”"),
        ("relu1.bypassed=perhaps", "true or false"),
        ("training.epochs", "name=value"),
        ("=3", "name=value"),
        ("", "name=value"),
        ("training..lr=1", "It has loss"),
    ],
)
def test_what_cannot_be_set_is_refused_with_the_nearest_right_one(written: str, told: str, lenet: Project) -> None:
    with pytest.raises((ParameterError, EditError), match=told):
        overridden(lenet, [written])
