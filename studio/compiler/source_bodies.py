"""The bodies of constructors in generated source: attributes one by one, or the layers of an `nn.Sequential`."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from torch import nn

from studio.compiler.formatting import WIDTH, statement
from studio.compiler.module import inputs_of, outputs_of, steps
from studio.compiler.source_forward import INDENT, Shapes, batch_of, loops
from studio.graph import Graph, Source
from studio.layers.block import Block


def is_one_chain(graph: Graph, attributes: Sequence[str]) -> bool:
    """Whether a class is nothing but its modules one behind the other."""
    order, inputs, outputs = steps(graph), inputs_of(graph), outputs_of(graph)
    if len(inputs) != 1 or len(outputs) != 1 or list(order) != list(attributes) or not order:
        return False
    if any(hasattr(nn.Sequential, name) for name in order):
        return False  # an nn.Sequential has a method of that name
    if any(isinstance(layer := graph[name].layer, Block) and loops(layer) for name in order):
        return False
    before = (inputs[0], *order)
    return all(graph[name].inputs == (Source(giver),) for name, giver in zip((*order, outputs[0]), before, strict=True))


def one_by_one(calls: Mapping[str, object]) -> list[str]:
    """`self.name = …` for each."""
    made = (line for step, call in calls.items() for line in statement(f"self.{step} = ", str(call), indent=INDENT))
    return ["        super().__init__()", *made]


def in_a_row(calls: Mapping[str, object], shapes: Shapes) -> list[str]:
    """The layers of an `nn.Sequential` under their names, with what each gives behind it."""
    pad = " " * INDENT
    lines = [f"{pad}super().__init__(", f"{pad}    OrderedDict("]
    for step, call in calls.items():
        made = statement(f"{step}=", str(call), indent=INDENT + 8)
        made[-1] += ","
        remark = ", ".join(map(batch_of, shapes.get(step, ())))
        if len(made) == 1 and remark and len(f"{made[0]}  # {remark}") <= WIDTH:
            made[0] += f"  # {remark}"
        lines += made
    return [*lines, f"{pad}    )", f"{pad})"]
