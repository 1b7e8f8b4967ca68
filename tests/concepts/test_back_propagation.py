"""Back-propagation of the notes, with its numbers: the way forward, and the derivatives that come back."""

from __future__ import annotations

import pytest

from studio.insight.inspection import NodeSeen
from studio.project.exporters import Subject
from studio.project.inspecting import inspect
from studio.project.questions import Question
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
