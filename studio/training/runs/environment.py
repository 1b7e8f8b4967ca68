"""Where a run was made: time, machine, and versions of the libraries that computed it."""

from __future__ import annotations

import platform
from datetime import datetime
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import Any

LIBRARIES = {
    "nn-studio": "studio",
    "torch": "torch",
    "numpy": "numpy",
    "scikit-learn": "sklearn",
    "pydantic": "pydantic",
    "safetensors": "safetensors",
}
"""Packages by their names, with the modules they are imported as."""

UNKNOWN = "unknown"


def environment() -> dict[str, Any]:
    """What a run keeps of the machine it is made on, as JSON values."""
    return {
        "started": datetime.now().astimezone().isoformat(timespec="microseconds"),
        "python": platform.python_version(),
        "platform": platform.platform(),
        "processor": platform.processor() or platform.machine(),
        "libraries": {package: version_of(package, module) for package, module in LIBRARIES.items()},
    }


def version_of(package: str, module: str) -> str:
    """The version of a library: by its package where that is known, which a frozen application leaves out."""
    try:
        return version(package)
    except PackageNotFoundError:
        pass
    try:
        return str(getattr(import_module(module), "__version__", UNKNOWN))
    except ImportError:
        return UNKNOWN
