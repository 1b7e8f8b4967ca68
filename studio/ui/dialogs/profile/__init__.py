"""Time and memory of each layer, measured: a table, a roofline, heat on the cards, and how to keep a budget."""

from studio.ui.dialogs.profile.dialog import ProfileDialog

__all__ = ["ProfileDialog"]
