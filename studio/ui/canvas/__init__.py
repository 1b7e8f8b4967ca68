"""The canvas: the network as cards and links, and every gesture that edits it."""

from studio.ui.canvas.view import Canvas

__all__ = ["Canvas"]
