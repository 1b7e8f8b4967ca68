"""Finds every message for the catalogue: a method of Babel for our Python source, and one for the templates.

Besides calls of `tr` and `ntr` it knows what is declared: kinds of findings, fields, titles and help of declarations,
help of commands. These are put into words where they are shown.
"""

from __future__ import annotations

import ast
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from inspect import cleandoc
from typing import IO, NamedTuple

from studio.text.declared import TOLD, paragraphs, spelt_out

HELPED = frozenset({"Field", "Option", "Argument", "Typer", "along"})
"""Calls that declare something with a description, title or help."""

DESCRIBING = frozenset({"description", "title", "help", "epilog"})

PLURALS = {"ntr": (0, 1), "Several": (0,)}
"""Calls with a message in two forms, and where these stand; of one alone all forms are the same in English."""

COMMANDS = ("command", "callback")

FORMLESS = frozenset({"NamedTuple", "Value", "dataclass"})
"""What makes a class a plain value by base or decorator: no form shows its fields, so their names are no words."""


Extracted = tuple[int, str | None, str | tuple[str, str], list[str]]
"""Line, what gettext calls the function, the message or its two forms, remarks: as Babel wants them of a method."""


class Found(NamedTuple):
    """A message with its line; `plural` is its other form, where it depends on a number."""

    line: int
    message: str
    plural: str = ""


def python(file: IO[bytes], keywords: object, comment_tags: object, options: object) -> Iterator[Extracted]:
    """The messages of a module."""
    for found in messages(file.read().decode()):
        if found.plural:
            yield found.line, "ngettext", (found.message, found.plural), []
        else:
            yield found.line, None, found.message, []


def template(file: IO[bytes], keywords: object, comment_tags: object, options: object) -> Iterator[Extracted]:
    """The sentences of a template: its name, what it teaches, what its blocks are."""
    entries = json.load(file)
    told = [entries["name"], entries["teaches"], *(block.get("about") for block in entries.get("blocks", {}).values())]
    for message in filter(None, told):
        yield 1, None, message, []


def messages(source: str) -> Iterator[Found]:
    """The messages of a module's source, in order."""
    tree = ast.parse(source)
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            yield from _of_call(node, constants)
        elif isinstance(node, ast.ClassDef):
            yield from _of_class(node, constants)
        elif isinstance(node, ast.FunctionDef) and any(map(_is_command, node.decorator_list)):
            yield from _of_command(node)


def _of_call(node: ast.Call, constants: Mapping[str, ast.expr]) -> Iterator[Found]:
    name = _name(node.func)
    if name == "tr":
        yield from _found(node.args[:1], constants)
    elif name in PLURALS:
        yield from _plural(node, PLURALS[name], constants)
    elif name == "Kind":
        given = {**dict(zip(("code", "message", "remedy"), node.args, strict=False)), **_keywords(node)}
        texts = {key: _text(value, constants) or "" for key, value in given.items()}
        if re.sub(r"\{\w+\}", "", texts["message"]):
            yield Found(node.lineno, texts["message"], texts.get("plural", ""))
        yield from _found([given["remedy"]] if texts.get("remedy") else [], constants)
    elif name in HELPED:
        yield from _found(node.args[2:3] if name == "along" else (), constants)
        yield from _found([value for key, value in _keywords(node).items() if key in DESCRIBING], constants)


def _plural(node: ast.Call, places: tuple[int, ...], constants: Mapping[str, ast.expr]) -> Iterator[Found]:
    if len(places) == 2:
        singular, plural = (_text(each, constants) for each in node.args[:2])
        if singular and plural:
            yield Found(node.lineno, singular, plural)
        return
    for each in node.args:
        text = _text(each, constants)
        if text:
            yield Found(node.lineno, text, text)


def _of_class(node: ast.ClassDef, constants: Mapping[str, ast.expr]) -> Iterator[Found]:
    """What a declaration says of itself; its docstring is help where it has a title."""
    assigned = dict(pair for statement in node.body for pair in _assigned(statement))
    yield from _found([value for name, value in assigned.items() if name in TOLD], constants)
    fields = [each for each in node.body if isinstance(each, ast.AnnAssign) and "ClassVar" not in ast.dump(each)]
    if "title" in assigned or (any(map(_is_described, fields)) and not _is_formless(node)):
        for each in fields:
            yield Found(each.lineno, spelt_out(ast.unparse(each.target)))
    if "title" in assigned:
        for text in filter(None, paragraphs(ast.get_docstring(node) or "")):
            yield Found(node.lineno, text)


def _is_formless(node: ast.ClassDef) -> bool:
    called = (each.func if isinstance(each, ast.Call) else each for each in (*node.bases, *node.decorator_list))
    return any(_name(each) in FORMLESS for each in called)


def _assigned(statement: ast.stmt) -> Iterator[tuple[str, ast.expr]]:
    if isinstance(statement, ast.Assign) and isinstance(statement.targets[0], ast.Name):
        yield statement.targets[0].id, statement.value


def _is_described(field: ast.AnnAssign) -> bool:
    """Whether it has a description, or a constant's."""
    if isinstance(field.value, ast.Name):
        return field.value.id.isupper()
    return isinstance(field.value, ast.Call) and _name(field.value.func) in HELPED


def _of_command(node: ast.FunctionDef) -> Iterator[Found]:
    """The docstring of a command, which its help shows."""
    yield Found(node.lineno, cleandoc(ast.get_docstring(node) or ""))


def _is_command(decorator: ast.expr) -> bool:
    return isinstance(decorator, ast.Call) and _name(decorator.func) in COMMANDS


def _found(nodes: Iterable[ast.expr], constants: Mapping[str, ast.expr]) -> Iterator[Found]:
    for node in nodes:
        for choice in (node.body, node.orelse) if isinstance(node, ast.IfExp) else (node,):
            text = _text(choice, constants)
            if text:
                yield Found(choice.lineno, text)


def _text(node: ast.expr, constants: Mapping[str, ast.expr]) -> str | None:
    """The text of a literal, or of a constant of the module by its name."""
    if isinstance(node, ast.Name) and node.id in constants:
        node = constants[node.id]
    return node.value if isinstance(node, ast.Constant) and isinstance(node.value, str) else None


def _constants(tree: ast.Module) -> Mapping[str, ast.expr]:
    assigned = (each for each in tree.body if isinstance(each, ast.Assign) and len(each.targets) == 1)
    return {each.targets[0].id: each.value for each in assigned if isinstance(each.targets[0], ast.Name)}


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def _keywords(node: ast.Call) -> Mapping[str, ast.expr]:
    return {each.arg: each.value for each in node.keywords if each.arg}
