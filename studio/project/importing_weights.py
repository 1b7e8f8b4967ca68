"""Weights of other programs put into a network that is there: matched by name and shape, kept in a run beside it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.compiler.importing.errors import NetworkImportError
from studio.files import reason
from studio.project.errors import ProjectError
from studio.project.file import load
from studio.project.identity import identified
from studio.project.imported_weights import keep_weights
from studio.text import tr

if TYPE_CHECKING:
    from torch import nn

    from studio.compiler.importing.weight_files import Matches
    from studio.project.model import Project


@dataclass(frozen=True)
class WeightsReport:
    """How the weights of a file go with a network, and the run that keeps them; None where nothing was written."""

    source: Path
    path: Path
    matches: Matches
    run: Path | None = None

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        found = self.matches
        rows = [
            {"target": row.target, "shape": list(row.shape), "source": row.source or None,
             "source_shape": list(row.given) if row.source else None, "status": row.status}
            for row in found.rows
        ]  # fmt: skip
        return {
            "source": str(self.source), "project": str(self.path), "run": None if self.run is None else str(self.run),
            "matches": rows, "matched": len(found.of("matched")),
            "missing": [row.target for row in found.of("missing")],
            "mismatched": [row.target for row in found.of("mismatched")],
            "surplus": list(found.surplus), "complete": found.whole,
        }  # fmt: skip


def import_weights(source: Path, path: Path, *, partial: bool = False) -> WeightsReport:
    """Match the weights of a file with the network of a project, and keep them where all of them fit.

    `partial` keeps those that fit too where others do not. Raises NetworkImportError, ProjectError, CompileError.
    """
    found = fitted_weights(source, path)
    return keep_fitted(found) if found.report.matches.whole or partial else found.report


@dataclass(frozen=True)
class Fitted:
    """A network with the weights of a file where those fit, not written yet."""

    report: WeightsReport
    project: Project
    module: nn.Module


def fitted_weights(source: Path, path: Path) -> Fitted:
    """Match the weights of a file with the network of a project. Nothing is written.

    Raises NetworkImportError where none of them fits, ProjectError, CompileError.
    """
    from studio.compiler.importing.weight_files import matched, read_weights, taken
    from studio.compiler.module import compile_graph

    project = identified(load(path), path)
    weights = read_weights(source)
    module = compile_graph(project.graph, seed=project.training.seed, initialization=project.training.initial).eval()
    found = matched(weights, module.state_dict())
    if not found.of("matched"):
        raise NetworkImportError(
            tr("No tensor of “{source}” fits one of “{project}” by name and shape.",
               source=source.name, project=path.name),
            tr("Give the nodes the names that the file has, or import the network the weights are of."),
        )  # fmt: skip
    module.load_state_dict(taken(weights, module.state_dict(), found))
    return Fitted(WeightsReport(source, path, found), project, module)


def keep_fitted(found: Fitted) -> WeightsReport:
    """Keep weights in a run beside the project, with which its trainings begin. Raises ProjectError."""
    from studio.project.importing import digest

    report = found.report
    told = {"source": report.source.name, "sha256": digest(report.source)}
    return replace(report, run=_kept(found.project, report.path, found.module, told))


def _kept(project: Project, path: Path, module: nn.Module, told: dict[str, Any]) -> Path:
    try:
        return keep_weights(project, path, module, told, None).path
    except OSError as error:
        raise ProjectError(
            tr("The weights could not be written. {reason}", reason=reason(path, error)), tr("Choose another place.")
        ) from None
