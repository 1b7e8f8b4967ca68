"""Text of a file, a folder or a path stands in the window as it is, and is never taken for markup or keys."""

from __future__ import annotations

import json
import re
from datetime import UTC, datetime
from pathlib import Path

import pytest
from markup import HOSTILE, rendered, said
from PIL import Image
from PySide6.QtGui import Qt as Markup
from PySide6.QtGui import QTextDocument
from PySide6.QtWidgets import QApplication, QMenu, QWidget
from pytestqt.qtbot import QtBot

from studio.project.recent_files import remember
from studio.project.recovery import Recovered
from studio.ui import plain_text
from studio.ui.canvas.items.tooltips import tooltip
from studio.ui.dialogs.consent import ConsentDialog
from studio.ui.dialogs.question import Answer, Question
from studio.ui.dialogs.restore import RestoreDialog
from studio.ui.window.main_window import MainWindow

PLAIN = HOSTILE.replace("/", "∕")
"""The same for names of files and folders."""


def node(layer: str, params: dict[str, object], *inputs: str) -> dict[str, object]:
    return {"layer": layer, "params": params, "inputs": list(inputs)}


def written(data: Path) -> str:
    """A project whose every text is markup."""
    inner = {"input": node("Input", {"shape": [4]}), "fc": node("Linear", {"out_features": 4}, "input")}
    block = {
        "about": HOSTILE,
        "parameters": {"width": 4},
        "graph": {**inner, "output": node("Output", {}, "fc")},
        "note": HOSTILE,
    }
    code = f"# {HOSTILE}\ndef forward(x):\n    raise ValueError({HOSTILE!r})\n"
    graph = {
        "input": node("Input", {"shape": [3, 8, 8]}),
        "unknown": node(HOSTILE, {HOSTILE: HOSTILE, "out": [HOSTILE]}, "input"),
        "custom": node("Custom", {"code": code}, "input"),
        "named": node("TorchModule", {"module": "Linear", "arguments": {HOSTILE: HOSTILE}}, "input"),
        "wrong": node("Linear", {"out_features": HOSTILE}, "input"),
        "block": node("Block", {"block": "Inner", "arguments": {"width": 5}}, "input"),
        "output": node("Output", {}, "block"),
    }
    training = {"loss": {"kind": HOSTILE}, "optimizer": {"kind": HOSTILE, "lr": HOSTILE}}
    whole = {
        "format": "nn-studio", "version": 1, "name": HOSTILE, "blocks": {"Inner": block}, "graph": graph,
        "data": {"kind": "ImageFolder", "path": str(data)}, "training": training,
    }  # fmt: skip
    return json.dumps(whole)


@pytest.fixture
def hostile(window: MainWindow, tmp_path: Path, qtbot: QtBot) -> MainWindow:
    """The window with such a project open, all of it looked at."""
    data = tmp_path / PLAIN
    for name in ("cats", PLAIN):
        (data / name).mkdir(parents=True)
        for number in range(6):
            Image.new("RGB", (8, 8), (40 * number, 0, 0)).save(data / name / f"{number}.png")
    path = tmp_path / f"{PLAIN}.nns"
    path.write_text(written(data), "utf-8")
    remember(path)
    window.files.open(path)
    assert window.session.path == path, window.notice.findChildren(QWidget)
    advice = window.session.examination
    qtbot.waitUntil(lambda: bool(window.session.problems) and not advice.is_waiting, timeout=30_000)
    return window


def check(widget: QWidget) -> None:
    assert rendered(widget) == []


def test_a_project_of_markup_is_shown_as_it_is_written(hostile: MainWindow, qtbot: QtBot) -> None:
    for name in (*hostile.session.graph, "unknown"):
        hostile.session.select([name])
        for page in (hostile.inspector, hostile.training, hostile.help):
            hostile.show_beside(page)
            QApplication.processEvents()
            check(hostile)
    hostile.session.select([])
    for page in (hostile.plots, hostile.problems, hostile.table):
        hostile.show_below(page)
        check(hostile)
    text = said(hostile)
    assert HOSTILE in text
    assert HOSTILE in hostile.windowTitle() or PLAIN in hostile.windowTitle()


def test_inside_of_a_block_of_markup_too(hostile: MainWindow) -> None:
    hostile.session.enter("block")
    QApplication.processEvents()
    check(hostile)
    assert HOSTILE in hostile.inspector.block_page.about.text()
    for step in hostile.canvas.findChildren(QWidget, "breadcrumbs"):
        check(step)


def test_menus_and_the_start_page_show_paths_as_they_are(hostile: MainWindow) -> None:
    for menu in hostile.menuBar().findChildren(QMenu):
        menu.aboutToShow.emit()
    hostile.show_welcome()
    check(hostile)
    shown = [action.text() for menu in hostile.findChildren(QMenu) for action in menu.actions()]
    assert any(PLAIN in text.replace("&&", "&") and "&&up" in text for text in shown)
    assert hostile.session.undo_label is None
    hostile.session.apply(f"Rename {HOSTILE}", hostile.session.project.with_graph(hostile.session.graph.replacing({})))
    check(hostile)


def test_what_is_refused_and_told_is_shown_as_it_is(hostile: MainWindow) -> None:
    hostile.tell(HOSTILE, HOSTILE)
    check(hostile)
    assert HOSTILE in said(hostile.notice)
    hostile.documents.failed.emit(HOSTILE, HOSTILE)
    check(hostile)


def test_dialogs_show_names_and_code_as_they_are(hostile: MainWindow, qtbot: QtBot, tmp_path: Path) -> None:
    question = Question(HOSTILE, HOSTILE, (Answer("yes", "Yes"),), hostile)
    consent = ConsentDialog([(HOSTILE, HOSTILE)], hostile)
    kept = Recovered(hostile.session.project, hostile.session.path, datetime.now(UTC), tmp_path / "kept")
    restore = RestoreDialog([kept], hostile)
    for dialog in (question, consent, restore):
        qtbot.addWidget(dialog)
        dialog.show()
        check(dialog)
        assert HOSTILE in said(dialog) or PLAIN in said(dialog)


def test_tooltips_of_the_canvas_are_typeset_but_not_by_the_file(hostile: MainWindow) -> None:
    for name in hostile.session.graph:
        page = tooltip(hostile.canvas.network.shown, name)
        assert "<img" not in page
        assert "<b>bold" not in page


@pytest.mark.parametrize("text", ["plain", "a < b & c > d", HOSTILE, "<table><tr><td>x", "&lt;b&gt;", "line\nbreak"])
def test_a_tooltip_shows_exactly_its_text(text: str) -> None:
    made, document = plain_text.tooltip(text), QTextDocument()
    if Markup.mightBeRichText(made):
        document.setHtml(made)
        assert document.toPlainText() == text
    else:
        assert made == text


def test_no_tooltip_is_given_but_through_the_function_that_keeps_it_plain() -> None:
    rooms = Path(plain_text.__file__).parent
    given = [
        f"{path.relative_to(rooms)}: {line.strip()}"
        for path in rooms.rglob("*.py")
        for line in path.read_text("utf-8").splitlines()
        if re.search(r"setToolTip\((?!tooltip\(|titled_tooltip\(|$)", line)
    ]
    assert given == []
