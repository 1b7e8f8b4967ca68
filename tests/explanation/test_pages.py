"""What a person reads about each layer, loss and optimizer."""

from __future__ import annotations

from html import escape
from operator import attrgetter

import pytest
import torch

from studio.explanation.curve import curve, has_curve
from studio.explanation.notes import DOCUMENTATION, REFERENCES, RULES, TRAPS, documentation
from studio.explanation.page import OTHERS, Subject, declared, html, index_html, subject
from studio.layers import Layer, catalogue, fields
from studio.layers.activation import LeakyReLU, PReLU
from studio.layers.convolution import Conv2d

EVERY = (*catalogue, *(kind for group in OTHERS.values() for kind in group))


@pytest.mark.parametrize("kind", EVERY)
def test_every_page_says_what_it_is_about_and_explains_every_parameter(kind: str) -> None:
    page, found = html(subject(kind)), declared(kind)
    assert found is not None
    assert escape(found.title) in page
    assert escape(found.help()) in page
    for spec in fields(found):
        assert spec.name in page
        assert escape(spec.description) in page


def test_a_page_fills_in_the_numbers_of_its_own_node() -> None:
    layer = Conv2d.create({"out_channels": 6, "kernel_size": 5, "padding": 2})
    page = html(Subject(layer, ((1, 28, 28),), "conv1", (("Parameters", "156"),)))
    assert "“conv1”" in page
    assert "⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28" in page
    assert "6·(1·5<sup>2</sup> + 1) = 156" in page


def test_a_page_without_an_input_says_what_is_missing() -> None:
    assert "once its input is known" in html(Subject(Conv2d(), None, "conv1"))


def test_the_index_leads_to_every_page_and_can_be_searched() -> None:
    index = index_html()
    assert all(f"about:{kind}'" in index for kind in EVERY)
    assert "about:Linear'" in index_html("dense")
    assert "about:Adam'" in index_html("adam")
    assert "Nothing is called" in index_html("xyzzy")


def test_notes_speak_of_things_that_exist() -> None:
    later = {"NLLLoss", "L1Loss", "SmoothL1Loss", "HuberLoss", "RMSprop", "Adagrad"}
    assert {*TRAPS, *REFERENCES, *RULES} - set(EVERY) <= later


@pytest.mark.parametrize("kind", EVERY)
def test_documentation_is_that_of_something_torch_has(kind: str) -> None:
    found = declared(kind)
    assert found is not None
    address = documentation(found)
    if address:
        path = address.removeprefix(DOCUMENTATION).removesuffix(".html")
        attrgetter(path)(torch)


ACTIVATIONS = [each for each in catalogue.values() if has_curve(each.create({}))]


@pytest.mark.parametrize("kind", ACTIVATIONS, ids=lambda kind: kind.__name__)
def test_the_derivative_drawn_is_the_slope_of_the_function_drawn(kind: type[Layer]) -> None:
    drawn = curve(kind.create({}))
    step = drawn.places[1] - drawn.places[0]
    bends = 0
    for at in range(1, len(drawn.places) - 1):
        numeric = (drawn.values[at + 1] - drawn.values[at - 1]) / (2 * step)
        bends += abs(numeric - drawn.slopes[at]) > 0.01
    assert bends <= 4, "apart from a few corners"


def test_curves_have_the_parameters_of_the_node() -> None:
    assert curve(LeakyReLU(negative_slope=0.5)).values[0] == pytest.approx(-2.5)
    assert curve(PReLU(num_parameters=3, init=0.1)).slopes[0] == pytest.approx(0.1)
