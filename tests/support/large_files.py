"""Project files of networks that are small to write and beyond all bounds to work on, as JSON values."""

from __future__ import annotations

from typing import Any

Entry = dict[str, Any]


def node(layer: str, *inputs: str, **params: Any) -> Entry:
    """A node's entry."""
    return {"layer": layer, "params": params, "inputs": list(inputs)}


def network(nodes: Entry, *, shape: tuple[int, ...] = (8,)) -> Entry:
    """The nodes between an Input of this shape and an Output behind the last of them."""
    inner = {"input": node("Input", shape=list(shape)), **nodes}
    return {**inner, "output": node("Output", list(inner)[-1])}


def document(graph: Entry, blocks: Entry | None = None) -> Entry:
    """A whole file."""
    return {"format": "nn-studio", "version": 1, "name": "large", "blocks": blocks or {}, "graph": graph}


def block(nodes: Entry, **entries: Any) -> Entry:
    """A definition's entry."""
    return {"graph": network(nodes), **entries}


def nested(levels: int, *, times: int = 1, repeat: int = 1) -> Entry:
    """Blocks that lie so many levels deep one in the other, each so many `times` in the one around it."""
    blocks: Entry = {"B1": block({"fc": node("Linear", "input", out_features=8)})}
    for level in range(2, levels + 1):
        inner: Entry = {}
        for place in range(times):
            inner[f"b{place}"] = node(
                "Block", f"b{place - 1}" if place else "input", block=f"B{level - 1}", repeat=repeat
            )
        blocks[f"B{level}"] = block(inner)
    return document(network({"body": node("Block", "input", block=f"B{levels}", repeat=repeat)}), blocks)


def shared(repeat: int) -> Entry:
    """So many copies in a row of a block round one Linear, with the same weights."""
    blocks = {"Same": block({"fc": node("Linear", "input", out_features=8)})}
    return document(network({"body": node("Block", "input", block="Same", repeat=repeat, shared=True)}), blocks)


def sums(inputs: int) -> Entry:
    """An Add with so many inputs."""
    return document(network({"add": node("Add", *["input"] * inputs)}))


def chain(length: int) -> Entry:
    """So many layers in a row."""
    return document(network({f"r{each}": node("ReLU", f"r{each - 1}" if each else "input") for each in range(length)}))


def inner_input(shape: Any) -> Entry:
    """A block whose Input has this shape."""
    graph = {
        "input": node("Input", shape=shape),
        "fc": node("Linear", "input", out_features=8),
        "output": node("Output", "fc"),
    }
    return document(network({"body": node("Block", "input", block="Odd")}), {"Odd": {"graph": graph}})
