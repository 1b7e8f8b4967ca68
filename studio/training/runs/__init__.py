"""Runs as folders: all that gives weights their meaning, kept beside them and read back whole or not at all.

What needs torch is imported when it is first asked for, so that runs are listed and compared without it.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from studio.training.runs.folder import Run, new_folder
    from studio.training.runs.settings import configuration

__all__ = ["Run", "configuration", "new_folder"]

_MODULES = {"Run": "folder", "new_folder": "folder", "configuration": "settings"}


def __getattr__(name: str) -> Any:
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_MODULES[name]}"), name)
