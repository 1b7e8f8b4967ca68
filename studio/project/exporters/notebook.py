"""A notebook with the network's source, in which it can be tried at once."""

from __future__ import annotations

import ast
import json
from pathlib import Path
from typing import Any

from studio.project.exporters.exporter import Prepared, put_in_place, register
from studio.project.exporters.subject import Exported, Subject
from studio.text import tr


@register
class Notebook(Prepared):
    """The PyTorch source in a notebook, with cells that make the network and run it."""

    name = "notebook"
    title = tr("Notebook")
    about = tr("The PyTorch source in a Jupyter notebook, with cells that make the network and run it.")
    suffixes = (".ipynb",)

    def write(self, subject: Subject, path: Path) -> Exported:
        """Write the notebook, without outputs."""
        from studio.compiler.module import inputs_of
        from studio.project.exporters.pytorch import source_of

        project = subject.project
        text = source_of(subject, prepared=self.preparation)
        weights = 'network.load_state_dict(torch.load("weights.pt", weights_only=True))  # of an export as .pt'
        lines = [f"network = {_network(text)}()", f"# {weights}", "network.eval()"]
        samples = ", ".join(_samples(project.graph[name].layer) for name in inputs_of(project.graph))
        cells = [
            _cell("markdown", f"# {project.name}", 0), _cell("code", text.rstrip(), 1),
            _cell("code", "\n".join(lines), 2),
            _cell("code", f"with torch.no_grad():\n    outputs = network({samples})\noutputs", 3),
        ]  # fmt: skip
        kernel = {"kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"}}
        made = {"cells": cells, "metadata": kernel, "nbformat": 4, "nbformat_minor": 5}
        content = (json.dumps(made, indent=1, ensure_ascii=False) + "\n").encode()
        put_in_place(path, content)
        told = tr("A notebook that needs PyTorch alone; its class loads the weights of a run.")
        return Exported(path, len(content), trained=False, told=told, notes=subject.notes)


def _network(text: str) -> str:
    """The class of the network, which stands behind those that it is made of."""
    return [each.name for each in ast.parse(text).body if isinstance(each, ast.ClassDef)][-1]


def _samples(layer: Any) -> str:
    """Two samples of an Input, as source."""
    sizes = ", ".join(map(str, (2, *layer.shape)))
    return f"torch.zeros({sizes}, dtype=torch.int64)" if layer.dtype == "int64" else f"torch.rand({sizes})"


def _cell(kind: str, text: str, number: int) -> dict[str, Any]:
    found: dict[str, Any] = {"cell_type": kind, "id": f"cell-{number}", "metadata": {},
                             "source": text.splitlines(keepends=True)}  # fmt: skip
    return found if kind == "markdown" else {**found, "execution_count": None, "outputs": []}
