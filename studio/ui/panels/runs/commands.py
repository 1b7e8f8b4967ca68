"""What is done to the runs selected in their list: star, name, tags, note, folder, trash, clipboard."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices, QGuiApplication

from studio.formatting import tables
from studio.text import ntr, parted, tr
from studio.training.runs.overview import Row
from studio.ui.background.run_list import MOST_CHOSEN, RunList
from studio.ui.dialogs.question import Answer, ask
from studio.ui.dialogs.words import ask_text, ask_words
from studio.ui.panels.runs.model import RunsModel
from studio.ui.panels.runs.table import RunsTable

MOST_NAMED = 5
"""So many runs are named when they are to be deleted; the number of the others is."""


class RunCommands(QObject):
    """Each command is for the runs that are selected when it is given."""

    refused = Signal(str, str)  # message, remedy

    def __init__(self, runs: RunList, table: RunsTable, model: RunsModel, parent: QObject) -> None:
        super().__init__(parent)
        self._runs = runs
        self._table = table
        self._model = model

    def choose(self) -> None:
        """Show the selected runs in the curves, or take them away where all of them are there."""
        self.mark(self._table.selected)

    def mark(self, rows: Sequence[Row]) -> None:
        """Show these runs in the curves, or take them away where all of them are there."""
        wanted = not all(self._runs.colour_of(row.run.path) for row in rows)
        done = [self._runs.choose(row.run.path, wanted) for row in rows]
        if not all(done):
            self.refused.emit(
                tr("Only {most} runs can be shown in the curves at a time.", most=MOST_CHOSEN),
                tr("Take others away first: click their marks."),
            )

    def star(self) -> None:
        """Star the selected runs, or take the stars away where all of them have one."""
        self.set_star(self._table.selected)

    def set_star(self, rows: Sequence[Row]) -> None:
        """Star these runs, or take the stars away where all of them have one."""
        wanted = not all(row.run.notes.star for row in rows)
        for row in rows:
            self._runs.annotate(row.run.path, star=wanted)

    def rename(self) -> None:
        """Have the name of the selected run typed anew, in its cell."""
        self._table.edit_name()

    def change_tags(self) -> None:
        """Ask for the tags of the selected runs; of several, those that all of them have."""
        rows = self._table.selected
        if not rows:
            return
        common = [tag for tag in rows[0].run.notes.tags if all(tag in row.run.notes.tags for row in rows)]
        title = ntr("Tags of the run", "Tags of {count} runs", len(rows))
        about = tr("Words between commas. “tag:word” in the filter finds the runs that have one.")
        typed = ask_words(title, about, ", ".join(common), self._table)
        if typed is None:
            return
        now = parted(typed)
        for row in rows:
            kept = [tag for tag in row.run.notes.tags if tag not in common]
            self._runs.annotate(row.run.path, tags=(*kept, *now))

    def change_note(self) -> None:
        """Ask for the note of the selected run."""
        (row,) = self._table.selected
        about = tr("It is kept in the run's folder and changes nothing of what was trained.")
        title = tr("Note on “{run}”", run=row.run.title)
        typed = ask_text(title, about, row.run.notes.note, self._table)
        if typed is not None:
            self._runs.annotate(row.run.path, note=typed)

    def open_folder(self) -> None:
        """Show the folder of the selected run in the file manager, or say where it is."""
        (row,) = self._table.selected
        path = row.run.path
        if not path.is_dir():
            self.refused.emit(tr("The folder “{folder}” is no longer there.", folder=path), "")
            self._runs.look_again()
        elif not QDesktopServices.openUrl(QUrl.fromLocalFile(str(path))):
            QGuiApplication.clipboard().setText(str(path))
            self.refused.emit(
                tr("No file manager could be started to show “{folder}”.", folder=path),
                tr("Its place is on the clipboard now."),
            )

    def delete(self) -> None:
        """Put the selected runs into the trash once a person has agreed to what is lost."""
        rows = self._table.selected
        if not rows:
            return
        trained = [row for row in rows if row.run.state == "running"]
        if trained:
            self.refused.emit(
                tr("The run “{run}” is being trained.", run=trained[0].run.title),
                tr("Stop the training first, or wait for its end."),
            )
            return
        one = tr("Put “{run}” into the trash?", run=rows[0].run.title)
        title = one if len(rows) == 1 else tr("Put {count} runs into the trash?", count=len(rows))
        answers = (Answer("delete", tr("Put into trash"), "danger"), Answer("keep", tr("Cancel")))
        if ask(self._table, title, _lost(rows), answers) == "delete":
            self._runs.remove([row.run.path for row in rows])

    def copy(self) -> None:
        """Put the selected runs, or all that are shown, on the clipboard, for a spreadsheet."""
        rows = self._table.selected or self._model.shown
        shown = [column for column in self._table.shown_columns if column.heading]
        head = [column.heading for column in shown]
        cells = ([column.text(row) for column in shown] for row in rows)
        QGuiApplication.clipboard().setText(tables.separated(head, cells, "\t"))


def _lost(rows: Sequence[Row]) -> str:
    """What goes with the runs, in words."""
    named = [_told(row) for row in rows[:MOST_NAMED]]
    more = len(rows) - MOST_NAMED
    if more > 0:
        named.append(ntr("and {count} more", "and {count} more", more))
    told = tr("Their curves, weights and notes go with them, and can be brought back from the trash only.")
    one = tr("Its curves, weights and notes go with it, and can be brought back from the trash only.")
    return "\n".join([*named, "", one if len(rows) == 1 else told])


def _told(row: Row) -> str:
    run = row.run
    length = ntr("{count} epoch", "{count} epochs", run.epoch)
    return tr("• {run}: {state}, {length}", run=run.title, state=run.state_words, length=length)
