"""What an exporter is: a format with its suffixes and words, its options as fields, what it needs, how it writes."""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, ClassVar, Literal, Self

from pydantic import Field

from studio.compiler.export_error import ExportError, not_written
from studio.files import replace_file
from studio.layers import Declaration, FieldSpec, fields
from studio.project.exporters.subject import Exported, Subject
from studio.text import listed, tr

Need = Literal["weights", "data", "drawing"]
"""What an exporter makes use of: weights that go into the file, samples to try it on, or somebody who can draw."""


class Exporter(Declaration):
    """A subclass declares a format; its fields are the options a person can set, its docstring says what it is for."""

    suffixes: ClassVar[tuple[str, ...]]
    about: ClassVar[str]
    needs: ClassVar[frozenset[Need]] = frozenset()

    @classmethod
    def options(cls) -> tuple[FieldSpec, ...]:
        """What a person can set."""
        return fields(cls)

    @classmethod
    def of(cls, options: Mapping[str, Any]) -> Self:
        """The format with these options. Raises ParameterError."""
        return cls.create(options)

    @classmethod
    def obstacle(cls, subject: Subject) -> str:
        """What in the network the format cannot hold, as sentences; "" where there is nothing known of."""
        return ""

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the subject to a file. Raises an error with a message and a remedy."""
        raise NotImplementedError


class Prepared(Exporter):
    """A format that can carry the preparation of samples along."""

    preparation: bool = Field(
        True,
        description="Put the preparation of samples into the file: it takes them as they come, "
        "and answers in the units of the data",
    )


_known: dict[str, type[Exporter]] = {}


def register(declared: type[Exporter]) -> type[Exporter]:
    """Offer an exporter everywhere."""
    _known[declared.name] = declared
    return declared


@cache
def exporters() -> Mapping[str, type[Exporter]]:
    """All exporters by name: first what takes samples as they come, with weights before source, and pictures last.

    Those of a kind stand in the order of their files, whichever was imported first.
    """
    package = importlib.import_module("studio.project.exporters")
    for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
        importlib.import_module(module.name)
    return dict(sorted(_known.items(), key=lambda entry: (_rank(entry[1]), entry[1].__module__)))


def network_formats() -> Mapping[str, type[Exporter]]:
    """Formats of the network itself."""
    return {name: declared for name, declared in exporters().items() if "drawing" not in declared.needs}


def picture_formats() -> Mapping[str, type[Exporter]]:
    """Formats of pictures of it."""
    return {name: declared for name, declared in exporters().items() if "drawing" in declared.needs}


def _rank(declared: type[Exporter]) -> int:
    if issubclass(declared, Prepared):
        return 0 if "weights" in declared.needs else 1
    return 3 if "drawing" in declared.needs else 2


def ending_of(path: Path) -> str:
    """The ending that says what a file of this name is, the longest of those known (`_keras.py`); "" for none."""
    known = (suffix for declared in exporters().values() for suffix in declared.suffixes)
    return max((suffix for suffix in known if path.name.lower().endswith(suffix)), key=len, default="")


def exporter_for(path: Path) -> type[Exporter]:
    """The exporter that writes files of this name. Raises ExportError."""
    ending = ending_of(path)
    for declared in exporters().values():
        if ending in declared.suffixes:
            return declared
    known = [suffix for declared in exporters().values() for suffix in declared.suffixes]
    raise ExportError(
        tr("“{name}” does not say what to write.", name=path.name),
        tr("End the name in {suffixes}.", suffixes=listed(known, "or")),
    )


def put_in_place(path: Path, content: bytes) -> None:
    """Write a file in one step. Raises ExportError where the system does not let it be written."""
    try:
        replace_file(path, content)
    except OSError as error:
        raise not_written(path, error) from None
