"""A layer written in Python by a person. Its code never runs before that person has allowed it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Annotated

from pydantic import Field

from studio.graph import Graph, Kind
from studio.graph.definition import definitions
from studio.layers import consent
from studio.layers.code import LONGEST, CodeError, Outline, outline
from studio.layers.fields import EditorMark
from studio.layers.registry import register
from studio.layers.spec import Arrival, Explanation, Layer, Shape, ports
from studio.text import listed, tr, unended

if TYPE_CHECKING:
    from torch import nn

EXAMPLE = "def forward(x):\n    return x * torch.sigmoid(x)\n"

consent.ship(EXAMPLE)

Code = Annotated[str, Field(max_length=LONGEST), EditorMark("code")]


CODE_NOT_ALLOWED = Kind(
    "code-not-allowed",
    "It runs Python code written in this project, which has not been allowed yet.",
    "Read it, then allow it: above the canvas, or with “Allow and run” below it; at the command "
    "line with --allow-code.",
)
CODE_WRONG = Kind("code-wrong", "The code: {reason}.", "Correct the code.")
CODE_WRONG_AT = Kind("code-wrong-at-line", "Line {line} of the code: {reason}.", "Correct the code.")
CODE_FAILS = Kind(
    "code-fails", "The code fails on {inputs}: {reason}.", "Correct the code, or change what is plugged into it."
)


@register
class Custom(Layer):
    """A layer of your own, written in Python as a function or a class.

    Write a function “forward” that takes one tensor an input, the batch first, or a class that derives from nn.Module;
    its constructor may ask for in_shape. torch, nn, F and math are at hand. Code that came with a file runs only
    after you have allowed it.
    """

    family = "other"
    title = "Custom Python layer"
    stem = "custom"
    aliases = ("Lambda", "code", "own layer", "script", "function", "class")
    essential = ("code",)
    dtypes = None
    runs_code = True

    code: Code = Field(EXAMPLE, description="A function “forward” or a class with such a method")

    inputs = ports(lambda self: self._outline().inputs)
    outputs = ports(lambda self: self._outline().outputs)

    def label(self) -> str:
        """The name of the class, or of the function with what it takes."""
        found = outline(self.code)
        if isinstance(found, CodeError):
            return tr("not readable")
        return found.name if found.is_class else f"{found.name}({', '.join(found.inputs)})"

    def withheld(self) -> Explanation | None:
        """Code that is not allowed."""
        if consent.is_allowed(self.code):
            return None
        return CODE_NOT_ALLOWED.finding()

    def objection(self, arriving: Sequence[Arrival]) -> Explanation | None:
        """Code that is no Python, or no layer."""
        found = outline(self.code)
        return _told(found) if isinstance(found, CodeError) else None

    def build(self, *shapes: Shape) -> nn.Module:
        """The module that the code makes. Raises ConsentError before any of it runs."""
        consent.check(self.code)
        from studio.layers.custom_module import build

        return build(self.code, shapes)

    def reason(self, error: Exception) -> str:
        """What went wrong, with the line of the code."""
        told = error.message if isinstance(error, CodeError) else super().reason(error)
        line = self.line_of(error)
        return tr("line {line}: {reason}", line=line, reason=told) if line else told

    def line_of(self, error: Exception) -> int:
        """The last line of the code that an error came through."""
        from studio.layers.custom_module import line_of

        return line_of(error)

    def explain(self, arriving: Sequence[Arrival], reason: str) -> Explanation:
        """An error of the code at its line."""
        return CODE_FAILS.finding(inputs=listed(map(str, arriving)), reason=unended(reason))

    def _outline(self) -> Outline:
        found = outline(self.code)
        return Outline("", False, ("x",), ("output",)) if isinstance(found, CodeError) else found


def codes(graph: Graph) -> tuple[str, ...]:
    """Every text of Python in a network, also inside its blocks, each once. Runs none of them."""
    return tuple(dict.fromkeys(code for _, code in code_places(graph)))


def is_allowed(graph: Graph) -> bool:
    """Whether all Python in a network may run, also where there is none."""
    return all(map(consent.is_allowed, codes(graph)))


def code_places(graph: Graph) -> Iterator[tuple[str, str]]:
    """Each layer written in Python, in words that say where it is, with its code; a block's are there once."""
    yield from _written(graph)
    for definition in definitions(graph).values():
        for name, code in _written(definition.graph):
            yield tr("{node} in the block {block}", node=name, block=definition.name), code


def _written(graph: Graph) -> Iterator[tuple[str, str]]:
    if Custom not in graph.layer_classes:
        return iter(())
    return ((name, node.layer.code) for name, node in graph.items() if isinstance(node.layer, Custom))


def _told(error: CodeError) -> Explanation:
    return (
        CODE_WRONG_AT.finding(line=error.line, reason=error.message)
        if error.line
        else CODE_WRONG.finding(reason=error.message)
    )
