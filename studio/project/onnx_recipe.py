"""What runs an exported ONNX file elsewhere: a script for onnxruntime, numpy and Pillow, and a page for browsers."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

from studio.compiler.export_error import ExportError
from studio.paths import RESOURCES
from studio.project.exporters.exporter import put_in_place
from studio.text import tr

FOLDER = RESOURCES / "recipe"
SCRIPT, PAGE = "predict.py", "predict.html"
OURS = "Written by NN Studio"
MODEL, META = "model.onnx", "/*META*/ {}"
"""What stands in the shipped files in place of the exported file, and of what it says of itself."""

JSON = ("classes", "preparation")


def check_recipe(path: Path, told: Mapping[str, str]) -> None:
    """Raise ExportError where the file takes no raw samples, or the recipe would replace a file of a person's own.

    `told` is the metadata of the file at `path`.
    """
    if told.get("prepared") != "true":
        raise ExportError(
            tr("The recipe gives the file samples as they come, but nothing in it prepares them."),
            tr("Put the preparation into the file, with data at hand, or export it without the recipe."),
        )
    if told["task"] == "positions":
        raise ExportError(
            tr("The recipe cannot tell answers with a class for each position."), tr("Export it without the recipe.")
        )
    for name in (SCRIPT, PAGE):
        place = path.with_name(name)
        if place.exists() and OURS not in place.read_text(encoding="utf-8", errors="replace"):
            raise ExportError(
                tr("There is a file “{name}” already that NN Studio has not written.", name=name),
                tr("Write the network into another folder, or export it without the recipe."),
            )


def write_recipe(path: Path, told: Mapping[str, str]) -> None:
    """Write both beside the file at `path`; `told` is its metadata. Raises ExportError."""
    values = {name: json.loads(value) if name in JSON else value for name, value in told.items()}
    meta = json.dumps({name: values[name] for name in ("task", "activation", *JSON)}).replace("<", "\\u003c")
    script = (FOLDER / SCRIPT).read_text(encoding="utf-8").replace(f'"{MODEL}"', json.dumps(path.name))
    shown = path.name.replace("&", "&amp;").replace("<", "&lt;")
    page = (FOLDER / PAGE).read_text(encoding="utf-8")
    page = page.replace(f'"{MODEL}"', json.dumps(path.name).replace("<", "\\u003c")).replace(MODEL, shown)
    put_in_place(path.with_name(SCRIPT), script.encode())
    put_in_place(path.with_name(PAGE), page.replace(META, meta).encode())
