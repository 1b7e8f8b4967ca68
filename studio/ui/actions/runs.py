"""Actions for runs in their list; their keys work while it has the focus."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from studio.text import tr
from studio.ui.actions.conditions import (
    ALWAYS,
    CHOSEN_RUNS,
    ONE_RUN,
    ONE_RUN_IDLE,
    RUNS_SELECTED,
    SEVERAL_RUNS,
    Condition,
)
from studio.ui.actions.declaration import Action, Shortcut


def _run(name: str, title: str, keys: tuple[Shortcut, ...], icon: str, tip: str, when: Condition = ALWAYS) -> Action:
    return Action(f"runs.{name}", title, icon, keys, tip, when, "runs")


RUNS = (
    _run("choose", tr("Show in Curves"), ("Space",), "chart",
         tr("Lay the curves of the selected runs over those of others, or take them away"), RUNS_SELECTED),
    _run("choose_none", tr("Show None in Curves"), (), "close", tr("Take the curves of all runs away"), CHOSEN_RUNS),
    _run("compare", tr("Compare…"), ("Ctrl+Return",), "grid",
         tr("Set the selected runs, or those shown in the curves, side by side"), SEVERAL_RUNS),
    _run("results", tr("Show Results"), ("Ctrl+Shift+Return",), "success",
         tr("See what its weights make of samples: mistakes, plots, the samples themselves"), ONE_RUN),
    _run("open", tr("Open This Run"), ("Return", "Enter"), "open",
         tr("Open the network as it was trained, with its curves and weights"), ONE_RUN_IDLE),
    _run("go_on", tr("Continue This Run"), (), "play", tr("Train it further, from where it ended"), ONE_RUN_IDLE),
    _run("branch", tr("New Run from Its Weights"), (), "link",
         tr("Train the open project, beginning with the weights of this run where layers are the same"), ONE_RUN_IDLE),
    _run("test", tr("Test This Run"), (), "check",
         tr("See what its best weights make of the test samples, also where it was stopped"), ONE_RUN_IDLE),
    _run("export", tr("Export…"), (), "export", tr("Write the network of this run with its weights"), ONE_RUN),
    _run("report", tr("Write Report…"), (), "layout",
         tr("Tell all of this run in one page or PDF file: results, curves, network, data, settings"), ONE_RUN),
    _run("map", tr("Map of Its Samples…"), (), "grid",
         tr("See which samples lie near each other for a layer of this run, coloured by class"), ONE_RUN_IDLE),
    _run("star", tr("Star"), ("Ctrl+B",), "star", tr("Mark the selected runs, or take the mark away"), RUNS_SELECTED),
    _run("rename", tr("Rename…"), ("F2",), "rename", tr("Give the run a name of your own"), ONE_RUN),
    _run("tags", tr("Tags…"), ("Ctrl+T",), "layers", tr("Words to find the selected runs by"), RUNS_SELECTED),
    _run("note", tr("Note…"), ("Ctrl+M",), "code", tr("Write down what you think of the run"), ONE_RUN),
    _run("folder", tr("Open Folder"), (), "folder", tr("Show the files of the run"), ONE_RUN),
    _run("delete", tr("Delete…"), (QKeySequence.StandardKey.Delete,), "delete",
         tr("Put the selected runs into the trash"), RUNS_SELECTED),
    _run("sort", tr("Sort by This Column"), ("Ctrl+Shift+O",), "chevron-down",
         tr("Put the runs in the order of the column that the arrow keys have reached; again for the other order")),
    Action("runs.column", tr("Column"), scope="entry", checked=True),
)  # fmt: skip
