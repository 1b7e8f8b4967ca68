"""Failures that a person can cause, told in sentences; anything else is our bug and stays loud."""

from __future__ import annotations

from pathlib import Path

from studio.errors import StudioError
from studio.text import tr

FAILED, MISUSED, INTERRUPTED = 1, 2, 130
"""Exit statuses: it could not be done, it was asked for wrongly, Ctrl+C."""

QT_PACKAGES = {
    "libEGL": "libegl1",
    "libGL": "libgl1",
    "libxkbcommon": "libxkbcommon0",
    "libdbus": "libdbus-1-3",
    "libfontconfig": "libfontconfig1",
    "libglib": "libglib2.0-0",
}
"""The Debian package of each system library that Qt needs."""


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
        return [f"{problem.message} {problem.remedy}".strip() for problem in error.problems]
    if isinstance(error, StudioError):
        return [f"{error.message} {error.remedy}".strip()]
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
        return [_missing_library(str(error))]
    return []


def _usage(error: Exception) -> str:
    message = str(error.format_message()).strip()  # type: ignore[attr-defined]
    context = getattr(error, "ctx", None)
    command = context.command_path if context else "studio"
    return tr("{reason}. “{command} --help” tells more.", reason=message.rstrip("."), command=command)


def _missing_library(message: str) -> str:
    library = message.partition(":")[0]
    package = next((package for stem, package in QT_PACKAGES.items() if library.startswith(stem)), None)
    remedy = (
        tr("on Debian and Ubuntu, “apt-get install {package}” brings it", package=package)
        if package
        else tr("install it with your system")
    )
    return tr(
        "The window needs the system library {library}, which is missing: {remedy}.", library=library, remedy=remedy
    )
