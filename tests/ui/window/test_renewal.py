"""The language changes while the window stands: all is told in it, and nothing else is other than before."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from answering import when_asked
from hands import Hands
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QMenu, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid
from small_catalogue import known_languages

from studio import paths
from studio.compiler.source_classes import class_name
from studio.project import Project
from studio.project.file import save
from studio.text import choice, language
from studio.text.retelling import retell_constants
from studio.training.events import BatchesDone
from studio.ui import theme
from studio.ui.app import Standing
from studio.ui.dialogs.language import LanguageDialog
from studio.ui.dialogs.loss_calculator import LossCalculatorDialog
from studio.ui.theme import faces, speech
from studio.ui.window.dialogs_again import standing as beside
from studio.ui.window.main_window import MainWindow

LONG = 60_000
TOLD = {
    "&File": "文件(&F)", "&View": "视图(&V)", "Language…": "语言…", "Layers": "层", "Train": "训练",
    "Convolution": "卷积", "Undo {step}": "撤销：{step}", "Duplicate {what}": "创建 {what} 的副本",
    "Start here": "从这里开始",
    "Untitled": "未命名", "Two-layer net": "两层网络",
    "2-D convolution": "二维卷积", "Loss": "损失", "Search layers": "搜索层",
}  # fmt: skip


@pytest.fixture
def standing(qtbot: QtBot, qapp: QApplication, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Standing]:
    """The window as the application keeps it, in English; there is Chinese too."""
    with known_languages(tmp_path_factory.mktemp("languages") / "resources", zh_CN=TOLD):
        theme.apply(qapp)
        window = MainWindow()
        made = Standing(window, qapp)
        with qtbot.waitExposed(window):
            window.show()
        window.begin()
        yield made
        made.window.shut_down()
        made.window.deleteLater()
        made.deleteLater()
    speech.follow(qapp)
    retell_constants()


def choose(standing: Standing, name: str) -> None:
    """View, Language…, and the entry of a language, by clicks."""

    def take(dialog: QWidget) -> None:
        assert isinstance(dialog, LanguageDialog)
        names = [dialog.list.item(row).data(Qt.ItemDataRole.UserRole) for row in range(dialog.list.count())]
        at = dialog.list.visualItemRect(dialog.list.item(names.index(name))).center()
        QTest.mouseClick(dialog.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
        QTest.mouseClick(dialog.use, Qt.MouseButton.LeftButton)

    when_asked(take)
    window = standing.window
    action: QAction = window.action["view.language"]
    (menu,) = [each for each in window.menuBar().findChildren(QMenu) if action in each.actions()]
    menu.popup(window.mapToGlobal(QPoint(40, 40)))
    QTest.mouseClick(menu, Qt.MouseButton.LeftButton, pos=menu.actionGeometry(action).center())


def is_of_batches(event: object) -> bool:
    return isinstance(event, BatchesDone)


def menus(window: MainWindow) -> list[str]:
    return [action.text() for action in window.menuBar().actions()]


def test_everything_is_told_anew_and_nothing_else_is_changed(
    standing: Standing, qtbot: QtBot, tmp_path: Path, digits_project: Project
) -> None:
    file = tmp_path / "digits.nns"
    save(digits_project, file)
    before = standing.window
    before.files.open(file)
    before.files.open_template("resnet20")
    before.session.enter("layer1")
    before.files.open(file)
    before.session.select(["fc1"])
    before.canvas.action["edit.duplicate"].trigger()
    before.session.select(["fc2", "relu"])
    before.show_below(before.problems)
    before.resize(1100, 720)
    qtbot.waitUntil(lambda: before.session.examination.is_up_to_date, timeout=LONG)
    before.canvas.look_at(QPointF(40, 90), 0.5)
    documents, geometry, layout = before.documents.tabs, before.geometry(), before.workspace.layout_now()
    zoom, centre = before.canvas.camera.zoom, before.canvas.camera.centre
    assert zoom == 0.5
    choose(standing, "zh_CN")
    after = standing.window
    assert after is not before
    assert (language.current(), choice.chosen()) == ("zh_CN", "zh_CN")
    assert menus(after)[0] == "文件(&F)"
    assert after.action["edit.undo"].text() == "撤销：创建 fc1 的副本"
    assert after.action["train.start"].text() == "训练"
    assert "卷积" in [after.layers.layers.model().index(row, 0).data() for row in range(40)]
    assert after.documents.tabs == documents
    assert after.session.path == file
    assert after.session.is_modified
    assert after.session.selection == {"fc2", "relu"}
    assert after.canvas.camera.zoom == zoom
    assert (after.canvas.camera.centre - centre).manhattanLength() < 4
    assert after.geometry() == geometry
    assert after.workspace.layout_now() == layout
    qtbot.waitUntil(lambda: not isValid(before))
    after.session.undo()
    assert after.session.graph == digits_project.graph
    assert not after.session.is_modified
    Hands(qtbot, after).press(Qt.Key.Key_Tab, Qt.KeyboardModifier.ControlModifier)
    assert after.session.level == ("layer1",)
    choose(standing, "en")
    assert menus(standing.window)[0] == "&File"
    assert standing.window.action["edit.undo"].text() == "Undo"


def test_what_no_person_has_named_is_called_in_the_new_language(standing: Standing) -> None:
    window = standing.window
    window.documents.open_template("two-layer-net")
    window.session.select(["fc1"])
    window.canvas.action["edit.duplicate"].trigger()
    window.documents.new()
    choose(standing, "zh_CN")
    after = standing.window
    network, empty = after.documents.tabs
    assert (network.name, empty.name) == ("两层网络", "未命名")
    assert (network.document.is_modified, empty.document.is_untouched) == (True, True)
    after.documents.bring(network)
    after.session.undo()
    assert (network.name, network.document.is_modified) == ("两层网络", False)
    after.documents.open_template("two-layer-net")
    assert after.session.project.name == "两层网络"
    assert class_name(after.session.project.name) == "TwoLayerNet"


def test_a_training_goes_on_with_its_curves(standing: Standing, qtbot: QtBot, digits_project: Project) -> None:
    window = standing.window
    endless = digits_project.training.changed(epochs=100_000)
    window.documents.show(replace(digits_project, training=endless))
    with qtbot.waitSignal(window.job.happened, timeout=LONG, check_params_cb=is_of_batches):
        window.train()
    run, training = window.job.folder, window.job.trainings.shown
    qtbot.waitUntil(lambda: bool(window.plots.charts), timeout=LONG)
    choose(standing, "zh_CN")
    after = standing.window
    assert (after.job.state, after.job.folder, after.job.trainings.shown) == ("running", run, training)
    assert after.action["train.stop"].isEnabled()
    qtbot.waitUntil(lambda: bool(after.plots.charts) and bool(after.plots.board.runs), timeout=LONG)
    with qtbot.waitSignal(after.job.happened, timeout=LONG, check_params_cb=is_of_batches):
        pass
    with qtbot.waitSignal(after.job.finished, timeout=LONG):
        after.action["train.stop"].trigger()
    assert not after.job.trainings.is_busy


def test_dialogs_beside_the_window_come_again_as_they_were_filled_in(standing: Standing) -> None:
    before = standing.window
    for name in ("help.loss", "help.about"):
        before.action[name].trigger()
    loss, about = beside(before)
    assert isinstance(loss, LossCalculatorDialog)
    loss.kind.choose("Mean squared error")
    loss.targets.setText("1,2")
    loss.predictions.setText("3,5")
    about.move(about.x() + 30, about.y() + 20)
    standing.speak("zh_CN")
    loss_again, about_again = beside(standing.window)
    assert isinstance(loss_again, LossCalculatorDialog)
    assert loss_again is not loss
    assert (loss_again.kind.value(), loss_again.targets.text()) == (loss.kind.value(), "1,2")
    assert loss_again.predictions.text() == "3,5"
    assert (type(about_again), about_again.geometry()) == (type(about), about.geometry())


def test_unsaved_work_is_in_a_recovery_file_all_the_while(standing: Standing, qtbot: QtBot) -> None:
    standing.window.documents.show(Project("Mine"))
    standing.window.canvas.add_layer("ReLU")
    choose(standing, "zh_CN")
    (kept,) = paths.recovery().glob("*.json")
    assert "relu1" in kept.read_text(encoding="utf-8")
    standing.window.session.mark_saved(standing.window.session.project, Path("mine.nns"))
    standing.window.documents.close()
    assert list(paths.recovery().iterdir()) == []


def test_a_window_that_is_closed_at_once_leaves_none_of_before(standing: Standing) -> None:
    before = standing.window
    standing.speak("zh_CN")
    assert before.isVisible()
    assert standing.window.close()
    assert not before.isVisible()


def test_the_same_language_builds_nothing(standing: Standing) -> None:
    before = standing.window
    choose(standing, choice.SYSTEM)
    assert standing.window is before
    assert choice.chosen() == choice.SYSTEM


def test_a_damaged_catalogue_leaves_the_window_and_is_told(standing: Standing) -> None:
    before = standing.window
    (paths.translations() / "zh_CN.po").write_bytes(b"\0\1")
    choose(standing, "zh_CN")
    assert standing.window is before
    assert before.notice.text.startswith("The texts of “zh_CN” cannot be read: ")
    assert (language.current(), choice.chosen()) == ("en", "")


@pytest.mark.parametrize(("asked", "marked"), [("zh_CN", "zh_CN"), ("zh-Hans", "zh_CN"), ("xx", "system")])
def test_the_dialog_marks_what_was_asked_for_at_the_start(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, asked: str, marked: str
) -> None:
    monkeypatch.setenv(choice.VARIABLE, asked)
    assert LanguageDialog().chosen == marked


def test_without_a_typeface_the_language_cannot_be_taken(standing: Standing, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faces, "_found", lambda script: "")
    dialog = LanguageDialog(standing.window)
    dialog.list.setCurrentRow(2)
    assert dialog.chosen == "zh_CN"
    assert not dialog.use.isEnabled()
    assert "fonts-noto-cjk" in dialog.message.text
    assert "google-noto-sans-cjk" in dialog.message.text
    standing.speak("zh_CN")
    assert (language.current(), menus(standing.window)[0]) == ("en", "&File")
    assert "No typeface for Simplified Chinese" in standing.window.notice.text


def test_qt_speaks_the_language_too(standing: Standing) -> None:
    choose(standing, "zh_CN")
    box = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel)
    assert box.button(QDialogButtonBox.StandardButton.Cancel).text() == "取消"
