"""A table whose column of texts is to be learnt from, as the kind of data that does so."""

from __future__ import annotations

from studio.data.config.base import Data
from studio.data.config.table_files import TableFile
from studio.data.config.texts import TextTable


def as_texts(data: Data) -> TextTable | None:
    """The same file as texts with their class; None where no column has the role text."""
    if not isinstance(data, TableFile):
        return None
    names = [name for name, role in data.roles if role == "text"]
    classes = [name for name, role in data.roles if role == "class"]
    if len(names) != 1 or len(classes) > 1:
        return None
    target = classes[0] if classes else ""
    return TextTable(path=data.path, text=names[0], target=target, separator=data.separator, encoding=data.encoding)
