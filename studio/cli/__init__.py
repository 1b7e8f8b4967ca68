"""The command line: one verb a job; each imports what it needs when it runs, so that help is instant."""

from __future__ import annotations

import sys
from collections.abc import Sequence

from studio.cli import spoken

__all__ = ["main"]


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the verb named on the command line, or open the window; leaves by SystemExit."""
    words, language = spoken.begin(sys.argv[1:] if arguments is None else arguments)
    from studio.cli.entry import carry_out

    carry_out(words, language)
