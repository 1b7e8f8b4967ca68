"""Transfer learning: another head for other classes, all else frozen, and trained from the weights taken in."""

from __future__ import annotations

import pytest

from studio.compiler.module import compile_graph
from studio.graph import EditError
from studio.project import Project
from studio.project.new_head import with_new_head
from studio.project.templates import template


def test_the_last_linear_becomes_a_new_one_and_the_rest_is_frozen() -> None:
    before = template("resnet20").load()
    found = with_new_head(before, 3)
    assert (found.replaced, found.before, found.classes) == ("fc", 10, 3)
    module = compile_graph(found.project.graph, seed=0)
    learning = [name for name, weights in module.named_parameters() if weights.requires_grad]
    assert learning == ["head.weight", "head.bias"]
    assert module.get_parameter("head.weight").shape[0] == 3
    assert "“fc” with 10 outputs became “head” with 3" in found.words


def test_a_head_replaced_again_begins_anew_under_another_name() -> None:
    once = with_new_head(template("lenet5").load(), 4)
    twice = with_new_head(once.project, 4)
    assert (once.head, twice.head) == ("head", "head1")
    assert twice.replaced == "head"


def test_what_stands_behind_the_head_stays() -> None:
    """A Softmax, which many files have."""
    project = template("two-layer-net").load()
    found = with_new_head(project, 7)
    assert _behind(found.project, found.head) == _behind(project, found.replaced) != []


def test_a_network_without_a_head_is_refused() -> None:
    with pytest.raises(EditError, match="does not end in a Linear"):
        with_new_head(Project(), 3)


def _behind(project: Project, name: str) -> list[str]:
    return [taker for taker, _ in project.graph.consumers[name]]
