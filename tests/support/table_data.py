"""Small tables written as files."""

from __future__ import annotations

from pathlib import Path

from studio.data import TableFile

COLOURS = ("red", "red", "blue")


def rows(count: int = 20, separator: str = ",") -> str:
    """Lines of a number, a number with decimals, a colour, and class a or b in turn."""
    lines = ((str(at), str(at / 2), COLOURS[at % 3], "ab"[at % 2]) for at in range(count))
    return "\n".join(separator.join(line) for line in lines) + "\n"


def table(folder: Path, text: str | bytes | None = None, **settings: object) -> TableFile:
    """A table with this content, or `rows` with a header; its column y is the class unless roles are given."""
    path = folder / "table.csv"
    content = f"n,x,colour,y\n{rows()}" if text is None else text
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    made = TableFile.create({"path": str(path), "roles": {"y": "class"}, **settings})
    assert isinstance(made, TableFile)
    return made
