"""Values of a project set by dotted names, such as `training.optimizer.lr=0.01` or `conv1.out_channels=16`.

Each is read by the declaration that it belongs to, and refused in its words.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from difflib import get_close_matches
from typing import Any

from studio.data import data_kinds
from studio.explanation.settings import read_value, unknown_parameter
from studio.graph import EditError, Graph
from studio.graph.edits import set_layer
from studio.layers import Declaration, Layer, ParameterError, fields
from studio.layers.block import MARKS, Block, block_type, marked
from studio.layers.block_edits import edit_inside
from studio.layers.block_parameters import set_default
from studio.project.model import Project
from studio.text import listed, ntr, paragraph, tr
from studio.training.choices import CHOICES, OPTIONAL

BLOCKS, DATA, TRAINING = "blocks", "data", "training"
SWITCHES = {"true": True, "on": True, "yes": True, **dict.fromkeys(("false", "off", "no", "none", "null"), False)}


def overridden(project: Project, settings: Iterable[str]) -> Project:
    """The project with each `name=value` set, kinds before their parameters. Raises ParameterError or EditError."""
    pairs = [_pair(each) for each in settings]
    for name, value in sorted(pairs, key=lambda pair: pair[0].count(".")):
        project = with_value(project, name, value)
    return project


def with_value(project: Project, name: str, value: str) -> Project:
    """The project with the value of this dotted name as it is written. Raises ParameterError or EditError."""
    first, *rest = name.split(".")
    if first == TRAINING and rest:
        return replace(project, training=_set(project.training, rest, value, CHOICES))
    if first == DATA and rest:
        return replace(project, data=_set(project.data, rest, value, {}))
    if first == DATA:
        return replace(project, data=_kind(DATA, value, data_kinds))
    if first == BLOCKS and len(rest) == 2:
        return _with_default(project, rest[0], rest[1], value)
    if first not in project.graph:
        raise ParameterError(_no_such(project, name))
    return project.with_graph(_in_graph(project.graph, name.split("."), value))


def _pair(written: str) -> tuple[str, str]:
    name, equal, value = written.partition("=")
    if not equal or not name.strip():
        raise ParameterError(
            tr("“{word}” sets nothing: write name=value, such as training.optimizer.lr=0.01.", word=written)
        )
    return name.strip(), value.strip()


def _set(declared: Declaration, path: Sequence[str], value: str, choices: Mapping[str, Mapping[str, Any]]) -> Any:
    """A declaration with what lies at a path inside it set."""
    name, *rest = path
    specs = {spec.name: spec for spec in fields(type(declared))}
    if name not in specs:
        raise ParameterError(unknown_parameter(type(declared), name, specs))
    inner = getattr(declared, name)
    if name in OPTIONAL and not rest:
        return declared.changed(**{name: OPTIONAL[name]() if _switched(name, value) else None})
    if name in OPTIONAL and inner is None:
        inner = OPTIONAL[name]()
    if isinstance(inner, tuple) and rest and (not inner or isinstance(inner[0], Declaration)):
        return declared.changed(**{name: _set_in_list(name, inner, rest, value)})
    if isinstance(inner, Declaration):
        chosen = _set(inner, rest, value, {}) if rest else _kind(name, value, choices.get(name, {}))
        return declared.changed(**{name: chosen})
    if rest:
        raise ParameterError(tr("“{name}” has no parameters, so “{inner}” cannot be set.", name=name, inner=rest[0]))
    return declared.changed(**{name: read_value(specs[name], value)})


def _set_in_list(name: str, listed: tuple[Any, ...], path: Sequence[str], value: str) -> tuple[Any, ...]:
    """A list of declarations with a setting of one of them set, which is named by its place from 1 on."""
    place, *rest = path
    if not place.isdecimal() or not 1 <= int(place) <= len(listed) or not rest:
        raise ParameterError(
            ntr(
                "“{name}” has {count} entry here: write {name}.NUMBER.SETTING, such as {name}.1.enabled.",
                "“{name}” has {count} entries here: write {name}.NUMBER.SETTING, such as {name}.1.enabled.",
                len(listed),
                name=name,
            )
        )
    at = int(place) - 1
    return (*listed[:at], _set(listed[at], rest, value, {}), *listed[at + 1 :])


def _switched(name: str, value: str) -> bool:
    """What a switch is set to."""
    if value.lower() not in SWITCHES:
        raise ParameterError(tr("“{name}” is true or false, not “{value}”.", name=name, value=value))
    return SWITCHES[value.lower()]


def _kind(name: str, value: str, kinds: Mapping[str, Any]) -> Any:
    if value in kinds:
        return kinds[value].create({})
    near = get_close_matches(value, kinds, 3) or list(kinds)
    raise ParameterError(
        tr("There is no {setting} “{name}”. Did you mean {names}?", setting=name, name=value, names=_quoted(near))
    )


def _with_default(project: Project, block: str, parameter: str, value: str) -> Project:
    """The project with another default of a block's parameter, which its nodes follow that have no value of their own.

    Those inside blocks have it too.
    """
    if block not in project.definitions:
        near = get_close_matches(block, project.definitions, 3) or list(project.definitions)
        told = tr("There is no block “{name}”.", name=block)
        raise ParameterError(paragraph(told, _did_you_mean(near) if near else ""))
    definition = project.definitions[block]
    specs = {spec.name: spec for spec in fields(block_type(definition)) if spec.name in dict(definition.parameters)}
    if parameter not in specs:
        raise ParameterError(unknown_parameter(block_type(definition), parameter, specs))
    made = block_type(definition).create({parameter: read_value(specs[parameter], value)})
    return project.redefined(set_default(definition, parameter, getattr(made, parameter)), block)


def _in_graph(graph: Graph, path: Sequence[str], value: str) -> Graph:
    """A network with a parameter of a node set, or of one inside a block, which all blocks of its definition share."""
    *level, node, parameter = path if len(path) > 1 else (*path, "")
    return edit_inside(graph, _level(graph, level, node), lambda inner: _on_node(inner, node, parameter, value))


def _level(graph: Graph, level: Sequence[str], node: str) -> tuple[str, ...]:
    """The blocks to be entered. Raises ParameterError where one of them is none, or has no such node."""
    for at, name in enumerate((*level, node)):
        if name not in graph:
            near = get_close_matches(name, graph, 3) or list(graph)[:5]
            told = tr("There is no node “{node}”.", node=".".join((*level, node)[: at + 1]))
            raise ParameterError(paragraph(told, _did_you_mean(near)))
        layer = graph[name].layer
        if at < len(level):
            if not isinstance(layer, Block):
                raise ParameterError(tr("“{node}” is no block, so there is nothing inside it to set.", node=name))
            graph = layer.definition.graph
    return tuple(level)


def _on_node(graph: Graph, name: str, parameter: str, value: str) -> Graph:
    node = graph[name]
    followed = dict(node.bindings).get(parameter)
    if followed is not None:
        raise ParameterError(
            tr(
                "“{parameter}” of “{node}” follows from its block (= {text}): set the block's parameter.",
                parameter=parameter, node=name, text=followed,
            )
        )  # fmt: skip
    if parameter in MARKS:
        if value.lower() not in SWITCHES:
            raise ParameterError(
                tr(
                    "“{parameter}” of “{node}” is true or false, not “{value}”.",
                    parameter=parameter,
                    node=name,
                    value=value,
                )
            )
        return graph.replacing({name: marked(node, {parameter: SWITCHES[value.lower()]})})
    layer = node.layer
    if not isinstance(layer, Layer):
        raise EditError(tr("The layer of “{node}” is not known here.", node=name), tr("Choose another node."))
    specs = {spec.name: spec for spec in fields(type(layer))}
    if parameter not in specs:
        raise ParameterError(
            tr("“{node}”: {reason}", node=name, reason=unknown_parameter(type(layer), parameter, specs))
        )
    return set_layer(graph, name, layer.changed(**{parameter: read_value(specs[parameter], value)}))


def _no_such(project: Project, name: str) -> str:
    first = name.partition(".")[0]
    near = get_close_matches(first, [TRAINING, DATA, BLOCKS, *project.graph], 3)
    told = tr("“{name}” names no setting and no node.", name=name)
    if first in (TRAINING, BLOCKS):
        near = []
    hint = tr("Write training.NAME, data.NAME, NODE.PARAMETER or blocks.NAME.PARAMETER.")
    return paragraph(told, _did_you_mean(near) if near else hint)


def _did_you_mean(names: Sequence[str]) -> str:
    return tr("Did you mean {names}?", names=_quoted(names))


def _quoted(names: Sequence[str]) -> str:
    return listed([f"“{each}”" for each in names], "or")
