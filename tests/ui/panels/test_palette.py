"""The palette as a person uses it: search, keys, mouse, drag."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from studio.layers import catalogue, search
from studio.layers.families import FAMILY_TITLES
from studio.ui import theme
from studio.ui.panels.palette.drag_sign import SIDE, drag_sign
from studio.ui.panels.palette.list import MIME
from studio.ui.panels.palette.palette import PalettePanel
from studio.ui.panels.palette.rows import FAMILY, PaletteRows
from studio.ui.widgets.empty import EmptyState


@pytest.fixture
def palette(qtbot: QtBot) -> PalettePanel:
    panel = PalettePanel()
    qtbot.addWidget(panel)
    panel.resize(260, 700)
    panel.show()
    panel.activateWindow()
    qtbot.waitUntil(panel.isActiveWindow)
    return panel


@pytest.fixture
def added(palette: PalettePanel) -> list[str]:
    kinds: list[str] = []
    palette.add_requested.connect(kinds.append)
    return kinds


@pytest.fixture
def place_of(palette: PalettePanel) -> Callable[[str], QPoint]:
    """Where a layer's row is, in view."""

    def find(kind: str) -> QPoint:
        index = palette.layers.indexes_of_kinds()[kind]
        palette.layers.scrollTo(index)
        return palette.layers.visualRect(index).center()

    return find


def test_a_class_of_torch_without_a_layer_of_its_own_is_offered_itself(
    palette: PalettePanel, added: list[str], qtbot: QtBot
) -> None:
    qtbot.keyClicks(palette.search, "transformer")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert added == ["Transformer"]


def test_every_layer_is_there_under_its_family(palette: PalettePanel) -> None:
    shown = palette.layers.indexes_of_kinds()
    assert set(shown) == set(catalogue)
    for kind, index in shown.items():
        assert index.parent().data() == FAMILY_TITLES[catalogue[kind].family]


def test_every_family_of_the_theme_has_a_title() -> None:
    assert set(FAMILY_TITLES) == set(theme.FAMILIES)


def test_every_layer_tells_what_it_does(palette: PalettePanel) -> None:
    for kind, index in palette.layers.indexes_of_kinds().items():
        assert catalogue[kind].help() in index.data(Qt.ItemDataRole.ToolTipRole)


def test_typing_finds_the_best_layer_and_enter_adds_it(palette: PalettePanel, added: list[str], qtbot: QtBot) -> None:
    palette.focus_search()
    qtbot.keyClicks(palette.search, "max pool")
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert added == [search("max pool")[0].__name__] == ["MaxPool2d"]


def test_arrow_keys_move_through_the_hits_while_typing(palette: PalettePanel, added: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "pool")
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Down, Qt.Key.Key_Up, Qt.Key.Key_Return):
        qtbot.keyClick(palette.search, key)
    assert added == [search("pool")[1].__name__]


def test_arrow_keys_walk_the_whole_catalogue_over_the_titles(palette: PalettePanel, qtbot: QtBot) -> None:
    walked = []
    for _ in catalogue:
        qtbot.keyClick(palette.search, Qt.Key.Key_Down)
        walked.append(palette.layers.current_kind())
    assert walked == list(palette.layers.indexes_of_kinds())


def test_the_arrow_at_the_end_stays(palette: PalettePanel, qtbot: QtBot) -> None:
    for _ in range(len(catalogue) + 3):
        qtbot.keyClick(palette.search, Qt.Key.Key_Down)
    assert palette.layers.current_kind() == list(palette.layers.indexes_of_kinds())[-1]


def test_enter_without_a_choice_adds_nothing(palette: PalettePanel, added: list[str], qtbot: QtBot) -> None:
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert added == []


def test_nothing_found_is_said_with_the_word(palette: PalettePanel, added: list[str], qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "wavelet")
    empty = palette.findChild(EmptyState)
    assert empty is not None
    assert empty.isVisible()
    assert "“wavelet”" in empty.sentence
    qtbot.keyClick(palette.search, Qt.Key.Key_Return)
    assert added == []


def test_escape_clears_the_search_and_brings_the_families_back(palette: PalettePanel, qtbot: QtBot) -> None:
    qtbot.keyClicks(palette.search, "conv")
    qtbot.keyClick(palette.search, Qt.Key.Key_Escape)
    assert palette.search.text() == ""
    assert set(palette.layers.indexes_of_kinds()) == set(catalogue)


def test_a_double_click_adds_once(
    palette: PalettePanel, added: list[str], place_of: Callable[[str], QPoint], qtbot: QtBot
) -> None:
    place = place_of("Linear")
    qtbot.mouseClick(palette.layers.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert added == []
    qtbot.mouseDClick(palette.layers.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert added == ["Linear"]


def test_the_plus_of_a_row_adds_with_one_click(
    palette: PalettePanel, added: list[str], place_of: Callable[[str], QPoint], qtbot: QtBot
) -> None:
    place_of("ReLU")
    row = palette.layers.visualRect(palette.layers.indexes_of_kinds()["ReLU"])
    plus = PaletteRows.plus_box(row).center()
    qtbot.mouseClick(palette.layers.viewport(), Qt.MouseButton.LeftButton, pos=plus)
    assert added == ["ReLU"]


def test_enter_in_the_list_adds(
    palette: PalettePanel, added: list[str], place_of: Callable[[str], QPoint], qtbot: QtBot
) -> None:
    qtbot.mouseClick(palette.layers.viewport(), Qt.MouseButton.LeftButton, pos=place_of("Dropout"))
    qtbot.keyClick(palette.layers, Qt.Key.Key_Return)
    assert added == ["Dropout"]


def test_a_family_folds_and_stays_folded_after_a_search(palette: PalettePanel, qtbot: QtBot) -> None:
    model = palette.layers.model()
    pooling = next(row for row in range(model.rowCount()) if model.index(row, 0).data(FAMILY) == "pooling")
    place = palette.layers.visualRect(model.index(pooling, 0)).center()
    qtbot.mouseClick(palette.layers.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "MaxPool2d" not in palette.layers.indexes_of_kinds()
    qtbot.keyClicks(palette.search, "max")
    assert "MaxPool2d" in palette.layers.indexes_of_kinds()
    palette.search.clear()
    assert "MaxPool2d" not in palette.layers.indexes_of_kinds()
    qtbot.mouseClick(palette.layers.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert "MaxPool2d" in palette.layers.indexes_of_kinds()


def test_a_drag_carries_the_kind_under_a_card(palette: PalettePanel) -> None:
    indexes = palette.layers.indexes_of_kinds()
    for kind in catalogue:
        data = palette.layers.model().mimeData([indexes[kind]])
        assert bytes(data.data(MIME).data()).decode() == kind
        assert indexes[kind].flags() & Qt.ItemFlag.ItemIsDragEnabled, kind


def test_the_sign_beside_the_pointer_is_small_and_sharp(palette: PalettePanel) -> None:
    for family in theme.FAMILIES:
        sign = drag_sign(family, 2.0)
        assert (sign.devicePixelRatio(), sign.width()) == (2.0, 2 * SIDE)
        assert sign.toImage().pixelColor(SIDE, SIDE).alpha() == 255, family


def test_a_family_title_cannot_be_dragged(palette: PalettePanel) -> None:
    title = palette.layers.model().index(0, 0)
    assert not title.flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_every_row_is_drawn_in_both_themes(palette: PalettePanel) -> None:
    pictures = []
    for mode in ("light", "dark"):
        theme.set_mode(mode)  # type: ignore[arg-type]
        pictures.append(palette.layers.viewport().grab().toImage())
    theme.set_mode("system")
    assert pictures[0] != pictures[1]
