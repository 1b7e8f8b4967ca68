"""Nodes that nothing but their name tells apart from those of an earlier network."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from studio.graph import Source

NAME = "name"
"""What is told of a node that is called otherwise, beside its parameters."""

Description = Mapping[str, Any]


def renames(old: Description, new: Description) -> dict[str, str]:
    """Of nodes that the first of two described networks calls otherwise: their names there, and in the second.

    They are of one layer with the same settings behind the same nodes, and no other node of either network is so too.
    """
    before, after = old["nodes"], new["nodes"]
    gone, come = ([name for name in one if name not in other] for one, other in ((before, after), (after, before)))
    there = _by_what(come, after, {})
    found: dict[str, str] = {}
    while gone:
        settled = [name for name in gone if all(each in after or each in found for each in _sources(before[name]))]
        pairs = {
            names[0]: matching[0]
            for what, names in _by_what(settled, before, found).items()
            if len(names) == len(matching := there.get(what, [])) == 1
        }
        gone = [name for name in gone if name not in pairs] if pairs else []
        found |= pairs
    return found


def called(network: Description, names: Mapping[str, str]) -> dict[str, Any]:
    """A described network whose nodes are called otherwise, wherever they are named."""
    return {
        **network,
        "inputs": [names.get(each, each) for each in network["inputs"]],
        "outputs": [names.get(each, each) for each in network["outputs"]],
        "nodes": {names.get(name, name): _linked(node, names) for name, node in network["nodes"].items()},
    }


def _by_what(nodes: Iterable[str], network: Mapping[str, Any], names: Mapping[str, str]) -> Mapping[str, Sequence[str]]:
    """The nodes by what they are and what they follow, under the names of the second network."""
    found: dict[str, list[str]] = defaultdict(list)
    for name in nodes:
        found[json.dumps(_linked(network[name], names), sort_keys=True)].append(name)
    return found


def _linked(node: Mapping[str, Any], names: Mapping[str, str]) -> dict[str, Any]:
    return {**node, "inputs": [None if each is None else _renamed(each, names) for each in node["inputs"]]}


def _renamed(written: str, names: Mapping[str, str]) -> str:
    source = Source.parse(written)
    return str(source._replace(node=names.get(source.node, source.node)))


def _sources(node: Mapping[str, Any]) -> Iterator[str]:
    return (Source.parse(each).node for each in node["inputs"] if each is not None)
