"""A residual block from scratch: drawn, grouped, given parameters that layers follow, repeated, kept, used again."""

from __future__ import annotations

import pytest
import torch
from canvas_hand import CanvasHand
from hands import Hands
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot
from torch import nn

from studio.compiler.module import compile_graph
from studio.ui.widgets.form_row import FormRow
from studio.ui.window.main_window import MainWindow

CTRL, SHIFT, ALT = (
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.AltModifier,
)

DRAWN = {
    "input": ("Input", 0, 0), "stem": ("Conv2d", 0, 1),
    "conv1": ("Conv2d", 0, 2), "norm1": ("BatchNorm2d", 0, 3), "relu1": ("ReLU", 0, 4),
    "conv2": ("Conv2d", 0, 5), "norm2": ("BatchNorm2d", 0, 6), "project": ("Conv2d", 1, 4),
    "add": ("Add", 0, 7), "relu2": ("ReLU", 0, 8),
    "flatten": ("Flatten", 0, 9), "fc": ("Linear", 0, 10), "output": ("Output", 0, 11),
}  # fmt: skip
LINKS = [
    ("input", "stem"), ("stem", "conv1"), ("conv1", "norm1"), ("norm1", "relu1"), ("relu1", "conv2"),
    ("conv2", "norm2"), ("norm2", "add"), ("stem", "project"), ("add", "relu2"), ("relu2", "flatten"),
    ("flatten", "fc"), ("fc", "output"),
]  # fmt: skip
BLOCK = ["conv1", "norm1", "relu1", "conv2", "norm2", "project", "add", "relu2"]


class Residual(nn.Module):
    """The same block as a person writes it in PyTorch."""

    def __init__(self, width: int, channels: int, stride: int, project: bool) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(width, channels, 3, stride, 1, bias=False)
        self.norm1 = nn.BatchNorm2d(channels)
        self.conv2 = nn.Conv2d(channels, channels, 3, 1, 1, bias=False)
        self.norm2 = nn.BatchNorm2d(channels)
        self.project = nn.Conv2d(width, channels, 1, stride) if project else nn.Identity()

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        """(N, width, H, W) to (N, channels, H / stride, W / stride)."""
        y = self.norm2(self.conv2(torch.relu(self.norm1(self.conv1(x)))))
        return torch.relu(y + self.project(x))


class Person(Hands):
    """Hands that work in blocks."""

    def __init__(self, qtbot: QtBot, window: MainWindow) -> None:
        super().__init__(qtbot, window)
        self.canvas = CanvasHand(window.canvas, qtbot)
        self.session = window.session

    def draw(self, name: str, kind: str, column: int, row: int) -> None:
        """Drag a layer from the palette and give it a name."""
        made = self.drag_layer(kind, QPointF(280.0 * column, 110.0 * row))
        if made != name:
            self.type_into(self._window.inspector.node_page.header.name, name)

    def row(self, parameter: str) -> FormRow:
        """The line of a parameter in the inspector."""
        rows = [each for each in self._window.inspector.findChildren(FormRow) if each.isVisible()]
        (found,) = [each for each in rows if each.spec.name == parameter]
        return found

    def follow(self, name: str, parameter: str, expression: str) -> None:
        """Type an expression into the own field of a parameter, or press “=” on its switch."""
        self.select(name)
        row = self.row(parameter)
        fields = [row.editor] if isinstance(row.editor, QLineEdit) else row.editor.findChildren(QLineEdit)
        (fields[0] if fields else row.editor).setFocus()
        if fields:
            self.press(Qt.Key.Key_A, CTRL)
        for letter in f"={expression}":
            QTest.keyClicks(QApplication.focusWidget(), letter)
        self.press(Qt.Key.Key_Return)
        assert not row.error

    def choose(self, menu: QMenu, words: str) -> None:
        """Choose from a menu that has been opened."""
        (action,) = [each for each in menu.actions() if words in each.text()]
        assert isinstance(action, QAction)
        action.trigger()

    def new_parameter(self, name: str, default: str) -> None:
        """Add a parameter to the block that is open."""
        self.session.select([])
        parameters = self._window.inspector.block_page.parameters
        self.type_into(parameters.added, name)
        self.type_into(parameters.rows[-1].default, default)
        assert not parameters.error

    def shape(self, name: str) -> tuple[int, ...]:
        """What comes out of a node, once it is worked out."""
        session = self.session
        self._qtbot.waitUntil(
            lambda: session.analysis is not None and session.analysis.graph is session.project.graph, timeout=30_000
        )
        assert session.analysis is not None
        assert not session.analysis.errors
        report = session.report(name)
        assert report is not None
        assert report.outputs
        return report.outputs[0].shape

    def start_anew(self) -> None:
        """File, New; what is open stays in its tab."""
        self._window.action["file.new"].trigger()


@pytest.fixture
def person(qtbot: QtBot, window: MainWindow) -> Person:
    """With a network of one residual block drawn flat: kernel sizes, strides and paddings set by hand."""
    hands = Person(qtbot, window)
    hands.start_empty()
    for name, (kind, column, row) in DRAWN.items():
        hands.draw(name, kind, column, row)
    for source, target in LINKS:
        hands.link(source, target)
    hands.link("project", "add", 1)
    hands.select("input")
    hands.set_parameter("shape", "3 16 16")
    for name in ("stem", "conv1", "conv2"):
        hands.select(name)
        hands.set_parameter("out_channels", "8")
        hands.set_parameter("kernel_size", "3")
        if name != "stem":
            hands.click(hands.row("bias").editor)
        hands.type_into(hands.row("padding").editor.findChildren(QLineEdit)[0], "1")
    hands.select("project")
    hands.set_parameter("out_channels", "8")
    hands.set_parameter("kernel_size", "1")
    hands.select("fc")
    hands.set_parameter("out_features", "10")
    return hands


def test_a_residual_block_is_made_repeated_kept_and_used_in_another_project(person: Person, window: MainWindow) -> None:
    session, page = person.session, window.inspector.block_page
    assert person.shape("output") == (10,)

    person.select(BLOCK[0])
    for name in BLOCK[1:]:
        person.canvas.click(person.canvas.card(name), SHIFT)
    person.click(window.inspector.many_page.group)
    (block,) = session.selection
    assert person.shape("output") == (10,)

    person.click(window.inspector.node_page.open_block)
    assert session.level == (block,)
    person.type_into(page.header.name, "Residual")
    person.select("conv1")
    following = person.row("out_channels").following
    assert following is not None
    following.menu.aboutToShow.emit()
    person.choose(following.menu, "New Block Parameter")
    session.select([])
    person.type_into(page.parameters.rows[0].name, "channels")
    person.new_parameter("stride", "1")
    person.new_parameter("project", "off")
    for name in ("conv2", "project"):
        person.follow(name, "out_channels", "channels")
    for name in ("conv1", "project"):
        person.follow(name, "stride", "stride")
    person.follow("project", "bypassed", "not project")

    person.click(window.canvas.breadcrumbs.steps[0])
    assert session.level == ()
    assert session.selection == {block}
    person.set_parameter("repeat", "3")
    assert person.shape(block) == (8, 16, 16)
    person.canvas.canvas.setFocus()
    person.press(Qt.Key.Key_S, CTRL | ALT)

    person.start_anew()
    for row, kind in enumerate(("Input", "Output")):
        person.drag_layer(kind, QPointF(0, 300.0 * row))
    person.select("input")
    person.set_parameter("shape", "8 16 16")
    person.type_into(window.layers.search, "resid")
    (used,) = session.selection
    assert used == "residual1"
    person.link(used, "output")
    person.select(used)
    person.set_parameter("channels", "12")
    person.set_parameter("stride", "2")
    person.click(person.row("project").editor)
    assert person.shape("output") == (12, 8, 8)

    module, same = compile_graph(session.graph, seed=0), Residual(8, 12, 2, project=True)
    same.load_state_dict({path.removeprefix(f"{used}."): value for path, value in module.state_dict().items()})
    images = torch.rand(4, 8, 16, 16)
    assert torch.allclose(module.eval()(images), same.eval()(images), atol=1e-6)
