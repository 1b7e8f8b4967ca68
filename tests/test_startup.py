"""Nothing is loaded before it is needed, and nothing complains while it is."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

import pytest

STRICT = [sys.executable, "-X", "dev", "-W", "error"]
WITHOUT_TORCH = [
    "studio.graph",
    "studio.graph.edits",
    "studio.layers",
    "studio.data.config",
    "studio.training.config",
    "studio.training.losses",
    "studio.training.metrics",
    "studio.training.progress",
    "studio.training.optimizers",
    "studio.training.runs.comparison",
    "studio.training.runs.listing",
    "studio.project",
    "studio.project.file",
    "studio.project.templates",
    "studio.cli",
    "studio.api",
    "studio.ui.dialogs.playgrounds.loss",
    "studio.ui.dialogs.playgrounds.paths",
    "studio.ui.session",
    "studio.ui.theme",
]
HEAVY, QT = ("torch", "torchmetrics", "onnxruntime", "sklearn", "pyqtgraph"), ("PySide6", "pyqtgraph")
NOT_LOADED = {module: HEAVY if ".ui." in module else HEAVY + QT for module in WITHOUT_TORCH} | {
    "studio.compiler.onnx": QT
}


def loaded(statement: str, watched: Iterable[str]) -> list[str]:
    """Which of the watched packages a fresh interpreter has loaded after a statement."""
    program = f"{statement}\nimport sys\nprint(*[name for name in {list(watched)!r} if name in sys.modules])"
    ran = subprocess.run([*STRICT, "-c", program], capture_output=True, text=True)
    assert (ran.returncode, ran.stderr) == (0, "")
    return ran.stdout.split()


@pytest.mark.slow
@pytest.mark.parametrize(("module", "watched"), NOT_LOADED.items(), ids=list(NOT_LOADED))
def test_neither_torch_nor_qt_is_loaded_by(module: str, watched: tuple[str, ...]) -> None:
    assert loaded(f"import {module}", watched) == []


def test_the_document_needs_nothing_but_python() -> None:
    assert loaded("import studio.graph.edits", ["pydantic", "numpy", "torch", "PySide6"]) == []


@pytest.mark.slow
def test_layers_build_only_then_load_torch() -> None:
    make = (
        "from studio.layers import catalogue, fields\n[fields(kind) and kind.create({}) for kind in catalogue.values()]"
    )
    assert loaded(make, ["torch"]) == []
    assert loaded("from studio.layers import layer\nlayer('ReLU').build((3,))", ["torch"]) == ["torch"]


@pytest.mark.parametrize("arguments", [["--help"], ["templates", "--json"]])
def test_the_command_line_is_silent_under_strict_python(arguments: list[str], tmp_path: Path) -> None:
    ran = subprocess.run([*STRICT, "-m", "studio", *arguments], capture_output=True, text=True, cwd=tmp_path)
    assert (ran.returncode, ran.stderr) == (0, "")
    assert ran.stdout
