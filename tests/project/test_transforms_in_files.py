"""The list of transforms in a project file and on a command line, and what is told of it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from augmented import data_with

from studio.compiler.analysis import analyse
from studio.data import Digits, Iris
from studio.data.config.transforms import transforms
from studio.layers import ParameterError
from studio.project import Project
from studio.project.diagnostics import advise, remedy
from studio.project.file import dumps, loads
from studio.project.overrides import overridden
from studio.project.templates import template


def document(listed: object) -> str:
    tree = json.loads(dumps(template("lenet5").load()))
    return json.dumps(tree | {"data": {"kind": "digits", "transforms": listed}})


@pytest.mark.parametrize("kind", sorted(transforms))
def test_every_transform_comes_back_from_a_file_as_it_was(kind: str) -> None:
    data = data_with(kind)
    assert loads(dumps(Project(data=data))).data == data


def test_a_list_is_written_in_short_and_read_as_written() -> None:
    project = loads(document([{"kind": "RandomRotation", "degrees": 20}, {"kind": "Normalize", "enabled": False}]))
    assert not project.notices
    entry = json.loads(dumps(project))["data"]["transforms"]
    assert entry == [{"kind": "RandomRotation", "degrees": 20.0}, {"kind": "Normalize", "enabled": False}]


def test_a_range_around_1_is_written_as_the_number_that_was_given() -> None:
    project = loads(document([{"kind": "ColorJitter", "brightness": 0.3, "contrast": [0.5, 1.2], "saturation": 2}]))
    (entry,) = json.loads(dumps(project))["data"]["transforms"]
    assert (entry["brightness"], entry["contrast"], entry["saturation"]) == (0.3, [0.5, 1.2], [0.0, 3.0])


def test_data_without_a_list_are_written_as_ever() -> None:
    assert "transforms" not in json.loads(dumps(template("lenet5").load()))["data"]


@pytest.mark.parametrize(
    ("listed", "words"),
    [
        ([{"kind": "RandomRotatoin"}], ["number 1", "RandomRotation"]),
        ([{"kind": "RandomErasing", "p": 2}], ["number 1", "p of RandomErasing", "from 0 to 1"]),
        ([{"degrees": 20}], ["number 1", "no object with a kind"]),
        ({"kind": "RandomRotation"}, ["a list of transforms"]),
        ([{"kind": "Normalize"}, {"kind": "Normalize"}], ["number 2", "once"]),
        ([{"kind": "Normalize"}, {"kind": "RandomRotation"}], ["number 2", "before Normalize"]),
        ([{"kind": "Grayscale"}, {"kind": "ColorJitter", "hue": 0.1}], ["number 2", "grey"]),
        ([{"kind": "Rescale", "scale": 0.0078}, {"kind": "Normalize"}], ["number 2", "Rescale"]),
        ([{"kind": "Normalize"}, {"kind": "GaussianNoise"}], ["number 2", "clip"]),
        ([{"kind": "RandomRotation", "degrees": [30, 10]}], ["degrees goes from 30", "smaller one comes first"]),
        ([{"kind": "GaussianBlur", "kernel_size": 4}], ["odd"]),
        ([{"kind": "Normalize", "mean": [0.5]}], ["mean and std"]),
    ],
)
def test_a_list_that_cannot_be_is_told_and_kept(listed: object, words: list[str]) -> None:
    text = document(listed)
    project = loads(text)
    (notice,) = project.notices
    assert notice.severity == "error"
    assert all(word in notice.message for word in words), notice.message
    assert json.loads(dumps(project))["data"] == json.loads(text)["data"]


def test_a_list_is_set_on_a_command_line_and_a_setting_of_it_by_its_place() -> None:
    project = overridden(
        Project(data=Digits()),
        ['data.transforms=[{"kind": "RandomRotation", "degrees": 20}, {"kind": "RandomHorizontalFlip"}]'],
    )
    assert [each.kind for each in project.data.transforms] == ["RandomRotation", "RandomHorizontalFlip"]
    project = overridden(project, ["data.transforms.1.degrees=5", "data.transforms.2.enabled=off"])
    rotation, flip = project.data.transforms
    assert dict(rotation)["degrees"] == (-5.0, 5.0)
    assert not flip.enabled
    for written, words in {
        "data.transforms.3.p=1": "2 entries",
        "data.transforms.1.angle=1": "angle",
        "data.transforms.1.degrees=x": "degrees",
        "data.transforms.first.p=1": "2 entries",
        "data.transforms=RandomRotation": "a list of transforms",
    }.items():
        with pytest.raises(ParameterError, match=words):
            overridden(project, [written])


def test_the_template_for_cats_and_dogs_has_the_generator_of_the_notes() -> None:
    project = template("cats-and-dogs").load()
    assert [each.kind for each in project.data.transforms] == [
        "RandomRotation", "RandomShift", "RandomShear", "RandomZoom", "RandomHorizontalFlip", "Rescale",
    ]  # fmt: skip
    assert project.training.batch_size == 100
    assert dict(project.training.optimizer)["momentum"] == 0


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (Iris.create({"transforms": [{"kind": "RandomRotation"}]}), "number 1: RandomRotation is not for rows"),
        (Iris.create({"transforms": [{"kind": "Normalize"}]}), "normalize is on as well"),
        (Digits.create({"transforms": [{"kind": "CenterCrop", "size": 9}]}), "9×9 is larger than the picture"),
        (Digits.create({"transforms": [{"kind": "MixUp"}], "target": "ink"}), "MixUp"),
    ],
)
def test_what_does_not_go_with_the_data_is_a_problem_of_no_node(data: object, words: str) -> None:
    project = template("two-layer-net").load()
    project = Project(project.name, project.graph, data)  # type: ignore[arg-type]
    found = advise(project, analyse(project.graph))
    (problem,) = [each for each in found if words in each.message]
    assert problem.node is None
    assert problem.severity == "error"
    assert problem.remedy


def test_flips_of_digits_are_advised_against() -> None:
    project = template("lenet5").load()
    flipped = Digits.create({"transforms": [{"kind": "RandomHorizontalFlip"}]})
    for data, told in ((flipped, True), (Digits(), False)):
        case = replace(project, data=data)
        found = [each for each in advise(case, analyse(case.graph)) if "RandomHorizontalFlip" in each.message]
        assert bool(found) is told
    flipping = replace(project, data=flipped)
    (problem,) = [each for each in advise(flipping, analyse(project.graph)) if "Flip" in each.message]
    mended = remedy(flipping, problem)
    assert not mended.data.transforms[0].enabled
