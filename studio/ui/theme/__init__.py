"""How the window looks: colours light and dark, fonts, icons and the style sheet, behind one door."""

from studio.ui.theme.colours import CONTRAST, DARK, FAMILIES, LIGHT, Mode, Theme
from studio.ui.theme.fonts import fixed_font, font, scale
from studio.ui.theme.icons import icon, pixmap, renderer
from studio.ui.theme.mode import CHOICES, Choice, choice, current, notifier, set_mode
from studio.ui.theme.motion import moves, reduce_motion
from studio.ui.theme.style import apply, sized
from studio.ui.theme.type_size import enlarge_type

__all__ = [
    "CHOICES",
    "CONTRAST",
    "DARK",
    "FAMILIES",
    "LIGHT",
    "Choice",
    "Mode",
    "Theme",
    "apply",
    "choice",
    "current",
    "enlarge_type",
    "fixed_font",
    "font",
    "icon",
    "moves",
    "notifier",
    "pixmap",
    "reduce_motion",
    "renderer",
    "scale",
    "set_mode",
    "sized",
]
