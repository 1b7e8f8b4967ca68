"""The edits of a document's annotations: each takes a graph and gives the next one."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import replace
from typing import NamedTuple

from studio.graph.annotations import LEAST, Annotation, Area, Comment, Frame, added, around, shown
from studio.graph.edits import move, node_called, remove
from studio.graph.layout import CARD
from studio.graph.model import Graph, Node, Position

SIDE, HEAD, FOOT = 20.0, 34.0, 12.0
"""Free space of a frame beside what it was made for, above it, where its title stands, and below it: two frames fit
one below the other into the gap between two cards."""

SIZES = {Frame: (320.0, 240.0), Comment: (240.0, 120.0)}
"""How large those are that are made for nothing."""


class Parts(NamedTuple):
    """Names of nodes and of annotations."""

    nodes: frozenset[str]
    annotations: frozenset[str]


def annotate(graph: Graph, annotation: Annotation) -> tuple[Graph, str]:
    """Put an annotation on top of the others; gives the name it got."""
    annotations, name = added(graph.annotations, annotation)
    return graph.annotated(annotations), name


def alter(graph: Graph, changed: Mapping[str, Annotation]) -> Graph:
    """Put annotations in place of those of their names."""
    if all(graph.annotations.get(name) == each for name, each in changed.items()):
        return graph
    return graph.annotated({**graph.annotations, **changed})


def discard(graph: Graph, names: Collection[str]) -> Graph:
    """Take annotations away; what lies on a frame stays."""
    if not graph.annotations.keys() & names:
        return graph
    return graph.annotated({name: each for name, each in graph.annotations.items() if name not in names})


def recolour(graph: Graph, names: Iterable[str], colour: str) -> Graph:
    """Give annotations another colour."""
    present = shown(graph.annotations)
    return alter(graph, {name: replace(present[name], colour=colour) for name in names if name in present})


def tag(graph: Graph, names: Iterable[str], colour: str) -> Graph:
    """Give the cards of nodes a colour, or none where that is empty."""
    nodes = {name: node_called(graph, name) for name in names}
    changed = {name: replace(node, tag=colour) for name, node in nodes.items() if node.tag != colour}
    return graph.replacing(changed) if changed else graph


def resize(graph: Graph, name: str, area: Area) -> Graph:
    """Give an annotation another place and size, none too small to be seen."""
    least = area._replace(width=max(area.width, LEAST), height=max(area.height, LEAST))
    return alter(graph, {name: replace(shown(graph.annotations)[name], area=least)})


def card(node: Node) -> Area:
    """Where the card of a node stands."""
    return Area(*node.position, *CARD)


def frame_for(graph: Graph, names: Iterable[str], annotations: Iterable[str] = ()) -> Area | None:
    """The place of a frame around these; None where there are none."""
    present = shown(graph.annotations)
    areas = [card(graph[name]) for name in names] + [present[name].area for name in annotations if name in present]
    inner = around(areas)
    return inner.grown(SIDE, HEAD, SIDE, FOOT) if inner is not None else None


def with_contents(graph: Graph, nodes: Iterable[str], annotations: Iterable[str]) -> Parts:
    """These, and all that lies on the frames among them: what goes where they go."""
    chosen = {name: each for name, each in shown(graph.annotations).items() if name in set(annotations)}
    on = [held(graph, each.area) for each in chosen.values() if isinstance(each, Frame)]
    return Parts(
        frozenset(nodes).union(*(each.nodes for each in on)),
        frozenset(chosen).union(*(each.annotations for each in on)),
    )


def held(graph: Graph, area: Area) -> Parts:
    """What lies on a frame of this place: cards and comments by their middle, other frames as a whole."""
    nodes = frozenset(name for name, node in graph.items() if area.has(card(node).middle))
    annotations = frozenset(name for name, each in shown(graph.annotations).items() if _is_on(each, area))
    return Parts(nodes, annotations)


def shift(graph: Graph, parts: Parts, dx: float, dy: float) -> Graph:
    """Put nodes and annotations elsewhere."""
    present = shown(graph.annotations)
    places = {name: _shifted(graph[name].position, dx, dy) for name in parts.nodes}
    areas = {name: replace(present[name], area=present[name].area.moved(dx, dy)) for name in parts.annotations}
    return alter(move(graph, places), areas)


def rearranged(before: Graph, after: Graph, became: Mapping[str, Collection[str]] | None = None) -> Graph:
    """A graph whose nodes were put elsewhere each by itself, its annotations following: frames close around what they
    held, comments stay beside what they were beside.

    `became` has the nodes that came in the place of others.
    """
    return _following(before, after, became or {}, _closed)


def pushed(before: Graph, after: Graph, between: Mapping[str, Collection[str]]) -> Graph:
    """A graph in which some nodes made room for others, its annotations following: a frame moves with what lies on it
    where all of that moved alike, and else grows to hold it still; comments stay beside what they were beside.

    `between` has the nodes that came in, each with those that a frame holds which is to hold it too.
    """
    if not shown(before.annotations):
        return after
    kept = remove(before, [name for name in between if name in before])
    return _following(kept, after, between, _grown)


Placing = Callable[[Graph, Graph, Area, Mapping[str, Annotation], Mapping[str, Collection[str]]], Area | None]


def _following(before: Graph, after: Graph, known: Mapping[str, Collection[str]], frame: Placing) -> Graph:
    """The annotations go to where `frame` has frames and `_followed` comments, the smallest first."""
    changed: dict[str, Annotation] = {}
    present = shown(before.annotations)
    for name, each in sorted(present.items(), key=lambda pair: pair[1].area.width * pair[1].area.height):
        area = (frame if isinstance(each, Frame) else _followed)(before, after, each.area, changed, known)
        if area is not None:
            changed[name] = replace(each, area=area)
    return alter(after, changed)


def enclosed(graph: Graph, nodes: Collection[str]) -> frozenset[str]:
    """The frames that hold some of these nodes and no others, with the comments on them: what belongs to the nodes."""
    on = {name: held(graph, each.area) for name, each in shown(graph.annotations).items() if isinstance(each, Frame)}
    own = {name: parts for name, parts in on.items() if parts.nodes and parts.nodes <= set(nodes)}
    return frozenset(own).union(*(parts.annotations for parts in own.values()))


def _closed(
    before: Graph, after: Graph, area: Area, changed: Mapping[str, Annotation], became: Mapping[str, Collection[str]]
) -> Area | None:
    """The place of a frame around what it held; None where nothing of that stands elsewhere."""
    on = held(before, area)
    now = [each for name in on.nodes for each in became.get(name, (name,)) if each in after]
    if all(each in before and after[each].position == before[each].position for each in now):
        return None
    inner = around(
        [card(after[each]) for each in now] + [changed[each].area for each in on.annotations & changed.keys()]
    )
    return inner.grown(SIDE, HEAD, SIDE, FOOT) if inner is not None else None


def _grown(
    before: Graph, after: Graph, area: Area, changed: Mapping[str, Annotation], between: Mapping[str, Collection[str]]
) -> Area | None:
    """The place of a frame that goes with what it held; None where nothing of that stands elsewhere."""
    on = held(before, area)
    new = [name for name, ends in between.items() if on.nodes and on.nodes >= set(ends)]
    places = {name: (before[name].position, after[name].position) for name in on.nodes}
    ways = {(now[0] - then[0], now[1] - then[1]) for then, now in places.values()}
    if not new and ways <= {(0.0, 0.0)}:
        return None
    if not new and len(ways) == 1:
        return area.moved(*ways.pop())
    inner = around(
        [card(after[each]) for each in (*on.nodes, *new)]
        + [changed[each].area for each in on.annotations & changed.keys()]
    )
    return around([area, inner.grown(SIDE, HEAD, SIDE, FOOT)]) if inner is not None else None


def _followed(
    before: Graph, after: Graph, area: Area, changed: Mapping[str, Annotation], became: Mapping[str, Collection[str]]
) -> Area | None:
    """The place of a comment beside the card that it was nearest to; None where that stands where it stood."""
    nearest = _nearest(before, area)
    if nearest is None:
        return None
    now = next(iter(became.get(nearest, (nearest,))), nearest)
    (x, y), (left, top) = after[now].position, before[nearest].position
    return area.moved(x - left, y - top) if (x, y) != (left, top) else None


def _is_on(each: Annotation, area: Area) -> bool:
    if isinstance(each, Comment):
        return area.has(each.area.middle)
    return area.surrounds(each.area) and each.area != area


def _nearest(graph: Graph, area: Area) -> str | None:
    """The node whose card's middle is nearest to that of a place."""
    x, y = area.middle
    away = {name: abs(a - x) + abs(b - y) for name, node in graph.items() for a, b in [card(node).middle]}
    return min(away, key=away.__getitem__, default=None)


def _shifted(place: Position, dx: float, dy: float) -> Position:
    return place[0] + dx, place[1] + dy
