"""What is taken away: a network with all that gives its weights their meaning; and what came of it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from studio.project.model import Project
from studio.text import tr
from studio.training.runs.imported import source_of
from studio.training.runs.notes import title_of

if TYPE_CHECKING:
    from torch import nn

    from studio.compiler.analysis import Analysis
    from studio.compiler.onnx import OnnxReport
    from studio.data.preparation import Preparation
    from studio.project.figures.ink import Draughtsman
    from studio.training.runs import Run
    from studio.training.runs.checkpoint_index import Entry, Which


@dataclass(frozen=True)
class Subject:
    """A network as it is now, with the weights a training would begin with, or as a run has trained it.

    Of a run everything is the run's own: `project` is the document it began from, `preparation` how samples were
    prepared for it, with the classes in their order. It is None where it is not known. `notes` are sentences that a
    person has to read with the file. `draw` is who makes pictures, where there is anybody. `which` of the run's
    checkpoints is taken counts for weights alone. `start` is the run whose weights a training of the project would
    begin with, None where it would draw them.
    """

    project: Project
    run: Run | None = None
    preparation: Preparation | None = None
    notes: tuple[str, ...] = ()
    draw: Draughtsman | None = None
    which: Which = "best"
    start: Run | None = None

    @cached_property
    def analysis(self) -> Analysis:
        """The read-outs of the network."""
        from studio.compiler.analysis import analyse

        return analyse(self.project.graph)

    @cached_property
    def trained(self) -> tuple[nn.Module, Entry | None]:
        """The network in evaluation mode with the weights of the run, and the checkpoint that these are of.

        A training may replace that meanwhile: so both are read at once. Raises CompileError, or TrainingError where the
        run has no weights.
        """
        from studio.compiler.module import compile_graph

        training = self.project.training
        module = compile_graph(self.project.graph, seed=training.seed, initialization=training.initial)
        entry = None if self.run is None else self.run.load_weights(module, self.which)
        if self.run is None and self.start is not None:
            from studio.training.branching import taken

            _, weights = taken(self.start, "best", self.project.graph, module)
            module.load_state_dict({**module.state_dict(), **weights})
        return module.eval(), entry

    @property
    def has_weights(self) -> bool:
        """Whether its weights are those of a run, or were taken in, and not drawn."""
        return self.run is not None or self.start is not None

    @property
    def weights_words(self) -> str:
        """Whose weights these are, as a sentence; "" where they are those that a training begins with.

        Raises TrainingError where the run's checkpoints cannot be read.
        """
        _, entry = self.trained
        if self.run is None and self.start is not None:
            return tr("Weights taken in from “{source}”.", source=source_of(self.start.path).get("source", ""))
        if self.run is None or entry is None:
            return ""
        told = {"epoch": entry.epoch, "run": title_of(self.run.path)}
        if self.which == "best":
            return tr("Weights of the run “{run}” after epoch {epoch}, its best.", **told)
        if self.which == "last":
            return tr("Weights of the run “{run}” after epoch {epoch}, its last.", **told)
        return tr("Weights of the run “{run}” after epoch {epoch}.", **told)


@dataclass(frozen=True)
class Exported:
    """What was written. `told` says in a sentence how the file can be relied on, `notes` what else has to be known.

    `report` has the check of an ONNX file; `on_noise` says that it had no real samples.
    """

    path: Path
    bytes: int
    trained: bool
    told: str = ""
    report: OnnxReport | None = None
    on_noise: bool = False
    notes: tuple[str, ...] = ()
