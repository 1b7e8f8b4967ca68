"""Each playground there is: opened, every control moved by hand, and its numbers held against torch."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import pytest
import torch
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from torch.nn import functional

from studio.project import Project
from studio.project.templates import template
from studio.ui import theme
from studio.ui.background.pool import Pool
from studio.ui.dialogs.playgrounds.dialog import PlaygroundsDialog
from studio.ui.dialogs.playgrounds.registry import PLAYGROUNDS
from studio.ui.dialogs.playgrounds.view import PlaygroundView, Setting
from studio.ui.widgets.number_slider import NumberSlider
from studio.ui.widgets.text import WordField

pytestmark = pytest.mark.slow

LONG = 60_000


@pytest.fixture
def dialog(qtbot: QtBot, pool: Pool) -> Iterator[PlaygroundsDialog]:
    project = template("xor-mlp").load()
    made = PlaygroundsDialog(Setting(pool, lambda: project))
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    yield made
    made.close()


def opened(qtbot: QtBot, dialog: PlaygroundsDialog, name: str) -> PlaygroundView:
    """Choose a playground by a click on its entry, and wait for its first picture."""
    row = list(PLAYGROUNDS).index(name)
    box = dialog.list.visualItemRect(dialog.list.item(row))
    QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    view = dialog.views[name]
    qtbot.waitUntil(lambda: view.answer is not None, timeout=LONG)
    assert view.isVisible()
    return view


def moved(qtbot: QtBot, view: PlaygroundView, control: QWidget, key: Qt.Key) -> Any:
    """Press a key on a control; the new picture."""
    before = view.answer
    control.setFocus()
    QTest.keyClick(control.focusProxy() or control, key)
    qtbot.waitUntil(lambda: view.answer is not before, timeout=LONG)
    return view.answer


def key_for(control: QWidget) -> Qt.Key | None:
    """What moves a control from where it stands; None where it has nowhere to go."""
    if isinstance(control, NumberSlider):
        slider = control.slider
        keys = (Qt.Key.Key_Right, Qt.Key.Key_Left)
        return None if not slider.isEnabled() else keys[slider.value() == slider.maximum()]
    if isinstance(control, WordField):
        return (Qt.Key.Key_Down, Qt.Key.Key_Up)[control.currentIndex() == control.count() - 1]
    return Qt.Key.Key_Right


def settle(qtbot: QtBot, view: PlaygroundView) -> None:
    qtbot.waitUntil(lambda: not view._channel.is_waiting, timeout=LONG)


def gates(view: Any) -> None:
    w1, w2, bias = (each.value() for each in view.weights)
    sums = functional.linear(
        torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]]), torch.tensor([[w1, w2]]), torch.tensor([bias])
    )
    assert view.answer.gate.sums == pytest.approx(sums.flatten().tolist())
    assert view.answer.gate.answers == tuple((sums.flatten() > 0).int().tolist())


def derivative(view: Any) -> None:
    at = torch.tensor(view.at.value(), dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(view.chosen.value(at), at)
    assert view.answer.slope == pytest.approx(float(slope))
    assert view.slope.text == f"{float(slope):.8g}"


def gradient_field(view: Any) -> None:
    x, y = (torch.tensor(each, dtype=torch.float64, requires_grad=True) for each in view.plane.mark)
    found = torch.autograd.grad(view.chosen.value(x, y), (x, y))
    assert view.answer.field.exact == pytest.approx(tuple(map(float, found)))


def optimizer_paths(view: Any) -> None:
    walking = {name for name, each in view.walkers.items() if each.check.isChecked()}
    assert set(view.answer.paths) == walking
    rate, path = view.walkers["SGD"].rate.value(), view.answer.paths["SGD"]
    start = torch.tensor(view.plane.mark, dtype=torch.float64, requires_grad=True)
    (slope,) = torch.autograd.grad(view.chosen.value(start[0], start[1]), start)
    assert path.points[1].tolist() == pytest.approx((start.detach() - rate * slope).tolist())


def loss_surface(view: Any) -> None:
    found, _ = view.answer
    network, _ = _subject(view.setting.project()).trained
    rows = torch.tensor([[0.0, 0], [0, 1], [1, 0], [1, 1]])
    answers = torch.tensor([[0.0], [1], [1], [0]])
    with torch.no_grad():
        loss = functional.binary_cross_entropy_with_logits(network(rows), answers)
    assert found.samples == 4
    assert found.surface.centre == pytest.approx(float(loss), rel=1e-5)


def im2col(view: Any) -> None:
    answer = view.answer
    stride, size = int(view.stride.value()), answer.kernel.shape[-1]
    columns = functional.unfold(answer.padded[None], size, stride=stride)[0]
    assert torch.equal(answer.matrix, columns)
    assert torch.equal(
        answer.product, functional.conv2d(answer.padded[None], answer.kernel[None], stride=stride).flatten()
    )
    height, width = answer.padded.shape[1:]
    held = {(row, column) for row, column in view.picture.marked}
    numbers = sorted(view.picture.numbers[row][column] for row, column in held)
    assert numbers == sorted(answer.matrix[:, view.column].tolist())
    assert (height, width) == (view.side.value() + 2 * view.padding.value(),) * 2


def side_by_side(view: Any) -> None:
    from studio.compiler.module import compile_graph

    projects, counts = view.answer
    for project, (parameters, _) in zip(projects, counts, strict=True):
        assert sum(each.numel() for each in compile_graph(project.graph).parameters()) == parameters


def anchors(view: Any) -> None:
    left, top, right, bottom = view.truth
    for (a, b, c, d), share in zip(view.answer.anchors, view.answer.overlaps, strict=True):
        shared = max(0.0, min(right, c) - max(left, a)) * max(0.0, min(bottom, d) - max(top, b))
        together = (right - left) * (bottom - top) + (c - a) * (d - b) - shared
        assert share == pytest.approx(shared / together, rel=1e-5)
    assert view.overlap.text == f"{max(view.answer.overlaps):.4f}"


def suppression(view: Any) -> None:
    rows, found = view.answer
    assert view.kept.text == str(len(found.kept))
    assert len(found.kept) + sum(by is not None for by in found.by) == len(rows)


CHECKS: Mapping[str, Callable[[Any], None]] = {
    "gates": gates, "derivative": derivative, "gradient_field": gradient_field, "optimizer_paths": optimizer_paths,
    "loss_surface": loss_surface, "im2col": im2col, "side_by_side": side_by_side, "anchors": anchors,
    "suppression": suppression,
}  # fmt: skip


def _subject(project: Project) -> Any:
    from studio.project.export import outlined

    return outlined(project)


def test_each_has_its_numbers_checked() -> None:
    assert set(CHECKS) == set(PLAYGROUNDS)


@pytest.mark.parametrize("name", PLAYGROUNDS)
def test_it_opens_moves_and_tells_what_torch_tells(qtbot: QtBot, dialog: PlaygroundsDialog, name: str) -> None:
    view = opened(qtbot, dialog, name)
    CHECKS[name](view)
    assert view.controls
    for called, control in view.controls.items():
        if control.isVisible() and (key := key_for(control)) is not None:
            moved(qtbot, view, control, key)
            settle(qtbot, view)
            assert view.message.isHidden(), called
            CHECKS[name](view)
    grabbed = view.grab().toImage()
    assert len({grabbed.pixel(x, y) for x in range(0, grabbed.width(), 7) for y in range(0, grabbed.height(), 7)}) > 3


@pytest.mark.parametrize("name", ["gradient_field", "optimizer_paths", "loss_surface"])
def test_the_mark_goes_where_it_is_clicked_and_where_arrow_keys_lead(
    qtbot: QtBot, dialog: PlaygroundsDialog, name: str
) -> None:
    view: Any = opened(qtbot, dialog, name)
    plane = view.plane
    QTest.mouseClick(plane, Qt.MouseButton.LeftButton, pos=plane.field.center().toPoint() + QPoint(40, 20))
    first = plane.mark
    QTest.keyClick(plane, Qt.Key.Key_Right)
    assert plane.mark[0] > first[0]
    assert plane.mark[1] == first[1]
    settle(qtbot, view)
    CHECKS[name](view)


def test_an_optimizer_walks_once_it_is_ticked(qtbot: QtBot, dialog: PlaygroundsDialog) -> None:
    view: Any = opened(qtbot, dialog, "optimizer_paths")
    for walker in view.walkers.values():
        if not walker.check.isChecked():
            moved(qtbot, view, walker.check, Qt.Key.Key_Space)
    settle(qtbot, view)
    assert set(view.answer.paths) == set(view.walkers)
    assert len(view.plane.tracks) == len(view.walkers)
    assert all(walker.rate.isVisible() for walker in view.walkers.values())


def test_of_a_box_dragged_the_overlap_follows(qtbot: QtBot, dialog: PlaygroundsDialog) -> None:
    view: Any = opened(qtbot, dialog, "anchors")
    before = view.truth
    QTest.mousePress(view.plane, Qt.MouseButton.LeftButton, pos=QPoint(100, 100))
    QTest.mouseMove(view.plane, QPoint(130, 100))
    QTest.mouseRelease(view.plane, Qt.MouseButton.LeftButton, pos=QPoint(130, 100))
    QTest.keyClick(view.plane, Qt.Key.Key_Down)
    assert view.truth[1] > before[1]
    settle(qtbot, view)
    anchors(view)


def test_a_column_of_the_matrix_shows_its_window(qtbot: QtBot, dialog: PlaygroundsDialog) -> None:
    view: Any = opened(qtbot, dialog, "im2col")
    QTest.mouseClick(view.matrix, Qt.MouseButton.LeftButton, pos=view.matrix.box(0, 2).center().toPoint())
    assert view.column == 2
    QTest.keyClick(view.matrix, Qt.Key.Key_Right)
    assert view.column == 3
    im2col(view)
    assert view.sum.text == f"{view.answer.product[3]:g}"


def test_xor_shows_s1_and_s2(qtbot: QtBot, dialog: PlaygroundsDialog) -> None:
    view: Any = opened(qtbot, dialog, "gates")
    for _ in range(3):
        moved(qtbot, view, view.gate, Qt.Key.Key_Right)
    assert [each.text for each in view.corners] == [
        "s1 = 1, s2 = 0 → 0", "s1 = 1, s2 = 1 → 1", "s1 = 1, s2 = 1 → 1", "s1 = 0, s2 = 1 → 0",
    ]  # fmt: skip
    assert not view.weights[0].isVisible()


def test_two_networks_learn_by_one_button(qtbot: QtBot, dialog: PlaygroundsDialog) -> None:
    view: Any = opened(qtbot, dialog, "side_by_side")
    for _ in range(2):
        moved(qtbot, view, view.pair, Qt.Key.Key_Down)
    view.steps.set_value(5)
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    assert not view.button.isEnabled()
    qtbot.waitUntil(lambda: not view.trial.is_active, timeout=LONG)
    assert [len(each) for each in view.trial.losses] == [5, 5]
    assert view.twins[0].validation.text.endswith("%")
    assert len(view.plot.lines) == 4
    assert view.button.isEnabled()


def test_a_surface_that_takes_long_is_begun_by_hand_and_given_up(
    qtbot: QtBot, dialog: PlaygroundsDialog, monkeypatch: pytest.MonkeyPatch
) -> None:
    from studio.project import loss_surfaces

    view: Any = opened(qtbot, dialog, "loss_surface")
    monkeypatch.setattr(loss_surfaces, "QUICK", 1.0)
    with qtbot.waitSignal(view.shown, timeout=LONG):
        QTest.keyClick(view.samples.slider, Qt.Key.Key_Left)
    assert "takes a while" in view.message.text
    before = view.answer
    view.side.set_value(51)
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    view.busy.stop_button.click()
    settle(qtbot, view)
    assert view.answer is before
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: view.answer is not before, timeout=LONG)
    assert view.answer[0].surface.losses.shape == (51, 51)


def test_the_loss_surface_follows_the_network_that_is_open(qtbot: QtBot, pool: Pool) -> None:
    opened_now = [template("xor-mlp").load()]
    dialog = PlaygroundsDialog(Setting(pool, lambda: opened_now[0]))
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    view: Any = opened(qtbot, dialog, "loss_surface")
    assert not view.whose.isVisible()
    moved(qtbot, view, view.way, Qt.Key.Key_Right)
    before = view.answer
    opened_now[0] = template("and-gate").load()
    dialog.choose("gates")
    dialog.choose("loss_surface")
    qtbot.waitUntil(lambda: view.answer is not before, timeout=LONG)
    assert [view.names[0].itemText(at) for at in range(view.names[0].count())] == [
        "perceptron.weight", "perceptron.bias",
    ]  # fmt: skip
    assert view.message.isHidden()
    dialog.close()


def test_what_has_no_loss_is_told_with_a_remedy(qtbot: QtBot, pool: Pool) -> None:
    project = Project("Empty")
    dialog = PlaygroundsDialog(Setting(pool, lambda: project))
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    dialog.choose("loss_surface")
    view = dialog.views["loss_surface"]
    qtbot.waitUntil(lambda: view.message.isVisible(), timeout=LONG)
    assert view.message.text
    dialog.close()


@pytest.mark.parametrize("mode", ["light", "dark"])
def test_pictures_follow_the_theme(qtbot: QtBot, dialog: PlaygroundsDialog, mode: theme.Choice) -> None:
    theme.set_mode(mode)
    view: Any = opened(qtbot, dialog, "gates")
    settle(qtbot, view)
    picture = view.plane.grab().toImage()
    inside = picture.pixelColor(view.plane.field.topLeft().toPoint() + QPoint(6, 6))
    theme.set_mode("system")
    assert (inside.lightness() < 128) == (mode == "dark")


def test_a_dialog_closed_while_both_train_leaves_no_thread(qtbot: QtBot, dialog: PlaygroundsDialog) -> None:
    view: Any = opened(qtbot, dialog, "side_by_side")
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    assert view.trial.is_active
    dialog.close()
    assert not view.trial.is_active


def test_while_the_window_trains_both_wait(qtbot: QtBot, pool: Pool) -> None:
    dialog = PlaygroundsDialog(Setting(pool, lambda: template("and-gate").load(), is_training=lambda: True))
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    view: Any = opened(qtbot, dialog, "side_by_side")
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    assert not view.trial.is_active
    assert view.message.text.startswith("A training is going on.")
    dialog.close()


def test_given_up_both_keep_what_they_came_to(qtbot: QtBot, dialog: PlaygroundsDialog) -> None:
    view: Any = opened(qtbot, dialog, "side_by_side")
    view.steps.set_value(5000)
    QTest.mouseClick(view.button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(view.trial.losses[0]), timeout=LONG)
    view.busy.stop_button.click()
    qtbot.waitUntil(lambda: not view.trial.is_active, timeout=LONG)
    assert view.plot.lines
    assert view.button.isEnabled()
    assert view.twins[0].validation.text == "—"
