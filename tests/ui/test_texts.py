"""Every text that a person reads comes from the catalogue of messages: no module writes one down bare."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

import studio

UI = Path(studio.__file__).parent / "ui"
ROOMS = ("actions", "canvas", "window", "session.py", "app.py", "picture.py", "screenshot.py", "explaining.py")

WORDS = re.compile(r"^[A-Z][a-z]+…?$|^[A-Z“]?[a-z’']+(,? [\w“”{}’']+)+|[a-z] [a-z]+[.:?!]")
"""A title of one word, or several words in a row."""

STYLE = re.compile(r"[{};]\s*$|:\s*\S+;|#\w+ |padding|QToolButton")
"""A piece of a style sheet."""

NO_TEXTS = ("tr", "ntr", "TypeVar", "getLogger", "warning", "exception", "critical", "error", "info", "getattr", "get")
"""Calls whose words are messages already, or are read by nobody."""

KNOWN = {
    "Block",  # what a new definition is called, in files too
    "Canvas",
    "Linear",
    "Title",  # the key of a picture's title in its file
    "NN Studio",
    "This plugin does not support propagateSizeHints()",
    *("Tab", "Ins", "Del", "Esc", "Home", "Return", "Enter", "Backspace"),  # keys, which Qt puts into words
}


def modules() -> list[Path]:
    places = [UI / room for room in ROOMS]
    return [path for place in places for path in (sorted(place.rglob("*.py")) if place.is_dir() else [place])]


def bare(tree: ast.AST) -> Iterator[str]:
    """The texts that stand in a module by themselves."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue  # a docstring
        if (isinstance(node, ast.Call) and _name(node) in NO_TEXTS) or _is_list_of_exports(node):
            continue
        if isinstance(node, (ast.arg, ast.AnnAssign)) and node.annotation is not None:
            node.annotation = ast.Name("annotation")
        if isinstance(node, ast.JoinedStr):
            text = "".join(part.value if isinstance(part, ast.Constant) else "0" for part in node.values)  # type: ignore[misc]
            yield from [text] if _is_read(text) else []
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield from [node.value] if _is_read(node.value) else []
        else:
            yield from bare(node)


def _is_list_of_exports(node: ast.AST) -> bool:
    return isinstance(node, ast.Assign) and getattr(node.targets[0], "id", "") == "__all__"


def _name(call: ast.Call) -> str:
    return call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")


def _is_read(text: str) -> bool:
    return bool(WORDS.search(text)) and not STYLE.search(text) and text not in KNOWN


@pytest.mark.parametrize("module", modules(), ids=lambda path: path.relative_to(UI).as_posix())
def test_texts_come_from_the_catalogue(module: Path) -> None:
    assert list(bare(ast.parse(module.read_text(encoding="utf-8")))) == []


@pytest.mark.parametrize(
    "line",
    ['label("Nothing here")', 'button.setText(f"Remove {name}")', 'menu.addMenu("File")', 'told = "from the file"'],
)
def test_a_bare_text_would_be_noticed(line: str) -> None:
    assert list(bare(ast.parse(line)))


def test_a_text_of_the_catalogue_is_none() -> None:
    assert not list(bare(ast.parse('label(tr("Nothing here")), button.setText(tr("Remove {name}", name=name))')))
