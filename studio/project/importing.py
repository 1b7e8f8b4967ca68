"""Networks of other programs as projects: read whole, proven equal, and only then written, with weights beside them."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.compiler.expansion import expand
from studio.compiler.importing.errors import NetworkImportError
from studio.compiler.importing.suffixes import NETWORKS
from studio.files import reason
from studio.formatting.shortened import shortened
from studio.graph.definition import Definition
from studio.layers.block import Block
from studio.layers.io import Input
from studio.project.errors import ProjectError
from studio.project.file import SUFFIX, save
from studio.project.identity import identified
from studio.project.imported_weights import discard, keep_weights
from studio.project.model import Project
from studio.text import listed, tr

if TYPE_CHECKING:
    from studio.compiler.importing.onnx_import import Imported
    from studio.data.preparation import Preparation

__all__ = ["Code", "ImportReport", "NetworkImportError", "import_file", "read_network", "write_imported"]

PYTHON = ".py"

Shapes = Mapping[str, tuple[int, ...]]
"""Shapes of samples by the names of inputs, "" for any."""

GENERIC = ("", "main_graph", "torch_jit", "torch-jit-export", "graph", "model", "network", "tf2onnx")
"""What exporters call every network."""


@dataclass(frozen=True)
class Code:
    """A person's consent to run a Python file: `name` is the class or function in it that makes the network of the
    `arguments`, None for the only one there is; `digest` the SHA-256 of the text that was read, "" for any."""

    name: str | None = None
    arguments: Mapping[str, Any] = field(default_factory=dict)
    digest: str = ""


@dataclass(frozen=True)
class ImportReport:
    """What became of a file: the project and the run with its weights, and how well they agree with it."""

    source: Path
    path: Path
    run: Path
    project: Project
    imported: Imported
    parameters: int

    @property
    def blocks(self) -> dict[Definition, int]:
        """The blocks that repeated structure became, and how often each is used."""
        kinds = Counter(type(node.layer) for node in self.project.graph.values() if isinstance(node.layer, Block))
        return {kind.definition: count for kind, count in kinds.items()}

    def to_json(self) -> dict[str, Any]:
        """For programs."""
        found = self.imported
        kinds = Counter(node.layer.kind for node in expand(self.project.graph).network.values())
        return {
            "source": str(self.source), "project": str(self.path), "run": str(self.run), "name": self.project.name,
            "producer": found.producer, "opset": found.opset, "operations": found.operations,
            "nodes": len(self.project.graph), "layers": dict(sorted(kinds.items())), "parameters": self.parameters,
            "largest_difference": found.equality.largest_difference, "batches": list(found.equality.batches),
            "blocks": {each.name: uses for each, uses in self.blocks.items()},
            "notes": [str(note) for note in found.notes],
        }  # fmt: skip


def import_file(
    source: Path,
    path: Path,
    shapes: Shapes | None = None,
    *,
    replacing: bool = False,
    code: Code | None = None,
) -> ImportReport:
    """Take a network in and write it as a project at `path`, with its weights in a run beside it.

    Of a Python file `code` says that it may run, and what in it makes the network. Nothing is
    written unless all of it can be. Raises NetworkImportError, ProjectError or TrainingError.
    """
    _check_ends(source, path, replacing=replacing)
    return write_imported(source, path, read_network(source, shapes, code))


def read_network(
    source: Path,
    shapes: Shapes | None = None,
    code: Code | None = None,
    check: Callable[[], object] = lambda: None,
    step: Callable[[], object] = lambda: None,
) -> Imported:
    """The network of an ONNX file, of a Python file that may run, or of a constructor (`torchvision:resnet18`).

    `check` is asked over and over while code of others runs, `step` before each part of the work: what they raise
    ends it. Raises NetworkImportError.
    """
    from studio.compiler.importing.constructors import constructor_of, import_constructor

    wanted = shapes or {}
    if constructor_of(source) is not None:
        return import_constructor(source, list(wanted.values()), {} if code is None else code.arguments, check)
    if source.suffix.lower() != PYTHON:
        from studio.compiler.importing.onnx_import import import_onnx

        return import_onnx(source, wanted, step=step)
    from studio.compiler.importing.python_file import PythonNetwork, import_python
    from studio.compiler.importing.python_text import chosen

    name = chosen(source, None if code is None else code.name)
    if code is None:
        raise NetworkImportError(
            tr("“{name}” is Python code, which has to run to make the network {network}.",
               name=source.name, network=name),
            tr("Read it first; if you trust it, give --allow-code."),
        )  # fmt: skip
    asked = PythonNetwork(source, name, list(wanted.values()), code.arguments, digest=code.digest)
    return import_python(asked, check=check, step=step)


def write_imported(source: Path, path: Path, found: Imported) -> ImportReport:
    """Write a network that was taken in from `source` as a project, with its weights in a run beside it.

    Raises ProjectError or TrainingError; then nothing is left of either.
    """
    project = identified(Project(name=_title(found.name, source), graph=found.graph))
    told = {
        "source": source.name, "producer": found.producer, "opset": found.opset,
        **({"sha256": digest(source)} if source.is_file() else {}),
        "largest_difference": found.equality.largest_difference, "batches": list(found.equality.batches),
    }  # fmt: skip
    try:
        run = keep_weights(project, path, found.module, told, _preparation(found, project))
    except OSError as error:
        raise ProjectError(
            tr("The weights could not be written. {reason}", reason=reason(path, error)), tr("Choose another place.")
        ) from None
    try:
        save(project, path)
    except ProjectError:
        discard(run)
        raise
    parameters = sum(weights.numel() for weights in found.module.parameters())
    return ImportReport(source, path, run.path, project, found, parameters)


def _preparation(found: Imported, project: Project) -> Preparation | None:
    """How samples were prepared for the network, where the file says so in this program's way."""
    from studio.data.errors import DataError
    from studio.data.preparation import Preparation

    if found.preparation is None:
        return None
    try:
        made = Preparation.from_json(found.preparation)
    except DataError:
        return None
    shapes = {node.layer.shape for node in project.graph.values() if isinstance(node.layer, Input)}
    return made if shapes == {made.shape} else None


def _check_ends(source: Path, path: Path, *, replacing: bool) -> None:
    """Both have the right endings, and nothing is in the way."""
    from studio.compiler.importing.constructors import constructor_of

    if source.suffix.lower() not in NETWORKS and constructor_of(source) is None:
        raise NetworkImportError(
            tr("“{name}” is none of the files that can be taken in.", name=source.name),
            tr("Those end in {suffixes}.", suffixes=listed(NETWORKS, "or")),
        )
    if path.suffix.lower() != SUFFIX:
        raise NetworkImportError(
            tr("“{name}” has no ending {suffix}.", name=path.name, suffix=SUFFIX), tr("Call it so.")
        )
    if path.exists() and not replacing:
        raise ProjectError(
            tr("There is already a file “{file}”.", file=path),
            tr("Choose another name, or give --force to replace it."),
        )
    if not path.absolute().parent.is_dir():
        raise ProjectError(
            tr("There is no folder “{folder}”.", folder=path.absolute().parent), tr("Choose another place.")
        )


def _title(name: str, source: Path) -> str:
    """What the project is called: as the network in the file, unless an exporter called it so by itself."""
    generic = name.lower() in GENERIC
    return shortened(source.stem if generic or not name.isprintable() else name)


def digest(path: Path) -> str:
    """A number that no other content has."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
