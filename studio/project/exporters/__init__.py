"""Ways to take a network away: one declaration a format, each in a file of this folder, which is found by lying here.

Command line, the dialogs of exports and pictures, and the File menu derive from them.
"""

from __future__ import annotations

from studio.compiler.export_error import ExportError
from studio.project.exporters.exporter import (
    Exporter,
    Need,
    Prepared,
    ending_of,
    exporter_for,
    exporters,
    network_formats,
    picture_formats,
    register,
)
from studio.project.exporters.subject import Exported, Subject

__all__ = [
    "ExportError",
    "Exported",
    "Exporter",
    "Need",
    "Prepared",
    "Subject",
    "ending_of",
    "exporter_for",
    "exporters",
    "network_formats",
    "picture_formats",
    "register",
]
