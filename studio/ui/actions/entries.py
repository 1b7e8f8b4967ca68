"""Actions for one entry of a list, a table or a form, which stand in that entry's own menu."""

from __future__ import annotations

from PySide6.QtGui import QKeySequence

from studio.text import tr
from studio.ui.actions.declaration import Action

ENTRIES = (
    Action("palette.drop_block", tr("Remove from Project"), "delete", scope="entry"),
    Action("palette.forget_block", tr("Remove from Library…"), "delete", scope="entry"),
    Action("problem.apply_remedy", tr("Apply Remedy"), "check", scope="entry"),
    Action("problem.show_node", tr("Show Node"), "fit", scope="entry"),
    Action("problem.copy", tr("Copy Message"), "copy", scope="entry"),
    Action("curves.csv", tr("Table of All Values (CSV)…"), scope="entry"),
    Action("curves.svg", tr("Picture (SVG)…"), scope="entry"),
    Action("curves.png_1", tr("Picture (PNG)…"), scope="entry"),
    Action("curves.png_2", tr("Picture (PNG), Twice as Fine…"), scope="entry"),
    Action("curves.png_4", tr("Picture (PNG), Four Times as Fine…"), scope="entry"),
    Action("curves.tensorboard", tr("TensorBoard Event Files…"), scope="entry"),
    Action("results.csv", tr("Table (CSV)…"), scope="entry"),
    Action("results.svg", tr("Picture (SVG)…"), scope="entry"),
    Action("results.png", tr("Picture (PNG)…"), scope="entry"),
    Action("table.copy", tr("Copy"), "copy", (QKeySequence.StandardKey.Copy,), scope="table"),
    Action("parameter.reset", tr("Reset"), "undo", scope="entry"),
    Action("parameter.follow", tr("Follow"), scope="entry"),
    Action("parameter.expression", tr("Expression…"), scope="entry"),
    Action("parameter.promote", tr("New Block Parameter"), "plus", scope="entry"),
    Action("parameter.own_value", tr("A Value of Its Own"), "unlink", scope="entry"),
    Action("block_parameter.move_up", tr("Move Up"), "chevron-up", scope="entry"),
    Action("block_parameter.move_down", tr("Move Down"), "chevron-down", scope="entry"),
    Action("block_parameter.remove", tr("Remove"), "delete", scope="entry"),
)
