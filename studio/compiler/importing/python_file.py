"""Networks written in Python: run by a process of their own once a person has allowed it, and taken in as ONNX."""

from __future__ import annotations

import ast
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import Any

import numpy as np
import torch

from studio.compiler.importing.equality import Equality, relative
from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.onnx_import import Imported, import_onnx
from studio.compiler.onnx.parity import TOLERANCE
from studio.files import reason
from studio.formatting.shortened import shortened
from studio.text import listed, tr

SECONDS = 180.0
"""A network's code that takes longer is ended."""

LOOK = 0.1
"""Seconds from one look at what the process does to the next."""

LARGEST = 10 * 2**20
"""Bytes of a source file; none that people write is larger."""


@dataclass(frozen=True)
class PythonNetwork:
    """A class or function of a file that makes a network of arguments, for inputs of these shapes of samples.

    Or a constructor of an installed `package`, of which `source` is the way it is written.
    """

    source: Path
    name: str
    shapes: Sequence[tuple[int, ...]]
    arguments: Mapping[str, Any]
    package: str = ""


def import_python(
    asked: PythonNetwork, seconds: float = SECONDS, check: Callable[[], object] = lambda: None
) -> Imported:
    """Run the file and take its network in. Only call it once the person has allowed that.

    `check` is asked over and over meanwhile: what it raises ends the work. Raises NetworkImportError.
    """
    if not asked.shapes and not asked.package:
        raise NetworkImportError(
            tr("The file does not say what its network takes."), tr("Give --shape, such as --shape 3,224,224.")
        )
    with TemporaryDirectory(prefix="nn-studio-") as name:
        folder = Path(name)
        _run(asked, folder, seconds, check)
        found = import_onnx(folder / "network.onnx")
        proof = _compared(found, folder / "trial.npz")
    return replace(found, name=asked.name, producer=tr("Python"), equality=proof)


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
               name=source.name, line=line, reason=str(getattr(error, "msg", error)).rstrip(".")),
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


def _run(asked: PythonNetwork, folder: Path, seconds: float, check: Callable[[], object]) -> None:
    """Have another process make the ONNX file. Raises NetworkImportError where the code fails, hangs or exits."""
    source = asked.source.absolute()
    request = {
        "source": str(source), "name": asked.name, "package": asked.package,
        "shapes": list(asked.shapes), "arguments": dict(asked.arguments),
    }  # fmt: skip
    (folder / "request.json").write_text(json.dumps(request), encoding="utf-8")
    here = Path(__file__).parents[3]
    paths = os.pathsep.join(filter(None, (str(here), os.environ.get("PYTHONPATH"))))
    command = [sys.executable, "-m", "studio.compiler.importing.python_child", str(folder / "request.json")]
    nothing = subprocess.DEVNULL
    child = subprocess.Popen(
        command, cwd=folder if asked.package else source.parent, env={**os.environ, "PYTHONPATH": paths},
        stdin=nothing, stdout=nothing, stderr=nothing, start_new_session=True,
    )  # fmt: skip
    try:
        _wait(child, asked.source.name, seconds, check)
    finally:
        _end(child)
    _check_answer(folder / "answer.json", asked)


def _wait(child: subprocess.Popen[bytes], name: str, seconds: float, check: Callable[[], object]) -> None:
    """Until the process has ended. Raises NetworkImportError where it takes too long."""
    end = monotonic() + seconds
    while True:
        check()
        try:
            child.wait(LOOK)
            return
        except subprocess.TimeoutExpired:
            if monotonic() < end:
                continue
        raise NetworkImportError(
            tr("The code of “{name}” did not end within {seconds} seconds.", name=name, seconds=f"{seconds:g}"),
            tr("Look for a loop without end, or for something it waits for."),
        )


def _end(child: subprocess.Popen[bytes]) -> None:
    """End the process, and those that it began."""
    with suppress(OSError):
        if hasattr(os, "killpg"):
            os.killpg(child.pid, signal.SIGKILL)
        else:
            child.kill()
    child.wait()


def _check_answer(path: Path, asked: PythonNetwork) -> None:
    source = asked.source.name
    try:
        answer = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        raise NetworkImportError(
            tr("The code of “{name}” ended its process before there was a network.", name=source),
            tr("See to it that it does not exit."),
        ) from None
    if "error" in answer:
        line = answer.get("line", 0)
        place = tr("line {line} of “{name}”", line=line, name=source) if line else tr("“{name}”", name=source)
        raise NetworkImportError(
            tr("{place} fails: {reason}.", place=place, reason=shortened(str(answer["error"]), 300).rstrip(".")),
            tr(
                "Correct it, or give other arguments or shapes. What depends on the numbers themselves cannot be drawn."
            ),
        )


def _compared(found: Imported, trial: Path) -> Equality:
    """The network on the samples that the module itself was tried on."""
    with np.load(trial, allow_pickle=False) as kept:
        samples = [torch.from_numpy(kept[name]) for name in sorted(kept.files) if name.startswith("input")]
        wanted = [kept[name] for name in sorted(kept.files) if name.startswith("output")]
    with torch.no_grad():
        results = found.module(*samples)
    got = results if isinstance(results, tuple) else (results,)
    worst = max(
        (relative(one, other.numpy()) for one, other in zip(wanted, got, strict=True)),
        default=0.0,
    )
    if not worst <= TOLERANCE:
        raise NetworkImportError(
            tr(
                "The network does not compute what the module does: it differs by {difference}.",
                difference=f"{worst:.2g}",
            ),
            tr("Nothing was written. Chance in use, or a state that changes, cannot be drawn."),
        )
    return Equality(max(worst, found.equality.largest_difference), (*found.equality.batches, len(wanted[0])))
