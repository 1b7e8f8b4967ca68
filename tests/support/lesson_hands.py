"""Hands that do what a step of a lesson waits for, as a person does it: mouse and keys on the real window."""

from __future__ import annotations

from functools import singledispatchmethod
from pathlib import Path

from canvas_hand import LEFT, CanvasHand
from hands import Hands
from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QToolBar
from pytestqt.qtbot import QtBot

from studio.project.lessons import tasks
from studio.training.choices import CHOICES
from studio.ui.canvas.items.value_item import AREA
from studio.ui.dialogs.export import ExportDialog
from studio.ui.widgets.form import DeclarationForm
from studio.ui.window.main_window import MainWindow

LONG = 120_000


class LessonHands:
    """Does one task after the other."""

    def __init__(self, qtbot: QtBot, window: MainWindow, folder: Path) -> None:
        self.qtbot, self.window, self.folder = qtbot, window, folder
        self.hands, self.canvas = Hands(qtbot, window), CanvasHand(window.canvas, qtbot)

    @singledispatchmethod
    def do(self, task: object) -> None:
        raise AssertionError(f"no hand knows how to do {task}")

    @do.register
    def _(self, task: tasks.Select) -> None:
        self.hands.select(task.node)

    @do.register
    def _(self, task: tasks.Read) -> None:
        nodes = self.window.session.graph
        self.hands.select(next((name for name in nodes if nodes[name].layer.kind == task.kind), task.node))
        self._trigger("help.about_layer")

    @do.register
    def _(self, task: tasks.Press) -> None:
        self._trigger(task.action)

    @do.register
    def _(self, task: tasks.ShowValues) -> None:
        self._trigger("view.values")

    @do.register
    def _(self, task: tasks.Show) -> None:
        tabs, pane = self.window.workspace.places["below"], self.window.workspace.docking.panes[task.panel]
        if not tabs.isVisible():
            self._click_tool("view.below")
        self.qtbot.mouseClick(tabs.tabBar(), LEFT, pos=tabs.tabBar().tabRect(tabs.indexOf(pane)).center())

    @do.register
    def _(self, task: tasks.SetParameter) -> None:
        self.hands.select(task.node)
        forms = (form for form in self.window.inspector.findChildren(DeclarationForm) if form.isVisible())
        editor = next(form for form in forms if task.name in form.names).editor(task.name)
        if isinstance(editor, QAbstractButton):
            self.hands.click(editor)
        else:
            self.hands.type_into(editor.focusProxy() or editor, str(task.value))

    @do.register
    def _(self, task: tasks.SetTraining) -> None:
        choice = self.window.training.choices()[task.name]
        self._choose(choice.kind_field, list(CHOICES[task.name]).index(task.value))

    @do.register
    def _(self, task: tasks.Insert) -> None:
        (target, port), *_ = self.window.session.graph.consumers[task.behind]
        self.window.canvas.camera.reveal(self.window.canvas.network.nodes[target].card_area())
        self.hands.drag_layer(task.kind, self.canvas.link(target, port))

    @do.register
    def _(self, task: tasks.Train) -> None:
        with self.qtbot.waitSignal(self.window.job.finished, timeout=LONG):
            self._click_tool("train.start")

    @do.register
    def _(self, task: tasks.Export) -> None:
        QTimer.singleShot(0, self.fill_in_export)
        self._click_tool("file.export")

    @do.register
    def _(self, task: tasks.TypeSample) -> None:
        bar = self.window.values_bar
        self._choose(bar.source, bar.source.findData("typed"))
        self.hands.type_into(bar.numbers, ",".join(f"{number:g}" for number in task.numbers))

    @do.register
    def _(self, task: tasks.ShowGradients) -> None:
        shown = self.window.values_bar.shown
        self.qtbot.mouseClick(shown, LEFT, pos=shown.segment(1).center().toPoint())

    @do.register
    def _(self, task: tasks.ComputeAsInTraining) -> None:
        self.hands.click(self.window.values_bar.training)

    @do.register
    def _(self, task: tasks.OpenInLarge) -> None:
        network = self.window.canvas.network
        at = network.nodes[task.node].card_area().topLeft() + AREA.center()
        self.window.canvas.camera.show(network.nodes[task.node].card_area())
        self.qtbot.waitUntil(lambda: network.values.at(at) == task.node, timeout=LONG)
        self.canvas.click(at)
        self.qtbot.waitUntil(lambda: self.window.values.dialog is not None, timeout=LONG)
        assert self.window.values.dialog is not None
        self.window.values.dialog.close()

    def _choose(self, field: QComboBox, wanted: int) -> None:
        field.setFocus()
        for _ in range(field.count()):
            if field.currentIndex() == wanted:
                break
            QTest.keyClick(field, Qt.Key.Key_Down if wanted > field.currentIndex() else Qt.Key.Key_Up)

    def _trigger(self, name: str) -> None:
        action = self.window.findChild(QAction, name)
        assert action is not None
        assert action.isEnabled()
        action.trigger()
        check = self.window.values.check
        if name == "train.check_gradients" and check is not None:
            self.qtbot.waitUntil(lambda: check.report is not None, timeout=LONG)
            check.close()
        self.window.playgrounds.close()

    def _click_tool(self, name: str) -> None:
        action = self.window.findChild(QAction, name)
        bar = self.window.findChild(QToolBar)
        assert action is not None
        assert bar is not None
        button = bar.widgetForAction(action)
        assert button is not None
        self.hands.click(button)

    def fill_in_export(self) -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, ExportDialog)
        try:
            self.qtbot.waitUntil(dialog.export_button.isEnabled, timeout=LONG)
            self.hands.type_into(dialog.path, str(self.folder / "digits.onnx"))
            self.qtbot.waitUntil(lambda: dialog.exported is not None, timeout=LONG)
        finally:
            dialog.done(0)
