"""What Qt needs of the system for a window: told in a sentence where it is missing, before Qt would end the process."""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from studio.cli.failures import CommandError
from studio.text import listed, ntr, tr

PACKAGES = {
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libglib-2.0.so.0": "libglib2.0-0",
    "libdbus-1.so.3": "libdbus-1-3",
    "libfontconfig.so.1": "libfontconfig1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libX11-xcb.so.1": "libx11-xcb1",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-image.so.0": "libxcb-image0",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-randr.so.0": "libxcb-randr0",
    "libxcb-render-util.so.0": "libxcb-render-util0",
    "libxcb-shape.so.0": "libxcb-shape0",
    "libxcb-shm.so.0": "libxcb-shm0",
    "libxcb-sync.so.1": "libxcb-sync1",
    "libxcb-xfixes.so.0": "libxcb-xfixes0",
    "libxcb-xkb.so.1": "libxcb-xkb1",
}
"""The libraries that Qt's own name, each with its package on Debian and Ubuntu; these bring all others."""


def check_display() -> None:
    """Whether a window can be shown. Raises CommandError with what is missing."""
    if not sys.platform.startswith("linux"):
        return
    wanted = os.environ.get("QT_QPA_PLATFORM", "").partition(":")[0].partition(";")[0]
    if not wanted and not os.environ.get("DISPLAY") and not os.environ.get("WAYLAND_DISPLAY"):
        raise CommandError(tr("There is no display for a window."), _WITHOUT)
    if wanted == "xcb" or (not wanted and not (os.environ.get("WAYLAND_DISPLAY") and _has_wayland())):
        _check_x()


def missing(libraries: Sequence[str]) -> CommandError:
    """What is told where these libraries are missing."""
    packages = [PACKAGES[name] for name in libraries if name in PACKAGES]
    remedy = (
        tr("On Debian and Ubuntu, “apt-get install {packages}” brings what is missing.", packages=" ".join(packages))
        if packages
        else tr("Install it with your system.")
    )
    return CommandError(
        ntr(
            "The window needs the system library {libraries}, which is missing.",
            "The window needs the system libraries {libraries}, which are missing.",
            len(libraries),
            libraries=listed(libraries),
        ),
        remedy,
    )


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
        raise missing(lacking(str(error).partition(":")[0])) from error
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
