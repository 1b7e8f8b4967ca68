"""Ways to take a network away: one declaration a format, each in a file of this folder, which is found by lying here.

Command line, export dialog and File menu derive from them.
"""

from __future__ import annotations

from studio.compiler.export_error import ExportError
from studio.project.exporters.exporter import Exporter, Need, Prepared, exporter_for, exporters, register
from studio.project.exporters.subject import Draw, Exported, Subject

__all__ = [
    "Draw",
    "ExportError",
    "Exported",
    "Exporter",
    "Need",
    "Prepared",
    "Subject",
    "exporter_for",
    "exporters",
    "register",
]
