"""Networks and weights of other programs, opened or dropped: shown in a dialog, and written where a person says."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from studio.compiler.importing.errors import NetworkImportError
from studio.errors import told_by
from studio.project.errors import ProjectError
from studio.project.file import SUFFIX
from studio.project.importing import write_imported
from studio.text import tr
from studio.training.errors import TrainingError
from studio.ui.background.waiting import awaited
from studio.ui.dialogs.files import ask_where_to_save
from studio.ui.dialogs.import_weights import WeightsDialog
from studio.ui.dialogs.importing import ImportDialog
from studio.ui.session import Session
from studio.ui.window.documents import Documents


class Importing(QObject):
    """Takes one file in after the other; nothing of the open project is changed."""

    informed = Signal(str)  # what was done, in a sentence
    refused = Signal(str, str)  # message, remedy

    def __init__(self, over: QWidget, session: Session, documents: Documents) -> None:
        """`over` is what dialogs stand over."""
        super().__init__(over)
        self._over, self._session, self._documents = over, session, documents
        self.dialog: ImportDialog | WeightsDialog | None = None

    def network(self, source: Path) -> None:
        """Take in the network of an ONNX or Python file, and open what becomes of it in place of what is open."""
        try:
            dialog = ImportDialog(source, self._session.pool, self._over)
        except (NetworkImportError, OSError) as error:
            self._tell(error)
            return
        self._show(dialog, partial(self._keep_network, source, dialog))

    def weights(self, source: Path, save: Callable[[], bool]) -> None:
        """Put weights into the open network, which is saved before, as they lie beside its file."""
        if not self._session.graph:
            self.refused.emit(
                tr("“{name}” holds weights, and no network is open that could take them.", name=source.name),
                tr("Open the network they are of, then this file again."),
            )
            return
        if (self._session.is_modified or self._session.path is None) and not save():
            return
        path = self._session.path
        assert path is not None
        dialog = WeightsDialog(source, path, self._session.pool, self._over)
        self._show(dialog, partial(self._keep_weights, dialog))

    def _show(self, dialog: ImportDialog | WeightsDialog, keep: Callable[[], None]) -> None:
        self.dialog = dialog
        dialog.accepted.connect(keep)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()

    def _keep_network(self, source: Path, dialog: ImportDialog) -> None:
        found = dialog.found
        path = ask_where_to_save(self._over, source.with_suffix(SUFFIX))
        if found is None or path is None:
            return
        try:
            report = awaited(partial(write_imported, source, path, found))
        except (ProjectError, TrainingError, OSError) as error:
            self._tell(error)
            return
        if self._documents.open(report.path):
            self.informed.emit(tr("Trainings and exports begin with the weights that were taken in."))

    def _keep_weights(self, dialog: WeightsDialog) -> None:
        from studio.project.importing_weights import keep_fitted

        assert dialog.fitted is not None
        try:
            report = awaited(partial(keep_fitted, dialog.fitted))
        except (ProjectError, TrainingError, OSError) as error:
            self._tell(error)
            return
        self._session.runs.look_again()
        count = len(report.matches.of("matched"))
        self.informed.emit(tr("{count} tensors were taken in; trainings and exports begin with them.", count=count))

    def _tell(self, error: Exception) -> None:
        self.refused.emit(*told_by(error))
