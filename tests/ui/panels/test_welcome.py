"""The start page: every way to begin is there and leads where it says."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtWidgets import QAbstractButton, QLabel
from pytestqt.qtbot import QtBot

from studio import paths
from studio.layers.block import Block
from studio.project.file import save
from studio.project.templates import template, templates
from studio.ui import theme
from studio.ui.background.file_pictures import Wanted, drawn
from studio.ui.background.pool import Pool
from studio.ui.panels.welcome.recent_files import MOST, RecentFile
from studio.ui.panels.welcome.welcome import Welcome
from studio.ui.widgets.schematic import schematic

FILES = [Path(f"/home/ada/networks/net{number}.nns") for number in range(8)]


@pytest.fixture
def welcome(qtbot: QtBot, pool: Pool) -> Welcome:
    page = Welcome(pool)
    qtbot.addWidget(page)
    page.resize(1100, 750)
    page.show()
    qtbot.waitExposed(page)
    return page


def button(welcome: Welcome, name: str) -> QAbstractButton:
    return next(each for each in welcome.findChildren(QAbstractButton) if each.accessibleName() == name)


def test_starting_empty_and_opening_are_asked_for(welcome: Welcome, qtbot: QtBot) -> None:
    with qtbot.waitSignal(welcome.new_requested):
        qtbot.mouseClick(button(welcome, "Start empty"), Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(welcome.open_requested):
        qtbot.mouseClick(button(welcome, "Open"), Qt.MouseButton.LeftButton)


def test_every_template_has_a_card_that_chooses_it(welcome: Welcome, qtbot: QtBot) -> None:
    assert [card.template for card in welcome.gallery.cards] == list(templates())
    for card in welcome.gallery.cards:
        with qtbot.waitSignal(welcome.template_chosen) as chosen:
            qtbot.mouseClick(card, Qt.MouseButton.LeftButton)
        assert chosen.args == [card.template.name]


def test_what_a_newcomer_wants_stands_first(welcome: Welcome) -> None:
    first = [card.template for card in welcome.gallery.cards[:3]]
    assert [template.name for template in first] == ["xor-mlp", "two-layer-net", "lenet5"]
    for group in {card.template.group for card in welcome.gallery.cards}:
        at_hand = [card.template.is_at_hand for card in welcome.gallery.cards if card.template.group == group]
        assert at_hand == sorted(at_hand, reverse=True)


def test_a_card_is_chosen_with_the_keyboard(welcome: Welcome, qtbot: QtBot) -> None:
    card = welcome.gallery.cards[0]
    for key in (Qt.Key.Key_Return, Qt.Key.Key_Space):
        with qtbot.waitSignal(welcome.template_chosen):
            qtbot.keyClick(card, key)


def test_typing_finds_templates_and_enter_takes_the_first(welcome: Welcome, qtbot: QtBot) -> None:
    gallery = welcome.gallery
    qtbot.keyClicks(gallery.search, "resnet bottleneck")
    assert [card.template.name for card in gallery.cards if card.isVisible()] == ["resnet50"]
    with qtbot.waitSignal(welcome.template_chosen) as chosen:
        qtbot.keyClick(gallery.search, Qt.Key.Key_Return)
    assert chosen.args == ["resnet50"]
    gallery.search.setText("token sequences")
    assert {card.template.name for card in gallery.cards if card.isVisible()} == {"lstm-text", "transformer-text"}
    gallery.search.setText("zeppelin")
    assert not any(card.isVisible() for card in gallery.cards)
    assert any("“zeppelin”" in words.text() for words in gallery.findChildren(QLabel) if words.isVisible())
    gallery.search.clear()
    assert all(card.isVisible() for card in gallery.cards)


def test_recent_files_are_offered_newest_first(welcome: Welcome, qtbot: QtBot) -> None:
    assert not welcome.recent.isVisible()
    welcome.refresh(FILES)
    entries = [each for each in welcome.findChildren(RecentFile) if each.isVisible()]
    assert [entry.text() for entry in entries] == [path.stem for path in FILES[:MOST]]
    with qtbot.waitSignal(welcome.recent_chosen) as chosen:
        qtbot.mouseClick(entries[1], Qt.MouseButton.LeftButton)
    assert chosen.args == [str(FILES[1])]


def test_recent_files_show_their_networks_and_one_that_is_gone_says_so(
    welcome: Welcome, qtbot: QtBot, tmp_path: Path
) -> None:
    there, broken, gone = tmp_path / "there.nns", tmp_path / "broken.nns", tmp_path / "gone.nns"
    save(template("lenet5").load(), there)
    broken.write_text("{")
    with qtbot.waitSignal(welcome.recent.pictures.ready):
        welcome.refresh([there, broken, gone])
    qtbot.waitUntil(lambda: welcome.recent.pictures.of(there) is not None)
    picture = welcome.recent.pictures.of(there)
    assert picture is not None
    colours = {picture.pixelColor(x, y).name() for x in range(picture.width()) for y in range(picture.height())}
    assert theme.current().family["convolution"] in colours
    assert welcome.recent.pictures.of(broken) is None
    assert [each.is_gone for each in welcome.findChildren(RecentFile)] == [False, False, True]
    (kept,) = paths.thumbnails().iterdir()
    assert drawn(Wanted.of(there)).size() == picture.size()
    save(template("vgg11").load(), there)
    assert welcome.recent.pictures.of(there) is None
    assert kept.is_file()


def test_the_three_steps_are_told(welcome: Welcome) -> None:
    words = [label.text() for label in welcome.findChildren(QLabel)]
    assert words.index("Draw a network") < words.index("Train") < words.index("Export")


@pytest.mark.parametrize("size", [QSize(900, 600), QSize(1280, 800), QSize(2560, 1440)], ids=str)
def test_the_page_fits_the_window(welcome: Welcome, qtbot: QtBot, size: QSize) -> None:
    welcome.resize(size)
    page = welcome.widget()
    assert page is not None
    qtbot.waitUntil(lambda: page.width() == welcome.viewport().width() >= size.width() - 20)
    for label in (each for each in page.findChildren(QLabel) if each.isVisible()):
        needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
        assert label.height() >= needed, label.text()
        assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
    edges = [card.mapTo(page, card.rect().bottomRight()) for card in welcome.gallery.cards]
    assert all(edge.x() <= page.width() and edge.y() <= page.height() for edge in edges)


@pytest.mark.parametrize("template", templates(), ids=lambda template: template.name)
def test_the_picture_has_a_bar_for_each_layer_and_reads_left_to_right(template: object) -> None:
    graph = template.load().graph  # type: ignore[attr-defined]
    picture = schematic(graph)
    assert len(picture.bars) == len(graph)
    assert all(picture.bars[source].column < picture.bars[target].column for source, target in picture.links)
    assert all(0 < bars.column < picture.columns and 0 <= bars.side <= 1 for bars in picture.bars)


@pytest.mark.parametrize(
    ("name", "stages"),
    [
        ("vgg11", [1, 1, 2, 2, 2]),
        ("vgg19", [2, 2, 4, 4, 4]),
        ("resnet50", [3, 4, 6, 3]),
        ("densenet121", [6, 1, 12, 1, 24, 1, 16]),
    ],
)
def test_the_picture_of_a_block_has_a_bar_for_each_unit_it_is_made_of(name: str, stages: list[int]) -> None:
    graph = next(template for template in templates() if template.name == name).load().graph
    counted = [
        bars.units
        for bars, node in zip(schematic(graph).bars, graph.values(), strict=True)
        if isinstance(node.layer, Block)
    ]
    assert counted == stages
