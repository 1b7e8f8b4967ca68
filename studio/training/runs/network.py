"""What a network computes, as JSON values: its layers, their settings and links, wherever its cards lie."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any, cast

from studio.compiler.expansion import expand, module_path
from studio.compiler.module import inputs_of, outputs_of
from studio.graph import Graph, Node
from studio.graph.topology import leading_to
from studio.text import tr


def described(graph: Graph) -> dict[str, Any]:
    """The network with its blocks opened; what leads to no Output has no part in it."""
    flat = expand(graph).network
    outputs = outputs_of(flat)
    used = leading_to(flat, outputs)
    return {
        "inputs": inputs_of(flat),
        "outputs": outputs,
        "nodes": {name: _described(name, node) for name, node in flat.items() if name in used},
    }


def _described(name: str, node: Node) -> dict[str, Any]:
    path = module_path(name)
    return {
        "layer": node.layer.kind,
        "params": cast(Any, node.layer).params(),
        "inputs": [None if source is None else str(source) for source in node.inputs],
        **({"init": {key: {"kind": each.kind, **each.params()} for key, each in node.init}} if node.init else {}),
        **({"frozen": True} if node.frozen else {}),
        **({"shares": path} if path != name else {}),
    }


def in_document(document: dict[str, Any]) -> dict[str, Any]:
    """The same of the network in a project file, as far as it can be told without opening blocks."""
    definitions = {tr("Block {name}", name=name): block for name, block in _entries(document.get("blocks"))}
    nodes = {
        f"{name} › {inner}" if name else inner: _computing(node)
        for name, network in [("", document), *definitions.items()]
        for inner, node in _entries(network.get("graph") if isinstance(network, dict) else None)
    }
    return {"inputs": [], "outputs": [], "nodes": nodes}


def _entries(found: Any) -> Iterator[tuple[str, Any]]:
    return iter(found.items() if isinstance(found, dict) else ())


def _computing(node: Any) -> Any:
    """An entry of a project file less what changes nothing of what it computes."""
    return {k: v for k, v in node.items() if k not in ("position", "draft")} if isinstance(node, dict) else node
