"""Runs the code of a custom layer, once it is allowed, and makes its module. Imported only when one is built."""

from __future__ import annotations

import io
import linecache
import math
import sys
import textwrap
import tokenize
from collections.abc import Callable, Sequence
from functools import lru_cache
from traceback import extract_tb
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from studio.layers import consent
from studio.layers.code import CodeError, Outline, outline
from studio.layers.time_limit import TimeLimitError
from studio.text import tr


def _print(*values: object, **options: Any) -> None:
    """What the code prints goes beside our own output, which programs may read."""
    print(*values, **{"file": sys.stderr, **options})


NAMES = {"torch": torch, "nn": nn, "F": functional, "math": math, "print": _print}
"""What the code can use without importing it."""

FILE = "<custom layer "
"""What the file names of code begin with, in tracebacks."""

MODULE = "custom_layer"
"""The module name of classes made here; generated source finds them by it."""


def build(code: str, shapes: Sequence[tuple[int, ...]]) -> nn.Module:
    """The module of the code for inputs of these shapes. Raises ConsentError before anything runs, or CodeError."""
    consent.check(code)
    found = outline(code)
    if isinstance(found, CodeError):
        raise found
    given = {"in_shape": shapes[0], "in_shapes": tuple(shapes)}
    made = _module_class(code)
    arguments = {name: given[name] for name in found.takes}
    try:
        module = made(**arguments)
    except Exception as error:
        raise CodeError(_first_line(error), line_of(error)) from None
    if not isinstance(module, nn.Module):
        raise CodeError(tr("“{name}” has to derive from nn.Module", name=found.name))
    vars(module)["constructed_with"] = arguments
    return module


def line_of(error: BaseException) -> int:
    """The last line of custom code that an error came through, from 1; 0 where it did not."""
    if isinstance(error, CodeError):
        return error.line
    frames = error.stack if isinstance(error, TimeLimitError) else extract_tb(error.__traceback__)
    lines = [frame.lineno for frame in frames if frame.filename.startswith(FILE)]
    return (lines[-1] or 0) if lines else 0


@lru_cache(maxsize=256)
def _module_class(code: str) -> type[nn.Module]:
    """The class that the code defines, or one that calls its function. The only place where such code runs."""
    consent.check(code)
    found = outline(code)
    assert isinstance(found, Outline)
    file = f"{FILE}{consent.fingerprint([code])[:12]}>"
    linecache.cache[file] = (len(code), None, code.splitlines(keepends=True), file)
    namespace: dict[str, Any] = {**NAMES, "__name__": MODULE}
    try:
        exec(compile(code, file, "exec"), namespace)
    except Exception as error:
        raise CodeError(_first_line(error), line_of(error)) from None
    made = namespace.get(found.name)
    if found.is_class:
        if not isinstance(made, type) or not issubclass(made, nn.Module):
            raise CodeError(tr("“{name}” has to derive from nn.Module", name=found.name))
        made.source_text = code.strip("\n")  # type: ignore[attr-defined]
        made.__module__ = MODULE
        return made
    assert callable(made)
    return _calling(made, code)


def _calling(function: Callable[..., Any], code: str) -> type[nn.Module]:
    def forward(self: nn.Module, *inputs: torch.Tensor) -> Any:
        return function(*inputs)

    name = f"Custom{consent.fingerprint([code])[:8]}"
    return type(name, (nn.Module,), {"forward": forward, "__module__": MODULE, "source_text": _as_class(name, code)})


def _as_class(name: str, code: str) -> str:
    """Source of a class that does the same, with all of the code inside its `forward`."""
    inside = textwrap.indent(code.strip("\n"), " " * 8, _outside_texts(code.strip("\n")))
    return "\n".join(
        (
            f"class {name}(nn.Module):",
            '    """A function of its own as a layer."""',
            "",
            "    def forward(self, *inputs: torch.Tensor):",
            inside,
            "",
            "        return forward(*inputs)",
        )
    )


def _outside_texts(code: str) -> Callable[[str], bool]:
    """Tells line by line whether it may be indented: blank ones and those inside a text of several lines may not."""
    inside: set[int] = set()
    for token in tokenize.generate_tokens(io.StringIO(code).readline):
        if token.type == tokenize.STRING:
            inside.update(range(token.start[0] + 1, token.end[0] + 1))
    lines = iter(range(1, len(code) + 2))
    return lambda line: next(lines) not in inside and bool(line.strip())


def _first_line(error: BaseException) -> str:
    return str(error).strip().partition("\n")[0] or type(error).__name__
