"""The loss surface of a project: with its first weights or those of a run, on its own samples and by its own loss."""

from __future__ import annotations

from dataclasses import replace

import pytest
import torch
from exported import dense, project_of, trained
from torch import nn

from studio.data import Iris
from studio.data.config import ImageFolder
from studio.data.errors import DataError
from studio.graph import Graph, Source
from studio.insight.errors import InsightError
from studio.project import Project
from studio.project.export import outlined, subject_of
from studio.project.gradient_checking import batch_of
from studio.project.loss_surfaces import Found, surface_of
from studio.project.questions import AroundWeights
from studio.project.templates import template
from studio.training.runs import Run

pytestmark = pytest.mark.slow


def found(wanted: AroundWeights) -> Found:
    return surface_of(wanted, lambda done, of: None, lambda: None)


@pytest.fixture(scope="module")
def flowers() -> Project:
    return project_of(dense(4, 8, 3), Iris())


@pytest.fixture(scope="module")
def run(flowers: Project, tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(flowers, tmp_path_factory.mktemp("runs") / "iris")


def test_its_middle_is_the_loss_of_the_run(flowers: Project, run: Run) -> None:
    subject = subject_of(flowers, run)
    inputs, targets, _ = batch_of(subject, flowers.training.seed, 50)
    with torch.no_grad():
        expected = nn.functional.cross_entropy(subject.trained[0](*inputs), targets)
    surface = found(AroundWeights(flowers, run.path, side=5, samples=50))
    assert surface.surface.centre == pytest.approx(float(expected), rel=1e-5)
    assert surface.samples == 50
    assert "Weights of the run" in surface.notes[0]
    first = found(AroundWeights(flowers, side=5, samples=50))
    assert first.surface.centre != surface.surface.centre


def test_weights_of_another_network_are_refused(run: Run) -> None:
    other = project_of(dense(4, 9, 3), Iris())
    with pytest.raises(InsightError, match="another network") as refusal:
        found(AroundWeights(other, run.path))
    assert refusal.value.remedy


def test_progress_is_told_for_each_place(flowers: Project) -> None:
    told: list[tuple[int, int]] = []
    surface_of(AroundWeights(flowers, side=3), lambda done, of: told.append((done, of)), lambda: None)
    assert told == [(done, 9) for done in range(9)]


def test_two_weights_are_those_asked_for(flowers: Project) -> None:
    names = [name for name, _ in found(AroundWeights(flowers, side=3)).parameters]
    surface = found(AroundWeights(flowers, way="weights", weights=((names[0], 0), (names[-1], 1)), side=3, span=0.5))
    network, _ = outlined(flowers).trained
    inputs, targets, _ = batch_of(outlined(flowers), flowers.training.seed, 128)
    with torch.no_grad():
        dict(network.named_parameters())[names[-1]][1] += 0.5
        moved = nn.functional.cross_entropy(network(*inputs), targets)
    assert surface.surface.losses[2, 1] == pytest.approx(float(moved), rel=1e-5)


def test_losses_beyond_all_numbers_are_counted_and_leave_the_others(flowers: Project) -> None:
    surface = found(AroundWeights(flowers, side=3, span=1e38)).surface
    assert 0 < surface.not_finite < 9
    assert surface.lowest == pytest.approx(surface.centre)


def test_without_its_data_it_says_what_to_choose() -> None:
    project = template("lenet5").load()
    with pytest.raises(DataError, match="does not exist") as refusal:
        found(AroundWeights(replace(project, data=ImageFolder(path="nowhere")), side=3, samples=8))
    assert refusal.value.remedy


def test_a_network_without_weights_has_nothing_to_move() -> None:
    project = template("xor-mlp").load()
    ends = {"input": project.graph["input"], "output": replace(project.graph["output"], inputs=(Source("input"),))}
    bare = project.with_graph(Graph(ends))
    with pytest.raises(InsightError):
        found(AroundWeights(bare, side=3))
