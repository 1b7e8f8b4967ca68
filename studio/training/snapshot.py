"""What a training starts from: the project as it was at that moment, in values that nobody changes."""

from __future__ import annotations

from dataclasses import dataclass

from studio.data import Data
from studio.graph import Graph
from studio.training.config import TrainingConfig


@dataclass(frozen=True)
class Snapshot:
    """A project at one moment. `document` is the text of its file, kept with the run; `project` is the project's id."""

    name: str
    graph: Graph
    data: Data
    training: TrainingConfig
    document: str
    project: str = ""
