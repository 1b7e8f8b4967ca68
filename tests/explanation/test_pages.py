"""What a person reads about each layer, loss and optimizer."""

from __future__ import annotations

import json
import math
import re
from html import escape
from operator import attrgetter

import pytest
import torch

from studio.explanation.curve import curve, has_curve
from studio.explanation.guides import GUIDES
from studio.explanation.ideas import IDEAS
from studio.explanation.markup import html, index_html
from studio.explanation.notes import DOCUMENTATION, REFERENCES, TRAPS, documentation
from studio.explanation.page import page
from studio.explanation.plain import text, values
from studio.explanation.subject import OTHERS, Subject, declared, subject
from studio.layers import Layer, catalogue, fields
from studio.layers.activation import LeakyReLU, PReLU
from studio.layers.convolution import Conv2d
from studio.training.losses import losses

EVERY = (*catalogue, *(kind for group in OTHERS.values() for kind in group))


def test_every_page_says_what_it_is_about_and_explains_every_parameter() -> None:
    for kind in EVERY:
        about, found = subject(kind), declared(kind)
        assert found is not None, kind
        shown, told = html(page(about)), unwrapped(text(page(about)))
        assert escape(found.help().replace("`", "")) in re.sub("</?code>", "", shown), kind
        for wanted in (found.title, found.help(), *(spec.name for spec in fields(found))):
            assert wanted == found.help() or escape(wanted) in shown, kind
            assert wanted in told, kind
        for spec in fields(found):
            assert escape(spec.description) in shown, kind
            assert spec.description in told, kind


def test_every_page_says_how_it_computes_or_why_that_is_not_known() -> None:
    computing = [kind for kind in EVERY if kind not in GUIDES | IDEAS]
    assert [kind for kind in computing if not values(page(subject(kind)))["sections"].get("How it computes")] == []


@pytest.mark.parametrize("guide", GUIDES)
def test_a_guide_says_all_of_its_parts(guide: str) -> None:
    told = unwrapped(text(page(subject(guide)))).replace("`", "")
    for heading, lines in GUIDES[guide].parts:
        assert str(heading) in told
        assert all(str(line).replace("`", "") in told for line in lines)


def unwrapped(told: str) -> str:
    return " ".join(told.split())


CONV1 = Subject(
    Conv2d.create({"out_channels": 6, "kernel_size": 5, "padding": 2}),
    ((1, 28, 28),),
    "conv1",
    (("Parameters", "156"),),
)


def test_a_page_fills_in_the_numbers_of_its_own_node() -> None:
    shown = html(page(CONV1))
    assert "“conv1”" in shown
    assert "⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28" in shown
    assert "6·(1·5<sup>2</sup> + 1) = 156" in shown


def test_the_same_page_is_there_as_text_and_for_programs() -> None:
    assert "H₂ = ⌊(H₁ − F + 2·P) / S⌋ + 1\n      = ⌊(28 − 5 + 2·2) / 1⌋ + 1 = 28\n" in text(page(CONV1))
    told = json.loads(json.dumps(values(page(CONV1))))
    assert told["node"] == "conv1"
    assert {"quantity": "parameters", "formula": "parameters = C_out·(C_in·F² + 1)",
            "filled": "6·(1·5² + 1) = 156", "value": 156} in told["sections"]["How it computes"]  # fmt: skip


def test_a_page_without_an_input_says_what_is_missing() -> None:
    assert "once it gets an input" in html(page(Subject(Conv2d(), None, "conv1")))


def test_the_index_leads_to_every_page_and_can_be_searched() -> None:
    index = index_html()
    assert all(f"about:{kind}'" in index for kind in EVERY)
    assert "about:Linear'" in index_html("dense")
    assert "about:Adam'" in index_html("adam")
    assert "about:auroc'" in index_html("ROC curve")
    assert "about:iou'" in index_html("jaccard")
    assert "Nothing is called" in index_html("xyzzy")


def test_notes_speak_of_things_that_exist() -> None:
    assert {*TRAPS, *REFERENCES} <= set(EVERY)


def test_documentation_is_that_of_something_torch_has() -> None:
    addresses = [documentation(found.create({})) for found in map(declared, EVERY) if found is not None]
    assert len(addresses) == len(EVERY)
    for address in filter(None, addresses):
        path = address.removeprefix(DOCUMENTATION).removesuffix(".html")
        attrgetter(path)(torch)


ACTIVATIONS = [each for each in catalogue.values() if has_curve(each.create({}))]


@pytest.mark.parametrize("kind", ACTIVATIONS, ids=lambda kind: kind.__name__)
def test_the_derivative_drawn_is_the_slope_of_the_function_drawn(kind: type[Layer]) -> None:
    drawn = curve(kind.create({}))
    values, slopes = drawn.line("f(x)"), drawn.line("f′(x)")
    step = drawn.places[1] - drawn.places[0]
    bends = 0
    for at in range(1, len(drawn.places) - 1):
        numeric = (values[at + 1] - values[at - 1]) / (2 * step)
        bends += abs(numeric - slopes[at]) > 0.01
    assert bends <= 4, "apart from a few corners"


def test_curves_have_the_parameters_of_the_node() -> None:
    assert curve(LeakyReLU(negative_slope=0.5)).line("f(x)")[0] == pytest.approx(-2.5)
    assert curve(PReLU(num_parameters=3, init=0.1)).line("f′(x)")[0] == pytest.approx(0.1)


def test_losses_are_drawn_against_what_the_network_says() -> None:
    drawn = {kind: curve(declared.create({})) for kind, declared in losses.items() if has_curve(declared.create({}))}
    assert set(drawn) >= {"MSELoss", "L1Loss", "HuberLoss", "SmoothL1Loss", "BCEWithLogitsLoss"}
    assert drawn["MSELoss"].line("target 0")[0] == pytest.approx(25)
    assert drawn["L1Loss"].line("target 0")[0] == pytest.approx(5)
    assert drawn["BCEWithLogitsLoss"].line("target 1")[-1] == pytest.approx(math.log1p(math.exp(-5)))
    by_probability = drawn["CrossEntropyLoss"]
    assert by_probability.line("loss") == pytest.approx([-math.log(place) for place in by_probability.places], rel=1e-3)
    weighed = losses["BCEWithLogitsLoss"].create({"pos_weight": [3.0, 1.0]})
    assert curve(weighed).line("target 1")[200] == pytest.approx(3 * math.log(2))
