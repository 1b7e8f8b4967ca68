"""A sample on the canvas: every card shows what leaves its layer, or the gradients, also while it is trained."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.compiler.module import compile_graph
from studio.layers import layer
from studio.project import Project
from studio.project.templates import template
from studio.training.config import TrainingConfig
from studio.ui.canvas.items.tooltips import values_tooltip
from studio.ui.canvas.items.value_item import AREA, ValueItem
from studio.ui.dialogs.node_seen import DetailPage
from studio.ui.window.main_window import MainWindow

LONG = 60_000


def opened(qtbot: QtBot, window: MainWindow, project: Project) -> MainWindow:
    window.present(project)
    session = window.session
    qtbot.waitUntil(lambda: session.analysis is not None and session.analysis.graph is session.graph, timeout=LONG)
    return window


def shown(window: MainWindow) -> set[str]:
    found = (item for item in window.canvas.network.items() if isinstance(item, ValueItem))
    return {item.parentItem().name for item in found}  # type: ignore[union-attr]


def look(qtbot: QtBot, window: MainWindow) -> None:
    window.action["view.values"].trigger()
    qtbot.waitUntil(lambda: window.insides.sight is not None or bool(window.insides.failure), timeout=LONG)


def type_numbers(qtbot: QtBot, window: MainWindow, numbers: str) -> None:
    bar = window.values_bar
    bar.source.setCurrentIndex(bar.source.findData("typed"))
    bar.source.activated.emit(bar.source.currentIndex())
    bar.numbers.setText(numbers)
    wanted = tuple(numbers.split(";"))
    insides = window.insides
    qtbot.waitUntil(
        lambda: bool(insides.failure) or (insides.sight is not None and insides.sight.look.question.inputs == wanted),
        timeout=LONG,
    )


def test_every_card_shows_what_leaves_its_layer_and_nothing_when_it_is_off(
    qtbot: QtBot, window: MainWindow, digits_project: Project
) -> None:
    opened(qtbot, window, digits_project)
    assert not shown(window)
    look(qtbot, window)
    assert shown(window) == {"input", "flatten", "fc1", "relu", "fc2", "output"}
    strips = window.canvas.network.shown.strips
    network = compile_graph(digits_project.graph, seed=digits_project.training.seed).eval()
    sight = window.insides.sight
    assert sight is not None
    with torch.no_grad():
        wanted = network(sight.trace.outputs["input"][0])[0]
    assert strips["output"].bars == pytest.approx(tuple(wanted.tolist()))
    assert strips["input"].grey is not None
    window.values_bar.close_button.click()
    assert not shown(window)
    assert not window.values_bar.isVisible()
    assert window.insides.sight is None


def test_typed_numbers_give_those_of_the_notes_and_wrong_ones_a_sentence(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, template("three-layer-net").load())
    look(qtbot, window)
    type_numbers(qtbot, window, "1.0,0.5")
    assert window.canvas.network.shown.strips["output"].bars == pytest.approx((0.31682708, 0.69627909))
    window.values_bar.shown.choose("Gradients")
    assert window.canvas.network.shown.strips["output"].bars == (1.0, 1.0)
    type_numbers(qtbot, window, "1.0")
    qtbot.waitUntil(lambda: "takes 2 numbers" in window.values_bar.told.text(), timeout=LONG)
    assert not shown(window)


def test_a_changed_network_and_another_sample_are_looked_at_anew(
    qtbot: QtBot, window: MainWindow, digits_project: Project
) -> None:
    opened(qtbot, window, digits_project)
    look(qtbot, window)
    first = window.canvas.network.shown.strips["fc2"].bars
    window.values_bar.choose_place(3)
    qtbot.waitUntil(lambda: window.canvas.network.shown.strips["fc2"].bars != first, timeout=LONG)
    assert window.insides.sight is not None
    assert "loss" in window.values_bar.told.text()


def test_a_click_on_the_numbers_opens_them_in_large(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, template("three-layer-net").load())
    look(qtbot, window)
    canvas = window.canvas
    canvas.fit_all()
    centre = canvas.network.nodes["fc1"].pos() + AREA.center()
    place: QPoint = canvas.mapFromScene(centre)
    qtbot.mouseClick(canvas.viewport(), Qt.MouseButton.LeftButton, pos=place)
    qtbot.waitUntil(lambda: window.values.dialog is not None, timeout=LONG)
    dialog = window.values.dialog
    assert dialog is not None
    assert [dialog.pages.tabText(at) for at in range(dialog.pages.count())] == [
        "Output", "Gradient", "weight", "Gradient by weight", "bias", "Gradient by bias",
    ]  # fmt: skip
    assert not dialog.grab().isNull()
    dialog.close()


def test_the_cards_show_the_gradients_by_weights_and_biases(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, template("apples").load())
    look(qtbot, window)
    type_numbers(qtbot, window, "2,0")
    shown_choice = window.values_bar.shown
    qtbot.mouseClick(shown_choice, Qt.MouseButton.LeftButton, pos=shown_choice.segment(2).center().toPoint())
    strips = window.canvas.network.shown.strips
    assert strips.keys() == {"price", "tax"}
    assert strips["price"].bars == pytest.approx((2.2, 0.0))
    assert strips["tax"].bars == pytest.approx((200.0,))


@pytest.mark.slow
def test_a_slider_goes_through_the_weights_that_a_run_kept(
    qtbot: QtBot, window: MainWindow, digits_project: Project
) -> None:
    opened(qtbot, window, replace(digits_project, training=TrainingConfig(epochs=3, keep_every=1)))
    look(qtbot, window)
    bar, insides = window.values_bar, window.insides
    assert not bar.course.isVisible()
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.train()
    qtbot.waitUntil(bar.course.isVisible, timeout=LONG)
    losses = []
    for place, name in enumerate(("first", "epoch-1", "epoch-2")):
        bar.course.setValue(place)
        assert bar.weights.currentData() == name
        wanted = "best" if name == "first" else name
        qtbot.waitUntil(
            lambda which=wanted: insides.sight is not None and insides.sight.look.which == which, timeout=LONG
        )
        qtbot.waitUntil(lambda at=place: (insides.sight.look.run is None) == (at == 0), timeout=LONG)
        losses.append(insides.sight.loss)
    assert losses[0] > losses[1] > losses[2]


@pytest.mark.slow
def test_while_it_is_trained_the_weights_of_the_moment_are_looked_at(
    qtbot: QtBot, window: MainWindow, digits_project: Project
) -> None:
    long = replace(digits_project, training=TrainingConfig(epochs=10_000, batch_size=64))
    opened(qtbot, window, long)
    look(qtbot, window)
    bar = window.values_bar
    bar.weights.setCurrentIndex(bar.weights.findData("live"))
    bar.weights.activated.emit(bar.weights.currentIndex())
    window.train()
    sights = set[int]()

    def has_seen_several() -> bool:
        sight = window.insides.sight
        if sight is not None and sight.look.weights is not None:
            sights.add(id(sight))
        return len(sights) > 2

    qtbot.waitUntil(has_seen_several, timeout=LONG)
    assert window.job.is_active
    with qtbot.waitSignal(window.job.finished, timeout=LONG):
        window.job.stop()
    qtbot.waitUntil(lambda: bar.weights.findData("last") >= 0, timeout=LONG)


def test_a_number_that_is_pointed_at_is_told_with_its_calculation(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, template("three-layer-net").load())
    look(qtbot, window)
    type_numbers(qtbot, window, "1.0,0.5")
    window.canvas.context.values_wanted.emit("fc1")
    qtbot.waitUntil(lambda: window.values.dialog is not None, timeout=LONG)
    dialog = window.values.dialog
    assert dialog is not None
    page = dialog.pages.widget(0)
    assert isinstance(page, DetailPage)
    qtbot.mouseMove(page.maps, page.maps.rect().center())
    page.maps.pointed.emit((1,))
    assert page.told.text() == "at (1): 0.69999999"
    qtbot.waitUntil(lambda: page.told.text().endswith("\n0.3·1 + 0.4·0.5 + 0.2 = 0.7"), timeout=LONG)
    back = dialog.pages.widget(1)
    assert isinstance(back, DetailPage)
    back.maps.pointed.emit((1,))
    qtbot.waitUntil(lambda: "through “sigmoid1”: " in back.told.text(), timeout=LONG)
    dialog.close()


def test_gradients_are_checked_beside_the_window(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, template("three-layer-net").load())
    window.action["train.check_gradients"].trigger()
    dialog = window.values.check
    assert dialog is not None
    qtbot.waitUntil(lambda: dialog.report is not None, timeout=LONG)
    assert dialog.table.rowCount() == 6
    assert dialog.table.item(0, 0).text() == "fc1.weight"
    assert float(dialog.table.item(0, 3).text()) < 1e-6
    assert dialog.busy.isHidden()
    dialog.close()


def test_pointing_at_numbers_tells_how_they_lie(qtbot: QtBot, window: MainWindow) -> None:
    opened(qtbot, window, template("three-layer-net").load())
    look(qtbot, window)
    type_numbers(qtbot, window, "1.0,0.5")
    told = values_tooltip(window.canvas.network.shown, "fc1")
    assert "0.3 to 1.1" in told
    assert "0.7" in told


def test_in_training_mode_dropout_shows_its_mask(qtbot: QtBot, window: MainWindow, digits_project: Project) -> None:
    relu = digits_project.graph["relu"]
    dropping = digits_project.graph.replacing({"relu": replace(relu, layer=layer("Dropout"))})
    opened(qtbot, window, digits_project.with_graph(dropping))
    look(qtbot, window)
    assert window.canvas.network.shown.strips["relu"].bars == window.canvas.network.shown.strips["fc1"].bars
    window.values_bar.training.click()
    qtbot.waitUntil(lambda: 0.0 in window.canvas.network.shown.strips["relu"].bars, timeout=LONG)
    sums = zip(*(window.canvas.network.shown.strips[name].bars for name in ("fc1", "relu")), strict=True)
    assert all(after in (0.0, pytest.approx(2 * before)) for before, after in sums)
