"""A document with what ties it to this machine: its file as it was, its claim on it, and its recovery file."""

from __future__ import annotations

import uuid
from dataclasses import dataclass, field
from pathlib import Path

from studio.project.open_files import OpenFile, identity
from studio.ui.session.open_document import OpenDocument


@dataclass(eq=False)
class Tab:
    """One of the open documents, as the window keeps it."""

    document: OpenDocument
    state: str = ""
    """That of the file as it was opened or saved last."""
    run: Path | None = None
    """The run whose own network was opened."""
    key: str = field(default_factory=lambda: uuid.uuid4().hex)
    """Of its recovery file."""
    claim: OpenFile = field(default_factory=OpenFile)

    @property
    def path(self) -> Path | None:
        """Its file, None before it was saved for the first time."""
        return self.document.path

    @property
    def name(self) -> str:
        """What it is called: its file, or its project where it has none."""
        return self.path.name if self.path is not None else self.document.project.name

    def is_in(self, path: Path) -> bool:
        """Whether this is its file, whatever links lead to it."""
        return self.path is not None and identity(self.path) == identity(path)
