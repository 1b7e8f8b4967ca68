"""A person's own library of blocks: a folder with a file for each, to be used in any project."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

from studio.file_names import free, proposed
from studio.files import replace_file
from studio.graph import Graph, Node
from studio.graph.definition import Definition, definitions
from studio.layers.block import create_block
from studio.paths import blocks as folder
from studio.project.errors import ProjectError
from studio.project.reading import load_fragment
from studio.project.writing import dump_fragment

SUFFIX = ".nns"


def keep(definition: Definition) -> None:
    """Put a block into the library, in place of one of the same name. Raises OSError."""
    folder().mkdir(parents=True, exist_ok=True)
    text = dump_fragment(Graph({"block1": Node(create_block(definition))}))
    files = _files()
    new = free(proposed(definition.name, "block"), (path.stem for path in files))
    path = next((path for path, found in files.items() if definition.name in found), folder() / f"{new}{SUFFIX}")
    replace_file(path, text.encode())


def kept() -> dict[str, Definition]:
    """The blocks of the library by name; files that cannot be read are passed over."""
    return {name: each for found in _files().values() for name, each in found.items()}


def forget(name: str) -> None:
    """Take a block out of the library; projects that have it keep it. Raises OSError."""
    for path, found in _files().items():
        if name in found:
            path.unlink()


def _files() -> dict[Path, Mapping[str, Definition]]:
    """The files of the library with what is in them."""
    found: dict[Path, Mapping[str, Definition]] = {}
    for path in sorted(folder().glob(f"*{SUFFIX}")):
        try:
            state = path.stat()
            found[path] = _read(path, (state.st_ino, state.st_mtime_ns, state.st_size))
        except OSError:
            continue
    return found


@lru_cache(maxsize=256)
def _read(path: Path, state: tuple[int, ...]) -> Mapping[str, Definition]:
    """The block of a file, read once for each `state` it is in; none where it cannot be read. Raises OSError."""
    try:
        graph = load_fragment(path.read_text("utf-8"))
    except (ValueError, ProjectError):
        return {}
    return {name: each for name, each in definitions(graph).items() if _stands_alone(graph, each)}


def _stands_alone(graph: Graph, definition: Definition) -> bool:
    """Whether a definition is that of the file, and not only inside it."""
    return any(getattr(node.layer, "definition", None) is definition for node in graph.values())
