"""How help stands in a terminal: as Typer has it, where Chinese is told too, whose signs are two columns wide."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

import typer

from studio.text import tr
from studio.text.lines import columns, padded, wrapped

SPACE = 2
"""Columns between what is explained and what is said of it."""

_OWN = {
    told.message: told
    for told in (tr("Usage: "), tr("Options"), tr("Commands"), tr("Arguments"), tr("Show this message and exit."))
}
"""What Typer says, by its English."""

_DEFAULT = re.compile(r"\[default: ([^\]]*)\]")

_Lines: Any = typer.Context.formatter_class


class HelpLines(_Lines):
    """Typer's own lines; those with wide signs are broken by their columns."""

    def write_usage(self, prog: str, args: str = "", prefix: str | None = None) -> None:
        """The line that begins with Usage."""
        super().write_usage(prog, args, _told("Usage: ") if prefix is None else prefix)

    def write_heading(self, heading: str) -> None:
        """The title of a list."""
        self.write(" " * self.current_indent + tr("{heading}:", heading=_told(heading)) + "\n")

    def write_text(self, text: str) -> None:
        """Paragraphs."""
        if columns(text) == len(text):
            super().write_text(text)
            return
        room, indent = self.width - self.current_indent, " " * self.current_indent
        told = (wrapped(part, room).replace("\n", f"\n{indent}") for part in text.split("\n\n"))
        self.write("\n\n".join(f"{indent}{part}" for part in told) + "\n")

    def write_dl(self, rows: Sequence[tuple[str, str]], col_max: int = 30, col_spacing: int = SPACE) -> None:
        """A list of options, arguments or commands, with what is said of each behind it."""
        told = [(first, _told(second)) for first, second in rows]
        if all(columns(second) == len(second) for _, second in told):
            super().write_dl(told, col_max, col_spacing)
            return
        first_width = min(max(columns(first) for first, _ in told), col_max) + col_spacing
        left, room = self.current_indent + first_width, max(self.width - first_width - SPACE, 10)
        for first, second in told:
            head = " " * self.current_indent + padded(first, first_width)
            begun = head if columns(first) + col_spacing <= first_width else f"{head.rstrip()}\n{' ' * left}"
            said = wrapped(second, room).replace("\n", f"\n{' ' * left}")
            self.write(f"{begun}{said}".rstrip() + "\n")


def help_lines(command: Any, context: Any) -> str:
    """The help of a command, as it is shown."""
    lines = HelpLines(width=context.terminal_width, max_width=context.max_content_width)
    command.format_help(context, lines)
    return lines.getvalue().rstrip("\n")


def _told(words: str) -> str:
    if words in _OWN:
        return tr(_OWN[words])
    told = _DEFAULT.sub(lambda found: tr("[default: {value}]", value=found[1]), words)
    return told.replace("[required]", tr("[required]"))
