"""Runs as folders: all that gives weights their meaning, kept beside them and read back whole or not at all."""

from __future__ import annotations

from studio.training.runs.folder import Run, all_runs, new_folder
from studio.training.runs.settings import configuration

__all__ = ["Run", "all_runs", "configuration", "new_folder"]
