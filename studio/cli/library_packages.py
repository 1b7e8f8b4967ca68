"""The libraries of the system that Qt needs for a window, with the packages that bring them."""

from __future__ import annotations

from collections.abc import Sequence

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


def told_missing(libraries: Sequence[str]) -> tuple[str, str]:
    """What is told where these libraries are missing, and what helps."""
    packages = [PACKAGES[name] for name in libraries if name in PACKAGES]
    message = ntr(
        "The window needs the system library {libraries}, which is missing.",
        "The window needs the system libraries {libraries}, which are missing.",
        len(libraries),
        libraries=listed(libraries),
    )
    if not packages:
        return message, tr("Install it with your system.")
    return message, tr(
        "On Debian and Ubuntu, “apt-get install {packages}” brings what is missing.", packages=" ".join(packages)
    )
