"""Every name that is offered can be set, and what people vary most is among them."""

from __future__ import annotations

import pytest

from studio.layers import ParameterError
from studio.project import Project
from studio.project.overrides import with_value
from studio.project.settable import settable
from studio.project.templates import template


def refusal(project: Project, name: str) -> str:
    """Why a value that nothing can have is refused."""
    try:
        with_value(project, name, "\x00")
    except ParameterError as error:
        return str(error)
    return ""


@pytest.mark.parametrize("name", ["lenet5", "resnet18", "lstm-text"])
def test_every_name_is_one_that_can_be_set(name: str) -> None:
    project = template(name).load()
    found = list(settable(project))
    assert len(found) == len(set(found))
    assert {"training.optimizer.lr", "training.seed", "data.validation"} <= set(found)
    assert [each for each in found if "no parameter" in refusal(project, each)] == []


def test_parameters_of_blocks_are_among_them() -> None:
    project = template("resnet18").load()
    block = next(iter(project.definitions.values()))
    assert {f"blocks.{block.name}.{parameter}" for parameter in dict(block.parameters)} <= set(settable(project))
