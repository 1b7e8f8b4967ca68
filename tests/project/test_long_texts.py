"""A text of any length, wherever it stands in a file, leaves messages that can be read."""

from __future__ import annotations

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

import pytest

from studio.compiler.analysis import analyse
from studio.project import diagnostics
from studio.project.file import ProjectError, loads
from studio.project.templates import templates

LONG = "x" * 12_000
LONGEST_MESSAGE = 1_000
FILES = ["bottleneck", "lenet5", "transformer-text", "cats-and-dogs"]
"""They have blocks with parameters and bindings, learnt data, tokens, and a folder."""

Place = tuple[str | int, ...]


def tree_of(name: str) -> dict[str, Any]:
    (path,) = [each.path for each in templates() if each.path.stem == name]
    tree: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    first = next(node for node in tree["graph"].values() if node["layer"] not in ("Input", "Output"))
    first["init"] = {"weight": {"kind": "Normal", "std": 0.1}}
    first["draft"] = "a draft"
    return tree


def places(tree: Any, place: Place = ()) -> Iterator[Place]:
    """Every entry of an object and the first of every list."""
    entries = tree.items() if isinstance(tree, dict) else list(enumerate(tree))[:1] if isinstance(tree, list) else ()
    for key, value in entries:
        yield (*place, key)
        yield from places(value, (*place, key))


def entry(tree: Any, place: Place) -> Any:
    for key in place:
        tree = tree[key]
    return tree


def with_value(tree: Any, place: Place, value: Any) -> Any:
    changed = deepcopy(tree)
    entry(changed, place[:-1])[place[-1]] = value
    return changed


def with_name(tree: Any, place: Place) -> Any:
    changed = deepcopy(tree)
    parent = entry(changed, place[:-1])
    if isinstance(parent, dict):
        parent[LONG] = parent.pop(place[-1])
    return changed


def told(tree: Any) -> list[str]:
    """All that is said of a file."""
    try:
        project = loads(json.dumps(tree))
    except ProjectError as error:
        return [error.message, error.remedy]
    analysis = analyse(project.graph)
    groups = diagnostics.together(diagnostics.problems(project, analysis))
    own = [text for problem in analysis.problems for text in (problem.message, problem.remedy)]
    return [*own, *(diagnostics.message(group) for group in groups)]


@pytest.mark.slow
@pytest.mark.parametrize("name", FILES)
def test_messages_stay_short(name: str) -> None:
    tree = tree_of(name)
    found = {}
    for place in places(tree):
        for changed in (with_value(tree, place, LONG), with_value(tree, place, [LONG]), with_name(tree, place)):
            longest = max(told(changed), key=len, default="")
            if len(longest) > LONGEST_MESSAGE:
                found[place] = longest[:120]
    print(found)
    assert found == {}
