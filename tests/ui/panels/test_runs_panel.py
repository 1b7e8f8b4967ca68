"""The list of runs under a person's hands: found, sorted, marked, named, removed, by mouse and by keys alone."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from composed import compose
from PySide6.QtCore import QPoint, Qt, QTimer
from PySide6.QtGui import QDesktopServices, QGuiApplication
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu, QWidget
from pytestqt.qtbot import QtBot
from written_runs import written_run

from studio import paths
from studio.project import Project
from studio.training.runs.description import Description
from studio.training.runs.notes import annotate, read_notes
from studio.training.runs.overview import rows
from studio.ui.background.run_list import MOST_CHOSEN
from studio.ui.background.run_trash import Done
from studio.ui.background.training_job import TrainingJob
from studio.ui.dialogs.question import Question
from studio.ui.dialogs.words import FieldDialog
from studio.ui.panels.runs.model import RunsModel
from studio.ui.panels.runs.panel import RunsPanel
from studio.ui.session import Session

PROJECT = Project("Iris", id="iris")
Open = Callable[[], RunsPanel]


@pytest.fixture
def open_panel(qtbot: QtBot, job: TrainingJob) -> Iterator[Open]:
    """Shows the list of the runs that there are."""
    session = Session(PROJECT, analyse=False)

    def shown() -> RunsPanel:
        panel = RunsPanel(session, job)
        panel.resize(900, 300)
        qtbot.addWidget(panel)
        panel.show()
        qtbot.waitUntil(lambda: session.runs.is_known, timeout=30_000)
        return panel

    yield shown
    session.close()


@pytest.fixture
def panel(open_panel: Open) -> RunsPanel:
    """Three runs: the newest the worst, the oldest stopped and starred."""
    run("new", loss=0.75, lr=0.1, began="2026-01-03T00:00:00+00:00")
    run("middle", loss=0.25, lr=0.01, began="2026-01-02T00:00:00+00:00")
    annotate(run("old", loss=0.5, ends="stopped", began="2026-01-01T00:00:00+00:00"), star=True, tags=["paper"])
    return open_panel()


def run(folder: str, **values: object) -> Path:
    return written_run(paths.runs() / folder, project=PROJECT.id, **values).resolve()  # type: ignore[arg-type]


def names(panel: RunsPanel) -> list[str]:
    return [row.run.title for row in panel.model.shown]


def cell(panel: RunsPanel, name: str, key: str) -> QPoint:
    """The middle of a cell."""
    index = panel.model.index(names(panel).index(name), panel.model.place_of(key))
    return panel.table.visualRect(index).center()


def texts(panel: RunsPanel, name: str) -> dict[str, str]:
    """What the cells of a run say, by their headings."""
    row = panel.model.shown[names(panel).index(name)]
    return {column.heading: column.text(row) for column in panel.model.columns}


def click(qtbot: QtBot, panel: RunsPanel, name: str, key: str, *modifiers: Qt.KeyboardModifier) -> None:
    held = modifiers[0] if modifiers else Qt.KeyboardModifier.NoModifier
    qtbot.mouseClick(panel.table.viewport(), Qt.MouseButton.LeftButton, held, cell(panel, name, key))


def answer(kind: type[QWidget], act: Callable[[QWidget], object]) -> None:
    """Answer the dialog that opens next."""

    def look() -> None:
        dialog = QApplication.activeModalWidget()
        assert isinstance(dialog, kind)
        act(dialog)

    QTimer.singleShot(0, look)


def test_each_run_tells_what_it_came_to_and_what_sets_it_apart(panel: RunsPanel) -> None:
    assert names(panel) == ["new", "middle", "old"]
    told = texts(panel, "middle")
    assert (told["State"], told["Test accuracy"], told["Validation accuracy"]) == (
        "finished", "75.0\u202f%", "75.0\u202f%",
    )  # fmt: skip
    assert told["Settings that differ"] == "lr 0.01"
    assert (told["Length"], told["Data"], told["Device"]) == ("2 epochs · 2\u202fs", "Iris flowers", "cpu")
    assert texts(panel, "old")["Test accuracy"] == ""
    assert panel.count.text() == "3 runs"


def test_a_click_on_a_heading_sorts_by_numbers_and_runs_without_one_stay_last(qtbot: QtBot, panel: RunsPanel) -> None:
    head, place = panel.table.horizontalHeader(), panel.model.place_of("metric:test_accuracy")
    at = QPoint(head.sectionViewportPosition(place) + 20, head.height() // 2)
    orders = []
    for _ in range(3):
        qtbot.mouseClick(head.viewport(), Qt.MouseButton.LeftButton, pos=at)
        orders.append(names(panel))
    assert sorted(orders) == sorted([["middle", "new", "old"], ["new", "middle", "old"], ["new", "middle", "old"]])


@pytest.mark.parametrize(
    ("typed", "left"),
    [
        ("MID", ["middle"]),
        ("state:stop", ["old"]),
        ("star", ["old"]),
        ("tag:pap", ["old"]),
        ("iris", ["new", "middle", "old"]),
        ("paper state:finished", []),
        ('"new', ["new"]),
    ],
)
def test_the_filter_finds_by_words_states_tags_and_stars(
    qtbot: QtBot, panel: RunsPanel, typed: str, left: list[str]
) -> None:
    qtbot.keyClicks(panel.filter, typed)
    assert names(panel) == left
    assert panel.nothing.isVisible() == (not left)
    assert panel.count.text() == ("3 runs" if len(left) == 3 else f"{len(left)} of 3")


def test_settings_are_told_only_where_the_runs_found_differ_in_them(qtbot: QtBot, panel: RunsPanel) -> None:
    annotate(run("tiny", lr=0.01, batch_size=8, began="2026-01-05T00:00:00+00:00"), tags=["pair"])
    annotate(paths.runs() / "middle", tags=["pair"])
    panel._session.runs.look_again()
    qtbot.waitUntil(lambda: len(names(panel)) == 4)
    assert texts(panel, "middle")["Settings that differ"] == "lr 0.01"
    qtbot.keyClicks(panel.filter, "tag:pair")
    assert names(panel) == ["tiny", "middle"]
    assert [texts(panel, name)["Settings that differ"] for name in names(panel)] == ["batch_size 8", ""]


def test_a_click_marks_a_run_for_the_curves_and_leaves_the_selection(qtbot: QtBot, panel: RunsPanel) -> None:
    runs = panel._session.runs
    click(qtbot, panel, "new", "name")
    click(qtbot, panel, "middle", "mark")
    assert [each.path.name for each in runs.chosen] == ["middle"]
    assert [row.run.title for row in panel.table.selected] == ["new"]
    click(qtbot, panel, "middle", "mark")
    assert runs.chosen == ()


def test_keys_alone_mark_star_and_move(qtbot: QtBot, panel: RunsPanel) -> None:
    panel.focus()
    qtbot.keyClick(panel.table, Qt.Key.Key_Down)
    qtbot.keyClick(panel.table, Qt.Key.Key_Space)
    qtbot.keyClick(panel.table, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
    assert [each.path.name for each in panel._session.runs.chosen] == ["middle"]
    qtbot.waitUntil(lambda: panel.model.shown[1].run.notes.star)
    assert read_notes(paths.runs() / "middle").star


def test_the_eleventh_mark_is_refused_with_a_remedy(qtbot: QtBot, open_panel: Open) -> None:
    for number in range(MOST_CHOSEN + 1):
        run(f"run {number}")
    panel = open_panel()
    panel.table.selectAll()
    with qtbot.waitSignal(panel._session.refused) as told:
        panel.action["runs.choose"].trigger()
    assert told.args == [
        "Only 10 runs can be shown in the curves at a time.",
        "Take others away first: click their marks.",
    ]
    assert len(panel._session.runs.chosen) == MOST_CHOSEN


def test_f2_renames_in_place(qtbot: QtBot, panel: RunsPanel) -> None:
    click(qtbot, panel, "middle", "state")
    qtbot.keyClick(panel.table, Qt.Key.Key_F2)
    editor = panel.table.findChild(QLineEdit)
    assert editor is not None
    assert editor.selectedText() == "middle"
    qtbot.keyClicks(editor, "The best")
    qtbot.keyClick(editor, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: names(panel) == ["new", "The best", "old"])
    assert read_notes(paths.runs() / "middle").title == "The best"
    assert [row.run.title for row in panel.table.selected] == ["The best"]


def test_a_star_is_clicked(qtbot: QtBot, panel: RunsPanel) -> None:
    click(qtbot, panel, "old", "star")
    qtbot.waitUntil(lambda: not any(row.run.notes.star for row in panel.model.shown))
    assert not read_notes(paths.runs() / "old").star


def test_tags_of_several_runs_are_changed_together_and_keep_what_is_not_common(qtbot: QtBot, panel: RunsPanel) -> None:
    panel.table.select([row.run.path for row in panel.model.shown])

    def type_tags(dialog: QWidget) -> None:
        assert isinstance(dialog, FieldDialog)
        assert isinstance(dialog.field, QLineEdit)
        assert dialog.field.text() == ""
        compose(dialog.field, "good，last year")
        qtbot.keyClick(dialog.field, Qt.Key.Key_Return)

    answer(FieldDialog, type_tags)
    panel.action["runs.tags"].trigger()
    qtbot.waitUntil(lambda: all("good" in row.run.notes.tags for row in panel.model.shown))
    assert texts(panel, "old")["Tags"] == "paper, good, last year"


def test_what_is_deleted_is_named_and_only_put_into_the_trash(
    qtbot: QtBot, panel: RunsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    trashed: list[Done] = []
    panel._session.runs.trashed.connect(trashed.append)
    click(qtbot, panel, "middle", "name")
    asked: list[str] = []
    for key in ("keep", "delete"):

        def press(dialog: QWidget, key: str = key) -> None:
            assert isinstance(dialog, Question)
            asked.extend(each.text() for each in dialog.findChildren(type(panel.count)))
            dialog.buttons[key].click()

        panel.activateWindow()
        qtbot.waitUntil(panel.isActiveWindow)
        answer(Question, press)
        qtbot.keyClick(panel.table, Qt.Key.Key_Delete)
    assert "“middle”" in asked[0]
    assert "middle: finished, 2 epochs" in asked[1]
    qtbot.waitUntil(lambda: names(panel) == ["new", "old"])
    assert not (paths.runs() / "middle").exists()
    assert list(tmp_path.rglob("middle/events.jsonl"))
    assert [done.words for done in trashed] == ["“middle” is in the trash."]
    assert trashed[0].can_come_back
    panel._session.runs.bring_back(trashed[0].runs)
    qtbot.waitUntil(lambda: names(panel) == ["new", "middle", "old"])
    assert not list((tmp_path / "data").rglob("middle*"))


def test_a_folder_is_opened_or_its_place_told(qtbot: QtBot, panel: RunsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    click(qtbot, panel, "middle", "name")
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: False)
    with qtbot.waitSignal(panel._session.refused) as told:
        panel.action["runs.folder"].trigger()
    place = str(paths.runs() / "middle")
    assert place in told.args[0]
    assert QGuiApplication.clipboard().text() == place
    shutil.rmtree(place)
    with qtbot.waitSignal(panel._session.refused) as told:
        panel.action["runs.folder"].trigger()
    assert "no longer there" in told.args[0]
    qtbot.waitUntil(lambda: names(panel) == ["new", "old"])


def test_columns_are_hidden_from_the_menu_of_their_headings(qtbot: QtBot, panel: RunsPanel) -> None:
    menu = panel.table.columns_menu()
    (device,) = [action for action in menu.actions() if action.text() == "Device"]
    device.trigger()
    menu.close()
    assert panel.table.isColumnHidden(panel.model.place_of("device"))
    panel.model.set_filter("new")
    assert panel.table.isColumnHidden(panel.model.place_of("device"))
    assert panel.table.choices == {"device": False}


def test_the_keys_sort_by_the_column_they_have_reached(qtbot: QtBot, panel: RunsPanel) -> None:
    panel.focus()
    for _ in range(2):
        qtbot.keyClick(panel.table, Qt.Key.Key_Right)
    assert panel.model.columns[panel.table.currentIndex().column()].key == "metric:test_accuracy"
    orders = []
    for _ in range(3):
        qtbot.keyClick(
            panel.table, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        )
        orders.append(names(panel))
    assert orders == [["middle", "new", "old"], ["new", "middle", "old"], ["new", "middle", "old"]]


def test_a_right_click_offers_what_can_be_done(qtbot: QtBot, panel: RunsPanel) -> None:
    click(qtbot, panel, "middle", "name")
    panel.table.customContextMenuRequested.emit(cell(panel, "middle", "name"))
    menu = panel.table.findChild(QMenu)
    assert menu is not None
    possible = {action.text(): action.isEnabled() for action in menu.actions() if action.text()}
    menu.close()
    assert possible["Open This Run"]
    assert not possible["Compare…"]


def test_rows_are_copied_with_the_columns_shown(qtbot: QtBot, panel: RunsPanel) -> None:
    panel.copy.trigger()
    lines = QGuiApplication.clipboard().text().splitlines()
    assert lines[0].split("\t")[:3] == ["Name", "State", "Test accuracy"]
    assert [line.split("\t")[0] for line in lines[1:]] == ["new", "middle", "old"]


def test_without_runs_the_way_to_one_is_told(qtbot: QtBot, open_panel: Open) -> None:
    panel = open_panel()
    qtbot.waitUntil(panel.empty.isVisible)
    assert "Train the network" in panel.empty.sentence
    assert not panel.table.isVisible()


def test_the_selection_stays_while_runs_come_and_go(qtbot: QtBot, panel: RunsPanel) -> None:
    click(qtbot, panel, "middle", "name")
    run("newest", began="2026-01-04T00:00:00+00:00")
    panel._session.runs.look_again()
    qtbot.waitUntil(lambda: names(panel) == ["newest", "new", "middle", "old"])
    assert [row.run.title for row in panel.table.selected] == ["middle"]
    assert panel.table.currentIndex().row() == 2


def test_a_damaged_run_stands_in_the_list_of_all_and_says_what_is_wrong(qtbot: QtBot, panel: RunsPanel) -> None:
    (paths.runs() / "old" / "config.json").write_text("{")
    qtbot.mouseClick(panel.all_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: texts(panel, "old")["State"] == "damaged")
    index = panel.model.index(names(panel).index("old"), panel.model.place_of("state"))
    assert "config.json" in index.data(Qt.ItemDataRole.ToolTipRole)


def test_of_a_thousand_runs_only_the_one_that_changes_is_drawn_anew(qtbot: QtBot) -> None:
    found = [Description(Path(f"/runs/{number}"), "finished", metrics={"loss": 0.5}) for number in range(1_000)]
    model = RunsModel()
    model.show_rows(rows(found))
    before = model.shown
    changed: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: changed.append((first.row(), last.row())))
    with qtbot.assertNotEmitted(model.modelReset):
        model.show_rows([*before[:500], replace(before[500], run=replace(found[500], epoch=3)), *before[501:]])
    assert changed == [(500, 500)]
    model.deleteLater()


def test_words_of_others_steer_nothing_and_fill_no_screen(qtbot: QtBot, open_panel: Open) -> None:
    path = run("a run\x1b[31m \u202eof others", name="<b>bold</b>")
    annotate(path, note="much " * 3_000)
    panel = open_panel()
    told = texts(panel, path.name)
    assert not {"\x1b", "\u202e"} & set("".join(told.values()))
    index = panel.model.index(0, panel.model.place_of("note"))
    assert len(index.data(Qt.ItemDataRole.ToolTipRole)) <= 1_000


def test_a_run_with_thousands_of_values_has_no_thousands_of_columns(open_panel: Open) -> None:
    run("odd", values={f"validation_{number}": 0.5 for number in range(5_000)})
    assert len(open_panel().model.columns) < 100


def test_cells_without_words_are_told_to_screen_readers(panel: RunsPanel) -> None:
    panel._session.runs.choose(panel.model.shown[0].run.path)
    row = [panel.model.index(0, panel.model.place_of(key)) for key in ("mark", "star")]
    assert [each.data(Qt.ItemDataRole.AccessibleTextRole) for each in row] == ["shown in curves", "not starred"]
    assert panel.table.accessibleName() == "Runs"
    assert all(widget.accessibleName() for widget in (panel.filter, panel.all_button, panel.columns_button))


def test_runs_are_shown_as_lines_and_a_line_that_is_clicked_is_marked(qtbot: QtBot, panel: RunsPanel) -> None:
    qtbot.mouseClick(panel.lines_button, Qt.MouseButton.LeftButton)
    plot = panel.lines.plot
    qtbot.waitUntil(lambda: len(plot.kept) == 3)
    assert panel.table.isHidden()
    line = names(panel).index("middle")
    for _ in range(line + 1):
        qtbot.keyClick(plot, Qt.Key.Key_Down)
    assert "middle" in plot.accessibleDescription()
    assert "lr: 0.01" in plot.accessibleDescription()
    qtbot.keyClick(plot, Qt.Key.Key_Return)
    assert [chosen.path.name for chosen in panel._session.runs.chosen] == ["middle"]
    panel.filter.setText("old")
    qtbot.waitUntil(lambda: not panel.lines.empty.isHidden())
    qtbot.mouseClick(panel.lines_button, Qt.MouseButton.LeftButton)
    assert panel.table.isVisible()
