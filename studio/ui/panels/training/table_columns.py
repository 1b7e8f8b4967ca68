"""The columns of a table, shown where their roles are chosen."""

from __future__ import annotations

from PySide6.QtCore import QObject

from studio.data import TableFile
from studio.ui.background.table_previews import TablePreviews
from studio.ui.session import Session
from studio.ui.widgets.choice import Choice
from studio.ui.widgets.roles_field import RolesField


class TableColumns(QObject):
    """Reads the first rows of a project's table off the UI thread, and shows its columns in the form of its data."""

    def __init__(self, session: Session, choice: Choice) -> None:
        super().__init__(choice)
        self._session = session
        self._choice = choice
        self._previews = TablePreviews(session.pool, self)
        self._previews.ready.connect(lambda _: self.show())

    @property
    def field(self) -> RolesField | None:
        """Where roles are chosen; None for data that have none."""
        parameters = self._choice.parameters
        forms = parameters.forms if parameters is not None else ()
        found = (form.editor("roles") for form in forms if "roles" in form.names)
        return next((editor for editor in found if isinstance(editor, RolesField)), None)

    def show(self) -> None:
        """Show the columns, once they are known."""
        field, data = self.field, self._session.runnable.data
        if field is not None and isinstance(data, TableFile):
            found = self._previews.of(data, TableColumns) if data.path.strip() else None
            field.show_columns(None if found is None else found.columns)
