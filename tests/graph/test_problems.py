"""Findings have a code for programs and a sentence for people, each kind declared once."""

from __future__ import annotations

import ast
import pickle
import re
from functools import cache
from pathlib import Path

import pytest

import studio
from studio.graph import Kind

PACKAGE = Path(studio.__file__).parent

LOST = Kind("lost", "{count} node of {block} is lost.", "Find {count}.", plural="{count} nodes of {block} are lost.")


@cache
def declared() -> list[tuple[str, list[ast.expr]]]:
    """The kinds of the whole program: their codes and what else they are declared with."""
    trees = [ast.parse(path.read_text(encoding="utf-8")) for path in sorted(PACKAGE.rglob("*.py"))]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    kinds = [call for call in calls if isinstance(call.func, ast.Name) and call.func.id == "Kind"]
    return [(ast.literal_eval(call.args[0]), call.args[1:]) for call in kinds]


def test_every_kind_has_a_code_of_its_own() -> None:
    codes = [code for code, _ in declared()]
    assert len(codes) > 100
    assert sorted(codes) == sorted(set(codes))
    assert [code for code in codes if not re.fullmatch(r"[a-z]+(-[a-z]+)*", code)] == []


def test_every_kind_says_what_to_do() -> None:
    assert [code for code, sentences in declared() if len(sentences) < 2] == []


@pytest.mark.parametrize(("count", "said"), [(1, "1 node of a is lost."), (2, "2 nodes of a are lost.")])
def test_a_finding_has_its_arguments_in_both_sentences(count: int, said: str) -> None:
    problem = LOST.problem("warning", "a", count=count, block="a")
    assert (problem.code, problem.message, problem.remedy) == ("lost", said, f"Find {count}.")
    assert dict(problem.arguments) == {"count": count, "block": "a"}


def test_names_with_braces_stand_as_they_are() -> None:
    problem = LOST.problem("error", None, count=1, block="{count}")
    assert problem.message == "1 node of {count} is lost."


def test_problems_are_equal_by_what_they_say_and_can_be_sent_to_another_process() -> None:
    problem = LOST.problem("error", "a", 3, count=1, block="a")
    assert problem == LOST.problem("error", "a", 3, count=1, block="a")
    assert problem != LOST.problem("error", "a", 3, count=2, block="a")
    twin = pickle.loads(pickle.dumps(problem))
    assert (twin, twin.line, dict(twin.arguments)) == (problem, 3, dict(problem.arguments))
