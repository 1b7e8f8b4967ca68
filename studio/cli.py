"""The command line: one verb a job; each imports what it needs when it runs, so that help is instant."""

from __future__ import annotations


def main() -> None:
    """Run the verb named on the command line."""
    raise SystemExit("not written yet")
