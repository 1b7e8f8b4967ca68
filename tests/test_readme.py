"""The README in Chinese says what the English one does: the same commands, parts and rows, and links to files."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
ENGLISH = ROOT / "README.md"
CHINESE = ROOT / "resources" / "README.zh_CN.md"
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)


def words(path: Path) -> str:
    return path.read_text(encoding="utf-8")


def inline_code(path: Path) -> Counter[str]:
    """What stands in backticks within lines, however it is wrapped."""
    return Counter(" ".join(code.split()) for code in re.findall(r"`([^`]+)`", FENCED.sub("", words(path))))


def test_both_have_the_same_blocks_of_code() -> None:
    assert len(FENCED.findall(words(ENGLISH))) > 2
    assert FENCED.findall(words(CHINESE)) == FENCED.findall(words(ENGLISH))


def test_both_name_the_same_commands_options_and_keys() -> None:
    ours, theirs = inline_code(ENGLISH), inline_code(CHINESE)
    assert {"missing": ours - theirs, "surplus": theirs - ours} == {"missing": Counter(), "surplus": Counter()}


@pytest.mark.parametrize("part", [r"^#+ ", r"^\| ", r"^\d\. "], ids=["headings", "rows of tables", "steps of the tour"])
def test_both_have_as_many_parts(part: str) -> None:
    ours, theirs = (len(re.findall(part, words(path), re.MULTILINE)) for path in (ENGLISH, CHINESE))
    assert ours == theirs > 0


@pytest.mark.parametrize("path", [ENGLISH, CHINESE], ids=["English", "Chinese"])
def test_links_lead_to_files(path: Path) -> None:
    links = re.findall(r"\]\(([^)#:]+)\)", words(path))
    assert [link for link in links if not (path.parent / link).is_file()] == []
    other = {ENGLISH: CHINESE, CHINESE: ENGLISH}[path]
    assert other in {(path.parent / link).resolve() for link in links}
