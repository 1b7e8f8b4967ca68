"""Why a network answers as it does: laid over a picture, or number by number, in each way there is."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import numpy as np
import pytest
import torch
from exported import dense, looking, project_of, trained
from networks import chain
from PySide6.QtWidgets import QWidget

from studio.data import Digits, Iris, Sequences
from studio.evaluation.explanations.attention import attention
from studio.evaluation.explanations.methods import METHODS
from studio.layers import layer
from studio.project.asked import explained_run
from studio.training.runs import Run
from studio.ui.background.explanation_work import Question
from studio.ui.background.pool import Pool
from studio.ui.dialogs.explanation import ExplanationDialog, explain

LONG = 60_000


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(project_of(looking(1, 8, 8, classes=10), Digits()), tmp_path_factory.mktemp("runs") / "digits")


@pytest.fixture(scope="module")
def iris(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(project_of(dense(4, 8, 3), Iris()), tmp_path_factory.mktemp("runs") / "iris")


@pytest.fixture
def pool(qapp) -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


def sample_of(run: Run) -> torch.Tensor:
    preparation = run.preparation()
    assert preparation is not None
    return torch.rand(preparation.shape, generator=torch.Generator().manual_seed(2))


@pytest.fixture
def over(qtbot) -> QWidget:
    made = QWidget()
    qtbot.addWidget(made)
    return made


def opened(qtbot, run: Run, pool: Pool, over: QWidget) -> ExplanationDialog:
    dialog = explain(Question(run.path, partial(sample_of, run), row="sample 7"), pool, over)
    qtbot.waitUntil(lambda: dialog.shares is not None, timeout=LONG)
    return dialog


def test_a_picture_is_laid_over_with_what_speaks_for_the_likeliest_class(
    qtbot, digits: Run, pool: Pool, over: QWidget
) -> None:
    dialog = opened(qtbot, digits, pool, over)
    subject, sample = explained_run(digits), sample_of(digits)
    likeliest = int(subject.likeliest(sample[None])[0])
    assert dialog.answer_field.value() == likeliest
    assert f"“{subject.names[likeliest]}”" in dialog.heading.text()
    assert "sample 7" in dialog.heading.text()
    assert dialog.overlay.has_overlay
    gained = subject.scores(sample[None]) - subject.scores(torch.zeros_like(sample)[None])
    assert dialog.shares is not None
    assert dialog.shares.total == pytest.approx(float(gained.detach()[0, likeliest]), abs=0.05)


@pytest.mark.parametrize("method", METHODS)
def test_each_way_can_be_chosen_for_a_picture(qtbot, digits: Run, pool: Pool, over: QWidget, method: str) -> None:
    dialog = opened(qtbot, digits, pool, over)
    dialog.shares = None
    dialog.choose(method=method, answer=3)
    qtbot.waitUntil(lambda: dialog.shares is not None, timeout=LONG)
    assert dialog.shares.heat is not None
    assert dialog.message.isHidden()
    assert dialog.about.text() == METHODS[method].summary()


def test_the_numbers_of_a_row_are_told_by_their_columns_the_weightiest_first(
    qtbot, iris: Run, pool: Pool, over: QWidget
) -> None:
    dialog = opened(qtbot, iris, pool, over)
    assert dialog.shares is not None
    assert dialog.shares.heat is None
    bars = dialog.bars.bars
    assert {bar.name for bar in bars} == set(iris.preparation().features)
    assert [abs(bar.share) for bar in bars] == sorted((abs(bar.share) for bar in bars), reverse=True)
    assert "Grad-CAM" not in [dialog.method_field.itemText(at) for at in range(dialog.method_field.count())]


def test_what_cannot_be_explained_is_told_in_place(qtbot, pool: Pool, over: QWidget, tmp_path: Path) -> None:
    dialog = explain(Question(tmp_path, lambda: torch.zeros(4)), pool, over)
    qtbot.waitUntil(lambda: not dialog.message.isHidden(), timeout=LONG)
    assert dialog.shares is None


@pytest.mark.slow
def test_attention_is_seen_head_by_head(qtbot, tmp_path: Path, pool: Pool, over: QWidget) -> None:
    graph = chain(
        input=layer("Input", shape=(12,), dtype="int64"),
        embedding=layer("Embedding", num_embeddings=8, embedding_dim=8),
        encoder=layer("TransformerEncoderLayer", nhead=2, dim_feedforward=8),
        flatten=layer("Flatten"),
        fc=layer("Linear", out_features=2),
        output=layer("Output"),
    )
    run = trained(project_of(graph, Sequences(length=12, vocabulary=8)), tmp_path / "sequences")
    sample = torch.arange(12) % 8
    dialog = explain(Question(run.path, lambda: sample), pool, over)
    qtbot.waitUntil(lambda: dialog.shares is not None, timeout=LONG)
    assert dialog.opened is not None
    (attending,) = attention(explained_run(run), sample)
    dialog.choose(method=f"attention:{attending.layer}")
    assert dialog.attention.isVisible()
    np.testing.assert_allclose(dialog.attention.weights, attending.weights.mean(0), atol=1e-6)
    dialog.choose(answer=1)
    np.testing.assert_allclose(dialog.attention.weights, attending.weights[1], atol=1e-6)
    assert not dialog.grab().isNull()
    dialog.attention.pointed.emit((2, 3))
    assert f"{attending.weights[1][2, 3]:.1%}"[:3] in dialog.about.text()
    dialog.choose(method="occlusion")
    assert dialog.answer_field.value() == dialog.opened.likeliest
    assert not dialog.attention.isVisible()
    with qtbot.waitSignal(dialog.destroyed, timeout=LONG):
        dialog.close()
