"""What is open in a window, where canvas and panels meet."""

from studio.ui.session.session import Session

__all__ = ["Session"]
