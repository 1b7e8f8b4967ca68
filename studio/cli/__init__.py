"""The command line: one verb a job; each imports what it needs when it runs, so that help is instant."""

from studio.cli import run_verbs  # its verbs join the others
from studio.cli.verbs import main

__all__ = ["main", "run_verbs"]
