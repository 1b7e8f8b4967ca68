"""Back-propagation of the notes, with its numbers: the way forward, and the derivatives that come back."""

from __future__ import annotations

import pytest

from studio.compiler.analysis import analyse
from studio.insight.inspection import NodeSeen
from studio.project.exporters import Subject
from studio.project.inspecting import inspect
from studio.project.looking import Looker
from studio.project.node_details import details
from studio.project.questions import Look, Question
from studio.project.templates import template


def shopping(numbers: str) -> dict[str, NodeSeen]:
    found = inspect(Subject(template("apples").load()), Question(inputs=(numbers,)))
    return {node.name: node for node in found.seen.nodes}


def gradient(node: NodeSeen) -> tuple[float, ...]:
    (found,) = node.gradients
    assert found is not None
    return found.values


def weight(node: NodeSeen) -> tuple[float, ...]:
    found = node.parameters["weight"].gradient
    assert found is not None
    return found.values


def test_two_apples_at_100_with_tax_cost_220_and_each_number_has_its_derivative() -> None:
    nodes = shopping("2,0")
    assert nodes["price"].outputs[0].values == pytest.approx((200.0,))
    assert nodes["output"].outputs[0].values == pytest.approx((220.0,))
    assert gradient(nodes["output"]) == (1.0,)
    assert gradient(nodes["price"]) == pytest.approx((1.1,))
    assert gradient(nodes["input"])[0] == pytest.approx(110.0)
    assert weight(nodes["price"])[0] == pytest.approx(2.2)
    assert weight(nodes["tax"]) == pytest.approx((200.0,))


def test_with_oranges_branches_are_summed() -> None:
    nodes = shopping("2,3")
    assert nodes["output"].outputs[0].values == pytest.approx((715.0,))
    assert gradient(nodes["input"]) == pytest.approx((110.0, 165.0))
    assert weight(nodes["price"]) == pytest.approx((2.2, 3.3))
    assert weight(nodes["tax"]) == pytest.approx((650.0,))


def test_each_derivative_is_a_product_of_the_one_behind_it() -> None:
    """2.2, 110 and 200 come about as the notes have them: what comes back, times what the number does."""
    project = template("apples").load()
    sight = Looker().see(Look(project, Question(inputs=("2,0",))))
    expansion = analyse(project.graph).expansion

    def told(node: str, title: str) -> str:
        (page,) = (each for each in details(sight, node, expansion) if each.title == title)
        assert page.explain is not None
        origin = page.explain((0,))
        assert origin is not None
        return origin.formula

    assert told("tax", "Gradient") == "as an answer of the network: 1"
    assert told("tax", "Gradient by weight") == "through “tax”: 1·200 = 200"
    assert told("relu", "Gradient") == "through “tax”: 1·1.1 = 1.1"
    assert told("price", "Gradient by weight") == "through “price”: 1.1·2 = 2.2"
    assert told("input", "Gradient") == "through “price”: 1.1·100 = 110"
