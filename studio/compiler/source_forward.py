"""The `forward` of a generated class: one line a node, a loop where copies share their weights."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence

from studio.compiler.formatting import definition, statement
from studio.compiler.module import outputs_of, steps
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Source
from studio.graph.model import LayerValue
from studio.layers import Layer
from studio.layers.block import Block

CHAIN = ("x", "y", "z", "h")
"""Variables for values that only the next line needs; the first that no node is called."""

INDENT = 8

Functions = Mapping[str, str]
"""Calls that compute nodes, with `{}` in place of the input."""

NO_FUNCTIONS: Functions = {}

OPEN = "..."
"""What stands for a value that nothing gives yet."""

Shapes = Mapping[str, Sequence[TensorSpec]]
"""What each node gives, for the remarks behind the lines; none for a class that serves several shapes."""


def forward(
    graph: Graph, inputs: Sequence[str], modules: Container[str], shapes: Shapes, functions: Functions = NO_FUNCTIONS
) -> list[str]:
    """Lines of the method. `inputs` are the Inputs in the order of its parameters, `modules` the nodes that are
    attributes; `functions` has the calls that others are, and the rest are expressions.
    """
    return [line for _, lines in by_node(graph, inputs, steps(graph), modules, shapes, functions) for line in lines]


def by_node(
    graph: Graph,
    inputs: Sequence[str],
    order: Sequence[str],
    modules: Container[str],
    shapes: Shapes,
    functions: Functions = NO_FUNCTIONS,
) -> Iterator[tuple[str, list[str]]]:
    """Lines of the method as `forward` has them, those of each node of `order` beside its name; "" has head and end.

    What is not plugged in, or not computed before, is written as `...`.
    """
    variables, known = variables_of(graph, inputs, order), set(inputs)

    def value(origin: Source | None) -> str:
        if origin is None or origin.node not in known:
            return OPEN
        several = len(graph[origin.node].layer.outputs) > 1
        return f"{variables[origin.node]}[{origin.port}]" if several else variables[origin.node]

    outputs = outputs_of(graph)
    gives = "torch.Tensor" if len(outputs) == 1 else "tuple[torch.Tensor, ...]" if outputs else "None"
    parameters = ["self", *(f"{name}: torch.Tensor" for name in inputs)]
    yield "", definition("def forward(", parameters, f") -> {gives}:", indent=4)
    for step in order:
        arguments = [value(each) for each in graph[step].inputs]
        remark = ", ".join(map(batch_of, shapes.get(step, ())))
        layer, variable = graph[step].layer, variables[step]
        if isinstance(layer, Block) and loops(layer):
            yield step, _loop(variable, step, layer, arguments)
        else:
            computed = _computed(layer, step, arguments, modules, functions)
            yield step, statement(f"{variable} = ", computed, indent=INDENT, comment=remark)
        known.add(step)
    returned = ", ".join(value(graph[name].inputs[0]) for name in outputs)
    if outputs:
        yield "", statement("return ", returned, indent=INDENT)


def _computed(
    layer: LayerValue, step: str, arguments: Sequence[str], modules: Container[str], functions: Functions
) -> str:
    """What computes one node."""
    if step in functions:
        return functions[step].format(*arguments)
    if step in modules:
        return f"self.{step}({', '.join(arguments)})"
    assert isinstance(layer, Layer)
    return layer.expression(*(arguments or (OPEN, OPEN))) or OPEN


def batch_of(spec: TensorSpec) -> str:
    """`(N, 6, 28, 28)`."""
    return f"({', '.join(map(str, ('N', *spec.shape)))})"


def is_sequential(block: Block) -> bool:
    """Whether the copies of a block are an `nn.Sequential`: each takes the one tensor that the one before gives."""
    return not block.shared and len(block.inputs) == len(block.outputs) == 1


def loops(block: Block) -> bool:
    """Whether the copies of a block are run by a loop."""
    return block.repeat > 1 and not is_sequential(block)


def _loop(variable: str, step: str, block: Block, arguments: Sequence[str]) -> list[str]:
    """Lines that run the copies one after the other; several values travel as a tuple."""
    several = len(arguments) != 1
    start = f"({', '.join(arguments)})" if len(arguments) != 1 else arguments[0]
    handed = f"*{variable}" if several else variable
    pad = " " * INDENT
    lines = [] if start == variable else [f"{pad}{variable} = {start}"]
    if block.shared:
        return [*lines, f"{pad}for _ in range({block.repeat}):", f"{pad}    {variable} = self.{step}({handed})"]
    return [*lines, f"{pad}for copy in self.{step}:", f"{pad}    {variable} = copy({handed})"]


def variables_of(graph: Graph, inputs: Sequence[str], order: Sequence[str]) -> dict[str, str]:
    """What each value is called: the chain variable where only the next line needs it, else its node's name."""
    place = {step: index for index, step in enumerate(order)} | dict.fromkeys(outputs_of(graph), len(order))
    needed = {
        name: {place[consumer] for consumer, _ in graph.consumers[name] if consumer in place}
        for name in (*inputs, *order)
    }
    passing = {step for index, step in enumerate(order) if needed[step] == {index + 1}}
    first_only = {name for name in inputs if needed[name] == {0}}
    lasting = set(needed) - passing - first_only
    chain = next(name for name in (*CHAIN, *(f"x{i}" for i in range(len(graph)))) if name not in lasting)
    return {name: chain if name in passing else name for name in needed}
