"""Whatever hands do on the canvas, it shows the document, and every step is taken back to the very value.

Few steps by default; `NN_STUDIO_GESTURES=100000` has many.
"""

from __future__ import annotations

import os
from collections.abc import Callable
from random import Random

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import QPointF, Qt
from PySide6.QtWidgets import QApplication

from studio.graph.annotations import collapsed
from studio.graph.collapsed_view import Tile
from studio.graph.definition import definitions
from studio.graph.links import links_into, output_count
from studio.layers.block import Block
from studio.project import Project
from studio.ui.canvas.gestures.in_place import InPlaceLine

STEPS = int(os.environ.get("NN_STUDIO_GESTURES", "160"))
SEEDS = tuple(range(2 if STEPS < 1000 else 10))
MOST_NODES = 40
Key, Held = Qt.Key, Qt.KeyboardModifier
CTRL, SHIFT, ALT = Held.ControlModifier, Held.ShiftModifier, Held.AltModifier
KEYS = (
    (Key.Key_Delete,), (Key.Key_Backspace,), (Key.Key_D, CTRL), (Key.Key_G, CTRL), (Key.Key_G, CTRL | SHIFT),
    (Key.Key_M,), (Key.Key_F, SHIFT), (Key.Key_C,), (Key.Key_C, SHIFT), (Key.Key_Insert,), (Key.Key_L,),
    (Key.Key_X, CTRL), (Key.Key_C, CTRL), (Key.Key_V, CTRL), (Key.Key_V, CTRL | SHIFT), (Key.Key_A, CTRL),
    (Key.Key_I, CTRL), (Key.Key_Escape,), (Key.Key_Left,), (Key.Key_Down, SHIFT), (Key.Key_Right, CTRL),
    (Key.Key_H,), (Key.Key_H,), (Key.Key_H, SHIFT), (Key.Key_H, CTRL), (Key.Key_H, ALT | SHIFT),
    (Key.Key_F, CTRL | SHIFT),
    (Key.Key_Tab,), (Key.Key_F2,), (Key.Key_F, CTRL), (Key.Key_X, CTRL | ALT), (Key.Key_Up, ALT),
)  # fmt: skip
WORDS = ("relu", "conv", "add", "linear", "output", "a", "class", "x1", "concat")


class Walk:
    """One hand, led by chance; `values` are those that the document has had, by how many steps were done."""

    def __init__(self, hand: CanvasHand, seed: int) -> None:
        self.hand, self.canvas, self.session = hand, hand.canvas, hand.canvas.session
        self.chance = Random(seed)
        self.values: dict[int, Project] = {0: self.session.project}
        self.session.project_changed.connect(self._note)

    def _note(self, before: Project, now: Project) -> None:
        self.values[self.session.steps_done] = now

    def step(self) -> None:
        chance, graph = self.chance, self.session.graph
        ways: list[Callable[[], None]] = [self.press, self.drag_card, self.link, self.click, self.band, self.cut]
        if self.session.steps_done:
            ways.append(self.session.undo)
        ways += [self.session.redo, self.zoom, self.enter, self.press, self.press, self.group]
        if len(graph) > MOST_NODES:
            ways = [self.session.undo]
        chance.choice(ways)()
        self.answer()

    def press(self) -> None:
        self.canvas.setFocus()
        self.hand.key(*self.chance.choice(KEYS))

    def group(self) -> None:
        """Some nodes that may well be groupable."""
        inner = [name for name, node in self.session.graph.items() if node.layer.inputs and node.layer.outputs]
        self.session.select(self.chance.sample(inner, min(len(inner), 2)))
        self.canvas.setFocus()
        self.hand.key(Key.Key_G, CTRL)

    def answer(self) -> None:
        """Type into what has opened, and take it or leave it."""
        open_ones = [self.canvas.searches.popup, *self.canvas.findChildren(InPlaceLine)]
        for opened in (each for each in open_ones if each is not None and each.isVisible()):
            opened.field.setFocus()
            self.hand.type(self.chance.choice(WORDS))
            self.hand.key(self.chance.choice((Key.Key_Return, Key.Key_Escape)))
            if opened.isVisible():
                self.hand.key(Key.Key_Escape)
        self.canvas.setFocus()

    def place(self) -> QPointF:
        """Anywhere in sight, but for the edges, where the view would move on."""
        seen = self.canvas.camera.visible
        across, down = self.chance.uniform(0.1, 0.9), self.chance.uniform(0.1, 0.9)
        return QPointF(seen.left() + across * seen.width(), seen.top() + down * seen.height())

    def node(self) -> str | None:
        """A card or tile."""
        cards = list(self.canvas.network.shown.graph)
        return self.chance.choice(cards) if cards else None

    def drag(self, start: QPointF, end: QPointF, button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """To the end, or given up on the way by Esc or by undo."""
        keys = CTRL if button is Qt.MouseButton.RightButton else self.chance.choice((Held.NoModifier, SHIFT))
        self.hand.carry(start, end, button, keys)
        given_up = self.chance.random()
        if given_up < 0.15:
            self.hand.key(Key.Key_Escape)
        elif given_up < 0.2:
            self.session.undo()
        self.hand.release(end, button, keys)

    def drag_card(self) -> None:
        if name := self.node():
            self.drag(self.hand.card(name), self.place())

    def link(self) -> None:
        one, other = self.node(), self.node()
        if one is None or other is None:
            return
        graph, item = self.canvas.network.shown.graph, self.canvas.network.nodes
        outs, ins = output_count(graph, one), item[other].card.inputs
        start = self.hand.output(one, self.chance.randrange(outs)) if outs else self.hand.card(one)
        end = self.hand.input(other, self.chance.randrange(ins)) if ins else self.place()
        self.drag(*((end, start) if self.chance.random() < 0.3 else (start, end)))

    def click(self) -> None:
        if name := self.node():
            self.hand.click(self.hand.card(name), self.chance.choice((Held.NoModifier, CTRL, SHIFT)))

    def band(self) -> None:
        self.drag(self.place(), self.place())

    def cut(self) -> None:
        self.drag(self.place(), self.place(), Qt.MouseButton.RightButton)

    def zoom(self) -> None:
        self.canvas.fit_all()
        self.canvas.zoom_to(min(1.0, self.canvas.camera.zoom * self.chance.uniform(0.3, 1.0)))

    def enter(self) -> None:
        seen = self.canvas.network.shown.graph
        blocks = [name for name, node in seen.items() if isinstance(node.layer, Block | Tile)]
        if blocks and self.chance.random() < 0.7:
            self.hand.double_click(self.hand.card(self.chance.choice(blocks)))
        else:
            self.session.leave()

    def check(self) -> None:
        """The canvas shows the document, which is sound, and no gesture is left over."""
        session, network, graph = self.session, self.canvas.network, self.session.graph
        assert self.canvas.gesture is None
        view = network.shown.view
        assert view.whole is graph
        assert view.tiles or view.graph is graph
        assert (network.shown.lit, network.shown.dimmed) == ({}, frozenset())
        assert set(graph.order) == set(graph)
        assert session.selection == network.shown.chosen == graph.keys() & session.selection
        assert network.shown.selection == set(map(view.seen, session.selection))
        assert set(map(view.seen, graph)) == set(view.graph) == set(view.graph.order)
        assert set(self.canvas.context.picked) == session.selection
        wanted = {link for name in view.graph for link in links_into(view.graph, name)}
        assert set(network.links) == wanted
        assert all(network.links[link].isVisible() for link in wanted)
        assert all(source is None or source.node in graph for node in graph.values() for source in node.inputs)
        if self.canvas.context.gliding is None:
            assert {name: (item.x(), item.y()) for name, item in network.nodes.made.items()} == {
                name: view.graph[name].position for name in network.nodes.made
            }
        assert all(each.nodes <= graph.keys() for each in collapsed(graph.annotations).values())
        assert session.project is self.values[session.steps_done]
        known = definitions(session.project.graph).values()
        assert not [each.name for each in known if each.name in definitions(each.graph)]

    def go_back(self) -> None:
        """Every step is taken back, and brought back, to the very value."""
        session = self.session
        for number in (*reversed(range(session.steps_done)), *range(len(session.steps) + 1)):
            session.go_to_step(number)
            assert session.project is self.values[number]


@pytest.mark.parametrize("seed", SEEDS)
def test_random_gestures_keep_the_canvas_true_and_are_undone_to_the_very_value(hand: CanvasHand, seed: int) -> None:
    walk = Walk(hand, seed)
    for _ in range(STEPS // len(SEEDS)):
        walk.step()
        walk.check()
    walk.go_back()
    QApplication.clipboard().clear()
