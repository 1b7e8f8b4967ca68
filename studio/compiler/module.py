"""From a graph to a `torch.fx.GraphModule` whose submodules carry the nodes' names."""

from __future__ import annotations

from operator import getitem

import torch
from torch import fx, nn

from studio.compiler.analysis import Analysis, analyse
from studio.graph import Graph, Problem, Source
from studio.layers import Layer
from studio.layers.io import Input, Output


class CompileError(Exception):
    """The network cannot run; `problems` tell why and what to change."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        more = f" (and {len(problems) - 1} more)" if len(problems) > 1 else ""
        super().__init__(f"{first.message} {first.remedy}{more}")
        self.problems = problems


def compile_graph(graph: Graph, *, seed: int | None = None, analysis: Analysis | None = None) -> fx.GraphModule:
    """The network as a module: `state_dict` keys are node names, calls follow the graph.

    Takes one batch per Input, in the graph's order, and returns the tensor of the Output (a tuple of several).
    `seed` fixes the initial weights without disturbing torch's own generator.
    Raises CompileError when the network has errors.
    """
    analysis = analyse(graph, analysis)
    if analysis.errors:
        raise CompileError(analysis.errors)
    root = nn.Module()
    with torch.random.fork_rng(devices=[], enabled=seed is not None):
        if seed is not None:
            torch.manual_seed(seed)
        for name in graph.order:
            layer, inputs = graph[name].layer, analysis.nodes[name].inputs
            assert isinstance(layer, Layer)
            assert inputs is not None
            if not isinstance(layer, Input | Output):
                root.add_module(name, layer.build(*(spec.shape for spec in inputs)))
    return fx.GraphModule(root, _calls(graph), class_name="Network")


def inputs_of(graph: Graph) -> list[str]:
    """Names of the Input nodes, in the order the module takes their batches."""
    return [name for name, node in graph.items() if isinstance(node.layer, Input)]


def outputs_of(graph: Graph) -> list[str]:
    """Names of the Output nodes, in the order the module returns their tensors."""
    return [name for name, node in graph.items() if isinstance(node.layer, Output)]


def _calls(graph: Graph) -> fx.Graph:
    calls = fx.Graph()
    made: dict[str, fx.Node] = {name: calls.placeholder(name) for name in inputs_of(graph)}

    def value(source: Source | None) -> fx.Node:
        assert source is not None
        node, layer = made[source.node], graph[source.node].layer
        return calls.call_function(getitem, (node, source.port)) if len(layer.outputs) > 1 else node

    for name in graph.order:
        node = graph[name]
        if not isinstance(node.layer, Input | Output):
            made[name] = calls.create_node("call_module", name, tuple(map(value, node.inputs)), name=name)
    results = tuple(value(graph[name].inputs[0]) for name in outputs_of(graph))
    calls.output(results[0] if len(results) == 1 else results)
    return calls
