"""Finds texts in source that people would read and no language could translate, as `tr` knows nothing of them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from typing import NamedTuple

from studio.text.declared import TOLD
from studio.text.extraction import DESCRIBING, HELPED, PLURALS

PROSE = re.compile(r"[^\W\d_]{2,}[”»)]?[,;:.]? [“({a-z]|^[A-Z][a-z]+ ")
"""A text with two words."""

TRANSLATED = frozenset({"tr", "Kind", *PLURALS})

INTERNAL = frozenset({
    "TypeError", "RuntimeError", "NotImplementedError", "AssertionError", "KeyError", "AttributeError",
    "compile", "sub", "findall", "match", "search", "warn", "debug", "info", "warning", "exception", "error", "cast",
})  # fmt: skip
"""Calls whose texts no person is shown: mistakes of programs, patterns, the log."""

SILENT = frozenset({"aliases"})
"""Names of what is searched for and not shown."""

PARTS_OF_PROGRAMS = re.compile(
    r"^(def|class|import|from|for|return) |^\s*[<#]|://|\{\w+\}for |^[a-z_]+\(|:$"
    r"|\*\*|\n|\(\d{4}\)$|^\s+(return|\"\"\")"
    r"| \| | if \S+ [<>] \S+ else "
)
"""Markup, Python source, formulas, addresses, and titles of papers."""


class Bare(NamedTuple):
    """A text that is not translated, and its line."""

    line: int
    text: str


def bare_texts(source: str) -> list[Bare]:
    """All of a module, in order."""
    tree = ast.parse(source)
    constants = _constants_used(tree)
    return [found for statement in tree.body for found in _of(statement, constants)]


def _of(node: ast.AST, constants: frozenset[str]) -> Iterator[Bare]:
    if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
        return  # a docstring
    if isinstance(node, ast.Assign | ast.AnnAssign) and _is_known(node, constants):
        return
    if isinstance(node, ast.Call):
        yield from _of_call(node, constants)
        return
    text = _text(node)
    if text is not None:
        if PROSE.search(text) and not PARTS_OF_PROGRAMS.search(text):
            yield Bare(node.lineno, text)  # type: ignore[attr-defined]
        return
    for child in ast.iter_child_nodes(node):
        yield from _of(child, constants)


def _of_call(node: ast.Call, constants: frozenset[str]) -> Iterator[Bare]:
    name = _name(node.func)
    if name in INTERNAL:
        return
    shown = node.args if name not in TRANSLATED else [each for each in node.args if _text(each) is None]
    if name == "along":
        shown = node.args[:2]
    told = DESCRIBING | {"metavar", "pattern"} if name in HELPED else {"message", "remedy", "plural"}
    named = [each.value for each in node.keywords if not (each.arg in told and name in HELPED | TRANSLATED)]
    for child in (node.func, *shown, *named):
        yield from _of(child, constants)


def _is_known(node: ast.Assign | ast.AnnAssign, constants: frozenset[str]) -> bool:
    targets = node.targets if isinstance(node, ast.Assign) else [node.target]
    names = {target.id for target in targets if isinstance(target, ast.Name)}
    return bool(names & (TOLD | SILENT | constants))


def _constants_used(tree: ast.Module) -> frozenset[str]:
    """Constants of the module that stand as a message where the extraction finds them."""
    calls = (node for node in ast.walk(tree) if isinstance(node, ast.Call))
    known = (call for call in calls if _name(call.func) in TRANSLATED | HELPED)
    given = (each for call in known for each in (*call.args, *(keyword.value for keyword in call.keywords)))
    return frozenset(each.id for each in given if isinstance(each, ast.Name) and each.id.isupper())


def _text(node: ast.AST) -> str | None:
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if isinstance(node, ast.JoinedStr):
        return "".join(str(part.value) if isinstance(part, ast.Constant) else "{x}" for part in node.values)
    return None


def _name(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")
