"""Blocks inside blocks, as any project may have them: counts, source and opened network are one and the same."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from studio.compiler.analysis import analyse
from studio.compiler.module import compile_graph
from studio.compiler.source import source
from studio.graph import Graph, Node, Source
from studio.graph.definition import Definition, definitions
from studio.layers import layer
from studio.layers.block import create_block
from studio.layers.grouping import ungroup
from studio.project.file import dumps, loads
from studio.project.model import Project

SIZE = 4
DEEPEST = 2

Bindings = tuple[tuple[str, str], ...]

FOLLOWED: tuple[Bindings, ...] = (
    (), (("width", "width + 1"),), (("width", "2 * width"), ("deep", "not deep")), (("repeat", "2 if deep else 1"),),
)  # fmt: skip


@st.composite
def blocks(draw: st.DrawFn, ends: int, depth: int = 0, *, openable: bool) -> Definition:
    """A block with as many inputs as outputs; every layer in it leads to one of them.

    Those that are `openable` inside can be put in place of their block: they share no weights, and their number is set.
    """
    nodes = {f"in{place}": Node(layer("Input", shape=[SIZE])) for place in range(ends)}
    loose = [Source(name) for name in nodes]

    def put(name: str, made: object, inputs: tuple[Source, ...], bindings: Bindings = (), outputs: int = 1) -> None:
        nodes[name] = Node(made, inputs, bindings=bindings)  # type: ignore[arg-type]
        loose.extend(Source(name, port) for port in range(outputs))

    for number in range(draw(st.integers(1, 3))):
        at = loose.pop(draw(st.integers(0, len(loose) - 1)))
        kind = draw(st.sampled_from(["linear", "tanh", "block", "pair"] if depth < DEEPEST else ["linear", "tanh"]))
        if kind == "linear":
            put(f"wide{number}", layer("Linear", out_features=1), (at,), (("out_features", "width"),))
            put(f"fc{number}", layer("Linear", out_features=SIZE), (loose.pop(),), (("bias", "not deep"),))
        elif kind == "tanh":
            put(f"tanh{number}", layer("Tanh"), (at,), (("bypassed", "deep"),))
        else:
            ports = 1 if kind == "block" else 2
            inner = draw(blocks(ports, depth + 1, openable=openable))
            copies = {"repeat": draw(st.integers(1, 2)), "shared": not openable and draw(st.booleans())}
            followed = FOLLOWED[:-1] if openable else FOLLOWED
            sources = (at, at) if ports == 2 else (at,)
            put(f"{kind}{number}", create_block(inner, copies), sources, draw(st.sampled_from(followed)), ports)
    put("sum", layer("Add"), (*loose, loose[0]))
    for place in range(ends):
        nodes[f"out{place}"] = Node(layer("Output"), (Source("sum"),))
    title = f"Unit{draw(st.uuids()).hex}"
    return Definition(title, Graph(nodes), (("width", draw(st.integers(2, 5))), ("deep", draw(st.booleans()))))


@st.composite
def networks(draw: st.DrawFn, *, openable: bool = False) -> Graph:
    """Such a block twice, the second auxiliary output unused."""
    block = create_block(draw(blocks(2, openable=openable)), {"repeat": draw(st.integers(1, 2))})
    return Graph(
        {
            "x": Node(layer("Input", shape=[SIZE])),
            "first": Node(block, (Source("x"), Source("x"))),
            "second": Node(block.changed(width=3), (Source("first"), Source("first", 1))),
            "y": Node(layer("Output"), (Source("second"),)),
        }
    )


def outcome(module: torch.nn.Module, weights: Mapping[str, torch.Tensor]) -> torch.Tensor:
    module.load_state_dict(dict(weights))
    result: torch.Tensor = module.eval()(torch.linspace(-1, 1, 3 * SIZE).reshape(3, SIZE))
    return result


@settings(max_examples=10, deadline=None)
@given(networks())
def test_counts_and_source_are_those_of_the_module(graph: Graph) -> None:
    analysis, module = analyse(graph), compile_graph(graph, seed=0)
    assert not analysis.errors
    assert analysis.total.parameters == sum(each.numel() for each in module.parameters())
    weights = module.state_dict()
    namespace: dict[str, type[torch.nn.Module]] = {}
    exec(source(graph, "Whole"), namespace)
    assert torch.allclose(outcome(namespace["Whole"](), weights), outcome(module, weights), atol=1e-6)
    assert loads(dumps(Project(graph=graph))).graph == graph


@settings(max_examples=12, deadline=None)
@given(networks(openable=True))
def test_opened_one_after_the_other_the_network_stays_what_it_was(graph: Graph) -> None:
    before, flat = analyse(graph), graph
    while definitions(flat):
        name = next(name for name, node in flat.items() if definitions(Graph({name: Node(node.layer)})))
        flat, _ = ungroup(flat, name)
    now = analyse(flat)
    assert (now.total.macs, now.total.parameters) == (before.total.macs, before.total.parameters)
    assert now.nodes["y"].outputs == before.nodes["y"].outputs
    weights = compile_graph(graph, seed=0).state_dict().values()
    assert sorted(tuple(each.shape) for each in compile_graph(flat).state_dict().values()) == sorted(
        tuple(each.shape) for each in weights
    )
