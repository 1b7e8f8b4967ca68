"""Why a process that trained ended: what it said itself, else the signal or the status that the system tells."""

from __future__ import annotations

import os
import re
import signal
from pathlib import Path

from studio.files import cause
from studio.text import tr
from studio.training.errors import TrainingError
from studio.training.events import RunFailed, from_json
from studio.training.runs.layout import OUTPUT
from studio.training.runs.ownership import owner_of

DIED = "process-died"
"""Code of the failure of a process that ended without a word."""

SIGNAL = re.compile(r"Signal (\d{1,3}) \(\w+\) received by PID")
"""What torchrun prints of a process that a signal ended."""

LONGEST_OUTPUT = 64 * 1024
"""Bytes at the end of what a process printed that are looked at."""


def failure(folder: Path, status: int | None) -> tuple[RunFailed, bool]:
    """The failure of the process that trained the run in a folder, and whether the process told it itself.

    `status` is the one it ended with, negative for a signal; None where nobody knows.
    """
    lines = _output(folder)
    for line in reversed(lines):
        try:
            event = from_json(line)
        except ValueError:
            continue
        if isinstance(event, RunFailed):
            return event, True
    number = -status if status is not None and status < 0 else _signal_told(lines)
    message, remedy = _by_output(lines, status) if number is None else _by_signal(number)
    return RunFailed(folder.name, message, remedy, epoch=0, step=0, code=DIED), False


def end_owner(folder: Path) -> None:
    """End the process that trains the run in a folder, at once. Raises TrainingError where this machine cannot."""
    owner = owner_of(folder)
    if owner is None:
        raise TrainingError(
            tr("No process of this machine trains the run “{run}”.", run=folder.name),
            tr("Where another machine trains it, end its process there."),
        )
    try:
        os.kill(owner, signal.SIGKILL if hasattr(signal, "SIGKILL") else signal.SIGTERM)
    except OSError as error:
        raise TrainingError(
            tr("The process {process} cannot be ended: {reason}.", process=owner, reason=cause(error)),
            tr("End it as the user who began it."),
        ) from None


def _by_signal(number: int) -> tuple[str, str]:
    try:
        name = signal.Signals(number).name
    except ValueError:
        name = str(number)
    message = tr("The process of the training was ended by the signal {name} ({number}).", name=name, number=number)
    if name == "SIGKILL":
        return message, tr(
            "Somebody ended it, or the system did, as memory ran short: choose smaller batches or fewer samples then. "
            "What was saved is whole, and the training can go on from there."
        )
    return message, tr("What was saved is whole, and the training can go on from there.")


def _signal_told(lines: list[str]) -> int | None:
    """The signal that ended one of several processes first, as torchrun tells it.

    The others abort for want of that one, or torchrun ends them by SIGTERM.
    """
    found = [int(match[1]) for line in lines if (match := SIGNAL.search(line))]
    consequences = (signal.SIGABRT, signal.SIGTERM)
    return min(found, key=lambda number: consequences.index(number) + 1 if number in consequences else 0, default=None)


def _by_output(lines: list[str], status: int | None) -> tuple[str, str]:
    said = next((line.strip() for line in reversed(lines) if any(map(str.isalnum, line))), "")
    remedy = tr("What was saved is whole. All that the process said is in {name} in the run's folder.", name=OUTPUT)
    if said:
        return tr("The process of the training ended: {reason}", reason=said), remedy
    if status is None:
        return tr("The process of the training ended without a word."), remedy
    return tr("The process of the training ended with the status {status}.", status=status), remedy


def _output(folder: Path) -> list[str]:
    try:
        with (folder / OUTPUT).open("rb") as file:
            file.seek(max(file.seek(0, 2) - LONGEST_OUTPUT, 0))
            return file.read().decode(errors="replace").splitlines()
    except OSError:
        return []
