"""Paths over surfaces, slopes and gradients are those of torch and of the notes."""

from __future__ import annotations

import pytest
import torch

from studio.insight.playgrounds.curves import CURVES
from studio.insight.playgrounds.gradient_field import gradient_field
from studio.insight.playgrounds.optimizer_paths import path
from studio.insight.playgrounds.racers import FIRST, Racer, racers
from studio.insight.playgrounds.surfaces import SURFACES
from studio.insight.playgrounds.tangent import tangent
from studio.training.optimizers import SGD, optimizers

pytestmark = pytest.mark.slow

RACERS = racers()


def test_every_optimizer_walks() -> None:
    assert {racer.optimizer.kind for racer in RACERS} == set(optimizers)
    assert set(FIRST) <= {racer.name for racer in RACERS}


@pytest.mark.parametrize("racer", RACERS, ids=[racer.name for racer in RACERS])
def test_its_steps_are_those_of_torch(racer: Racer) -> None:
    valley = SURFACES["valley"]
    found = path(racer.optimizer, valley, valley.start, 12)
    place = torch.nn.Parameter(torch.tensor(valley.start, dtype=torch.float64))
    walker = getattr(torch.optim, racer.optimizer.kind)([place], **racer.optimizer.arguments())

    def loss() -> torch.Tensor:
        walker.zero_grad()
        value = place[0] ** 2 / 20 + place[1] ** 2
        value.backward()
        return value

    expected = [place.detach().clone()]
    for _ in range(12):
        walker.step(loss)
        expected.append(place.detach().clone())
    torch.testing.assert_close(torch.from_numpy(found.points), torch.stack(expected), rtol=1e-12, atol=1e-12)
    assert found.values[-1] == pytest.approx(float(expected[-1][0] ** 2 / 20 + expected[-1][1] ** 2))
    assert found.values[-1] < found.values[0]


def test_sgd_goes_by_the_formula() -> None:
    valley = SURFACES["valley"]
    found = path(SGD(lr=0.95), valley, (-7.0, 2.0), 1)
    assert found.points[1].tolist() == pytest.approx([-7 + 0.95 * 0.7, 2 - 0.95 * 4])


def test_one_that_runs_away_ends_where_it_is_lost() -> None:
    found = path(SGD(lr=5.0), SURFACES["banana"], (-1.5, 2.0), 100)
    assert found.is_lost
    assert len(found.points) == len(found.values) < 100


@pytest.mark.parametrize("name", SURFACES)
def test_gradients_by_torch_and_by_differences_agree(name: str) -> None:
    surface = SURFACES[name]
    field = gradient_field(surface, surface.start)
    assert field.exact == pytest.approx(field.numeric, rel=1e-5, abs=1e-6)
    assert len(field.places) == len(field.gradients) == 15 * 15
    assert surface.grid(5)[0, 0] == pytest.approx(surface.value(surface.x[0], surface.y[0]))


@pytest.mark.parametrize(("at", "gradient"), [((3.0, 4.0), (6, 8)), ((0.0, 2.0), (0, 4)), ((3.0, 0.0), (6, 0))])
def test_the_gradients_of_the_notes(at: tuple[float, float], gradient: tuple[int, int]) -> None:
    assert gradient_field(SURFACES["bowl"], at).exact == gradient


@pytest.mark.parametrize(("at", "slope"), [(5.0, 0.2), (10.0, 0.3)])
def test_the_slopes_of_the_notes(at: float, slope: float) -> None:
    found = tangent(CURVES["notes"], at, 1e-4)
    assert found.slope == pytest.approx(slope)
    assert found.central == pytest.approx(slope, abs=1e-9)
    assert found.forward_error == pytest.approx(0.01 * 1e-4, rel=1e-3)  # half of f'' times h


@pytest.mark.parametrize("name", CURVES)
def test_a_central_difference_is_near_the_slope_but_for_kinks(name: str) -> None:
    curve = CURVES[name]
    found = tangent(curve, curve.start, 1e-4)
    assert found.central_error == (0.5 if name == "relu" else pytest.approx(0.0, abs=1e-7))
    assert len(found.x) == len(found.y)


def test_a_step_too_small_drowns_in_rounding() -> None:
    assert tangent(CURVES["sine"], 1.0, 1e-14).central_error > 1e3 * tangent(CURVES["sine"], 1.0, 1e-5).central_error
