"""Command lines that are none are refused in a sentence that names the word."""

from __future__ import annotations

import pytest

WRONG = {
    "summary": "FILE is missing.",
    "train x.nns": "--out is missing.",
    "train x.nns --out": "--out needs a value behind it.",
    "summary x.nns --bogus": "There is no option --bogus.",
    "summary x.nns --jsn": "There is no option --jsn; near it are --csv and --json.",
    "summary x.nns y.nns": "There are words too many: y.nns.",
    "overfit x.nns --steps abc": "--steps takes a whole number, not “abc”.",
    "overfit x.nns --steps 0": "--steps is at least 1, not 0.",
    "overfit x.nns --steps 1000000": "--steps is at most 100000, not 1000000.",
    "train x.nns --out y --device zzz": "--device takes auto, cpu, cuda or mps, not “zzz”.",
}


@pytest.mark.parametrize("line", WRONG)
def test_what_is_wrong_with_it_is_named(line: str, studio) -> None:
    told = studio(*line.split())
    assert told.status == 2
    assert told.err.startswith(WRONG[line])
    assert "--help” tells more." in told.err
