"""A learning rate found at the command line: told for people and for programs, with nothing changed."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

QUICK = ("--steps", 30, "--from", 1e-4, "--to", 1.0, "--device", "cpu")


def test_a_curve_for_programs_has_the_rate_suggested_and_the_file_stays(studio, lenet: Path) -> None:
    before = lenet.read_bytes()
    result = studio("rate", lenet, *QUICK, "--json")
    assert (result.status, result.err) == (0, "")
    told = json.loads(result.out)
    assert set(told) == {"suggestion", "reason", "lowest_at", "diverged", "curve"}
    assert len(told["curve"]) <= 30
    assert told["curve"][0]["rate"] == pytest.approx(1e-4)
    assert 1e-4 <= told["suggestion"] <= 0.1
    assert told["reason"] == ""
    assert lenet.read_bytes() == before
    assert list(lenet.parent.iterdir()) == [lenet]


def test_for_people_it_is_a_table_and_a_sentence(studio, lenet: Path) -> None:
    result = studio("rate", lenet, *QUICK)
    assert result.status == 0
    assert "Suggested learning rate: 0.0" in result.out
    assert "learning rate" in result.out.splitlines()[0]


def test_where_nothing_falls_the_reason_stands_in_place_of_a_rate(studio, lenet: Path) -> None:
    few = ("--steps", 20, "--from", 1e-12, "--to", 1e-11)
    assert "The loss does not fall at any of these rates" in studio("rate", lenet, *few).out.replace(chr(10), " ")
    told = json.loads(studio("rate", lenet, *few, "--json").out)
    assert told["suggestion"] is None
    assert "does not fall" in told["reason"]


def test_what_cannot_be_tried_is_told_with_a_remedy(studio, lenet: Path) -> None:
    backwards = studio("rate", lenet, "--from", 1, "--to", 0.1)
    assert backwards.status == 1
    assert "no rate grows" in backwards.err
    other = studio("rate", lenet, "--set", "training.loss=MSELoss", "--set", "training.metrics=mae")
    assert other.status == 1
    assert "Mean absolute error is no metric of what the data ask for" in other.err
