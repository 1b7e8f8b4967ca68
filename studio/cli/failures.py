"""Failures that a person can cause, told in sentences; anything else is our bug and stays loud."""

from __future__ import annotations

from pathlib import Path

from studio.cli.misuse import misuse
from studio.errors import StudioError
from studio.text import paragraph, tr, unended

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
"""Exit statuses: it could not be done, it was asked for wrongly, Ctrl+C."""


class CommandError(StudioError):
    """A command cannot be carried out: says why and what to do instead."""

    def __init__(self, message: str, remedy: str = "", status: int = FAILED) -> None:
        super().__init__(message, remedy)
        self.status = status


def status_of(error: BaseException) -> int:
    """The exit status for a failure."""
    status: int = getattr(error, "status", MISUSED if hasattr(error, "format_message") else FAILED)
    return status


def sentences(error: Exception) -> list[str]:
    """What happened and what to do, a line for each finding; empty for what no person can have caused."""
    if hasattr(error, "format_message"):
        return [_usage(error)]
    if hasattr(error, "problems"):
        return [paragraph(problem.message, problem.remedy) for problem in error.problems]
    if isinstance(error, StudioError):
        return [paragraph(error.message, error.remedy)]
    if isinstance(error, OSError) and error.filename is not None:
        from studio.files import reason

        return [
            tr(
                "“{file}” cannot be used: {reason}",
                file=error.filename,
                reason=reason(Path(error.filename), error),
            )
        ]
    if isinstance(error, ImportError) and ".so" in str(error):
        from studio.cli.library_packages import told_missing

        return [paragraph(*told_missing([str(error).partition(":")[0]]))]
    return []


def _usage(error: Exception) -> str:
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "studio"
    return tr("{reason}. “{command} --help” tells more.", reason=unended(misuse(error)), command=command)
