"""What Qt needs of the system for a window: told in a sentence where it is missing, before Qt would end the process."""

from __future__ import annotations

import ctypes
import os
import sys
from pathlib import Path

from studio.cli.failures import CommandError
from studio.cli.library_packages import PACKAGES, told_missing
from studio.text import tr


def check_display() -> None:
    """Whether a window can be shown. Raises CommandError with what is missing."""
    if not sys.platform.startswith("linux"):
        return
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if not wanted and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise CommandError(tr("There is no display for a window."), _WITHOUT)
    if wanted == "xcb" or (not wanted and not (os.environ.get("WAYLAND_DISPLAY") and _has_wayland())):
        _check_x()


def lacking(also: str = "") -> list[str]:
    """The libraries of ours that cannot be loaded, and one that was found missing otherwise."""
    return list(dict.fromkeys([*([also] if also else []), *(name for name in PACKAGES if not _is_there(name))]))


def _check_x() -> None:
    """Qt ends the process where its part for X does not load, or no display answers."""
    try:
        from PySide6.QtCore import QLibraryInfo

        plugin = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms" / "libqxcb.so"
        if plugin.is_file():
            ctypes.CDLL(str(plugin))
    except (ImportError, OSError) as error:
        if ".so" not in str(error):
            raise
        raise CommandError(*told_missing(lacking(str(error).partition(":")[0]))) from error
    if not _answers():
        raise CommandError(tr("The display “{name}” does not answer.", name=os.environ.get("DISPLAY", "")), _WITHOUT)


def _has_wayland() -> bool:
    """Whether Qt's part for Wayland loads; where it does not, Qt takes that for X."""
    from PySide6.QtCore import QLibraryInfo

    folder = Path(QLibraryInfo.path(QLibraryInfo.LibraryPath.PluginsPath)) / "platforms"
    return any(_is_there(str(plugin)) for plugin in folder.glob("libqwayland*.so"))


def _answers() -> bool:
    """Whether the display of the environment can be reached."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # then Qt has one of its own
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    is_refused = bool(xcb.xcb_connection_has_error(connection))
    xcb.xcb_disconnect(connection)
    return not is_refused


def _is_there(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


_WITHOUT = tr("“studio --help” lists what works without one.")
