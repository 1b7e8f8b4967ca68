"""What the text of a Python file tells of the networks in it; nothing of it is run, and torch is not needed for it."""

from __future__ import annotations

import ast
from pathlib import Path

from studio.compiler.importing.errors import NetworkImportError
from studio.files import reason
from studio.text import listed, tr, unended

LARGEST = 10 * 2**20
"""Bytes of a source file; none that people write is larger."""


def classes_in(source: Path) -> list[str]:
    """The classes of a file that are modules, as far as its text tells; nothing of it is run.

    Raises NetworkImportError.
    """
    found: list[str] = []
    for node in _parsed(source).body:
        if isinstance(node, ast.ClassDef):
            bases = [each.attr if isinstance(each, ast.Attribute) else getattr(each, "id", "") for each in node.bases]
            if any(base in found or base in ("Module", "Sequential") for base in bases):
                found.append(node.name)
    return found


def functions_in(source: Path) -> list[str]:
    """The functions of a file, which may make a network. Raises NetworkImportError."""
    return [node.name for node in _parsed(source).body if isinstance(node, ast.FunctionDef)]


def signature_of(source: Path, name: str) -> str:
    """The arguments that a class or function of a file takes, as they are written there; nothing of it is run.

    Raises NetworkImportError.
    """
    found = next((each for each in _parsed(source).body if getattr(each, "name", "") == name), None)
    is_class = isinstance(found, ast.ClassDef)
    if isinstance(found, ast.ClassDef):
        found = next((each for each in found.body if getattr(each, "name", "") == "__init__"), None)
    if not isinstance(found, ast.FunctionDef):
        return ""
    written = ast.unparse(found.args)
    return written.partition(",")[2].strip() if is_class else written


def _parsed(source: Path) -> ast.Module:
    try:
        if source.stat().st_size > LARGEST:
            raise NetworkImportError(tr("“{name}” is too large for a source file.", name=source.name))
        return ast.parse(source.read_bytes())
    except OSError as error:
        raise NetworkImportError(
            tr("“{name}” cannot be read. {reason}", name=source.name, reason=reason(source, error))
        ) from None
    except (SyntaxError, ValueError, RecursionError, MemoryError) as error:
        line = getattr(error, "lineno", 0) or 0
        raise NetworkImportError(
            tr("“{name}” is no Python that can be read: line {line}, {reason}.",
               name=source.name, line=line, reason=unended(str(getattr(error, "msg", error)))),
        ) from None  # fmt: skip


def chosen(source: Path, name: str | None) -> str:
    """The class that is meant: the one named, or the only one that no other of the file is made of."""
    if name is not None:
        return name
    found = classes_in(source)
    text = source.read_text(encoding="utf-8", errors="replace")
    outer = [each for each in found if text.count(each) == 1] or found
    if len(outer) == 1:
        return outer[0]
    if not found:
        raise NetworkImportError(
            tr("“{name}” defines no class that is an nn.Module.", name=source.name),
            tr("Give --class with the name of a class or function that makes one."),
        )
    raise NetworkImportError(
        tr("“{name}” defines several networks: {names}.", name=source.name, names=listed(outer)),
        tr("Give --class with one of these names."),
    )
