"""The classes of generated source: one for each block definition, its constructor's parameters what differs in use."""

from __future__ import annotations

import ast
import keyword
import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise
from typing import NamedTuple

import torch
from torch import nn

from studio.compiler.analysis import Analysis
from studio.compiler.constructor import POSITIONAL, Argument, constructor_arguments, module_class
from studio.compiler.expansion import copy_prefix, joined
from studio.compiler.formatting import definition as def_lines
from studio.compiler.frozen_source import resting
from studio.compiler.functional_calls import function_of
from studio.compiler.initialization_source import initialization_lines
from studio.compiler.initialize import Schemes
from studio.compiler.module import build, inputs_of, steps
from studio.compiler.source_bodies import in_a_row, is_one_chain, one_by_one
from studio.compiler.source_forward import Shapes, forward, is_sequential
from studio.compiler.source_style import Style
from studio.graph import Graph, Node
from studio.graph.definition import definitions
from studio.graph.expressions import Value
from studio.layers import Layer
from studio.layers.block import Block, bound
from studio.layers.passage import Passage
from studio.text import in_english


@dataclass(frozen=True)
class Call:
    """How a module is made: a class with arguments; with `copies`, as many in a container."""

    made: str
    arguments: tuple[Argument, ...] = ()
    copies: Argument | None = None
    container: str = ""
    parts: tuple[Call, ...] = ()
    frozen: bool = False

    def __str__(self) -> str:
        return f"{self._made()}{'.requires_grad_(False)' if self.frozen else ''}"

    def _made(self) -> str:
        if self.parts:
            opening, closing = ("[", "]") if self.container == "nn.ModuleList" else ("", "")
            return f"{self.container}({opening}{', '.join(map(str, self.parts))}{closing})"
        one = f"{self.made}({', '.join(str(each) for each in self.arguments if not each.usual)})"
        if self.copies is None:
            return one
        counter = "i" if any(each.step for each in self.arguments) else "_"
        opening = "*(" if self.container == "nn.Sequential" else ""
        return f"{self.container}({opening}{one} for {counter} in range({self.copies.text}){')' * bool(opening)})"

    def slots(self) -> tuple[Argument, ...]:
        """The arguments that may differ between uses of one class."""
        return (*self.arguments, *((self.copies,) if self.copies is not None else ()))

    def structure(self) -> object:
        """What has to be alike for two calls to be written by one line."""
        if self.parts:
            return str(self)
        return self.made, self.container, self.frozen, tuple((slot.name, slot.step) for slot in self.slots())

    def filled(self, slots: Sequence[Argument]) -> Call:
        """The call with other texts for its slots."""
        count = len(self.arguments)
        return replace(self, arguments=tuple(slots[:count]), copies=slots[count] if self.copies is not None else None)


class Use(NamedTuple):
    """A place where a class is used: the dotted prefix of what is inside, and the graph there."""

    prefix: str
    graph: Graph
    arguments: Mapping[str, Value]


@dataclass
class Classes:
    """Collects the uses of every definition, then writes their classes, those inside others first."""

    analysis: Analysis
    initialization: Schemes
    taken: set[str]
    uses: dict[str, list[Use]] = field(default_factory=dict)
    modules: dict[str, nn.Module] = field(default_factory=dict)
    built: dict[object, nn.Module] = field(default_factory=dict)
    made: dict[str, Call] = field(default_factory=dict)
    """By the prefix of a use."""
    style: Style = "module"
    functions: dict[str, dict[str, str]] = field(default_factory=dict)
    """The calls of functions in place of modules, by the prefix of a use and the node's name."""

    def collect(self, graph: Graph, prefix: str = "", arguments: Mapping[str, Value] | None = None) -> Use:
        """Note what a graph and the blocks in it are made of."""
        use = Use(prefix, opened(graph, arguments or {}), arguments or {})
        for step in steps(use.graph):
            node, path = use.graph[step], prefix + step
            assert isinstance(node.layer, Layer)
            if isinstance(node.layer, Block):
                for copy in prefixes(path, node.layer):
                    inner = self.collect(node.layer.definition.graph, copy, node.layer.arguments)
                    self.uses.setdefault(node.layer.definition.name, []).append(inner)
            elif node.layer.expression(*("x" for _ in node.inputs)) is None:
                self.modules[path] = self._module(path)
        return use

    def _module(self, path: str) -> nn.Module:
        """The module of a node, to be looked at: one for all that are alike, as there may be thousands of copies."""
        network = self.analysis.expansion.network
        alike = network[path].layer, self.analysis.calls[path].inputs
        if alike not in self.built:
            with torch.device("meta"):
                self.built[alike] = build(network, path, self.analysis)
        return self.built[alike]

    def of_blocks(self, graph: Graph) -> list[list[str]]:
        """The classes of all definitions that are used."""
        found = []
        for name, definition in definitions(graph).items():
            self._write_as_functions(self.uses.get(name, ()))
            alike: dict[object, list[Use]] = {}
            for use in self.uses.get(name, ()):
                alike.setdefault(self._structure(use, definition.inputs), []).append(use)
            for uses in alike.values():
                found.append(self.write(self._free(class_name(name)), uses, definition.inputs, definition.about))
        return found

    def write(self, name: str, uses: Sequence[Use], inputs: Sequence[str], about: str = "") -> list[str]:
        """One class for uses of the same structure; what differs among them its constructor takes."""
        first = uses[0]
        calls = {step: [self._call(use, step) for use in uses] for step in self._attributes(first)}
        lifted = _Lifted(uses)
        lines = {step: lifted.call(step, each) for step, each in calls.items()}
        parameters = ["self", *(f"{each}: {kind}" for each, kind in lifted.parameters())]
        for place, use in enumerate(uses):
            self.made[use.prefix] = Call(name, lifted.arguments(place))
        shapes = self._shapes(first) if len(uses) == 1 else {}
        is_chain = self.style == "sequential" and is_one_chain(first.graph, list(lines))
        return [
            f"class {name}(nn.{'Sequential' if is_chain else 'Module'}):",
            *([f'    """{about}"""', ""] if about and '"' not in about and "\\" not in about else []),
            *def_lines("def __init__(", parameters, ") -> None:", indent=4),
            *(in_a_row(lines, shapes) if is_chain else one_by_one(lines)),
            *self._initialization(first),
            *resting({step: first.prefix + step for step in calls if first.graph[step].frozen}, self.modules),
            *([] if is_chain else ["", *self._forward(first, inputs, shapes)]),
        ]

    def _forward(self, use: Use, inputs: Sequence[str], shapes: Shapes) -> list[str]:
        return forward(use.graph, inputs, self._attributes(use), shapes, self._functions(use))

    def write_whole(self, name: str, use: Use) -> list[str]:
        """The class of the network itself."""
        self._write_as_functions([use])
        return self.write(name, [use], inputs_of(use.graph))

    def _attributes(self, use: Use) -> list[str]:
        """The nodes that are attributes of the class."""
        graph = use.graph
        return [
            step
            for step in steps(graph)
            if isinstance(graph[step].layer, Block)
            or (use.prefix + step in self.modules and step not in self._functions(use))
        ]

    def _functions(self, use: Use) -> Mapping[str, str]:
        return self.functions.get(use.prefix, {})

    def _write_as_functions(self, uses: Sequence[Use]) -> None:
        """Where style asks for it, take layers for calls of functions that are the same in all uses of a class."""
        if self.style != "functional" or any("F" in use.graph for use in uses):
            return
        for step in dict.fromkeys(step for use in uses for step in self._attributes(use)):
            calls = {self._function(use, step) for use in uses}
            if len(calls) == 1 and (call := calls.pop()):
                for use in uses:
                    self.functions.setdefault(use.prefix, {})[step] = call

    def _function(self, use: Use, step: str) -> str:
        module = self.modules.get(use.prefix + step)
        if module is None or use.graph[step].frozen:
            return ""
        layer = use.graph[step].layer
        assert isinstance(layer, Layer)
        return function_of(module, constructor_arguments(layer, module))

    def _call(self, use: Use, step: str) -> Call:
        return replace(self._made(use, step), frozen=use.graph[step].frozen)

    def _made(self, use: Use, step: str) -> Call:
        layer, path = use.graph[step].layer, use.prefix + step
        assert isinstance(layer, Layer)
        if not isinstance(layer, Block):
            module = self.modules[path]
            return Call(module_class(module), constructor_arguments(layer, module))
        calls = [self.made[prefix] for prefix in prefixes(path, layer)]
        if layer.repeat == 1 or layer.shared:
            return calls[0]
        return _copies(calls, "nn.Sequential" if is_sequential(layer) else "nn.ModuleList")

    def _structure(self, use: Use, inputs: Sequence[str]) -> object:
        """What two uses have to have in common to share a class."""
        attributes = self._attributes(use)
        calls = tuple((step, self._call(use, step).structure()) for step in attributes)
        return calls, tuple(self._forward(use, inputs, {})), tuple(self._initialization(use))

    def _initialization(self, use: Use) -> list[str]:
        parts = [
            (f"self.{step}", self.modules[use.prefix + step], use.graph[step].init)
            for step in self._attributes(use)
            if use.prefix + step in self.modules
        ]
        return initialization_lines(parts, self.initialization)

    def _shapes(self, use: Use) -> Shapes:
        return {step: self.analysis.nodes[use.prefix + step].outputs or () for step in steps(use.graph)}

    def _free(self, name: str) -> str:
        number, candidate = 1, name
        while candidate in self.taken:
            number += 1
            candidate = f"{name}{number}"
        self.taken.add(candidate)
        return candidate


class _Lifted:
    """The constructor's parameters of a class: one for each row of texts that differ among its uses."""

    def __init__(self, uses: Sequence[Use]) -> None:
        self._count = len(uses)
        self._names: dict[tuple[str, ...], str] = {}
        given = {name: tuple(repr(use.arguments.get(name)) for use in uses) for name in uses[0].arguments}
        self._given = {texts: name for name, texts in reversed(given.items()) if len(set(texts)) > 1}

    def call(self, step: str, calls: Sequence[Call]) -> Call:
        """How the class makes one of its modules."""
        if calls[0].parts:
            return calls[0]
        slots = zip(*(call.slots() for call in calls), strict=True)
        return calls[0].filled([self._slot(step, each) for each in slots])

    def parameters(self) -> list[tuple[str, str]]:
        """Names and types."""
        return [(name, _type_of(texts[0])) for texts, name in self._names.items()]

    def arguments(self, use: int) -> tuple[Argument, ...]:
        """What one use passes for them."""
        return tuple(
            Argument(name, texts[use], positional=place < POSITIONAL)
            for place, (texts, name) in enumerate(self._names.items())
        )

    def _slot(self, step: str, slots: Sequence[Argument]) -> Argument:
        texts = tuple(slot.text for slot in slots)
        usual = all(slot.usual for slot in slots)
        if len(set(texts)) == 1:
            return slots[0]._replace(usual=usual)
        if texts not in self._names:
            wanted = (self._given.get(texts), slots[0].name, f"{step}_{slots[0].name}")
            taken = set(self._names.values())
            self._names[texts] = next(name for name in wanted if name and name not in taken)
        return slots[0]._replace(text=self._names[texts], usual=False)


def opened(graph: Graph, arguments: Mapping[str, Value]) -> Graph:
    """The graph as a block with these arguments has it: parameters followed, bypassed nodes passed by."""
    nodes = {name: bound(node, arguments) for name, node in graph.items()}
    return joined(
        Graph({name: Node(Passage(), node.inputs[:1]) if node.bypassed else node for name, node in nodes.items()})
    )


def prefixes(path: str, block: Block) -> list[str]:
    """What the names inside each module of a block begin with."""
    return [copy_prefix(path, block, copy) for copy in range(1 if block.shared else block.repeat)]


def _copies(calls: Sequence[Call], container: str) -> Call:
    """Copies in a row as one line: alike, or with numbers that grow by the same step; else one after the other."""
    first, count = calls[0], Argument("copies", str(len(calls)), positional=True)
    if len({call.structure() for call in calls}) == 1 and not first.parts and first.copies is None:
        rows = [_row([call.arguments[place].text for call in calls]) for place in range(len(first.arguments))]
        if all(row is not None for row in rows):
            arguments = tuple(each._replace(step=row or "") for each, row in zip(first.arguments, rows, strict=True))
            return Call(first.made, arguments, count, container)
    return Call("", container=container, parts=tuple(calls))


def _row(texts: Sequence[str]) -> str | None:
    """The step by which whole numbers grow: empty where all are alike, None where there is none."""
    if len(set(texts)) == 1:
        return ""
    if not all(text.isdecimal() for text in texts):
        return None
    numbers = list(map(int, texts))
    steps_ = {after - before for before, after in pairwise(numbers)}
    return str(steps_.pop()) if len(steps_) == 1 and min(steps_) > 0 else None


def _type_of(text: str) -> str:
    try:
        value = ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return "object"
    return "tuple[int, ...]" if isinstance(value, tuple) else "object" if value is None else type(value).__name__


def class_name(name: str, taken: Iterable[str] = ()) -> str:
    """A class name made of a project's name: `LeNet-5` -> `LeNet5`, `cats and dogs` -> `CatsAndDogs`.

    A name that no person has given stays as it is in English.
    """
    words = re.findall(r"[^\W_]+", unicodedata.normalize("NFKC", in_english(name)))
    joined = "".join(word[0].upper() + word[1:] for word in words)
    if not joined.isidentifier():
        joined = f"Net{joined}" if joined else "Network"
    return f"{joined}Network" if keyword.iskeyword(joined) or joined in taken else joined
