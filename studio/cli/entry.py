"""Which verb a command line means, and how what goes wrong in it is told."""

from __future__ import annotations

import os
import sys
from difflib import get_close_matches
from io import TextIOWrapper
from pathlib import Path

from studio.cli import (
    cache_verb,
    data_verb,
    diff_verb,
    evaluate_verb,
    import_verb,
    insight_verbs,
    loss_verb,
    network_verbs,
    plugins_verb,
    predict_verb,
    profile_verb,
    report_verbs,
    run_verbs,
    transfer_verb,
)  # whose verbs join the application
from studio.cli.app import app
from studio.cli.failures import FAILED, INTERRUPTED, MISUSED, CommandError, sentences, status_of
from studio.text import language, tr

__all__ = [
    "app",
    "cache_verb",
    "carry_out",
    "data_verb",
    "diff_verb",
    "evaluate_verb",
    "import_verb",
    "insight_verbs",
    "loss_verb",
    "network_verbs",
    "plugins_verb",
    "predict_verb",
    "profile_verb",
    "report_verbs",
    "run_verbs",
    "transfer_verb",
]


def carry_out(given: list[str], spoken: str) -> None:
    """Run the verb that the words of a command line name, or open the window; leaves by SystemExit.

    What goes wrong is told in the language `spoken`, also where the output is for programs.
    """
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, TextIOWrapper):
            stream.reconfigure(errors="replace")
    try:
        status = app(_with_verb(given), prog_name="studio", standalone_mode=False)
    except KeyboardInterrupt:
        language.use(spoken)
        print(tr("Interrupted."), file=sys.stderr)
        status = INTERRUPTED
    except BrokenPipeError:
        # Whoever read our output has seen enough; nothing more can be written, not even at exit.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        status = FAILED
    except Exception as error:
        language.use(spoken)
        told = sentences(error)
        if not told:
            raise
        print(*told, sep="\n", file=sys.stderr)
        status = status_of(error)
    raise SystemExit(status or 0)


def _with_verb(given: list[str]) -> list[str]:
    """A first word that is no verb is a file to open in the window. Raises CommandError for what is neither."""
    verbs = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
    if not given or given[0].startswith("-") or given[0] in verbs:
        return given
    path = Path(given[0])
    if path.suffix or path.exists() or len(path.parts) > 1:
        return ["window", *given]
    close = get_close_matches(given[0], verbs, 1)
    remedy = tr("Did you mean “{name}”?", name=close[0]) if close else tr("“studio --help” lists the commands.")
    raise CommandError(tr("“{word}” is neither a command nor a file.", word=given[0]), remedy, MISUSED)
