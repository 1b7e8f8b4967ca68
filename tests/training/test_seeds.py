"""Runs that differ by their seed alone are told from those that differ by more."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from studio.training.runs.description import Description
from studio.training.runs.seeds import all_but_seed

RUN = Description(
    Path("a"), "finished", network="n", fingerprint="f", data={"kind": "iris"}, settings={"seed": 1, "epochs": 3}
)


def test_the_seed_makes_no_difference() -> None:
    other = replace(RUN, path=Path("b"), settings={"epochs": 3, "seed": 2}, began=5.0, state="stopped", epoch=1)
    assert all_but_seed(other) == all_but_seed(RUN) != ""


@pytest.mark.parametrize(
    "change",
    [{"network": "m"}, {"fingerprint": "g"}, {"data": {"kind": "wine"}}, {"settings": {"seed": 1, "epochs": 4}}],
)
def test_everything_else_does(change: dict[str, object]) -> None:
    assert all_but_seed(replace(RUN, **change)) != all_but_seed(RUN)  # type: ignore[arg-type]


@pytest.mark.parametrize("missing", ["network", "fingerprint", "settings"])
def test_what_is_not_known_is_like_nothing(missing: str) -> None:
    assert all_but_seed(replace(RUN, **{missing: {} if missing == "settings" else ""})) == ""  # type: ignore[arg-type]
