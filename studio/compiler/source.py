"""From a graph to PyTorch source a person would have written: one class, one line a node."""

from __future__ import annotations

import inspect
import keyword
import re
import textwrap
import unicodedata
from collections.abc import Iterable, Mapping

import torch
from torch import nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.constructor import constructor_call, is_torch_class
from studio.compiler.formatting import WIDTH, definition, statement
from studio.compiler.initialization_source import initialization_lines
from studio.compiler.initialize import Schemes
from studio.compiler.module import CompileError, build, inputs_of, outputs_of, steps
from studio.compiler.tensors import TensorSpec
from studio.graph import Graph, Problem, Source
from studio.layers import Layer

THEIRS = ("torch", "builtins")
"""Packages whose classes the source need not bring along."""

WRITTEN = "custom_layer"
"""The module name of classes written in the project; only the last of a text carries it."""

CHAIN = ("x", "y", "z", "h")
"""Variables for values that only the next line needs; the first that no node is called."""


def source(graph: Graph, name: str, *, initialization: Schemes = (), analysis: Analysis | None = None) -> str:
    """A Python module with one class, called after `name`, that computes the network.

    Weights begin as the nodes say, or as `initialization` says of the network. Its `state_dict` has the keys of
    the module that `compile_graph` makes. Raises CompileError when the network has errors.
    """
    analysis = analyse(graph, analysis)
    if analysis.errors:
        raise CompileError(analysis.errors)
    with torch.device("meta"):
        modules = {step: build(graph, step, analysis) for step in steps(graph) if _needs_module(graph, step)}
    own = _own_classes(modules.values())
    _check_names(own)
    blocks = [
        [*_docstring(name, graph, analysis), "", *_imports(own)],
        *([_source_of(each)] for each in own),
        [
            f"class {class_name(name, {each.__name__ for each in own})}(nn.Module):",
            *_constructor(graph, modules, initialization),
            "",
            *_forward(graph, analysis, modules),
        ],
    ]
    return "\n\n\n".join("\n".join(block) for block in blocks) + "\n"


def class_name(name: str, taken: Iterable[str] = ()) -> str:
    """A class name made of a project's name: `LeNet-5` -> `LeNet5`, `cats and dogs` -> `CatsAndDogs`."""
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", name))
    joined = "".join(word[0].upper() + word[1:] for word in words)
    if not joined.isidentifier():
        joined = f"Net{joined}" if joined else "Network"
    return f"{joined}Network" if keyword.iskeyword(joined) or joined in taken else joined


def _needs_module(graph: Graph, step: str) -> bool:
    layer = graph[step].layer
    assert isinstance(layer, Layer)
    return layer.expression(*("x" for _ in graph[step].inputs)) is None


def _own_classes(modules: Iterable[nn.Module]) -> list[type[nn.Module]]:
    """Classes that torch does not have, each once and behind those of ours that it is made from."""
    classes = (type(module) for module in modules if not is_torch_class(module))
    families = (family for each in classes for family in reversed(each.__mro__))
    own = [each for each in families if each.__module__.partition(".")[0] not in THEIRS]
    return list(dict.fromkeys(each for each in own if each.__module__ != WRITTEN or "source_text" in vars(each)))


def _check_names(own: Iterable[type[nn.Module]]) -> None:
    """One file can hold one class of a name. Raises CompileError where the project has written two."""
    known: dict[str, type[nn.Module]] = {}
    for each in own:
        if known.setdefault(each.__name__, each) is not each:
            message = f"Two custom layers define a class “{each.__name__}”, which one source file cannot hold."
            raise CompileError((Problem("error", None, message, "Call one of the classes otherwise."),))


def _source_of(each: type[nn.Module]) -> str:
    """Source of a class that torch does not have; one written in the project carries its own."""
    return str(getattr(each, "source_text", None) or inspect.getsource(each).rstrip())


def _imports(own: Iterable[type[nn.Module]]) -> list[str]:
    """What the classes need beside builtins; those written in the project may use math and F."""
    lines = ["import torch", "from torch import nn"]
    if any(hasattr(each, "source_text") for each in own):
        return ["import math", "", *lines, "from torch.nn import functional as F"]
    return lines


def _docstring(name: str, graph: Graph, analysis: Analysis) -> list[str]:
    title = "".join(letter for letter in " ".join(name.split()) if letter.isprintable() and letter not in '\\"')
    takes = _described("Input", inputs_of(graph), analysis)
    gives = _described("Output", outputs_of(graph), analysis)
    count = f"{sum(analysis.nodes[step].parameters for step in steps(graph)):,} parameters."
    return [
        *textwrap.wrap(f'"""{title or "Network"}: a network drawn in NN Studio.', WIDTH),
        "",
        *textwrap.wrap(f"{takes} {gives} {count}", WIDTH),
        '"""',
    ]


def _described(end: str, names: list[str], analysis: Analysis) -> str:
    """`Input: input (N, 1, 28, 28) float32.`"""
    specs = (f"{name} {_batch_of(_spec(name, analysis))} {_spec(name, analysis).dtype}" for name in names)
    return f"{end}{'s' if len(names) > 1 else ''}: {', '.join(specs)}."


def _spec(name: str, analysis: Analysis) -> TensorSpec:
    outputs = analysis.nodes[name].outputs
    assert outputs is not None
    return outputs[0]


def _batch_of(spec: TensorSpec) -> str:
    return f"({', '.join(map(str, ('N', *spec.shape)))})"


def _constructor(graph: Graph, modules: Mapping[str, nn.Module], initialization: Schemes) -> list[str]:
    lines = ["    def __init__(self) -> None:", "        super().__init__()"]
    for step, module in modules.items():
        layer = graph[step].layer
        assert isinstance(layer, Layer)
        lines += statement(f"self.{step} = ", constructor_call(layer, module), indent=8)
    parts = [(f"self.{step}", module, graph[step].init) for step, module in modules.items()]
    return lines + initialization_lines(parts, initialization)


def _forward(graph: Graph, analysis: Analysis, modules: Mapping[str, nn.Module]) -> list[str]:
    variables = _variables(graph)

    def value(origin: Source | None) -> str:
        assert origin is not None
        several = len(graph[origin.node].layer.outputs) > 1
        return f"{variables[origin.node]}[{origin.port}]" if several else variables[origin.node]

    outputs = outputs_of(graph)
    gives = "torch.Tensor" if len(outputs) == 1 else "tuple[torch.Tensor, ...]"
    parameters = ["self", *(f"{name}: torch.Tensor" for name in inputs_of(graph))]
    lines = definition("def forward(", parameters, f") -> {gives}:", indent=4)
    for step in steps(graph):
        node = graph[step]
        assert isinstance(node.layer, Layer)
        arguments = [value(each) for each in node.inputs]
        computed = f"self.{step}({', '.join(arguments)})" if step in modules else node.layer.expression(*arguments)
        assert computed is not None
        lines += statement(f"{variables[step]} = ", computed, indent=8, comment=_shapes(step, analysis))
    return lines + statement("return ", ", ".join(value(graph[name].inputs[0]) for name in outputs), indent=8)


def _shapes(step: str, analysis: Analysis) -> str:
    return ", ".join(_batch_of(spec) for spec in analysis.nodes[step].outputs or ())


def _variables(graph: Graph) -> dict[str, str]:
    """What each value is called: the chain variable where only the next line needs it, else its node's name."""
    order = steps(graph)
    place = {step: index for index, step in enumerate(order)} | dict.fromkeys(outputs_of(graph), len(order))
    needed = {
        name: {place[consumer] for consumer, _ in graph.consumers[name] if consumer in place}
        for name in (*inputs_of(graph), *order)
    }
    passing = {step for index, step in enumerate(order) if needed[step] == {index + 1}}
    first_only = {name for name in inputs_of(graph) if needed[name] == {0}}
    lasting = set(needed) - passing - first_only
    chain = next(name for name in (*CHAIN, *(f"x{i}" for i in range(len(graph)))) if name not in lasting)
    return {name: chain if name in passing else name for name in needed}
