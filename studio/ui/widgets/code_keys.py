"""What keys do to the lines of Python code: indentation, comments, new lines. Each is one step of the editor's undo."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtGui import QTextCursor

INDENT = "    "
COMMENT = "# "
LEAVING = ("return", "raise", "pass", "break", "continue")


def new_line(cursor: QTextCursor) -> None:
    """A new line indented as the one before it asks for: deeper behind a colon, less deep behind a return."""
    line = cursor.block().text()[: cursor.positionInBlock()]
    indent = line[: len(line) - len(line.lstrip())]
    words = line.split()
    if line.rstrip().endswith(":"):
        indent += INDENT
    elif words and words[0] in LEAVING:
        indent = indent[: -len(INDENT)]
    cursor.insertText("\n" + indent)


def indent(cursor: QTextCursor) -> None:
    """Push the selected lines in; without a selection, blanks up to the next step."""
    if not cursor.hasSelection():
        cursor.insertText(" " * (len(INDENT) - cursor.positionInBlock() % len(INDENT)))
        return
    _each_line(cursor, lambda line: INDENT + line if line.strip() else line)


def dedent(cursor: QTextCursor) -> None:
    """Pull the selected lines, or the one with the cursor, out by a step."""
    _each_line(cursor, lambda line: line[min(len(INDENT), len(line) - len(line.lstrip())) :])


def delete_back(cursor: QTextCursor) -> bool:
    """In front of a line's first letter, delete blanks back to the step before; False where that is not so."""
    before = cursor.block().text()[: cursor.positionInBlock()]
    if cursor.hasSelection() or not before or before.strip(" "):
        return False
    blanks = (len(before) - 1) % len(INDENT) + 1
    cursor.movePosition(QTextCursor.MoveOperation.Left, QTextCursor.MoveMode.KeepAnchor, blanks)
    cursor.removeSelectedText()
    return True


def toggle_comment(cursor: QTextCursor) -> None:
    """Make comments of the selected lines, or code again where all of them are comments."""
    lines = [line for line in _lines(cursor) if line.strip()]
    if all(line.lstrip().startswith("#") for line in lines):
        _each_line(cursor, _uncommented)
        return
    depth = min(len(line) - len(line.lstrip()) for line in lines)
    _each_line(cursor, lambda line: f"{line[:depth]}{COMMENT}{line[depth:]}" if line.strip() else line)


def _uncommented(line: str) -> str:
    before, mark, after = line.partition("#")
    return before + after.removeprefix(" ") if mark else line


def _span(cursor: QTextCursor) -> tuple[int, int]:
    """Numbers of the first and the last line that the selection touches."""
    document, start, end = cursor.document(), cursor.selectionStart(), cursor.selectionEnd()
    last = document.findBlock(end)
    if end > start and end == last.position():
        last = last.previous()
    return document.findBlock(start).blockNumber(), last.blockNumber()


def _lines(cursor: QTextCursor) -> list[str]:
    first, last = _span(cursor)
    return [cursor.document().findBlockByNumber(number).text() for number in range(first, last + 1)]


def _each_line(cursor: QTextCursor, change: Callable[[str], str]) -> None:
    """Change the beginning of every line of the selection, leaving cursor and selection on the same letters."""
    first, last = _span(cursor)
    edit = QTextCursor(cursor)
    edit.beginEditBlock()
    for number in range(first, last + 1):
        block = cursor.document().findBlockByNumber(number)
        before, after = block.text(), change(block.text())
        kept = _same_end(before, after)
        same = _same_start(before[: len(before) - kept], after[: len(after) - kept])
        edit.setPosition(block.position() + same)
        edit.setPosition(block.position() + len(before) - kept, QTextCursor.MoveMode.KeepAnchor)
        edit.insertText(after[same : len(after) - kept])
    edit.endEditBlock()


def _same_start(one: str, other: str) -> int:
    return next((at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))


def _same_end(one: str, other: str) -> int:
    return _same_start(one[::-1], other[::-1])
