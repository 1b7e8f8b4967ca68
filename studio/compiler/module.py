"""From a graph to a `torch.fx.GraphModule` whose submodules carry the nodes' names."""

from __future__ import annotations

import os
from operator import getitem

import torch
from torch import fx, nn

from studio.compiler.analysis import Analysis, analyse
from studio.compiler.expansion import expand, module_path
from studio.compiler.freezing import note_frozen
from studio.compiler.initialize import Schemes, initialize, node_seed
from studio.compiler.own_generator import OwnGenerator, Undrawn
from studio.errors import StudioError
from studio.graph import Graph, Kind, Problem, Source
from studio.layers import Layer
from studio.layers.io import Input, Output
from studio.text import paragraph, tr

WEIGHTS_BEYOND_MACHINE = Kind(
    "weights-beyond-machine",
    "The weights of this network take {needed} GB, more than the {memory} GB of memory of this machine; "
    "most of them ({parameters}) are here.",
    "Make this layer smaller, or shrink the data before it with pooling or a stride.",
)


class CompileError(StudioError):
    """The network cannot run; `problems` tell why and what to change."""

    def __init__(self, problems: tuple[Problem, ...]) -> None:
        first = problems[0]
        told = paragraph(first.message, first.remedy)
        told = tr("“{node}”: {problem}", node=first.node, problem=told) if first.node else told
        others = len(problems) - 1
        super().__init__(tr("{problem} (and {count} more)", problem=told, count=others) if others else told)
        self.problems = problems


def compile_graph(
    graph: Graph, *, seed: int | None = None, initialization: Schemes = (), analysis: Analysis | None = None,
    drawn: bool = True,
) -> fx.GraphModule:  # fmt: skip
    """The network as a module: `state_dict` keys are the nodes' paths, calls follow the graph.

    Takes one batch per Input that leads to an Output, in the graph's order, and returns the tensor of the
    Output (a tuple of several). Nodes that lead to no Output are left out; frozen ones are frozen. `seed` fixes the
    initial weights, those of each node by themselves: changing one node leaves the others as they were. torch's own
    generator is left alone. They begin as each node says, or as `initialization` says of the network. An `analysis`
    of this graph is taken as it is, one of another saves work. Weights that are about to be loaded need not be `drawn`.
    Raises CompileError when the network has errors.
    """
    if analysis is None or analysis.graph is not graph:
        analysis = analyse(graph, analysis)
    if analysis.errors:
        raise CompileError(analysis.errors)
    _check_memory(analysis)
    flat = analysis.expansion.network
    root = nn.Module()
    with OwnGenerator() if drawn else Undrawn() as chance:
        for name in steps(flat):
            if module_path(name) == name:
                own_seed = None if seed is None else node_seed(seed, name)
                chance.seed(own_seed)
                _place(root, name, _begun(flat, name, analysis, initialization, own_seed))
    network = fx.GraphModule(root, _calls(flat), class_name="Network")
    called = {module_path(name): flat[name] for name in steps(flat)}
    note_frozen(network, tuple(path for path, node in called.items() if node.frozen))
    return network


def _begun(graph: Graph, name: str, analysis: Analysis, initialization: Schemes, seed: int | None) -> nn.Module:
    """The module of one node with its first weights."""
    module = build(graph, name, analysis)
    initialize(module, graph[name], initialization, seed)
    _give_own_memory(module)
    return module


def _give_own_memory(module: nn.Module) -> None:
    """Let buffers whose numbers are one in memory (`expand`) have as many as they show, so that they can be loaded."""
    for part in module.modules():
        for name, buffer in part.named_buffers(recurse=False):
            if 0 in buffer.stride() and buffer.numel() > 1:
                part._buffers[name] = buffer.clone(memory_format=torch.contiguous_format)


def _place(root: nn.Module, path: str, module: nn.Module) -> None:
    """Put a module where its path says; blocks on the way are containers."""
    *blocks, last = path.split(".")
    for block in blocks:
        if block not in root._modules:
            root.add_module(block, nn.Module())
        root = root.get_submodule(block)
    root.add_module(last, module)


def build(graph: Graph, name: str, analysis: Analysis) -> nn.Module:
    """The module of one node of a flat graph without errors."""
    layer, inputs = graph[name].layer, analysis.calls[name].inputs
    assert isinstance(layer, Layer)
    assert inputs is not None
    return layer.build(*(spec.shape for spec in inputs))


def steps(graph: Graph) -> tuple[str, ...]:
    """The nodes of a flat graph that compute, each behind what it depends on and each branch in one piece.

    Inputs, Outputs and what leads to no Output are left out.
    """
    return tuple(name for name in _visited(graph) if not isinstance(graph[name].layer, Input | Output))


def inputs_of(graph: Graph) -> list[str]:
    """Names of the Input nodes that lead to an Output, in the order the module takes their batches."""
    used = set(_visited(expand(graph).network))
    return [name for name, node in graph.items() if isinstance(node.layer, Input) and name in used]


def outputs_of(graph: Graph) -> list[str]:
    """Names of the Output nodes, in the order the module returns their tensors."""
    return [name for name, node in graph.items() if isinstance(node.layer, Output)]


def _visited(graph: Graph) -> list[str]:
    """Every node that an Output depends on, and the Outputs, in depth-first order."""
    done: dict[str, None] = {}
    for output in outputs_of(graph):
        trail = [output]
        while trail:
            name = trail[-1]
            sources = (source.node for source in graph[name].inputs if source is not None)
            waiting = next((source for source in sources if source not in done), None)
            if waiting is None:
                done[trail.pop()] = None
            else:
                trail.append(waiting)
    return list(done)


def _calls(graph: Graph) -> fx.Graph:
    calls = fx.Graph()
    made: dict[str, fx.Node] = {name: calls.placeholder(name) for name in inputs_of(graph)}

    def value(source: Source | None) -> fx.Node:
        assert source is not None
        node, layer = made[source.node], graph[source.node].layer
        return calls.call_function(getitem, (node, source.port)) if len(layer.outputs) > 1 else node

    for name in steps(graph):
        arguments = tuple(map(value, graph[name].inputs))
        called = name.replace(".", "_").replace("@", "_copy")
        made[name] = calls.create_node("call_module", module_path(name), arguments, name=called)
    results = tuple(value(graph[name].inputs[0]) for name in outputs_of(graph))
    calls.output(results[0] if len(results) == 1 else results)
    return calls


def _check_memory(analysis: Analysis) -> None:
    """Refuse weights that are beyond this machine before the system ends the process for them."""
    memory = _physical_memory()
    needed = 4 * analysis.total.parameters
    if needed > memory:
        largest = max(analysis.nodes, key=lambda name: analysis.nodes[name].parameters)
        raise CompileError(
            (
                WEIGHTS_BEYOND_MACHINE.problem(
                    "error",
                    largest,
                    needed=f"{needed / 1e9:,.0f}",
                    memory=f"{memory / 1e9:,.0f}",
                    parameters=f"{analysis.nodes[largest].parameters:,}",
                ),
            )
        )


def _physical_memory() -> float:
    """Bytes of memory of this machine; infinite where the system does not tell."""
    try:
        return float(os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"))
    except (AttributeError, ValueError, OSError):
        return float("inf")
