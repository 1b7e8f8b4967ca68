"""The canvas: shows the session's network, and puts gestures, commands and searches to work on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt, Signal
from PySide6.QtGui import (
    QAccessible,
    QContextMenuEvent,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
)
from PySide6.QtWidgets import QWidget

from studio.graph.annotations import Frame
from studio.graph.links import Link, Port
from studio.graph.neighbours import Direction
from studio.project.level import told_once
from studio.project.outline import Outline, read_out
from studio.ui.actions import ActionSet
from studio.ui.actions.making import context_menu
from studio.ui.canvas.actions import menu_for, situation
from studio.ui.canvas.breadcrumbs import Breadcrumbs
from studio.ui.canvas.commands.aligning import Aligning
from studio.ui.canvas.commands.annotating import Annotating
from studio.ui.canvas.commands.collapsing import Collapsing
from studio.ui.canvas.commands.commands import Commands
from studio.ui.canvas.commands.grouping import Grouping
from studio.ui.canvas.commands.placing import Placer
from studio.ui.canvas.gesture_view import GestureView
from studio.ui.canvas.gestures.comment_editor import CommentEditor
from studio.ui.canvas.gestures.dropping import Drop, dragged_kind
from studio.ui.canvas.gestures.hit_test import thing_at
from studio.ui.canvas.gestures.port_handle import paint_handle
from studio.ui.canvas.gestures.rename_editor import RenameEditor
from studio.ui.canvas.gestures.tile_title_editor import TileTitleEditor
from studio.ui.canvas.gestures.title_editor import TitleEditor
from studio.ui.canvas.items.card_painter import TITLE
from studio.ui.canvas.items.shown import AnnotationPart, Toggle
from studio.ui.canvas.search.searches import Searches
from studio.ui.session import Session
from studio.ui.session.selection_edits import named
from studio.ui.widgets.focus_frame import framed_by_keys
from studio.ui.widgets.told import Told, tell_value

if TYPE_CHECKING:
    from studio.project import Project
    from studio.ui.session.open_document import OpenDocument

_ARROWS: dict[int, Direction] = {
    Qt.Key.Key_Up: "up",
    Qt.Key.Key_Down: "down",
    Qt.Key.Key_Left: "left",
    Qt.Key.Key_Right: "right",
}
_CONTROL = Qt.KeyboardModifier.ControlModifier
_ALT = Qt.KeyboardModifier.AltModifier
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class Canvas(GestureView, Told):
    """Draw a network by mouse or keys. Every change is one undo step of the session."""

    ROLE = QAccessible.Role.Canvas

    hint = Signal(str)  # a sentence for the status bar
    node_activated = Signal(str)  # a card was double-clicked or entered: its parameters are wanted

    def __init__(self, session: Session, parent: QWidget | None = None) -> None:
        super().__init__(session, parent)
        self.session = session
        self.placer = Placer(self.context)
        self.searches = Searches(self.context, self.placer)
        self.commands = Commands(self.context, self.placer)
        self.grouping = Grouping(self.context)
        self.annotating = Annotating(self.context)
        self.collapsing = Collapsing(self.context)
        self.drop: Drop | None = None
        self.breadcrumbs = Breadcrumbs(self, session)
        self.overlays.append(self.breadcrumbs)
        self.action = ActionSet(self, self._slots())
        self.setAcceptDrops(True)
        framed_by_keys(self)
        self._connect()
        self.show_graph(session.graph, session.place)
        self._show_analysis()
        self.context.follow_selection(session.selection)
        self.fit_anew()

    def add_layer(self, kind: str, at: QPointF | None = None) -> str | None:
        """Add a layer of the catalogue centred at a point of the scene, or below the selection and linked to it.

        Gives its name, or None when it was refused.
        """
        return self.placer.add(kind, at)

    def show_node(self, name: str) -> None:
        """Select a node and bring it into the middle of the view, large enough to read."""
        self.context.show_node(name)

    def fit_selection(self) -> None:
        """Bring what is selected into view or, where that is nothing, the whole network."""
        chosen = self.session.selection, self.network.shown.selected_annotations
        self.fit_area(self.network.content(*chosen) if any(chosen) else self.network.content())

    def actual_size(self) -> None:
        """Zoom to 100 %; what is selected comes into sight."""
        self.zoom_to(1.0)
        if self.session.selection:
            self.context.reveal(self.session.selection)

    def told_value(self) -> str:
        """The nodes selected, with what there is to say of a single one."""
        session, picked = self.session, self.context.picked
        if len(picked) != 1:
            return named(picked) if picked else ""
        known = Outline(session.project.graph, session.analysis, session.problems)
        return read_out(known.line((*session.level, picked[0])))

    def select_none(self) -> None:
        """Give up the gesture in hand or, without one, the selection."""
        if not self.give_up():
            self.commands.select_none()

    def _connect(self) -> None:
        session, context = self.session, self.context
        session.document_left.connect(self._leave_document)
        session.project_changed.connect(self._show_project)
        session.level_changed.connect(self._show_level)
        session.selection_changed.connect(context.follow_selection)
        session.annotations_wanted.connect(context.choose_annotations)
        session.selection_changed.connect(self.minimap.follow)
        session.examined.connect(self._show_analysis)
        session.document_shown.connect(self._show_document)
        context.changed.connect(self._follow_situation)
        context.hint.connect(self.hint)
        context.parameters_wanted.connect(self.node_activated)
        context.name_wanted.connect(self._edit_name)
        context.title_wanted.connect(self._edit_name)
        context.words_wanted.connect(self._edit_words)
        context.layer_wanted_at.connect(self.searches.from_port)
        context.layer_wanted_in.connect(self.searches.insert_into)

    def _slots(self) -> dict[str, Callable[..., object]]:
        """What the canvas's actions do, by their ids."""
        commands, blocks = self.commands, self.grouping
        return {
            "edit.add": self.searches.add,
            "edit.insert": commands.insert,
            "edit.cut": commands.cut,
            "edit.copy": commands.copy,
            "edit.paste": commands.paste,
            "edit.paste_linked": commands.paste_linked,
            "edit.duplicate": commands.duplicate,
            "edit.delete": commands.delete,
            "edit.delete_and_heal": commands.delete_and_heal,
            "edit.rename": commands.rename,
            "edit.connect": commands.connect,
            "edit.disconnect": commands.disconnect,
            "edit.select_all": commands.select_all,
            "edit.select_none": self.select_none,
            "edit.invert_selection": commands.invert_selection,
            "edit.arrange": lambda: commands.arrange(),
            "edit.arrange_down": lambda: commands.arrange("down"),
            "edit.arrange_right": lambda: commands.arrange("right"),
            "edit.arrange_columns": commands.arrange_columns,
            "edit.find": self.searches.find_node,
            "block.group": blocks.group,
            "block.ungroup": blocks.ungroup,
            "block.bypass": blocks.bypass,
            "block.freeze": blocks.freeze,
            "block.enter": blocks.enter_block,
            "block.leave": self.session.leave,
            "block.keep": blocks.keep_block,
            **self.annotating.slots(),
            **self.collapsing.slots(),
            **Aligning(self.context).slots(),
            "view.zoom_in": self.zoom_in,
            "view.zoom_out": self.zoom_out,
            "view.actual_size": self.actual_size,
            "view.zoom": self.zoom_box.ask,
            "view.fit_all": self.fit_all,
            "view.fit_selection": self.fit_selection,
            "view.snap": self._set_snap,
            "view.minimap": self.minimap.want,
        }

    def _follow_situation(self) -> None:
        tell_value(self)
        self.action.follow(situation(self.context))

    def _set_snap(self, snaps: bool) -> None:
        self.context.snaps_to_grid = snaps

    def _edit_name(self, name: str) -> None:
        """Let a node or tile be renamed over its title."""
        seen = self.context.seen
        self.context.reveal(seen.members(name))
        corner = self.network.nodes[seen.seen(name)].pos() + TITLE.topLeft()
        kind = TileTitleEditor if name in seen.tiles else RenameEditor
        kind(self.context, name, self.viewport().mapTo(self, self.mapFromScene(corner)))

    def _edit_words(self, name: str, step: str) -> None:
        """Let the title of a frame or the words of a comment be written over it."""
        self.context.reveal((), [name])
        is_frame = isinstance(self.session.graph.annotations[name], Frame)
        (TitleEditor if is_frame else CommentEditor)(self.context, name, step)

    def drawForeground(self, painter: QPainter, rect: QRectF | Any) -> None:
        """What the gesture in hand shows."""
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for shown in (self.gesture, self.drop, self.searches):
            if shown is not None:
                shown.paint(painter)
        hovered = self.network.shown.hovered
        if isinstance(hovered, Port) and hovered.node in self.network.nodes:
            paint_handle(painter, self.context, hovered)
        if self.drop is None:
            super().drawForeground(painter, rect)

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:
        """Rename a title, ask for the parameters of a card, add a layer on empty canvas or into a link."""
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        at = self.camera.to_scene(event.position())
        thing = thing_at(self.context, at)
        if thing is None:
            self.searches.add(at)
        elif isinstance(thing, Link):
            self.searches.insert_into(thing, at)
        elif isinstance(thing, AnnotationPart):
            self._edit_words(thing.name, "")
        elif isinstance(thing, str) and TITLE.contains(at - self.network.nodes[thing].pos()):
            self._edit_name(thing)
        elif isinstance(thing, str):
            self.context.activate(thing)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        """The actions for what lies under the pointer."""
        if event.modifiers() & _CONTROL or self.gesture is not None:
            return
        thing = thing_at(self.context, self.mapToScene(event.pos()))
        if isinstance(thing, Link):
            self.context.choose(())
            self.context.choose_links([thing])
        elif isinstance(thing, AnnotationPart):
            if thing.name not in self.network.shown.selected_annotations:
                self.context.choose((), [thing.name])
        elif thing is not None:
            name = thing.node if isinstance(thing, Port | Toggle) else thing
            if name not in self.network.shown.selection:
                self.context.choose(self.context.seen.members(name))
        context_menu(self, menu_for(thing), self.action).popup(event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrow keys move the selected nodes, with Ctrl the selection itself; Space held pans."""
        key, direction = event.key(), _ARROWS.get(event.key())
        shift = bool(event.modifiers() & _SHIFT)
        if direction and event.modifiers() & _ALT and shift:
            self.annotating.grow(direction)
        elif direction and (event.modifiers() & _CONTROL or not any(self.context.held)):
            self.commands.walk(direction, extend=shift)
        elif direction:
            self.commands.nudge(direction, far=shift)
        elif key == Qt.Key.Key_Space:
            self.hold_space(True)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.context.picked:
            self.context.activate(self.context.seen.seen(self.context.picked[-1]))
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.network.shown.selected_annotations:
            self.commands.rename()
        else:
            super().keyPressEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """Actions rest while the canvas does."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.EnabledChange:
            self.context.changed.emit()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """A layer from the palette."""
        kind = dragged_kind(event.mimeData())
        if kind is None:
            event.ignore()
            return
        self.drop = Drop(self.context, self.placer, kind)
        event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """Show where it would come to stand."""
        if self.drop is not None:
            self.drop.move(self.camera.to_scene(event.position()))
            event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        """It went elsewhere."""
        if self.drop is not None:
            self.drop.leave()
            self.drop = None

    def dropEvent(self, event: QDropEvent) -> None:
        """Add it."""
        if self.drop is not None:
            drop, self.drop = self.drop, None
            self.let_go()
            drop.move(self.camera.to_scene(event.position()))
            drop.finish()
            self.setFocus(Qt.FocusReason.MouseFocusReason)
            event.acceptProposedAction()

    def _show_project(self, before: Project, now: Project) -> None:
        self.give_up()
        self.context.end_glide()
        if now.graph is before.graph and now.flow == before.flow:
            return
        self.show_graph(self.session.graph, self.session.place)
        self.context.changed.emit()

    def _leave_document(self, document: OpenDocument) -> None:
        """End what is being done in it, and note how it is seen."""
        self.give_up()
        self.searches.close()
        self.context.choose_annotations(())
        self.context.views.put_away(document)

    def _show_document(self, document: OpenDocument) -> None:
        """See it as it was left; the first time, as it opens."""
        self.context.views.bring_back(document, self.session.level)

    def _show_level(self) -> None:
        """Show another level as it opens, or as it was left."""
        self.give_up()
        self.context.end_glide()
        self.context.choose_links(())
        self.context.choose_annotations(())
        self.context.views.leave()
        self.show_graph(self.session.graph, self.session.place)
        self._show_analysis()
        self.context.views.enter(self.session.level)
        self.context.changed.emit()

    def _show_analysis(self) -> None:
        self.network.show_analysis(self.session.read_outs, told_once(self.session.problems_here))
        self.minimap.follow()
