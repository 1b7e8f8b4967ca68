"""The map of the code names files that are there, and answers each question in one place."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import studio

PACKAGE = Path(studio.__file__).parent
MAP = (PACKAGE / "README.md").read_text(encoding="utf-8")
ROWS = [line.strip("|").split("|") for line in MAP.splitlines() if line.startswith("| ")]


def test_no_question_is_answered_twice() -> None:
    asked = Counter(row[0].strip() for row in ROWS)
    assert [question for question, times in asked.items() if times > 1] == []


def test_every_file_that_is_named_is_there() -> None:
    root = PACKAGE.parent
    there = [path.relative_to(root).as_posix() for path in (*PACKAGE.rglob("*.py"), *(root / "tests").rglob("*.py"))]
    named = {path for row in ROWS for path in re.findall(r"`([\w/]+\.py)`", "|".join(row))}
    assert len(named) > 200
    assert [path for path in sorted(named) if not any(f"/{each}".endswith(f"/{path}") for each in there)] == []
