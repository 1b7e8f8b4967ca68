"""Networks written in Python: run by a process of their own once a person has allowed it, and taken in as ONNX."""

from __future__ import annotations

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
from studio.formatting.shortened import shortened
from studio.text import tr, unended

SECONDS = 180.0
"""A network's code that takes longer is ended."""

LOOK = 0.1
"""Seconds from one look at what the process does to the next."""


@dataclass(frozen=True)
class PythonNetwork:
    """A class or function of a file that makes a network of arguments, for inputs of these shapes of samples.

    Or a constructor of an installed `package`, of which `source` is the way it is written. A `digest` (SHA-256) is that
    of the text that was allowed: no other runs.
    """

    source: Path
    name: str
    shapes: Sequence[tuple[int, ...]]
    arguments: Mapping[str, Any]
    package: str = ""
    digest: str = ""


def import_python(
    asked: PythonNetwork,
    seconds: float = SECONDS,
    check: Callable[[], object] = lambda: None,
    step: Callable[[], object] = lambda: None,
) -> Imported:
    """Run the file and take its network in. Only call it once the person has allowed that.

    `check` is asked over and over meanwhile, `step` before each part of the work behind: what they raise ends it.
    Raises NetworkImportError.
    """
    if not asked.shapes and not asked.package:
        raise NetworkImportError(
            tr("The file does not say what its network takes."),
            tr("Give the shape of a sample, such as 3,224,224 (on the command line with --shape)."),
        )
    with TemporaryDirectory(prefix="nn-studio-") as name:
        folder = Path(name)
        learned = _run(asked, folder, seconds, check)
        found = import_onnx(folder / "network.onnx", learned=learned, step=step)
        proof = _compared(found, folder / "trial.npz")
    return replace(found, name=asked.name, producer=tr("Python"), equality=proof)


def _run(asked: PythonNetwork, folder: Path, seconds: float, check: Callable[[], object]) -> list[str]:
    """Have another process make the ONNX file, and tell what of it training changes.

    Raises NetworkImportError where the code fails, hangs or exits.
    """
    source = asked.source.absolute()
    request = {
        "source": str(source), "name": asked.name, "package": asked.package, "digest": asked.digest,
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
    return _learned(folder / "answer.json", asked)


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


def _learned(path: Path, asked: PythonNetwork) -> list[str]:
    """The names of the module's parameters. Raises NetworkImportError where there was no module."""
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
            tr("{place} fails: {reason}.", place=place, reason=_reason(str(answer["error"]))),
            tr(
                "Correct it, or give other arguments or shapes. What depends on the numbers themselves cannot be drawn."
            ),
        )
    return list(answer["learned"])


def _reason(error: str) -> str:
    if error.endswith(": text-changed"):
        return tr("the file has changed since it was read, so read it again")
    if "data-dependent" in error:
        return tr("which way it goes depends on the numbers of a sample")
    return unended(shortened(error, 300))


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
