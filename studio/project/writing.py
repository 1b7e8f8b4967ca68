"""From a project to the text of its file: stable order, one node a line."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any, Protocol, cast

from studio.graph import Graph, Node
from studio.graph.definition import Definition, definitions
from studio.layers import Declaration
from studio.layers.block import marks
from studio.project.annotation_entries import plain, written_annotations
from studio.project.model import VERSION, Project
from studio.project.parsing import encode
from studio.project.plugins import is_loaded, used
from studio.training.choices import CHOICES, OPTIONAL

FORMAT = "nn-studio"
FRAGMENT = "nn-studio/fragment"

_MISSING = object()


class Written(Protocol):
    """What the file asks of a layer: catalogue layers and placeholders have it."""

    kind: str

    def params(self) -> dict[str, Any]:
        """The parameters as JSON values."""


def dumps(project: Project) -> str:
    """The text of the project's file. Entries that were not understood on reading are in it as they were."""
    head = {"format": FORMAT, "version": project.version, "name": project.name}
    head |= {"id": project.id} if project.id else {}
    head |= _flow(project)
    tail = {**written_settings(project), **project.extra, **_plugins(project)}
    return _document(head, project.definitions, project.graph, tail)


def _flow(drawn: Project | Definition) -> dict[str, Any]:
    """Which way a network or block is drawn, where that is not the usual one."""
    return {} if drawn.flow == "down" else {"flow": drawn.flow}


def _plugins(project: Project) -> dict[str, Any]:
    """The entry `plugins`: those that something of the project is of, and those of the file that are not loaded."""
    graphs = [project.graph, *(each.graph for each in project.definitions.values())]
    foreign = [kind for graph in graphs for kind in graph.layer_classes if getattr(kind, "origin", "")]
    settings = [type(project.data), type(project.training.loss)]
    written = project.extra.get("plugins")
    kept = {name: each for name, each in written.items() if not is_loaded(name)} if isinstance(written, dict) else {}
    named = kept | used([*foreign, *settings])
    return {"plugins": named} if named or "plugins" in project.extra else {}


def dump_fragment(graph: Graph) -> str:
    """A part of a network as text for the clipboard."""
    return _document({"format": FRAGMENT, "version": VERSION}, definitions(graph), graph, {})


def written_settings(project: Project) -> dict[str, Any]:
    """The `data` and `training` entries of the file, with what could not be read put back."""
    present = {"data": _tagged(project.data), "training": _training(project)}
    if project.unread is None:
        return present
    kept = _put_back(present, json.loads(project.unread.read), json.loads(project.unread.written))
    return cast(dict[str, Any], kept)


def _document(head: Mapping[str, Any], blocks: Mapping[str, Definition], graph: Graph, tail: Mapping[str, Any]) -> str:
    entries = [f"  {encode(key)}: {encode(value)}" for key, value in head.items()]
    if blocks:
        written = ",\n".join(f"    {encode(name)}: {_block(block)}" for name, block in blocks.items())
        entries.append(f'  "blocks": {{\n{written}\n  }}')
    entries += [f"  {entry}" for entry in _network(graph, "  ")]
    entries += [f"  {encode(key)}: {encode(value)}" for key, value in tail.items()]
    return "{\n" + ",\n".join(entries) + "\n}\n"


def _block(definition: Definition) -> str:
    """A definition over several lines, one node a line."""
    head: dict[str, Any] = {"about": definition.about} if definition.about else {}
    if definition.parameters:
        head["parameters"] = dict(definition.parameters)
    head |= _flow(definition)
    extra = json.loads(definition.extra) if definition.extra else {}
    entries = [f"{encode(key)}: {encode(value)}" for key, value in {**head, **extra}.items()]
    return "{\n      " + ",\n      ".join([*entries, *_network(definition.graph, "      ")]) + "\n    }"


def _network(graph: Graph, margin: str) -> list[str]:
    """The entry `graph`, and `annotations` where there are some."""
    written = [_lines("graph", {name: _node(node) for name, node in graph.items()}, margin)]
    if graph.annotations:
        written.append(_lines("annotations", written_annotations(graph.annotations), margin))
    return written


def _lines(key: str, entries: Mapping[str, Any], margin: str) -> str:
    """An entry with one of its own on each line."""
    lines = ",\n".join(f"{margin}  {encode(name)}: {encode(entry)}" for name, entry in entries.items())
    return f'"{key}": {{\n{lines}\n{margin}}}' if lines else f'"{key}": {{}}'


def _node(node: Node) -> dict[str, Any]:
    layer = cast(Written, node.layer)
    marked = {mark: True for mark, is_set in marks(node).items() if is_set}
    init = {parameter: {"kind": each.kind, **each.params()} for parameter, each in node.init}
    return {
        "layer": layer.kind,
        "params": layer.params(),
        "inputs": [None if source is None else str(source) for source in node.inputs],
        "position": plain(node.position),
        **marked,
        **({"bindings": dict(node.bindings)} if node.bindings else {}),
        **({"init": init} if init else {}),
        **({"draft": node.draft} if node.draft is not None else {}),
        **({"tag": node.tag} if node.tag else {}),
    } | (json.loads(node.extra) if node.extra else {})


def _training(project: Project) -> dict[str, Any]:
    training = project.training
    params = training.params()
    params |= {key: getattr(training, key).params() for key in OPTIONAL if params.get(key) is not None}
    return {key: _tagged(getattr(training, key)) if key in CHOICES else value for key, value in params.items()}


def _tagged(choice: Declaration) -> dict[str, Any]:
    return {"kind": choice.kind, **choice.params()}


def _put_back(present: Any, read: Any, written: Any) -> Any:
    """What was written wherever the present is still what was read of it; a choice of another kind is not."""
    if present == read:
        return written
    if not all(isinstance(value, dict) for value in (present, read, written)):
        return present
    if not present.get("kind") == read.get("kind") == written.get("kind"):
        return present
    merged = {
        key: _put_back(*(tree.get(key, _MISSING) for tree in (present, read, written)))
        for key in dict.fromkeys((*written, *present))
    }
    return {key: value for key, value in merged.items() if value is not _MISSING}
