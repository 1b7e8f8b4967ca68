"""The map of a run's samples: by any layer, coloured by class, each point leading to its sample."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest
from exported import dense, looking, project_of, trained
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from studio.data import Digits, Iris
from studio.training.runs import Run
from studio.ui.background.pool import Pool
from studio.ui.dialogs.embedding import EmbeddingDialog

needs_umap = pytest.mark.skipif(find_spec("umap") is None, reason="umap-learn is not installed")

LONG = 60_000


@pytest.fixture(scope="module")
def digits(tmp_path_factory: pytest.TempPathFactory) -> Run:
    return trained(project_of(looking(1, 8, 8, classes=10), Digits()), tmp_path_factory.mktemp("runs") / "digits")


@pytest.fixture
def pool(qapp) -> Iterator[Pool]:
    made = Pool()
    yield made
    made.close()


def opened(qtbot, run: Path, pool: Pool) -> EmbeddingDialog:
    dialog = EmbeddingDialog(run, pool)
    qtbot.addWidget(dialog)
    dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    dialog.show()
    qtbot.waitUntil(lambda: dialog.map is not None or not dialog.message.isHidden(), timeout=LONG)
    return dialog


def test_test_samples_are_laid_out_and_a_click_shows_one(qtbot, digits: Run, pool: Pool) -> None:
    dialog = opened(qtbot, digits.path, pool)
    found = dialog.map
    assert found is not None
    assert dialog.scatter.count == len(found.rows) == 270
    assert (found.wanted.split, found.wanted.way) == ("test", "pca")
    assert dialog.legend.names == tuple(map(str, range(10)))
    QTest.mouseClick(dialog.scatter, Qt.MouseButton.LeftButton, pos=dialog.scatter.place_of(5).toPoint())
    qtbot.waitUntil(lambda: dialog.seen is not None, timeout=LONG)
    assert dialog.scatter.current is not None
    truth = found.names[int(found.classes[dialog.scatter.current])]
    assert f"truth “{truth}”" in dialog.words.text()
    assert dialog.picture.isVisible()


@pytest.mark.parametrize("way", ["tsne", pytest.param("umap", marks=needs_umap)])
@pytest.mark.slow
def test_neighbours_are_mostly_of_the_same_class(qtbot, digits: Run, pool: Pool, way: str) -> None:
    dialog = opened(qtbot, digits.path, pool)
    dialog.choose(layer="flatten", way=way)
    qtbot.waitUntil(lambda: dialog.map.wanted.way == way, timeout=LONG)
    places, classes = dialog.map.embedding.places, dialog.map.classes
    distances = np.linalg.norm(places[:, None] - places[None], axis=2)
    np.fill_diagonal(distances, np.inf)
    assert (classes[distances.argmin(1)] == classes).mean() > 0.8


@pytest.mark.slow
def test_keys_go_from_point_to_point(qtbot, digits: Run, pool: Pool) -> None:
    dialog = opened(qtbot, digits.path, pool)
    dialog.scatter.setFocus()
    for _ in range(2):
        QTest.keyClick(dialog.scatter, Qt.Key.Key_Right)
    assert dialog.scatter.current == 1


@pytest.mark.slow
def test_rows_of_a_table_have_a_map_too(qtbot, pool: Pool, tmp_path: Path) -> None:
    run = trained(project_of(dense(4, 8, 3), Iris()), tmp_path / "iris")
    dialog = opened(qtbot, run.path, pool)
    dialog.choose(split="train")
    qtbot.waitUntil(lambda: dialog.map.wanted.split == "train", timeout=LONG)
    dialog.scatter.choose(0)
    qtbot.waitUntil(lambda: dialog.seen is not None, timeout=LONG)
    assert not dialog.picture.isVisible()
    assert dialog.layer_field.value() == "relu"


def test_what_is_no_run_is_told(qtbot, pool: Pool, tmp_path: Path) -> None:
    dialog = opened(qtbot, tmp_path, pool)
    assert dialog.map is None
    assert not dialog.message.isHidden()
