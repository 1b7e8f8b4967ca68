"""The longest turn of the event loop for what is done to 5,000 nodes without links, all of which have problems."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from PySide6.QtCore import Qt

from studio.graph import Graph, Node
from studio.graph.edits import remove, set_layer
from studio.layers import layer
from studio.project import Project, file
from studio.ui.app import application
from tests.benchmarks.result import Benchmark, Result
from tests.benchmarks.turns import Window

COUNT, REMOVED = 5000, 4000
LIMIT = 50
"""Milliseconds of a turn from which on a person feels it."""

MIDDLE = "node2500"
COLUMN = 100

Act = Callable[[Window], object]

ACTS: Mapping[str, Act] = {
    "opening": lambda window: window.main.documents.open(_folder() / "many.nns"),
    "opening_a_group_of_problems": lambda window: window.main.problems.list.chosen.emit(_first_group(window)),
    "selecting_one": lambda window: window.main.session.select([MIDDLE]),
    "changing_one": lambda window: window.main.session.edit(
        "edit", lambda graph: set_layer(graph, MIDDLE, layer("Conv2d", out_channels=9))
    ),
    "selecting_all": lambda window: window.main.canvas.commands.select_all(),
    "removing_most": lambda window: window.main.session.edit(
        "edit", lambda graph: remove(graph, [f"node{at}" for at in range(REMOVED)])
    ),
    "undoing_that": lambda window: window.main.session.undo(),
    "seeing_all": lambda window: window.main.canvas.fit_all(),
    "removing_most_in_sight": lambda window: window.main.session.redo(),
    "undoing_that_in_sight": lambda window: window.main.session.undo(),
    "opening_the_table": lambda window: window.main.show_below(window.main.table),
    "selecting_all_with_the_table": lambda window: window.main.canvas.commands.select_all(),
    "changing_one_with_the_table": lambda window: window.main.session.edit(
        "edit", lambda graph: set_layer(graph, MIDDLE, layer("Conv2d", out_channels=10))
    ),
    "sorting_the_table": lambda window: window.main.table.tree.sortByColumn(0, Qt.SortOrder.DescendingOrder),
    "filtering_the_table": lambda window: window.main.table.filter.setText("conv"),
}
"""What is done, each after the one before it."""


def unconnected_graph() -> Graph:
    """Layers in columns of 100, all without an input, and every fourth one with a problem that can be put right."""
    kinds = (layer("Conv2d", out_channels=8), layer("Linear", out_features=8), layer("ReLU"), layer("Dropout", p=0.99))
    return Graph(
        {
            f"node{at}": Node(kinds[at % len(kinds)], (), (at // COLUMN * 280.0, at % COLUMN * 120.0))
            for at in range(COUNT)
        }
    )


@cache
def _folder() -> Path:
    """A folder with the files that are opened, for as long as the process lasts."""
    folder = Path(_kept.name)
    file.save(Project("Many", unconnected_graph()), folder / "many.nns")
    return folder


@cache
def _measured() -> Mapping[str, float]:
    """The longest turn of each, in ms."""
    os.environ["NN_STUDIO_HOME"] = str(_folder() / "home")
    application()
    window = Window()
    window.present(Project("Small", Graph({"relu1": Node(layer("ReLU"))})))
    window.main.show_below(window.main.problems)
    found = {name: window.longest_turn(lambda act=act: act(window)) for name, act in ACTS.items()}
    window.close()
    return found


def _benchmark(name: str) -> Benchmark:
    def benchmark() -> Result:
        doing = name.replace("_", " ")
        told = f"the UI thread in one turn while {doing}, with {COUNT:,} unconnected nodes, against a stall"
        return Result(told, _measured()[name], LIMIT, "ms", 1.0, "at most")

    benchmark.__name__ = f"unconnected_{name}"
    return benchmark


def _first_group(window: Window) -> object:
    """The first row that stands for several problems."""
    from studio.ui.panels.problems.rows import ENTRY

    model = window.main.problems.list.model()
    rows = (model.index(row, 0) for row in range(model.rowCount()))
    return next(row for row in rows if row.data(ENTRY).is_group)


_kept = TemporaryDirectory()

BENCHMARKS: tuple[Benchmark, ...] = tuple(map(_benchmark, ACTS))
