"""A pen on a tablet, as the window system tells Qt of it; what no widget takes Qt makes into a mouse."""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Self

import PySide6
import shiboken6
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QInputDevice, QPointingDevice
from PySide6.QtWidgets import QApplication, QWidget

IS_AT_HAND = sys.platform == "linux" and sys.maxsize > 2**32
"""Whether the window system can be spoken for here: Qt declares the way in for its own plug-ins alone."""

_TOLD = (
    "_ZN22QWindowSystemInterface17handleTabletEventEP7QWindowPK15QPointingDeviceRK7QPointFS7_"
    "6QFlagsIN2Qt11MouseButtonEEdddddiS8_INS9_16KeyboardModifierEE"
)
_MADE_A_MOUSE = "_ZN29QWindowSystemInterfacePrivate11TabletEvent27setPlatformSynthesizesMouseEb"
"""Says whether the window system makes a mouse of a pen itself; that of Linux leaves it to Qt."""

NONE = Qt.MouseButton.NoButton


class Pen:
    """One over a widget. Places are pixels of the widget; `button` is that of its tip or of its barrel."""

    def __init__(self, widget: QWidget, end: QPointingDevice.PointerType = QPointingDevice.PointerType.Pen) -> None:
        self._widget = widget
        self._device = QPointingDevice(
            "pen", 7, QInputDevice.DeviceType.Stylus, end,
            QInputDevice.Capability.Position | QInputDevice.Capability.Pressure, 1, 3,
        )  # fmt: skip
        library = ctypes.CDLL(str(Path(PySide6.__file__).parent / "Qt" / "lib" / "libQt6Gui.so.6"))
        self._say_who_makes_a_mouse = library[_MADE_A_MOUSE]
        self._tell = library[_TOLD]
        self._tell.restype = ctypes.c_bool
        self._tell.argtypes = [ctypes.c_void_p] * 4 + [ctypes.c_int] + [ctypes.c_double] * 5 + [ctypes.c_int] * 2

    def __enter__(self) -> Self:
        self._say_who_makes_a_mouse(ctypes.c_bool(False))
        return self

    def __exit__(self, *error: object) -> None:
        self._say_who_makes_a_mouse(ctypes.c_bool(True))

    def drag(self, way: Sequence[QPoint], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Hover to where a way begins, press, go along it and lift."""
        self.hover(way[0])
        self.hold(way, button)
        self.hover(way[-1])

    def hover(self, at: QPoint) -> None:
        """Be over a place, lifted where it was pressed."""
        self._be_at(at, NONE)

    def hold(self, way: Sequence[QPoint], button: Qt.MouseButton = Qt.MouseButton.LeftButton) -> None:
        """Press where a way begins, or stay pressed, and go along it without lifting."""
        for at in way:
            self._be_at(at, button)

    def tap(self, at: QPoint, times: int = 1) -> None:
        """Touch a place with its tip, quickly so many times."""
        for _ in range(times):
            self.drag([at])

    def _be_at(self, at: QPoint, button: Qt.MouseButton) -> None:
        window = self._widget.window().windowHandle()
        local, everywhere = (
            QPointF(self._widget.mapTo(self._widget.window(), at)),
            QPointF(self._widget.mapToGlobal(at)),
        )
        pressure = 0.0 if button is NONE else 0.5
        places = (_address(each) for each in (window, self._device, local, everywhere))
        self._tell(*places, button.value, pressure, 0.0, 0.0, 0.0, 0.0, 0, 0)
        QApplication.processEvents()


def _address(wrapped: object) -> int:
    """Where what Python holds lies in memory."""
    return int(shiboken6.getCppPointer(wrapped)[0])
