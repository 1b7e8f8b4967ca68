"""From the text of a project file to a project: what is understood is checked, what is not is kept."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from studio.compiler.size import LARGEST
from studio.formatting.shortened import shortened
from studio.graph import EditError, Graph, Kind, Node, Problem, Source
from studio.graph.annotations import COLOURS
from studio.graph.edits import fit_ports, fragment
from studio.graph.flow import Flow, behind, flow_of, turned
from studio.graph.layout import layout
from studio.graph.model import InitialValue, LayerValue, Position
from studio.graph.names import check_name
from studio.graph.topology import check
from studio.layers import ParameterError, Placeholder, catalogue
from studio.layers.block import MARKS, Block, marked
from studio.layers.initialization import read_initializer
from studio.layers.placeholder import UNKNOWN
from studio.project.annotation_entries import read_annotations
from studio.project.block_entries import BlockEntries, is_read
from studio.project.errors import ProjectError
from studio.project.identity import read_id
from studio.project.model import VERSION, Project
from studio.project.parsing import encode, kind_of, parse
from studio.project.plugins import missing
from studio.project.settings import read_settings
from studio.project.writing import FORMAT, FRAGMENT
from studio.text import tr

LONGEST_NAME = 200
MOST_OUTPUTS = 64
MOST_BLOCKS = 1_000
FARTHEST = 10_000_000
CORRECT = "Leave out what is not allowed, or open the project with a version that allows it."

REFUSED_PARAMETERS = Kind("refused-parameters", "{reason}", CORRECT)
SURPLUS_INPUTS = Kind("surplus-inputs", "It has {inputs} inputs, but {layer} takes {count}.", CORRECT)
MISSING_OUTPUT = Kind(
    "missing-output-port", "Its output {port} is used, but {layer} has {count}, counted from 0.", CORRECT
)

NEWER_FORMAT = Kind(
    "newer-format",
    "The file was written by a newer NN Studio (format {version}; this one knows {known}).",
    "What is not known here is kept and saved back unchanged; update NN Studio to work with it.",
)

PLUGIN_MISSING = Kind(
    "missing-plugin",
    "The project was made with the plug-in “{plugin}” ({kinds}), which is not loaded here.",
    "{remedy} Until then what is its is kept as the file has it.",
)

_ENTRIES = frozenset(["format", "version", "name", "id", "blocks", "graph", "data", "training"])
_NODE_ENTRIES = frozenset(["layer", "params", "inputs", "position", *MARKS, "bindings", "init", "draft"])

_Links = tuple[Source | None, ...]


def loads(text: str) -> Project:
    """The project a text describes. Raises ProjectError; runs nothing that the text contains."""
    tree = parse(text)
    version = _version(tree, FORMAT)
    _check_size(tree)
    blocks = BlockEntries(tree.get("blocks", {}), read_graph)
    graph = read_graph(tree, blocks)
    data, training, unread, notices = read_settings(tree)
    notices = (*_missing_plugins(tree), *notices)
    if version > VERSION:
        notices = (_newer(version), *notices)
    extra = {key: value for key, value in tree.items() if key not in _ENTRIES and not is_read(key, value)}
    return Project(
        _name(tree), graph, data, training, extra, version, unread, notices, blocks.all(), read_id(tree),
        flow_of(tree),
    )  # fmt: skip


def loads_network(text: str) -> Graph:
    """The network alone of the project that a text describes, as for its picture. Raises ProjectError."""
    tree = parse(text)
    _version(tree, FORMAT)
    _check_size(tree)
    return read_graph(tree, BlockEntries(tree.get("blocks", {}), read_graph))


def load_fragment(text: str) -> Graph:
    """The part of a network that a clipboard text holds; a whole project's text gives its network.

    Its links may begin at nodes that are not in it. Raises ProjectError.
    """
    tree = parse(text)
    _version(tree, FORMAT, FRAGMENT)
    _check_size(tree)
    return read_graph(tree, BlockEntries(tree.get("blocks", {}), read_graph), complete=False)


def read_graph(tree: Mapping[str, Any], blocks: BlockEntries, *, complete: bool = True) -> Graph:
    """The entry `graph`, its blocks taken from `blocks`; when `complete`, links have to begin at nodes of it.

    Raises ProjectError.
    """
    written = _typed(tree, "graph", dict)
    links = {
        name: _links(name, _object(entry, tr("“{name}” in its graph", name=shortened(name))))
        for name, entry in written.items()
    }
    outputs: dict[str, int] = {}
    for sources in links.values():
        for source in filter(None, sources):
            outputs[source.node] = max(outputs.get(source.node, 0), source.port + 1)
    nodes = {name: _node(name, entry, links[name], outputs.get(name, 0), blocks) for name, entry in written.items()}
    graph = Graph(nodes, read_annotations(tree.get("annotations")))
    try:
        check(graph if complete else fragment(graph, graph))
    except EditError as error:
        raise ProjectError(error.message, error.remedy) from None
    return _placed(graph, [name for name, entry in written.items() if entry.get("position") is None], flow_of(tree))


def _version(tree: Mapping[str, Any], *formats: str) -> int:
    if tree.get("format") not in formats:
        raise ProjectError(tr('It is not marked as a project: it needs "format": "{format}".', format=formats[0]))
    version = _typed(tree, "version", int)
    if version < 1:
        raise ProjectError(tr("Its version is {version}, but versions count from 1.", version=version))
    return version


def _check_size(tree: Mapping[str, Any]) -> None:
    """Refuse a file of more nodes or blocks than can be worked with before any of them is read."""
    blocks = tree.get("blocks")
    holders = [tree, *(blocks.values() if isinstance(blocks, dict) else ())]
    graphs = [holder.get("graph") for holder in holders if isinstance(holder, dict)]
    count = sum(len(graph) for graph in graphs if isinstance(graph, dict))
    if count > LARGEST:
        raise ProjectError(
            tr("It has {count} nodes; {most} are the most that are read.", count=f"{count:,}", most=f"{LARGEST:,}"),
            tr("Put a part of the network into a file of its own."),
        )
    if isinstance(blocks, dict) and len(blocks) > MOST_BLOCKS:
        raise ProjectError(
            tr(
                "It defines {count} blocks; {most} are the most that are read.",
                count=f"{len(blocks):,}",
                most=f"{MOST_BLOCKS:,}",
            ),
            tr("Remove those that no node uses."),
        )


def _missing_plugins(tree: Mapping[str, Any]) -> Iterator[Problem]:
    """A notice for each plug-in that the file is written with and that is not loaded here."""
    if "plugins" in tree:
        for plugin, kinds, remedy in missing(tree["plugins"]):
            yield PLUGIN_MISSING.problem("warning", None, plugin=plugin, kinds=kinds, remedy=remedy)


def _newer(version: int) -> Problem:
    return NEWER_FORMAT.problem("warning", None, version=version, known=VERSION)


def _name(tree: Mapping[str, Any]) -> str:
    name: str = _typed(tree, "name", str) if "name" in tree else tr("Untitled")
    if len(name) > LONGEST_NAME:
        raise ProjectError(
            tr(
                "Its name has {count} characters; {most} are allowed.",
                count=len(name),
                most=LONGEST_NAME,
            )
        )
    return name


def _node(name: str, entry: Mapping[str, Any], links: _Links, outputs: int, blocks: BlockEntries) -> Node:
    _checked_name(name)
    of = tr("The node “{name}”", name=name)
    kind = _typed(entry, "layer", str, of)
    params = _typed(entry, "params", dict, of) if "params" in entry else {}
    layer = _layer(kind, params, len(links), outputs, blocks)
    tag: str = entry["tag"] if entry.get("tag") in COLOURS else ""
    extra = {key: value for key, value in entry.items() if key not in _NODE_ENTRIES and not (tag and key == "tag")}
    inputs = links if isinstance(layer, Placeholder) else fit_ports(layer, links)
    node = Node(
        layer,
        inputs,
        _position(name, entry),
        encode(extra) if extra else "",
        bindings=_bindings(name, entry),
        init=_initial(name, entry),
        draft=_typed(entry, "draft", str, of) if "draft" in entry else None,
        tag=tag,
    )
    return marked(node, {mark: _typed(entry, mark, bool, of) for mark in MARKS if mark in entry})


def _initial(name: str, entry: Mapping[str, Any]) -> tuple[tuple[str, InitialValue], ...]:
    written = _typed(entry, "init", dict, tr("The node “{name}”", name=name)) if "init" in entry else {}
    found: list[tuple[str, InitialValue]] = []
    for parameter, each in written.items():
        of = tr("The initialisation of “{parameter}” of “{name}”", parameter=shortened(parameter), name=name)
        kind = _typed(_object(each, of), "kind", str, of)
        found.append((parameter, read_initializer(kind, {key: each[key] for key in each if key != "kind"})))
    return tuple(found)


def _bindings(name: str, entry: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    written = _typed(entry, "bindings", dict, tr("The node “{name}”", name=name)) if "bindings" in entry else {}
    for parameter, expression in written.items():
        if not isinstance(expression, str):
            raise ProjectError(
                tr(
                    "The binding of “{parameter}” of “{name}” is {value}.",
                    parameter=shortened(parameter),
                    name=name,
                    value=kind_of(expression),
                ),
                tr("Write an expression of the block's parameters as text, such as “4 * channels”."),
            )
    return tuple(written.items())


def _layer(kind: str, params: Mapping[str, Any], inputs: int, outputs: int, blocks: BlockEntries) -> LayerValue:
    """The layer as declared, or a placeholder where it is not known or the file asks of it what it has not."""
    known = blocks.block if kind == Block.name else catalogue[kind].create if kind in catalogue else None
    if known is None:
        return Placeholder.of(kind, params, UNKNOWN.finding(layer=shortened(kind)), max(1, outputs))
    try:
        layer = known(params)
    except ParameterError as error:
        return Placeholder.of(kind, params, REFUSED_PARAMETERS.finding(reason=str(error)), max(1, outputs))
    if inputs > len(layer.inputs) and not layer.variadic:
        wrong = SURPLUS_INPUTS.finding(inputs=inputs, layer=kind, count=len(layer.inputs))
    elif outputs > len(layer.outputs):
        wrong = MISSING_OUTPUT.finding(port=outputs - 1, layer=kind, count=len(layer.outputs))
    else:
        return layer
    return Placeholder.of(kind, params, wrong, max(1, outputs))


def _links(name: str, entry: Mapping[str, Any]) -> _Links:
    if "inputs" not in entry:
        return ()
    found: list[Source | None] = []
    for written in _typed(entry, "inputs", list, tr("The node “{name}”", name=shortened(name))):
        if not isinstance(written, str | None):
            raise ProjectError(
                tr("An input of “{name}” is {value}.", name=shortened(name), value=kind_of(written)),
                tr("Write “node”, “node:1” or null."),
            )
        found.append(None if written is None else _source(name, written))
    return tuple(found)


@lru_cache(maxsize=4096)
def _parsed(written: str) -> Source | None:
    try:
        return Source.parse(written)
    except ValueError:
        return None


def _source(name: str, written: str) -> Source:
    source = _parsed(written)
    if source is None or source.port >= MOST_OUTPUTS:
        raise ProjectError(
            tr(
                "“{name}” takes its input from “{written}”, which names no output.",
                name=shortened(name),
                written=shortened(written),
            ),
            tr("Write “node” or “node:1”; the highest output is {most}.", most=MOST_OUTPUTS - 1),
        )
    return source


def _position(name: str, entry: Mapping[str, Any]) -> Position:
    written = entry.get("position")
    if written is None:
        return (0.0, 0.0)
    numbers = written if isinstance(written, list) and {*map(type, written)} <= {int, float} else ()
    if len(numbers) != 2:
        told = tr("The position of “{name}” is not a pair of numbers.", name=name)
        raise ProjectError(told, tr("Write [x, y], or leave it out."))
    if max(map(abs, numbers)) > FARTHEST:
        told = tr("The position of “{name}” is too far away.", name=name)
        raise ProjectError(told, tr("Stay within ±{farthest}.", farthest=FARTHEST))
    return (float(numbers[0]), float(numbers[1]))


def _placed(graph: Graph, unplaced: list[str], flow: Flow) -> Graph:
    """Nodes without a position get one: by a layout of their own, behind those that have one."""
    if not unplaced:
        return graph
    new = set(unplaced)
    ends = (turned(behind(node.position, flow), flow)[1] for name, node in graph.items() if name not in new)
    dx, dy = turned((0.0, max(ends, default=0.0)), flow)
    places = layout(fragment(graph, unplaced), flow=flow)
    return graph.replacing({name: replace(graph[name], position=(x + dx, y + dy)) for name, (x, y) in places.items()})


def _checked_name(name: str) -> None:
    try:
        check_name(name)
    except EditError as error:
        raise ProjectError(error.message, error.remedy) from None


def _typed(entry: Mapping[str, Any], key: str, wanted: type, place: str = "") -> Any:
    """The value of a key; `place` says in words what has that key, where it is not the project."""
    if key not in entry:
        told = tr("Its “{key}” is missing.", key=key)
    else:
        value = entry[key]
        if isinstance(value, wanted) and isinstance(value, bool) is (wanted is bool):
            return value
        given, right = kind_of(value), kind_of(wanted())
        told = tr("Its “{key}” is {given}, but has to be {right}.", key=key, given=given, right=right)
    raise ProjectError(tr("{place}: {sentence}", place=place, sentence=told) if place else told)


def _object(value: Any, what: str) -> Mapping[str, Any]:
    if not isinstance(value, dict):
        raise ProjectError(tr("{what} is {value}, but has to be an object.", what=what, value=kind_of(value)))
    return value
