"""What a person can do, each thing declared once: menus, toolbar and context menus derive from here."""

from studio.ui.actions.catalogue import actions
from studio.ui.actions.conditions import Situation
from studio.ui.actions.declaration import Action
from studio.ui.actions.making import ActionSet, make, shortcut_text
from studio.ui.actions.menus import Menu

__all__ = ["Action", "ActionSet", "Menu", "Situation", "actions", "make", "shortcut_text"]
