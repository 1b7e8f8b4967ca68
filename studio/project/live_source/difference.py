"""What a person has changed in the source of a level, as one edit of its network."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace
from typing import NamedTuple

from studio.compiler.source_forward import CHAIN
from studio.errors import StudioError
from studio.graph import Graph, Source, edits
from studio.graph.definition import Definition
from studio.graph.edits import fit_ports
from studio.graph.flow import behind, turned
from studio.graph.links import Link
from studio.graph.model import LayerValue
from studio.graph.names import objection
from studio.graph.wiring import free_place, insert
from studio.layers.block import FROZEN, Block, marked
from studio.layers.io import Input, Output
from studio.layers.node_names import new_name
from studio.project.level import Place
from studio.project.live_source.constructions import RefusedError, Values, made
from studio.project.live_source.expressions import layer_of
from studio.project.live_source.identity import Identity, identify, is_another
from studio.project.live_source.layer_changes import following, remade, repeated, with_layer
from studio.project.live_source.listing import Listing
from studio.project.live_source.reading import MistakeError, Origin, Reading, Step, Taken, check
from studio.text import paragraph, tr


class Edit(NamedTuple):
    """The network as it is then, what the step is called, and the nodes that the lines of the text are about then."""

    graph: Graph
    label: str
    nodes: Mapping[int, tuple[str, ...]]


def edited(place: Place, blocks: Mapping[str, Definition], listed: Listing, before: Reading, now: Reading) -> Edit:
    """Take into a level what `now` has otherwise than `before`, which is the reading of what was `listed`.

    `blocks` are the definitions by the names of their classes. Raises MistakeError.
    """
    check(now)
    _check_head(before, now)
    change = _Change(place, blocks, listed, before, now)
    change.make()
    touched = sorted(name for name in change.graph if change.graph[name] is not place.graph.get(name))
    gone = sorted(place.graph.keys() - change.graph.keys())
    names = touched if len(touched) == 1 else gone if len(gone) == 1 else []
    label = tr("Edit {name} in the code", name=names[0]) if names else tr("Edit the code")
    return Edit(change.graph, label, change.nodes())


def _check_head(before: Reading, now: Reading) -> None:
    if now.title != before.title and not is_another(before, now):
        raise MistakeError(tr("The class has the name of the network or block: rename that instead."), now.title_line)
    if now.constructor != before.constructor:
        raise MistakeError(tr("Parameters of a block are changed in the inspector."), now.constructor_line)
    if before.outputs and not now.outputs:
        raise MistakeError(tr("forward returns nothing."), now.return_line or now.steps[-1].line if now.steps else 1)


@contextmanager
def _at(line: int) -> Iterator[None]:
    """Tell what is refused at its line."""
    try:
        yield
    except StudioError as error:
        raise MistakeError(paragraph(error.message, error.remedy), line) from None
    except (RefusedError, ValueError) as error:
        raise MistakeError(str(error), line) from None


class _Change:
    """Makes the edit step by step."""

    def __init__(
        self, place: Place, blocks: Mapping[str, Definition], listed: Listing, before: Reading, now: Reading
    ) -> None:
        self.graph = place.graph
        self._place, self._blocks, self._before, self._now = place, blocks, before, now
        self._identity: Identity = identify(listed, before, now)
        self._ends = list(listed.nodes.get(before.return_line, ())) if before.return_line else []
        self._names: list[str] = [self._identity.now(old) for old in self._identity.steps]
        self._old = dict(zip(self._identity.before, before.steps, strict=True))

    def make(self) -> None:
        """All of it: names, layers, new nodes, links, and what is gone."""
        self._rename()
        self._change_layers()
        self._add()
        lost = self._ends[len(self._now.outputs) :]
        self._link()
        lost += (name for name in self._identity.gone if name in self.graph)
        if lost:
            self.graph = edits.remove(self.graph, lost)
        self._check_loops()

    def nodes(self) -> dict[int, tuple[str, ...]]:
        """The nodes of each line, as they are called then."""
        found: dict[int, list[str]] = {line: [name] for name, (_, line) in self._now.made.items()}
        for name, line in (*self._now.inputs.items(), *((end, self._now.return_line) for end in self._ends)):
            found.setdefault(line, []).append(name)
        for name, step in zip(self._names, self._now.steps, strict=True):
            found.setdefault(step.line, []).insert(0, name)
        return {line: tuple(names) for line, names in found.items()}

    def _rename(self) -> None:
        lines = {name: line for name, (_, line) in self._now.made.items()} | self._now.inputs
        lines |= {step.target: step.line for step in self._now.steps if step.target not in lines}
        for old, new in self._identity.renamed.items():
            with _at(lines.get(new, 1)):
                self.graph = edits.rename(self.graph, old, new)

    def _change_layers(self) -> None:
        for old, name, step in zip(self._identity.steps, self._names, self._now.steps, strict=True):
            if not old:
                continue
            was = self._old[old]
            if step.module:
                call, line = self._now.made[step.module]
                with _at(line):
                    self.graph = remade(self.graph, name, self._before.made[old][0], call, self._place, self._blocks)
                with _at(step.line):
                    self.graph = repeated(self.graph, name, was.repeat, step.repeat)
            elif step.template != was.template:
                with _at(step.line):
                    self.graph = with_layer(self.graph, name, layer_of(step.template, len(step.taken)))

    def _add(self) -> None:
        """The nodes that are new."""
        before = set(self._before.inputs)
        for name, line in self._now.inputs.items():
            if name not in before and name not in self._identity.renamed.values():
                with _at(line):
                    self.graph = edits.add(
                        self.graph, name, Input(), (), free_place(self.graph, (0.0, 0.0), self._place.flow)
                    )
        for place, (old, step) in enumerate(zip(self._identity.steps, self._now.steps, strict=True)):
            if not old:
                line = self._now.made[step.module][1] if step.module else step.line
                with _at(line):
                    self._names[place] = self._new(step)

    def _new(self, step: Step) -> str:
        followed: Values = {}
        if step.module:
            call = self._now.made[step.module][0]
            layer, followed = made(call, self._blocks)
            if isinstance(layer, Block) and step.repeat.isdecimal():
                layer = layer.changed(repeat=int(step.repeat), shared=True)
            name, is_frozen = step.module, call.frozen
        else:
            layer, is_frozen = layer_of(step.template, len(step.taken)), False
            own = step.target not in ("", *CHAIN) and step.target not in self.graph and not objection(step.target)
            name = step.target if own else new_name(self.graph, layer)
        sources = self._sources(step.taken)
        link = self._link_to_enter(sources, layer)
        first = self.graph[sources[0].node].position if sources and sources[0] else self._last()
        flow = self._place.flow
        at = behind(first, flow)
        self.graph = edits.add(self.graph, name, layer, (), at if link else free_place(self.graph, at, flow))
        if link:
            self.graph = insert(self.graph, name, link, flow)
        self.graph = following(self.graph, name, followed, self._place)
        if is_frozen:
            self.graph = self.graph.replacing({name: marked(self.graph[name], {FROZEN: True})})
        return name

    def _last(self) -> tuple[float, float]:
        flow = self._place.flow
        return max(
            (node.position for node in self.graph.values()), key=lambda at: turned(at, flow)[1], default=(0.0, 0.0)
        )

    def _link_to_enter(self, sources: tuple[Source | None, ...], layer: LayerValue) -> Link | None:
        """The link that a new node with these inputs comes to stand in: one that ends elsewhere now."""
        if not (sources and sources[0] and layer.outputs):
            return None
        for consumer, port in self.graph.consumers[sources[0].node]:
            if self.graph[consumer].inputs[port] == sources[0] and not self._keeps(consumer, sources[0]):
                return Link(consumer, port)
        return None

    def _keeps(self, consumer: str, source: Source) -> bool:
        """Whether a node still takes its input from this source, as the code has it now."""
        return (
            any(name == consumer and source.node in self._givers(taken) for name, taken in self._wanted())
            or consumer in self._identity.gone
        )

    def _givers(self, taken: Taken) -> list[str]:
        return [self._name_of(origin) for origin in taken if origin is not None]

    def _wanted(self) -> Iterator[tuple[str, Taken]]:
        """Every node of the code with where it takes its inputs from."""
        yield from zip(self._names, (step.taken for step in self._now.steps), strict=True)
        yield from zip(self._ends, ((each,) for each in self._now.outputs), strict=False)

    def _link(self) -> None:
        """Plug in what is plugged in otherwise than before, and what is new."""
        for name, old, step in zip(self._names, self._identity.steps, self._now.steps, strict=True):
            sources = self._sources(step.taken)
            if not old or sources != self._sources_before(self._old[old].taken):
                with _at(step.line):
                    self._plug(name, sources)
        before = [self._sources_before((each,)) for each in self._before.outputs]
        added: list[str] = []
        for place, origin in enumerate(self._now.outputs):
            sources = self._sources((origin,))
            with _at(self._now.return_line):
                if place >= len(self._ends):
                    name = new_name(self.graph, Output())
                    above = self.graph[sources[0].node].position if sources[0] else self._last()
                    at = free_place(self.graph, behind(above, self._place.flow), self._place.flow)
                    self.graph = edits.add(self.graph, name, Output(), sources, at)
                    added.append(name)
                elif sources != before[place]:
                    self._plug(self._ends[place], sources)
        self._ends = [*self._ends[: len(self._now.outputs)], *added]

    def _sources(self, taken: Taken) -> tuple[Source | None, ...]:
        return tuple(None if each is None else Source(self._name_of(each), each.port) for each in taken)

    def _name_of(self, origin: Origin) -> str:
        return origin.giver if isinstance(origin.giver, str) else self._names[origin.giver]

    def _sources_before(self, taken: Taken) -> tuple[Source | None, ...]:
        """The same by the names that nodes have now."""
        names = self._identity.before
        givers = ((each, each and (each.giver if isinstance(each.giver, str) else names[each.giver])) for each in taken)
        return tuple(Source(self._identity.now(str(name)), each.port) if each else None for each, name in givers)

    def _plug(self, name: str, sources: tuple[Source | None, ...]) -> None:
        node = edits.node_called(self.graph, name)
        layer = node.layer
        if not layer.variadic and len(sources) > len(layer.inputs):
            raise RefusedError(tr("{layer} takes {count} inputs.", layer=layer.kind, count=len(layer.inputs)))
        for source in sources:
            if source is not None and source.port >= len(edits.node_called(self.graph, source.node).layer.outputs):
                raise RefusedError(tr("“{node}” has no output port {port}.", node=source.node, port=source.port))
        self.graph = self.graph.replacing({name: replace(node, inputs=fit_ports(layer, sources))})

    def _check_loops(self) -> None:
        """Where the network was changed elsewhere meanwhile, a link of the code may close a loop."""
        if len(self.graph.order) < len(self.graph) and len(self._place.graph.order) == len(self._place.graph):
            raise MistakeError(tr("Data can only flow forward through a network."), 1)
