"""A run whose every name was chosen by somebody who means harm to whoever shows it."""

from __future__ import annotations

from pathlib import Path

from networks import chain

from studio.data.config import TableFile
from studio.layers import layer
from studio.project import Project
from studio.project.snapshots import snapshot
from studio.training.config import TrainingConfig
from studio.training.loop import train
from studio.training.runs import Run
from studio.training.runs.notes import annotate

SCRIPT = "<script>alert('x')</script>"
CLASSES = (SCRIPT, '"><img src=x onerror=alert(1)>', "\u202eevil & <b>bold</b>")
NOTE = f"Why? {SCRIPT} & \u2067שלום\u2069 <a href='javascript:alert(1)'>here</a>\nsecond line"
FOLDER = "run <i>& 'quoted'"


def hostile_run(folder: Path) -> Path:
    """The folder of a run of one epoch on a table with such classes, columns, file and notes."""
    table = folder / "a<b>&c.csv"
    rows = [f"{place / 30},{place % 7},{_quoted(CLASSES[place % 3])}" for place in range(60)]
    table.write_text("\n".join([f"{_quoted('x<u>')},y,class", *rows]) + "\n", encoding="utf-8")
    graph = chain(input=layer("Input", shape=(2,)), fc=layer("Linear", out_features=3), output=layer("Output"))
    project = Project(
        name=f"Net {SCRIPT}", graph=graph, data=TableFile(path=str(table), roles=(("class", "class"),)),
        training=TrainingConfig(epochs=1),
    )  # fmt: skip
    run = Run.create(folder / FOLDER, snapshot(project))
    for _ in train(snapshot(project), run=run):
        pass
    annotate(run.path, note=NOTE, title=f"Title {SCRIPT}")
    return run.path


def _quoted(cell: str) -> str:
    doubled = cell.replace('"', '""')
    return f'"{doubled}"'
