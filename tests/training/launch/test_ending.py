"""Why a process ended is told in a sentence, whatever it left behind."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.training.events import RunFailed
from studio.training.launch.ending import DIED, failure
from studio.training.runs.layout import OUTPUT

TOLD = RunFailed("run", "The disk is full.", "Free some space.", 3, 7, "disk")


@pytest.mark.parametrize(
    ("output", "status", "words"),
    [
        ("", -9, "SIGKILL (9)"),
        ("", -11, "SIGSEGV (11)"),
        ("", -200, "200"),
        ("", 3, "status 3"),
        ("", None, "without a word"),
        ("Traceback …\nImportError: no module\n\n", 1, "ImportError: no module"),
        ("W0 Signal 9 (SIGKILL) received by PID 12\n=====\n", 1, "SIGKILL (9)"),
        ("Signal 6 (SIGABRT) received by PID 13\nSignal 9 (SIGKILL) received by PID 12\n", 1, "SIGKILL (9)"),
        ("Signal 15 (SIGTERM) received by PID 13\nSignal 6 (SIGABRT) received by PID 12\n", 1, "SIGABRT (6)"),
        ("\x00\ufffd\n-----\n", 1, "status 1"),
    ],
)
def test_a_process_that_says_nothing_of_its_end(tmp_path: Path, output: str, status: int | None, words: str) -> None:
    (tmp_path / OUTPUT).write_text(output, encoding="utf-8")
    failed, is_told = failure(tmp_path, status)
    assert not is_told
    assert failed.code == DIED
    assert words in failed.message
    assert failed.remedy


def test_what_the_process_told_itself_is_told(tmp_path: Path) -> None:
    (tmp_path / OUTPUT).write_text(f"a warning\n{TOLD.to_json()}\nlast words\n", encoding="utf-8")
    assert failure(tmp_path, 1) == (TOLD, True)


def test_without_any_output_the_status_is_told(tmp_path: Path) -> None:
    failed, _ = failure(tmp_path, 2)
    assert "status 2" in failed.message
