"""How parameters begin is kept in the project file, per layer and for the network."""

import json
from dataclasses import replace

import pytest
from networks import chain

from studio.layers.by_hand import ByHand
from studio.layers.dense import Linear
from studio.layers.initialization import KaimingNormal, Zeros, bias_initializers, initializers, network_initializers
from studio.layers.initializer import Initializer
from studio.layers.io import Input, Output
from studio.project import Project
from studio.project.errors import ProjectError
from studio.project.file import dumps, loads

GRAPH = chain(input=Input(shape=(2,)), fc=Linear(out_features=2), output=Output())


def with_init(**init: Initializer) -> Project:
    return Project(graph=GRAPH.replacing({"fc": replace(GRAPH["fc"], init=tuple(init.items()))}))


@pytest.mark.parametrize("kind", initializers)
def test_every_scheme_of_a_layer_survives_saving(kind: str) -> None:
    project = with_init(weight=initializers[kind](), bias=Zeros())
    again = loads(dumps(project))
    assert again.graph["fc"] == project.graph["fc"]
    assert again.graph["fc"].init[0][1].kind == kind


@pytest.mark.parametrize("kind", network_initializers)
def test_every_scheme_of_a_network_survives_saving(kind: str) -> None:
    project = Project(graph=GRAPH)
    training = project.training.changed(initialization=network_initializers[kind]())
    if kind in bias_initializers:
        training = training.changed(bias_initialization=bias_initializers[kind]())
    again = loads(dumps(replace(project, training=training)))
    assert again.training == training
    assert not again.notices


def test_a_file_without_initialization_has_no_entry_for_it() -> None:
    text = dumps(Project(graph=GRAPH))
    assert "init" not in json.loads(text)["graph"]["fc"]
    assert "initialization" not in json.loads(text)["training"]


def test_weights_typed_by_hand_survive_saving() -> None:
    hand = ByHand(values=[[1, 2.5], [-3, 4]])
    assert loads(dumps(with_init(weight=hand))).graph["fc"].init == (("weight", hand),)
    assert hand.shape == (2, 2)


def test_a_scheme_of_a_newer_version_is_kept() -> None:
    tree = json.loads(dumps(Project(graph=GRAPH)))
    tree["graph"]["fc"]["init"] = {"weight": {"kind": "Quantum", "depth": 3}, "bias": {"kind": "Normal", "std": -1}}
    tree["training"]["initialization"] = {"kind": "Quantum", "depth": 4}
    read = loads(json.dumps(tree))
    assert read.notices
    written = json.loads(dumps(read))
    assert written["graph"]["fc"]["init"] == tree["graph"]["fc"]["init"]
    assert written["training"]["initialization"] == {"kind": "Quantum", "depth": 4}


@pytest.mark.parametrize("init", [3, {"weight": 3}, {"weight": {}}, {"weight": {"kind": 1}}])
def test_an_entry_that_is_no_initialization_is_refused(init: object) -> None:
    tree = json.loads(dumps(Project(graph=GRAPH)))
    tree["graph"]["fc"]["init"] = init
    with pytest.raises(ProjectError, match="fc"):
        loads(json.dumps(tree))


def test_a_network_keeps_settings_that_choose_the_usual_scheme_again() -> None:
    training = Project().training.changed(initialization=KaimingNormal(mode="fan_out"))
    assert loads(dumps(Project(training=training))).training.initialization == KaimingNormal(mode="fan_out")
