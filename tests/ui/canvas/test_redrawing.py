"""What is drawn anew after an edit: as often as there is news, and no more than what the news is of."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest
from canvas_hand import CanvasHand
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from studio.graph import Graph
from studio.graph.edits import disconnect, move, remove, rename, set_layer
from studio.layers import layer
from studio.ui.canvas.items.link_item import LinkItem
from studio.ui.canvas.items.node_item import NodeItem
from studio.ui.session import Session

Edit = Callable[[Graph], Graph]

BREAKING: dict[str, Edit] = {
    "a link pulled out": lambda graph: disconnect(graph, "relu1", 0),
    "a kernel too large": lambda graph: set_layer(graph, "conv1", layer("Conv2d", out_channels=6, kernel_size=[50, 9])),
    "an input removed": lambda graph: remove(graph, ["input"]),
}


class Paints(QObject):
    """Counts how often a canvas is painted, and which items refresh or paint themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self.items: Counter[str] = Counter()
        self.refreshed: Counter[str] = Counter()

    def begin(self) -> None:
        """Draw what is due, and count from now on."""
        QApplication.processEvents()
        self.count = 0
        self.items.clear()
        self.refreshed.clear()

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def count_calls(monkeypatch: pytest.MonkeyPatch, kind: type, method: str, into: Counter[str]) -> None:
    """Count by items how often they do something; to be called before there are any, as Qt looks methods up once."""
    original = getattr(kind, method)

    def counted(item: NodeItem | LinkItem, *args: object) -> object:
        into[item.name if isinstance(item, NodeItem) else str(item.link)] += 1
        return original(item, *args)

    monkeypatch.setattr(kind, method, counted)


@pytest.fixture(autouse=True)
def counter(monkeypatch: pytest.MonkeyPatch) -> Paints:
    """Counts from before there is a canvas on."""
    made = Paints()
    count_calls(monkeypatch, NodeItem, "paint", made.items)
    count_calls(monkeypatch, NodeItem, "refresh", made.refreshed)
    count_calls(monkeypatch, LinkItem, "refresh", made.refreshed)
    return made


@pytest.fixture
def paints(hand: CanvasHand, counter: Paints) -> Iterator[Paints]:
    hand.canvas.viewport().installEventFilter(counter)
    counter.begin()
    yield counter
    hand.canvas.viewport().removeEventFilter(counter)


def examined(qtbot: QtBot, session: Session) -> None:
    """Wait until the present network is examined and the pool has nothing left to say."""
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=30_000)
    QApplication.processEvents()


@pytest.mark.parametrize("edit", BREAKING.values(), ids=BREAKING)
def test_an_edit_that_changes_problems_is_drawn_and_its_read_outs_are_drawn_once(
    qtbot: QtBot, session: Session, paints: Paints, edit: Edit
) -> None:
    told: list[str] = []
    session.examined.connect(lambda: told.append("examined"))
    session.edit("Break", edit)
    QApplication.processEvents()
    by_the_edit = paints.count
    examined(qtbot, session)
    assert session.problems
    assert told == ["examined"]
    assert by_the_edit <= 1
    assert paints.count <= 2
    assert all(times <= 2 for times in paints.items.values())
    assert all(times <= 2 for times in paints.refreshed.values())


def test_cards_that_an_edit_does_not_concern_are_not_drawn(qtbot: QtBot, session: Session, paints: Paints) -> None:
    session.edit("Break", BREAKING["a link pulled out"])
    examined(qtbot, session)
    assert "flatten1" not in paints.items
    assert "flatten1" not in paints.refreshed


def test_a_card_put_elsewhere_is_drawn_once_and_nothing_on_it_is_worked_out_anew(
    qtbot: QtBot, session: Session, paints: Paints
) -> None:
    session.edit("Move", lambda graph: move(graph, {"flatten1": (400.0, 400.0)}))
    examined(qtbot, session)
    assert paints.count == 1
    assert paints.items["flatten1"] == 1
    assert not paints.refreshed


def test_cards_dragged_and_let_go_are_not_worked_out_anew(hand: CanvasHand, paints: Paints) -> None:
    start = hand.card("conv1")
    hand.carry(start, start + (hand.card("flatten1") - start) / 2)
    hand.release(start + (hand.card("flatten1") - start) / 2)
    QApplication.processEvents()
    assert hand.canvas.session.undo_label is not None
    assert not paints.refreshed


def test_a_new_name_is_drawn_on_its_card_and_at_what_is_linked_to_it_alone(
    qtbot: QtBot, session: Session, paints: Paints
) -> None:
    session.edit("Rename", lambda graph: rename(graph, "pool1", "smaller"))
    examined(qtbot, session)
    assert "conv1" not in paints.refreshed
    assert "input" not in paints.refreshed


def test_a_setting_of_the_training_draws_nothing(qtbot: QtBot, session: Session, paints: Paints) -> None:
    project = session.project
    session.apply("Change epochs", replace(project, training=project.training.changed(epochs=3)))
    QApplication.processEvents()
    assert paints.count == 0
