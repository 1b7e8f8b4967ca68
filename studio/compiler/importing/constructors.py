"""Networks that installed packages make by name, such as `torchvision:resnet18`."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from studio.compiler.importing.errors import NetworkImportError
from studio.text import tr

if TYPE_CHECKING:
    from studio.compiler.importing.onnx_import import Imported

PACKAGES = ("torchvision", "timm")


class Constructor(NamedTuple):
    """A network of a package by name."""

    package: str
    name: str


def constructor_of(source: Path) -> Constructor | None:
    """What `PACKAGE:NAME` means; None for anything else."""
    package, colon, name = str(source).partition(":")
    return Constructor(package, name) if colon and package in PACKAGES else None


def import_constructor(
    source: Path,
    shapes: Sequence[tuple[int, ...]],
    arguments: Mapping[str, Any],
    check: Callable[[], object] = lambda: None,
) -> Imported:
    """Take in what a package makes, for samples of these shapes, or of the one it says itself.

    Raises NetworkImportError where the package is not there, or makes nothing of that name.
    """
    from studio.compiler.importing.python_file import PythonNetwork, import_python

    found = constructor_of(source)
    assert found is not None
    if find_spec(found.package) is None:
        raise NetworkImportError(
            tr("The package “{package}” is not installed here, which makes “{name}”.",
               package=found.package, name=found.name),
            tr("Install it (pip install {package}), or export the network as ONNX where it is.", package=found.package),
        )  # fmt: skip
    return import_python(PythonNetwork(source, found.name, shapes, arguments, found.package), check=check)
