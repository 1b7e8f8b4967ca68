"""Links are led around cards: after any edits as they would be in a network opened that way."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from random import Random

import pytest
from PySide6.QtCore import QPointF, QRectF

from studio.graph import EditError, Graph, Node, Source, edits
from studio.graph.links import Link, input_count, links_into, output_count
from studio.layers import layer
from studio.project.templates import templates
from studio.ui.canvas.items.geometry import card_rect, link_path, port_place, samples
from studio.ui.canvas.items.routing import Router
from studio.ui.canvas.items.spatial_index import Area, Areas

KINDS = ("ReLU", "Add", "Add", "Concat", "Split")
EDITS = 60


def routed(graph: Graph) -> Router:
    router = Router()
    router.follow(graph, graph.differences(Graph()), graph.__getitem__)
    return router


def crowded_graph(chance: Random, nodes: int = 90) -> Graph:
    """Cards in narrow columns that overlap here and there, with links over short and long distances."""
    graph = Graph()
    for index in range(nodes):
        position = (chance.randrange(0, 700, 20) * 1.0, index * 60.0 + chance.randrange(60))
        graph = edits.add(graph, f"node{index}", layer(chance.choice(KINDS)), (), position)
        for _ in range(2):
            graph = linked(graph, chance, f"node{index}")
    return graph


def linked(graph: Graph, chance: Random, target: str) -> Graph:
    source = chance.choice(list(graph))
    with suppress(EditError):
        ports = len(graph[target].inputs) if graph[target].layer.variadic else 0
        return edits.connect(graph, Source(source, chance.randrange(2) if "Split" in source else 0), target, ports)
    return graph


def edited(graph: Graph, chance: Random) -> Graph:
    """The graph after one of the edits that hands make."""
    name = chance.choice(list(graph))
    x, y = graph[name].position
    new = f"new{chance.randrange(10**6)}"
    choices: list[Callable[[], Graph]] = [
        lambda: edits.move(graph, {name: (x + chance.randrange(-300, 300), y + chance.randrange(-400, 400))}),
        lambda: edits.move(graph, {each: (x + 40.0 * i, y + 30.0 * i) for i, each in enumerate(list(graph)[::9])}),
        lambda: edits.add(graph, new, layer(chance.choice(KINDS)), (Source(name),), (x, y + 500.0)),
        lambda: edits.remove(graph, [name]),
        lambda: edits.remove_and_heal(graph, [name]),
        lambda: edits.rename(graph, name, new),
        lambda: linked(graph, chance, name),
        lambda: edits.disconnect(graph, name, 0),
        lambda: edits.set_layer(graph, name, layer(chance.choice(KINDS))),
        lambda: Graph({each: graph[each] for each in sorted(graph)}),
    ]
    with suppress(EditError):
        return chance.choice(choices)()
    return graph


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(6))
def test_after_each_edit_and_undo_links_run_as_they_would_from_the_beginning(seed):
    chance = Random(seed)
    graph = crowded_graph(chance)
    router, history = routed(graph), [graph]
    assert len(router.bulges) > 5
    for _ in range(EDITS):
        before = graph
        graph = history.pop() if chance.random() < 0.25 and history else edited(graph, chance)
        if graph is not before:
            history.append(before)
        drawn = dict(router.bulges)
        told = router.follow(graph, graph.differences(before), graph.__getitem__)
        assert router.bulges == routed(graph).bulges
        stayed = {Link(name, port) for name, node in graph.items() for port, s in enumerate(node.inputs) if s}
        assert told == {link for link in stayed if drawn.get(link, 0.0) != router.bulges.get(link, 0.0)}


def test_links_side_by_side_run_in_lanes_of_their_own_beside_the_cards():
    column = {f"relu{row}": Node(layer("ReLU"), (), (0.0, 120.0 * row)) for row in range(6)}
    ends = {f"end{row}": Node(layer("ReLU"), (Source("relu0"),), (0.0, 120.0 * (6 + row))) for row in range(3)}
    bulges = routed(Graph(column | ends)).bulges
    lanes = [100.0 + bulge for bulge in bulges.values()]
    assert len(lanes) == 3
    assert len({round(lane / 10) for lane in lanes}) == 3
    assert all(lane < 0 or lane > 200 for lane in lanes)


def hidden_links(graph: Graph) -> list[Link]:
    """The links that run behind a card other than those at their ends."""
    bulges = routed(graph).bulges
    cards = {name: card_rect(node.position).adjusted(1, 1, -1, -1) for name, node in graph.items()}
    found = []
    for link in (link for name in graph for link in links_into(graph, name)):
        source = graph[link.target].inputs[link.port]
        assert source is not None
        start = port_place("out", source.port, output_count(graph, source.node))
        end = port_place("in", link.port, input_count(graph[link.target]))
        start += QPointF(*graph[source.node].position)
        end += QPointF(*graph[link.target].position)
        points = samples(link_path(start, end, bulges.get(link, 0.0)))
        others = [card for name, card in cards.items() if name not in (link.target, source.node)]
        if any(card.contains(point) for card in others for point in points):
            found.append(link)
    return found


@pytest.mark.parametrize("chosen", templates(), ids=lambda chosen: chosen.name)
def test_no_link_of_a_template_is_hidden_by_a_card_also_inside_its_blocks(chosen):
    project = chosen.load()
    graphs = [project.graph, *(definition.graph for definition in project.definitions.values())]
    assert [link for graph in graphs for link in hidden_links(graph)] == []


def test_a_link_far_aside_goes_down_first_where_a_card_is_in_the_way_of_its_curve():
    nodes = {
        "left": Node(layer("ReLU"), (), (0.0, 0.0)),
        "between": Node(layer("ReLU"), (), (240.0, 120.0)),
        "end": Node(layer("ReLU"), (Source("left"),), (480.0, 240.0)),
    }
    middle = (100.0 + 580.0) / 2
    assert routed(Graph(nodes)).bulges == {Link("end", 0): 100.0 - middle}
    below = Node(layer("ReLU"), (), (0.0, 120.0))
    assert routed(Graph(nodes | {"below": below})).bulges == {Link("end", 0): 580.0 - middle}
    del nodes["between"]
    assert routed(Graph(nodes)).bulges == {}


def test_an_edit_far_away_leads_no_other_link_anew():
    graph = next(each for each in templates() if each.name == "resnet50").load().graph
    router = routed(graph)
    far = edits.add(graph, "relu_far_away", layer("ReLU"), (), (9000.0, 9000.0))
    assert router.follow(far, far.differences(graph), far.__getitem__) == set()


@pytest.mark.parametrize("reach", [300.0, 3e4, 1e8])
def test_areas_are_found_where_they_lie_however_large_they_are(reach):
    chance = Random(int(reach))
    areas: Areas[int] = Areas()
    there: dict[int, Area] = {}
    for key in range(300):
        x, y = chance.uniform(-reach, reach), chance.uniform(-reach, reach)
        there[key] = Area(x, y, x + chance.uniform(1, reach), y + chance.uniform(1, reach))
        areas.put(key, there[key])
    for key in range(0, 300, 3):
        areas.put(key, None)
        del there[key]
    for asked in list(there.values())[::7]:
        box = QRectF(asked.left, asked.top, asked.right - asked.left, asked.bottom - asked.top)
        expected = {
            key for key, (left, top, right, bottom) in there.items()
            if box.intersects(QRectF(left, top, right - left, bottom - top))
        }  # fmt: skip
        assert set(areas.touching(asked)) == expected


def test_a_card_dropped_on_a_link_between_others_makes_it_swing_out_on_the_canvas(open_canvas):
    graph = Graph({
        "top": Node(layer("ReLU"), (), (0.0, 0.0)),
        "end": Node(layer("ReLU"), (Source("top"),), (0.0, 400.0)),
        "free": Node(layer("Input", shape=[3]), (), (400.0, 200.0)),
    })  # fmt: skip
    hand = open_canvas(graph)
    link = hand.canvas.network.links[Link("end", 0)]
    assert link.bulge == 0.0
    hand.drag(hand.card("free"), hand.card("free") - QRectF(0, 0, 400, 0).topRight())
    card = card_rect(hand.canvas.session.graph["free"].position)
    assert card.left() == 0.0
    assert not any(card.contains(point) for point in link.points)
    hand.canvas.session.undo()
    assert link.bulge == 0.0
