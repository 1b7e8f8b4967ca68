"""The next step before a training, told from the project and its problems alone."""

from __future__ import annotations

import pytest
from networks import chain

from studio.data import Data, Digits, ImageFolder, data_kinds
from studio.graph import Finding, Graph, Problem
from studio.layers.io import Input, Output
from studio.project import Project
from studio.project.diagnostics import OTHER_DATA, UNREAD
from studio.project.readiness import Step, next_step

GRAPH = chain(input=Input(), output=Output())
ERROR = Problem("error", "input", Finding("wrong", "Wrong.", "Right it."))
GONE = Problem("warning", None, Finding(UNREAD, "The folder does not exist.", "Choose another."))
UNSUITED = OTHER_DATA.problem("info", None, reason="too wide.")


@pytest.mark.parametrize(
    ("data", "problems", "step"),
    [
        (Digits(), (), None),
        (ImageFolder(), (), Step("folder", "Choose a folder of pictures")),
        (ImageFolder(path="  "), (), Step("folder", "Choose a folder of pictures")),
        (ImageFolder(), (ERROR,), None),
        (ImageFolder(path="pictures"), (), None),
        (ImageFolder(path="pictures"), (GONE,), Step("folder", "Choose another folder")),
        (Digits(), (GONE,), Step("data", "Choose data")),
        (Digits(), (UNSUITED,), Step("data", "Choose data")),
        (Digits(), (UNSUITED, ERROR), None),
    ],
)
def test_one_thing_is_asked_for_at_a_time(data: Data, problems: tuple[Problem, ...], step: Step | None) -> None:
    assert next_step(Project(graph=GRAPH, data=data), problems) == step


def test_of_an_empty_network_nothing_is_asked() -> None:
    assert next_step(Project(graph=Graph(), data=ImageFolder()), ()) is None


@pytest.mark.parametrize("kind", data_kinds)
def test_data_with_a_path_ask_for_it_and_no_others(kind: str) -> None:
    data = data_kinds[kind].create({})
    assert bool(data.asks) == hasattr(data, "path")
