"""How activations of a project's network lie through its depth for each way to begin, on samples of its data."""

from __future__ import annotations

from collections.abc import Mapping
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


def beginnings(subject: Subject) -> Beginnings:
    """Run the network once for each scheme. Raises CompileError or DataError."""
    project = subject.project
    inputs, targets, notes = batch_of(subject, project.training.seed, SAMPLES)
    found = {
        name: depths(project.graph, inputs, schemes, project.training.seed) for name, (_, schemes) in SCHEMES.items()
    }
    return Beginnings(found, len(targets), notes)
