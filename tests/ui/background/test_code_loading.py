"""Code with widgets is loaded on the pool, and only after the UI thread has looked at all classes of Qt."""

from __future__ import annotations

import json
import subprocess
import sys

from pytestqt.qtbot import QtBot

from studio.ui.background.code_loading import CodeLoading
from studio.ui.background.pool import Pool

SCRIPT = """
import json, sys, threading
from importlib.abc import MetaPathFinder
from PySide6 import QtCore, QtGui, QtWidgets

class Watch(MetaPathFinder):
    def find_spec(self, name, path, target=None):
        if name == "pyqtgraph":
            unseen = [each for module in (QtCore, QtGui, QtWidgets) for each in dir(module) if each not in vars(module)]
            found.update(unseen=unseen, thread=threading.current_thread().name)

found = {}
sys.meta_path.insert(0, Watch())
app = QtWidgets.QApplication([])
from studio.ui.background.code_loading import CodeLoading
from studio.ui.background.pool import Pool
before = sum(each not in vars(QtWidgets) for each in dir(QtWidgets))
pool = Pool()
loading = CodeLoading(pool, "charts", ["studio.ui.panels.charts.board"])
loading.loaded.connect(app.quit)
loading.start()
app.exec()
pool.close()
print(json.dumps({**found, "before": before}))
"""


def test_pyqtgraph_is_imported_on_the_pool_once_no_class_of_qt_is_left_to_be_made() -> None:
    told = subprocess.run(
        [sys.executable, "-c", SCRIPT], capture_output=True, text=True, check=True, timeout=120
    ).stdout
    found = json.loads(told)
    assert found["before"] > 50
    assert found["unseen"] == []
    assert found["thread"].startswith("background-")


def test_what_is_asked_for_again_meanwhile_is_loaded_once(qtbot: QtBot) -> None:
    pool = Pool()
    loading = CodeLoading(pool, "charts", ["studio.ui.panels.charts.board"])
    told: list[bool] = []
    loading.loaded.connect(lambda: told.append(loading.is_waiting))
    loading.start()
    loading.start()
    assert loading.is_waiting
    qtbot.waitUntil(lambda: bool(told), timeout=30_000)
    pool.close()
    assert told == [False]
