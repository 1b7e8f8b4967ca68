"""The data panel: what it shows is what the training gets; it can be saved, and nothing is read while nobody looks."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from data_files import write_tones
from PySide6.QtCore import Qt
from PySide6.QtGui import QImage
from pytestqt.qtbot import QtBot
from text_files import sentences, write_texts

from studio.data import Digits, PhotoTiles, Sequences, TableFile, TextFolder, TextTable, Toys, Waveforms, memory
from studio.data.augmented_preview import previewed
from studio.data.cache import folder as cache
from studio.data.config import Data
from studio.data.config.transforms.geometry import RandomHorizontalFlip
from studio.data.load import load
from studio.data.table_files import parsing
from studio.layers import layer
from studio.project import Project
from studio.ui.background.tiles import tile
from studio.ui.background.training_job import TrainingJob
from studio.ui.panels.data.panel import DataPanel
from studio.ui.session import Session
from studio.ui.widgets.segmented import Segmented

LONG = 60_000


@pytest.fixture
def session(digits_project: Project) -> Iterator[Session]:
    made = Session(digits_project, analyse=False)
    yield made
    made.close()


@pytest.fixture
def panel(qtbot: QtBot, session: Session, job: TrainingJob) -> Iterator[DataPanel]:
    made = DataPanel(session, job)
    qtbot.addWidget(made)
    made.resize(700, 400)
    yield made
    made.look.close()


def choose(session: Session, data: Data) -> None:
    """Other data, for an Input that takes them."""
    shapes = {Toys: (2,), TextFolder: (8,), Waveforms: (1, 60), Sequences: (20,), PhotoTiles: (3, 32, 32)}
    shape = shapes.get(type(data), (1, 8, 8))
    graph = session.graph
    node = replace(graph["input"], layer=layer("Input", shape=list(shape)))
    changed = session.project.with_graph(type(graph)({**graph, "input": node}))
    session.apply("Choose", replace(changed, data=data))


def seen(qtbot: QtBot, panel: DataPanel) -> None:
    panel.show()
    qtbot.waitUntil(lambda: panel.samples.page is not None and panel.look.survey is not None, timeout=LONG)


def page(panel: DataPanel, name: str) -> None:
    """Choose what is shown with the arrow keys."""
    pages: Segmented = panel.pages
    pages.choose(name)


def test_nothing_is_read_until_somebody_looks(qtbot: QtBot, panel: DataPanel) -> None:
    assert panel.look.state == "nothing"
    seen(qtbot, panel)
    assert panel.look.state == "shown"
    assert panel.look.laid is not None


def test_points_are_drawn_in_their_plane_and_tokens_stand_in_rows(
    qtbot: QtBot, panel: DataPanel, session: Session
) -> None:
    choose(session, Toys())
    seen(qtbot, panel)
    assert panel.samples.view is panel.samples.points
    assert len(panel.samples.points.samples) == 383
    choose(session, Sequences())
    qtbot.waitUntil(lambda: panel.samples.view is panel.samples.table, timeout=LONG)
    first = load(Sequences(), (20,), 0).train.inputs[0]
    assert panel.samples.table.model().index(0, 1).data() == " ".join(map(str, first.tolist()))


def test_a_text_stands_before_its_tokens(qtbot: QtBot, panel: DataPanel, session: Session, tmp_path: Path) -> None:
    config = TextFolder(path=str(write_texts(tmp_path)), length=8, vocabulary=40)
    choose(session, config)
    seen(qtbot, panel)
    qtbot.waitUntil(lambda: panel.samples.view is panel.samples.table, timeout=LONG)
    model = panel.samples.table.model()
    assert model.columnCount() == 3
    first = load(config, (8,), 0).train.inputs[0]
    assert model.index(0, 2).data() == " ".join(map(str, first.tolist()))
    assert model.index(0, 1).data() in [text for text, _ in sentences()]


def test_a_column_of_texts_is_read_as_texts_in_one_step(panel: DataPanel, session: Session, tmp_path: Path) -> None:
    assert panel.texts_offer.isHidden()
    data = TableFile(path=str(tmp_path / "x.csv"), separator=";", roles=(("said", "text"), ("stars", "class")))
    choose(session, data)
    assert not panel.texts_offer.isHidden()
    before = session.project
    panel.texts_button.click()
    assert session.project.data == TextTable(path=data.path, text="said", target="stars", separator=";")
    assert panel.texts_offer.isHidden()
    session.undo()
    assert session.project == before


def test_masks_are_laid_over_pictures(qtbot: QtBot, panel: DataPanel, session: Session) -> None:
    seen(qtbot, panel)
    plain = panel.samples.page
    assert plain is not None
    choose(session, Digits(target="ink"))
    qtbot.waitUntil(lambda: panel.samples.page not in (None, plain), timeout=LONG)
    masked = panel.samples.page
    assert masked is not None
    assert [image.isGrayscale() for image in plain.tiles[:3]] == [True] * 3
    assert [image.isGrayscale() for image in masked.tiles[:3]] == [False] * 3


def test_random_order_is_kept_over_pages_and_taken_back(qtbot: QtBot, panel: DataPanel) -> None:
    seen(qtbot, panel)
    samples = panel.samples

    def places() -> list[int]:
        return [sample.place for sample in samples.grid.shown.samples]

    ordered = places()
    with qtbot.waitSignal(samples.turned, timeout=LONG):
        samples.random_button.click()
    drawn = places()
    assert sorted(drawn) != drawn
    with qtbot.waitSignal(samples.turned, timeout=LONG):
        samples.on_button.click()
    assert not set(drawn) & set(places())
    with qtbot.waitSignal(samples.turned, timeout=LONG):
        samples.back_button.click()
    assert places() == drawn
    with qtbot.waitSignal(samples.turned, timeout=LONG):
        samples.random_button.click()
    assert places() == ordered


def test_shares_and_seed_are_set_beside_what_comes_of_them(qtbot: QtBot, panel: DataPanel, session: Session) -> None:
    seen(qtbot, panel)
    page(panel, "Figures")
    assert panel.figures.shares is not None
    panel.figures.shares.forms[0].editor("test").edited.emit(0.5)  # type: ignore[attr-defined]
    assert session.project.data == Digits(test=0.5)
    qtbot.waitUntil(lambda: "Test: 898" in panel.figures.counts.text(), timeout=LONG)
    counts = load(Digits(test=0.5), (1, 8, 8), session.project.training.seed).counts
    assert {name: tuple(found.values()) for name, found in panel.figures.balance.counts.items()} == counts


def test_variants_are_those_of_the_training(qtbot: QtBot, panel: DataPanel, session: Session) -> None:
    data = PhotoTiles(transforms=(RandomHorizontalFlip(),))
    choose(session, data)
    seen(qtbot, panel)
    page(panel, "Variants")
    qtbot.waitUntil(lambda: bool(panel.variants.model.shown), timeout=LONG)
    wanted = previewed(data, (3, 32, 32), session.project.training.seed, count=8)
    for shown, known in zip(panel.variants.model.shown, wanted, strict=True):
        side = shown.tiles[0].width()
        pictures = [known.original, *(variant.sample for variant in known.variants)]
        assert list(shown.tiles) == [tile(picture.numpy(), side) for picture in pictures]
    index = panel.variants.model.index(0, 1)
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == wanted[0].variants[0].words


def test_without_chance_there_are_no_variants(qtbot: QtBot, panel: DataPanel) -> None:
    seen(qtbot, panel)
    page(panel, "Variants")
    assert "every epoch sees the same samples" in panel.variants.nothing.sentence


def test_class_balance_and_samples_are_saved(
    qtbot: QtBot, panel: DataPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen(qtbot, panel)
    monkeypatch.setattr(
        "studio.ui.panels.data.saving.ask_where_to_write", lambda _, __, place, ___: tmp_path / place.name
    )
    for act in (panel.saver.save_balance, panel.saver.save_samples):
        with qtbot.waitSignal(panel.saver.saved, timeout=LONG):
            act()
    counts = load(Digits(), (1, 8, 8), 0).counts
    head, *lines = (tmp_path / "Class balance.csv").read_text(encoding="utf-8").splitlines()
    assert head == "class,train,validation,test"
    assert lines[3] == ",".join(map(str, ("3", *(counts[split][3] for split in counts))))
    assert not QImage(str(tmp_path / "Samples.png")).isNull()


def test_what_is_shown_and_pointed_at_has_names_for_screen_readers(qtbot: QtBot, panel: DataPanel) -> None:
    seen(qtbot, panel)
    first = panel.samples.grid.model().index(0, 0)
    assert first.data(Qt.ItemDataRole.AccessibleTextRole).splitlines()[:2] == ["Sample 1", "0"]
    for widget in (panel.kind_field, panel.pages, panel.samples.split_field, panel.samples.on_button, panel.fit_button):
        assert widget.accessibleName()
    sample = panel.samples.grid.shown.samples[0]
    assert np.array_equal(sample.values, load(Digits(), (1, 8, 8), 0).train.inputs[0].numpy())


def test_transforms_are_changed_beside_what_they_make_of_samples(
    qtbot: QtBot, panel: DataPanel, session: Session
) -> None:
    panel.resize(900, 400)
    choose(session, PhotoTiles())
    seen(qtbot, panel)
    page(panel, "Variants")
    panel.variants.transforms.add_kind("RandomRotation")
    assert panel.variants.transforms.isVisible()  # also while the data are read anew
    qtbot.waitUntil(lambda: bool(panel.variants.model.shown), timeout=LONG)
    assert [each.kind for each in session.project.data.transforms] == ["RandomRotation"]
    assert "°" in panel.variants.model.shown[0].told[0]


def test_recordings_are_drawn_as_waves(qtbot: QtBot, panel: DataPanel, session: Session, tmp_path: Path) -> None:
    choose(session, Waveforms.create({"path": str(write_tones(tmp_path / "tones"))}))  # type: ignore[arg-type]
    seen(qtbot, panel)
    assert panel.samples.view is panel.samples.grid
    shown = panel.samples.page
    assert shown is not None
    assert len(shown.tiles) == len(shown.page.samples) > 0
    for picture in shown.tiles:
        assert not picture.isNull()
        lit = {picture.pixelColor(x, y).value() for x in range(picture.width()) for y in (0, picture.height() - 1)}
        assert 255 in lit


def test_what_the_cache_keeps_is_told_and_cleared(
    qtbot: QtBot, panel: DataPanel, session: Session, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache.clear()
    seen(qtbot, panel)
    qtbot.waitUntil(lambda: session.pool.is_idle, timeout=LONG)
    assert not panel.kept.isVisible()
    monkeypatch.setattr(memory, "MOST_ROWS", 0)
    (tmp_path / "table.csv").write_text("x,y\n" + "".join(f"{at},{at % 2}\n" for at in range(60)))
    choose(session, TableFile(path=str(tmp_path / "table.csv"), roles=(("y", "class"),)))
    qtbot.waitUntil(panel.kept.isVisible, timeout=LONG)
    assert "are kept in the cache" in panel.kept.words.text()
    assert panel.look.laid is not None
    assert any("too large for the memory" in note for note in panel.look.laid.overview.notes)
    choose(session, Toys())
    seen(qtbot, panel)
    parsing.forget()
    qtbot.mouseClick(panel.kept.clear_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not panel.kept.isVisible(), timeout=LONG)
    assert not cache.caches()


def test_data_of_another_document_at_the_same_place_beside_it_are_not_taken_for_each_other(
    qtbot: QtBot, panel: DataPanel, session: Session, tmp_path: Path
) -> None:
    data = TableFile(path="data.csv", roles={"kind": "class"})
    for folder in ("here", "there"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "data.csv").write_text("x,kind\n" + "".join(f"{n},{folder}{n % 2}\n" for n in range(40)))
    session.open(replace(session.project, data=data), tmp_path / "here" / "a.nns")
    seen(qtbot, panel)
    session.open(replace(session.project, data=data), tmp_path / "there" / "a.nns")
    assert not panel.samples.isVisible()
    qtbot.waitUntil(panel.samples.isVisible, timeout=LONG)
