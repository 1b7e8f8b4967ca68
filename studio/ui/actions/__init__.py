"""What a person can do, each thing declared once: menus, toolbar and context menus derive from here."""

from studio.ui.actions.catalogue import actions
from studio.ui.actions.conditions import Situation
from studio.ui.actions.declaration import Action
from studio.ui.actions.making import ActionSet, MadeAction, make, told
from studio.ui.actions.menus import Menu
from studio.ui.actions.shortcuts import shortcut_text, shortcuts

__all__ = [
    "Action",
    "ActionSet",
    "MadeAction",
    "Menu",
    "Situation",
    "actions",
    "make",
    "shortcut_text",
    "shortcuts",
    "told",
]
