"""What makes probabilities of the numbers that a network gives, and above which of them an answer is yes."""

from __future__ import annotations

from typing import Literal

from studio.compiler.endings import last_layer
from studio.compiler.expansion import expand
from studio.compiler.module import outputs_of
from studio.graph import Graph
from studio.training.losses import Loss

Activation = Literal["softmax", "sigmoid", "none"]
"""What makes probabilities of the numbers that a network gives."""

GIVES_SHARES = ("Softmax", "Softmax2d")
GIVES_CHANCES = ("Sigmoid", "Hardsigmoid")


def activation_of(loss: Loss, graph: Graph) -> Activation:
    """What makes probabilities of a network's outputs: what its loss applies itself, but never a second time."""
    flat = expand(graph).network
    outputs = outputs_of(flat)
    name = last_layer(flat, outputs[0]) if outputs else None
    return activation_behind(loss, flat[name].layer.kind if name is not None else "")


def activation_behind(loss: Loss, last: str) -> Activation:
    """The same by the kind of the last layer."""
    if last in GIVES_SHARES or (last in GIVES_CHANCES and loss.own != "softmax"):
        return "none"
    if last == "LogSoftmax" or loss.takes_logarithms:
        # Of logarithms of probabilities it gives these probabilities.
        return "softmax"
    return loss.own or "none"


def yes_above(activation: Activation) -> float:
    """The number above which an output means yes, or the second of two classes."""
    return 0.0 if activation == "sigmoid" else 0.5
