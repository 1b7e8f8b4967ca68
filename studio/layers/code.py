"""What a custom layer's code says of itself, read from its text by `ast`. Nothing here ever runs it."""

from __future__ import annotations

import ast
from dataclasses import dataclass
from functools import lru_cache

from studio.text import tr, unended

LONGEST = 100_000
FORWARD = "forward"
SHAPES = ("in_shape", "in_shapes")
"""Parameters of a constructor that are filled: the shape of the first input, the shapes of all."""

MOST_PORTS = 16


class CodeError(Exception):
    """Code that is no layer, or fails: `line` counts from 1 and is 0 where none is to blame."""

    def __init__(self, message: str, line: int = 0) -> None:
        self.message = message
        self.line = line
        super().__init__(tr("line {line}: {message}", line=line, message=message) if line else message)


@dataclass(frozen=True, slots=True)
class Outline:
    """The function or class that is the layer, with its ports."""

    name: str
    is_class: bool
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    takes: tuple[str, ...] = ()


@lru_cache(maxsize=512)
def outline(code: str) -> Outline | CodeError:
    """What the code is as a layer, or what keeps it from being one."""
    try:
        return _read(code)
    except CodeError as error:
        return error


def _read(code: str) -> Outline:
    body = _parsed(code).body
    functions = [each for each in body if isinstance(each, ast.FunctionDef)]
    classes = [
        (each, method)
        for each in body
        if isinstance(each, ast.ClassDef)
        for method in [_method(each, FORWARD)]
        if method
    ]
    chosen = next((each for each in functions if each.name == FORWARD), None)
    if chosen is not None:
        return Outline(chosen.name, False, _inputs(chosen, chosen.args), _outputs(chosen))
    if classes:
        found, method = classes[-1]
        return Outline(found.name, True, _inputs(method, method.args, own=1), _outputs(method), _takes(found))
    raise CodeError(tr("it has neither a function “forward” nor a class with a method “forward”"))


def _parsed(code: str) -> ast.Module:
    try:
        return ast.parse(code)
    except SyntaxError as error:
        raise CodeError(_syntax(error), error.lineno or 1) from None
    except ValueError as error:
        # Python before 3.11.4 says so of null bytes, and of no line.
        raise CodeError(str(error), code.count("\n", 0, code.find("\0")) + 1) from None
    except (RecursionError, MemoryError):
        raise CodeError(tr("it cannot be read as Python")) from None


def _syntax(error: SyntaxError) -> str:
    return unended(error.msg or tr("invalid syntax"))


def _method(found: ast.ClassDef, name: str) -> ast.FunctionDef | None:
    return next((each for each in found.body if isinstance(each, ast.FunctionDef) and each.name == name), None)


def _inputs(function: ast.FunctionDef, arguments: ast.arguments, own: int = 0) -> tuple[str, ...]:
    positional = [*arguments.posonlyargs, *arguments.args][own:]
    required = positional[: len(positional) - len(arguments.defaults)] if arguments.defaults else positional
    if arguments.vararg is not None:
        raise CodeError(
            tr("forward takes *{argument}, but a layer has a fixed number of inputs", argument=arguments.vararg.arg),
            function.lineno,
        )
    if not required:
        raise CodeError(tr("forward takes no input"), function.lineno)
    if len(required) > MOST_PORTS:
        raise CodeError(
            tr("forward takes {count} inputs; {most} are allowed", count=len(required), most=MOST_PORTS),
            function.lineno,
        )
    if any(default is None for default in arguments.kw_defaults):
        raise CodeError(tr("forward has a keyword argument without a default"), function.lineno)
    return tuple(each.arg for each in required)


def _outputs(function: ast.FunctionDef) -> tuple[str, ...]:
    """One output, or as many as the tuples that are returned have entries."""
    counts = {len(value.elts) if isinstance(value, ast.Tuple) else 1 for value in _returned(function)}
    if not counts:
        raise CodeError(tr("forward returns nothing"), function.lineno)
    if len(counts) > 1:
        raise CodeError(tr("forward returns a different number of results in different places"), function.lineno)
    (count,) = counts
    if not 1 <= count <= MOST_PORTS:
        raise CodeError(
            tr(
                "forward returns {count} results; from 1 to {most} are allowed",
                count=count,
                most=MOST_PORTS,
            ),
            function.lineno,
        )
    return ("output",) if count == 1 else tuple(tr("output {number}", number=port) for port in range(count))


def _returned(function: ast.FunctionDef) -> list[ast.expr]:
    """What its own return statements hand out, less those of functions inside it."""
    found: list[ast.expr] = []
    waiting: list[ast.AST] = list(function.body)
    for node in waiting:
        if isinstance(node, ast.Return) and node.value is not None:
            found.append(node.value)
        if not isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef | ast.Lambda):
            waiting.extend(ast.iter_child_nodes(node))
    return found


def _takes(found: ast.ClassDef) -> tuple[str, ...]:
    """Which of the shapes the constructor asks for; whatever else it takes needs a default."""
    made = _method(found, "__init__")
    if made is None:
        return ()
    arguments = made.args
    positional = [*arguments.posonlyargs, *arguments.args][1:]
    required = positional[: len(positional) - len(arguments.defaults)] if arguments.defaults else positional
    keyword = [
        each for each, default in zip(arguments.kwonlyargs, arguments.kw_defaults, strict=True) if default is None
    ]
    for each in (*required, *keyword):
        if each.arg not in SHAPES:
            raise CodeError(
                tr(
                    "the constructor's “{argument}” needs a default; only in_shape and in_shapes are filled",
                    argument=each.arg,
                ),
                made.lineno,
            )
    return tuple(each.arg for each in (*positional, *arguments.kwonlyargs) if each.arg in SHAPES)
