"""Asking for a project file to open, and for places to save one and to write others."""

from __future__ import annotations

import re
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtWidgets import QFileDialog, QWidget

from studio.compiler.importing.suffixes import NETWORKS, WEIGHTS
from studio.project.file import SUFFIX
from studio.text import tr
from studio.ui.dialogs.question import Answer, ask

_SUFFIX = re.compile(r"\*(\.\w+)")

FILTER = tr("NN Studio projects (*{suffix})", suffix=SUFFIX)


def ask_which_to_open(parent: QWidget, folder: Path) -> Path | None:
    """The project, or network or weights of another program, that a person picks, or None."""
    kinds = {tr("Networks of other programs"): NETWORKS, tr("Weights for the open network"): WEIGHTS}
    everything = tr("All that can be opened")
    filters = [
        f"{everything} ({_pattern((SUFFIX, *NETWORKS, *WEIGHTS))})",
        FILTER,
        *(f"{title} ({_pattern(suffixes)})" for title, suffixes in kinds.items()),
    ]
    chosen, _ = QFileDialog.getOpenFileName(parent, tr("Open"), str(folder), ";;".join(filters))
    return Path(chosen) if chosen else None


def _pattern(suffixes: Sequence[str]) -> str:
    return " ".join(f"*{suffix}" for suffix in suffixes)


def ask_where_to_save(parent: QWidget, suggestion: Path) -> Path | None:
    """Where a person wants the project, with our suffix, or None."""
    return ask_where_to_write(parent, tr("Save the project"), suggestion, FILTER)


def ask_where_to_write(parent: QWidget, title: str, suggestion: Path, kinds: str) -> Path | None:
    """Where a person wants a file of these kinds (as Qt writes filters), or None.

    What has the suffix of none of them gets that of the kind that was chosen.
    """
    chosen, kind = QFileDialog.getSaveFileName(parent, title, str(suggestion), kinds)
    if not chosen:
        return None
    path, suffixes = Path(chosen), _SUFFIX.findall(kinds)
    wanted = next(iter(_SUFFIX.findall(kind)), suggestion.suffix)
    return path if path.suffix in suffixes else path.with_name(path.name + wanted)


def agrees_to_replace(parent: QWidget, path: Path) -> bool:
    """Whether a person lets a file be replaced."""
    text = tr("There is a file of that name in “{folder}”. Its content will be lost.", folder=path.parent)
    answers = (Answer("replace", tr("Replace"), "primary"), Answer("keep", tr("Cancel")))
    return ask(parent, tr("Replace “{name}”?", name=path.name), text, answers) == "replace"


def ask_for_folder(parent: QWidget, title: str, folder: Path) -> Path | None:
    """The folder a person picks, or None."""
    chosen = QFileDialog.getExistingDirectory(parent, title, str(folder))
    return Path(chosen) if chosen else None


def ask_about_changed(parent: QWidget | None, name: str) -> str:
    """What to do with a file that is not what was opened: `reload`, `save_as`, `overwrite` or `cancel`."""
    return ask(
        parent,
        tr("“{name}” was changed by another program or window.", name=name),
        tr("Saving here would replace what was saved there. Reloading can be undone."),
        (
            Answer("save_as", tr("Save as…"), "primary"),
            Answer("reload", tr("Reload")),
            Answer("overwrite", tr("Overwrite"), "danger"),
            Answer("cancel", tr("Cancel")),
        ),
    )
