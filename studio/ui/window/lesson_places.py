"""Where in the window a person does what a step of a lesson waits for, and how that comes into sight."""

from __future__ import annotations

from functools import singledispatch
from typing import NamedTuple

from PySide6.QtCore import QModelIndex, QRect, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QScrollArea, QToolBar, QTreeView, QWidget

from studio.project.lessons import tasks
from studio.text import in_language
from studio.ui.actions import actions, shortcut_text
from studio.ui.actions.menus import MENU_BAR, listed, menus_of
from studio.ui.canvas.items.value_item import AREA
from studio.ui.widgets.form import DeclarationForm
from studio.ui.window.frame import Frame
from studio.ui.window.values_bar import TYPED

_OWN = Qt.FindChildOption.FindDirectChildrenOnly


class Place(NamedTuple):
    """A part of a widget, in its own pixels."""

    widget: QWidget
    area: QRect

    @classmethod
    def whole(cls, widget: QWidget) -> Place:
        return cls(widget, widget.rect())

    def within(self, window: QWidget) -> QRect | None:
        """The same in pixels of the window; None while it is out of sight."""
        if not self.widget.isVisible():
            return None
        clip = self.widget.visibleRegion().boundingRect()
        seen = self.area & clip
        return QRect(self.widget.mapTo(window, seen.topLeft()), seen.size()) if not seen.isEmpty() else None


ACTIONS: dict[type, str] = {
    tasks.ShowValues: "view.values",
    tasks.Train: "train.start",
    tasks.Export: "file.export",
    tasks.Read: "help.about_layer",
}
"""The actions that do what a task waits for."""


def cards_within(window: Frame) -> list[QRect]:
    """Where the cards of the network are in sight, in pixels of the window."""
    canvas, viewport = window.canvas, window.canvas.viewport()
    areas = (canvas.mapFromScene(node.card_area()).boundingRect() for node in canvas.network.nodes.values())
    places = (Place(viewport, area).within(window) for area in areas)
    return [area for area in places if area is not None]


def action_of(task: object) -> str:
    """The action that does a task; empty where none does."""
    return task.action if isinstance(task, tasks.Press) else ACTIONS.get(type(task), "")


def path_to(action: str) -> str:
    """The way to an action in the menu bar, with its keys: `Train › Check Gradients…`; empty where it is in none."""
    found = menus_of(action)
    if not found:
        return ""
    keys = f" ({shortcut_text(action)})" if shortcut_text(action) else ""
    return " › ".join((*found, in_language(actions[action].title))) + keys


@singledispatch
def place_of(task: object, window: Frame) -> Place | None:
    """Where a task is done as the window stands now; None where that is not there."""
    raise TypeError(task)


@singledispatch
def reveal(task: object, window: Frame) -> None:
    """Bring the place of a task into sight, doing nothing of it."""


@place_of.register
def _(task: tasks.Select | tasks.OpenInLarge, window: Frame) -> Place | None:
    network = window.canvas.network
    if task.node not in network.nodes:
        return None
    if isinstance(task, tasks.OpenInLarge) and not window.values_bar.isVisible():
        return _action("view.values", window)
    scene = network.nodes[task.node].card_area()
    if isinstance(task, tasks.OpenInLarge):
        scene = AREA.translated(scene.topLeft())
    return Place(window.canvas.viewport(), window.canvas.mapFromScene(scene).boundingRect())


@place_of.register
def _(task: tasks.Read, window: Frame) -> Place | None:
    return place_of(tasks.Select(task.node), window)


@place_of.register
def _(task: tasks.Press | tasks.ShowValues | tasks.Export, window: Frame) -> Place | None:
    return _action(action_of(task), window)


@place_of.register
def _(task: tasks.Train, window: Frame) -> Place | None:
    return _action("train.start" if not window.job.is_active else "train.stop", window)


@place_of.register
def _(task: tasks.Show, window: Frame) -> Place | None:
    """Its tab; while that is folded, what unfolds it."""
    docking = window.workspace.docking
    name = docking.place_of(task.panel)
    if name is None:
        return Place.whole(docking.windows[task.panel])
    tabs = window.workspace.places[name]
    if not tabs.isVisible():
        return _action("view.below" if name == "below" else f"view.panel.{task.panel}", window)
    return Place(tabs.tabBar(), tabs.tabBar().tabRect(tabs.indexOf(docking.panes[task.panel])))


@place_of.register
def _(task: tasks.SetParameter, window: Frame) -> Place | None:
    for form in window.inspector.findChildren(DeclarationForm):
        if form.isVisible() and task.name in form.names and window.session.selection == {task.node}:
            return Place.whole(form.editor(task.name))
    is_next = window.session.selection == {task.node} and not window.inspector.isVisible()
    return place_of(tasks.Show("inspector") if is_next else tasks.Select(task.node), window)


@place_of.register
def _(task: tasks.SetTraining, window: Frame) -> Place | None:
    editor = _setting(task.name, window)
    if editor is None or not window.training.isVisible():
        return place_of(tasks.Show("training"), window)
    return Place.whole(editor)


@place_of.register
def _(task: tasks.Insert, window: Frame) -> Place | None:
    if not window.layers.isVisible():
        return place_of(tasks.Show("layers"), window)
    index = window.layers.layers.indexes_of_kinds().get(task.kind)
    if index is None:
        return Place.whole(window.layers.search)
    tree: QTreeView = window.layers.layers
    return Place(tree.viewport(), tree.visualRect(index))


@place_of.register
def _(task: tasks.TypeSample, window: Frame) -> Place | None:
    bar = window.values_bar
    if not bar.isVisible():
        return _action("view.values", window)
    return Place.whole(bar.numbers if bar.source.currentData() == TYPED else bar.source)


@place_of.register
def _(task: tasks.ShowGradients, window: Frame) -> Place | None:
    bar = window.values_bar
    return Place.whole(bar.shown) if bar.isVisible() else _action("view.values", window)


@place_of.register
def _(task: tasks.ComputeAsInTraining, window: Frame) -> Place | None:
    bar = window.values_bar
    return Place.whole(bar.training) if bar.isVisible() else _action("view.values", window)


@reveal.register
def _(task: tasks.Select | tasks.OpenInLarge | tasks.Read, window: Frame) -> None:
    _show_node(task.node, window)


@reveal.register
def _(task: tasks.SetParameter, window: Frame) -> None:
    _show_node(task.node, window)
    window.show_beside(window.inspector)


@reveal.register
def _(task: tasks.SetTraining, window: Frame) -> None:
    window.show_beside(window.training)
    editor = _setting(task.name, window)
    for area in window.training.findChildren(QScrollArea):
        if editor is not None and area.isAncestorOf(editor):
            area.ensureWidgetVisible(editor)


@reveal.register
def _(task: tasks.Insert, window: Frame) -> None:
    window.show_beside(window.layers)
    window.layers.search.clear()
    window.layers.layers.scrollTo(window.layers.layers.indexes_of_kinds().get(task.kind, QModelIndex()))
    _show_node(task.behind, window)


def focus_on(task: object, window: Frame) -> None:
    """Give the keyboard to where a task is done."""
    place = place_of(task, window)
    if place is not None:
        owner = place.widget.focusProxy() or place.widget
        (owner if owner.focusPolicy() else window.canvas).setFocus()


def _show_node(name: str, window: Frame) -> None:
    item = window.canvas.network.nodes.get(name)
    if item is not None:
        window.canvas.camera.show(item.sceneBoundingRect())


def _setting(name: str, window: Frame) -> QWidget | None:
    """The field of a setting of the training: of one of several kinds, that of the kind."""
    choices = window.training.choices()
    if name in choices:
        return choices[name].kind_field
    forms = (form for form in window.training.findChildren(DeclarationForm) if name in form.names)
    return next((form.editor(name) for form in forms), None)


def _action(name: str, window: Frame) -> Place | None:
    """Its button, or the menu it stands in. Actions and bars belong to the window and the canvas themselves."""
    bars = window.findChildren(QToolBar, options=_OWN)
    action = window.findChild(QAction, name, _OWN) or window.canvas.findChild(QAction, name, _OWN)
    button = next((found for each in bars if action and (found := each.widgetForAction(action))), None)
    if button is not None and button.isVisible():
        return Place.whole(button)
    bar = window.menuBar()
    for entry, menu in zip(bar.actions(), MENU_BAR, strict=True):
        if name in listed(menu):
            return Place(bar, bar.actionGeometry(entry))
    return None
