"""Which actions stand where: in the menu bar, on the toolbar, in the menus of a right click on the canvas."""

from __future__ import annotations

import re
from typing import NamedTuple

from studio.project.exporters import network_formats
from studio.project.lessons import lessons
from studio.project.shares import STATISTICS
from studio.text import in_language, tr
from studio.ui.actions.annotations import COLOURS
from studio.ui.actions.whole_window import THEMES
from studio.ui.actions.window_panels import PANELS, PLACES

Group = tuple["str | Menu", ...]
"""Ids of actions, and menus, between two lines."""


class Menu(NamedTuple):
    """A menu; its groups are told apart by lines."""

    id: str
    title: str
    groups: tuple[Group, ...]


def listed(menu: Menu) -> list[str]:
    """The ids of the actions in a menu and in those inside of it, from top to bottom."""
    entries = [entry for group in menu.groups for entry in group]
    return [name for entry in entries for name in (listed(entry) if isinstance(entry, Menu) else [entry])]


RECENT = Menu("file.recent", tr("Open Recent"), ())
"""Filled as it opens, for it changes from one time to the next."""

EXPORT = Menu("file.export_as", tr("Export As"), (tuple(f"file.export.{name}" for name in network_formats()),))
SHARES = Menu("view.share", tr("Show Share of"), (tuple(f"view.share.{name or 'nothing'}" for name in STATISTICS),))
THEME = Menu("view.theme", tr("Theme"), (tuple(f"view.theme.{name}" for name in THEMES),))

COLOUR = Menu(
    "annotation.colour",
    tr("Colour"),
    (("annotation.colour.none",), tuple(f"annotation.colour.{name}" for name in COLOURS)),
)

COLLAPSE = Menu(
    "collapse", tr("Collapse and Expand"),
    (("collapse.collapse", "collapse.leading"), ("collapse.expand", "collapse.expand_all")),
)  # fmt: skip

ALIGN = Menu(
    "edit.align", tr("Align"),
    (
        ("align.left", "align.centre", "align.right"), ("align.top", "align.middle", "align.bottom"),
        ("align.across", "align.down"),
    ),
)  # fmt: skip

LESSONS = Menu(
    "help.lessons", tr("Lessons"),
    (tuple(f"help.lesson.{name}" for name in lessons), ("help.lesson_step", "help.leave_lesson")),
)  # fmt: skip

MOVES = Menu("view.move_panel", tr("Move Panel"), (tuple(f"view.move_panel.{place}" for place in PLACES),))
PANELS_MENU = Menu(
    "view.panels", tr("Panels"),
    (
        tuple(f"view.panel.{name}" for name in PANELS),
        ("view.beside", "view.below"),
        ("view.float_panel", MOVES, "view.reset_panels"),
    ),
)  # fmt: skip

MENU_BAR = (
    Menu(
        "file", tr("&File"),
        (
            ("file.new", "file.open", RECENT, "file.start_page", "file.leave_start_page"),
            ("file.save", "file.save_as"),
            ("file.export", EXPORT, "file.picture", "file.report"),
            ("file.next", "file.previous"),
            ("file.close", "file.quit"),
        ),
    ),
    Menu(
        "edit", tr("&Edit"),
        (
            ("edit.undo", "edit.redo"),
            ("edit.apply_remedy",),
            ("edit.add", "edit.insert", "edit.search_layers"),
            ("edit.cut", "edit.copy", "edit.paste", "edit.paste_linked", "edit.duplicate"),
            ("edit.delete", "edit.delete_and_heal", "edit.rename"),
            ("edit.connect", "edit.disconnect"),
            ("edit.select_all", "edit.select_none", "edit.invert_selection"),
            ("block.group", "block.ungroup", "block.enter", "block.leave", "block.keep"),
            ("block.bypass", "block.freeze", COLLAPSE),
            ("annotation.frame", "annotation.fit", "annotation.comment", "annotation.link", COLOUR, "annotation.next"),
            (ALIGN, "edit.arrange", "edit.arrange_down", "edit.arrange_right", "edit.arrange_columns"),
            ("edit.find", "edit.compare"),
        ),
    ),
    Menu(
        "view", tr("&View"),
        (
            ("view.zoom_in", "view.zoom_out", "view.actual_size", "view.zoom"),
            ("view.fit_all", "view.fit_selection"),
            (PANELS_MENU, "view.canvas_alone", "view.presentation"),
            ("view.snap", "view.minimap", "view.next_step"),
            ("view.values", "view.link_shapes", "view.link_sizes", SHARES, THEME, "view.language",
             "view.reduce_motion"),
        ),
    ),
    Menu("train", tr("&Train"), (
        ("train.start", "train.variations", "train.pause", "train.stop"),
        ("train.results", "train.try_it", "train.runs", "train.runs_place"),
        ("train.check_gradients", "train.one_batch", "train.beginnings", "train.profile"),
        ("data.show", "data.choose", "data.fit", "train.new_head"),
    )),
    Menu(
        "help", tr("&Help"),
        (
            ("help.about_layer", "help.index"),
            (LESSONS, "help.playgrounds", "help.functions", "help.loss"),
            ("view.commands", "help.shortcuts"),
            ("help.plugins", "help.about"),
        ),
    ),
)  # fmt: skip


def menus_of(action: str) -> tuple[str, ...]:
    """The titles of the menus that lead to an action from the menu bar; empty where none does."""
    return next((found for menu in MENU_BAR if (found := _menus_of(menu, action))), ())


def _menus_of(menu: Menu, action: str) -> tuple[str, ...]:
    inner = [entry for group in menu.groups for entry in group if isinstance(entry, Menu)]
    for entry in inner:
        if action in listed(entry):
            return _plain(menu), *_menus_of(entry, action)
    return (_plain(menu),) if action in listed(menu) else ()


def _plain(menu: Menu) -> str:
    """Its title without the sign of its key, which languages without Latin letters write behind it: `文件(&F)`."""
    return re.sub(r"\(&\w\)|&", "", in_language(menu.title))


def groups() -> list[tuple[str, list[str]]]:
    """Every action that is for no single entry, under the title of its menu."""
    bar = [(_plain(menu), listed(menu)) for menu in MENU_BAR]
    return [*bar, (tr("List of runs"), [name for name in listed(ON_RUN) if name != "table.copy"]),
            (tr("Tables"), ["table.copy"])]  # fmt: skip


TOOLBAR = (
    ("file.start_page", "file.open", "file.save"),
    ("edit.undo", "edit.redo"),
    ("view.fit_all", "edit.arrange", "view.snap", "view.minimap"),
    ("view.beside", "view.below"),
)
"""What leads to a network, at the left."""

TOOLBAR_END = (("train.start", "train.pause", "train.stop"), ("file.export",))
"""What is done with it, at the right."""

LABELLED = {"train.start": "primary", "file.export": "labelled"}
"""Those on the toolbar that have words, with the kind of button they are."""

ON_EMPTY_CANVAS = Menu(
    "canvas.empty", "",
    (
        ("edit.add", "edit.paste", "edit.paste_linked"),
        ("annotation.frame", "annotation.comment", "collapse.expand_all"),
        ("block.leave",),
        ("edit.select_all", "edit.arrange", "edit.arrange_down", "edit.arrange_right", "edit.arrange_columns"),
        ("view.fit_all", "view.actual_size", "view.snap", "view.minimap"),
    ),
)  # fmt: skip
ON_LINK = Menu("canvas.link", "", (("edit.insert",), ("edit.disconnect",)))
ON_ANNOTATION = Menu(
    "canvas.annotation", "",
    (
        ("edit.rename", COLOUR, "annotation.fit", "collapse.collapse", "annotation.link"),
        ("edit.cut", "edit.copy", "edit.paste", "edit.duplicate"),
        ("edit.delete",),
    ),
)  # fmt: skip
ON_NODE = Menu(
    "canvas.node", "",
    (
        ("edit.rename", "edit.duplicate"),
        ("edit.cut", "edit.copy", "edit.paste"),
        ("edit.connect", "edit.disconnect", "edit.insert"),
        ("block.bypass", "block.freeze"),
        ("block.enter", "block.group", "block.ungroup", "block.keep"),
        (COLLAPSE, "annotation.frame", ALIGN, COLOUR),
        ("edit.delete", "edit.delete_and_heal"),
        ("view.fit_selection",),
    ),
)  # fmt: skip
ON_PANEL = Menu("panel", "", (("view.float_panel", MOVES), ("view.reset_panels",)))
ON_RUN = Menu(
    "runs.run", "",
    (
        ("runs.results", "runs.open", "runs.go_on", "runs.branch", "runs.test"),
        ("runs.export", "runs.report", "runs.map"),
        ("runs.choose", "runs.choose_none", "runs.compare"),
        ("runs.rename", "runs.star", "runs.tags", "runs.note"),
        ("runs.folder", "table.copy", "runs.sort"),
        ("runs.delete",),
    ),
)  # fmt: skip
