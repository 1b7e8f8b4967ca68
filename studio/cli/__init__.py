"""The command line: one verb a job; each imports what it needs when it runs, so that help is instant."""

from studio.cli.entry import main

__all__ = ["main"]
