"""How activations of a project's network lie through its depth for each way to begin, on samples of its data."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from studio.insight.depths import SCHEMES, Depth, depths
from studio.project.exporters import Subject
from studio.project.gradient_checking import batch_of

SAMPLES = 256


@dataclass(frozen=True)
class Beginnings:
    """What became of the signal for each scheme, by its name, on so many samples; `notes` say whose."""

    schemes: Mapping[str, tuple[Depth, ...]]
    samples: int
    notes: tuple[str, ...]

    def to_json(self) -> dict[str, object]:
        """The same as JSON has it."""
        return {
            "schemes": [
                {"name": name, "title": str(SCHEMES[name][0]), "layers": [each.to_json() for each in found]}
                for name, found in self.schemes.items()
            ],
            "samples": self.samples,
            "notes": list(self.notes),
        }


def beginnings(subject: Subject, check: Callable[[], None] = lambda: None) -> Beginnings:
    """Run the network once for each scheme; `check` raises where nobody waits any more.

    Raises CompileError or DataError.
    """
    project = subject.project
    inputs, targets, notes = batch_of(subject, project.training.seed, SAMPLES)
    found = {}
    for name, (_, schemes) in SCHEMES.items():
        check()
        found[name] = depths(project.graph, inputs, schemes, project.training.seed)
    return Beginnings(found, len(targets), notes)
