"""Gates of the notes: a perceptron with weights chosen by hand, and XOR of three of them."""

from __future__ import annotations

from itertools import product

import pytest

from studio.insight.inspection import NodeSeen
from studio.project.exporters import Subject
from studio.project.inspecting import inspect
from studio.project.questions import Question
from studio.project.templates import template

pytestmark = pytest.mark.slow

GATES = {
    "and-step": ((0.5, 0.5, -0.7), (0, 0, 0, 1)),
    "nand-step": ((-0.5, -0.5, 0.7), (1, 1, 1, 0)),
    "or-step": ((0.5, 0.5, -0.2), (0, 1, 1, 1)),
}
"""Both weights and the bias, and what the gate gives for 00, 01, 10, 11."""


def seen(name: str, x1: int, x2: int) -> dict[str, NodeSeen]:
    found = inspect(Subject(template(name).load()), Question(inputs=(f"{x1},{x2}",)))
    return {node.name: node for node in found.seen.nodes}


def value(node: NodeSeen) -> float:
    (number,) = node.outputs[0].values
    return number


@pytest.mark.parametrize("name", GATES)
def test_a_gate_opens_with_the_weights_of_the_notes_and_is_that_gate(name: str) -> None:
    (w1, w2, bias), table = GATES[name]
    for (x1, x2), answer in zip(product((0, 1), repeat=2), table, strict=True):
        nodes = seen(name, x1, x2)
        assert value(nodes["perceptron"]) == pytest.approx(w1 * x1 + w2 * x2 + bias, abs=1e-6)
        assert value(nodes["step"]) == answer


def test_xor_is_and_of_s1_and_s2() -> None:
    table = {}
    for x1, x2 in product((0, 1), repeat=2):
        nodes = seen("xor-gates", x1, x2)
        table[x1, x2] = tuple(value(nodes[name]) for name in ("s1", "s2", "y"))
    assert table == {(0, 0): (1, 0, 0), (0, 1): (1, 1, 1), (1, 0): (1, 1, 1), (1, 1): (0, 1, 0)}
