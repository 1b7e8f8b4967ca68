"""`studio loss`: a loss and its gradient for numbers on the command line."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

Studio = Callable[..., Any]


def test_programs_get_value_gradient_and_the_way_apart(studio: Studio) -> None:
    status, out, err = studio("loss", "CrossEntropyLoss", "--targets", "1", "--predictions", "2000,-1999", "--json")
    assert (status, err) == (0, "")
    told = json.loads(out)
    assert (told["loss"], told["value"], told["gradient"]) == ("CrossEntropyLoss", 3999, [[1, -1]])
    assert round(told["split"]["value"], 2) == 20.72


def test_people_read_it_in_lines(studio: Studio) -> None:
    asked = ("loss", "CrossEntropyLoss", "--targets", "2", "--predictions", "0.1,0.3,0.6", "--probabilities")
    assert studio(*asked).out == "Loss: 0.510826\nGradient: 0, 0, -1.66667\n"
    assert "0.36" in studio("loss", "HuberLoss", "delta=0.3", "--targets", "0", "--predictions", "1.35").out


def test_what_is_wrong_is_said(studio: Studio) -> None:
    status, _, err = studio("loss", "BCELoss", "--targets", "1", "--predictions", "1")
    assert status == 2
    assert "no loss “BCELoss”" in err
    status, out, err = studio("loss", "MSELoss", "--targets", "1,2", "--predictions", "1")
    assert (status, out) == (1, "")
    assert "Give a target for each prediction." in err
